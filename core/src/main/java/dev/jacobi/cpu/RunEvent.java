package dev.jacobi.cpu;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** In a flight recording: a program was run. */
@Name("dev.jacobi.Run")
@Label("Jacobi run")
@Category("Jacobi")
@StackTrace(false)
final class RunEvent extends Event {
  @Label("Samples")
  int samples;

  @Label("Instructions")
  int instructions;

  @Label("Threads")
  int threads;
}
