package dev.jacobi.testkit.laws.engine;

import dev.jacobi.cpu.Executable;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Scheduler;
import java.util.List;

/** Programs of random graphs. */
final class Programs {
  private Programs() {}

  /** The kernel sets of this process. */
  static List<Kernels> kernels() {
    return List.of(new PlainKernels());
  }

  static Program program(RandomGraph graph) {
    return Scheduler.schedule(Simplifier.simplify(graph.outputs()), graph.inputs());
  }

  static Executable bind(Program program, int threads, long budget) {
    return new Executable(program, kernels().get(0), threads, budget, true);
  }

  /** What a program of the graph computes from its values. */
  static List<ArrayValue> run(RandomGraph graph) {
    Program program = program(graph);
    try {
      return bind(program, 2, Long.MAX_VALUE).run(graph.values());
    } catch (RuntimeException e) {
      throw new AssertionError(e + "; " + graph + "\n" + program, e);
    }
  }
}
