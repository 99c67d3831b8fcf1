package dev.jacobi.testkit.laws.engine;

import dev.jacobi.cpu.Executable;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Scheduler;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.List;

/** Programs of random graphs. */
final class Programs {
  private Programs() {}

  static Program program(RandomGraph graph) {
    return program(graph.outputs(), graph.inputs());
  }

  static Program program(List<Node> outputs, List<Node> inputs) {
    return Scheduler.schedule(Simplifier.simplify(outputs), inputs);
  }

  /** A placeholder with samples along axis 0. */
  static Node samples(String name, DType dtype, int... sizes) {
    return Node.of(new Op.Source.Input(name, Shape.of(sizes), dtype, 0));
  }

  /** A placeholder that is the same for all samples. */
  static Node weights(String name, DType dtype, int... sizes) {
    return Node.of(new Op.Source.Input(name, Shape.of(sizes), dtype, -1));
  }

  static Executable bind(Program program, int threads, long budget) {
    return new Executable(program, KernelSets::current, threads, budget, true);
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

  /** The least power of two that is budget enough on that many threads. */
  static long leastBudget(Program program, int threads) {
    for (long budget = 1; ; budget *= 2) {
      if (fits(program, threads, budget)) {
        return budget;
      }
    }
  }

  static boolean fits(Program program, int threads, long budget) {
    try {
      bind(program, threads, budget);
      return true;
    } catch (JacobiException tooLittle) {
      return false;
    }
  }

  /** The first output that differs in a bit, or -1. */
  static int firstDifferent(List<ArrayValue> a, List<ArrayValue> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!a.get(i).sameBits(b.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
