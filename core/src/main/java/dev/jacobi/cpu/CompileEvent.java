package dev.jacobi.cpu;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** In a flight recording: a graph was turned into a program. */
@Name("dev.jacobi.Compile")
@Label("Jacobi compile")
@Category("Jacobi")
@StackTrace(false)
final class CompileEvent extends Event {
  @Label("Nodes after simplification")
  int nodes;

  @Label("Instructions")
  int instructions;
}
