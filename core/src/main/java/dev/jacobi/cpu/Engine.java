package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Scheduler;
import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Computes values with tile programs. Programs of lazily evaluated graphs are cached by structure:
 * constants are given to them as inputs, so that the next step of a loop finds the program of the
 * last.
 */
public final class Engine implements Evaluator {
  private static final int CACHED = 256;

  private final Function<Set<DType>, Kernels> kernels;
  private final int threads;
  private final long budget;
  private final Map<Object, Executable> programs =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, Executable> eldest) {
              return size() > CACHED;
            }
          });

  /** An engine with that many threads that keeps each program within a budget of bytes. */
  public Engine(Function<Set<DType>, Kernels> kernels, int threads, long budget) {
    this.kernels = kernels;
    this.threads = threads;
    this.budget = budget;
  }

  /** The program for simplified outputs, with arrays kept between runs. */
  public Executable compile(List<Node> outputs, List<Node> inputs) {
    return new Executable(Scheduler.schedule(outputs, inputs), kernels, threads, budget, true);
  }

  @Override
  public List<ArrayValue> evaluate(List<Node> outputs, Map<Node, ArrayValue> inputs) {
    List<Node> simple = Simplifier.simplify(outputs);
    Closed closed = new Closed(simple, inputs);
    Executable executable = programs.get(closed.key);
    if (executable == null) {
      Program program = Scheduler.schedule(closed.outputs, closed.inputs);
      executable = new Executable(program, kernels, threads, budget, false);
      programs.put(closed.key, executable);
    }
    return executable.run(closed.values);
  }

  /** A graph whose constants are inputs, and a key that is equal for graphs built alike. */
  private static final class Closed {
    final List<Node> inputs = new ArrayList<>();
    final List<ArrayValue> values = new ArrayList<>();
    final List<Node> outputs;
    final Object key;

    Closed(List<Node> simple, Map<Node, ArrayValue> given) {
      Map<Node, Node> replaced = new IdentityHashMap<>();
      Map<Node, Integer> numbers = new IdentityHashMap<>();
      List<Object> structure = new ArrayList<>();
      for (Node node : Walk.topological(simple)) {
        numbers.put(node, numbers.size());
        ArrayValue value = node.op() instanceof Op.Source.Constant(var c) ? c : given.get(node);
        if (value != null) {
          int axis = node.op() instanceof Op.Source.Input input ? input.sampleAxis() : -1;
          Node input = Node.of(new Op.Source.Input("value", node.shape(), node.dtype(), axis));
          replaced.put(node, input);
          inputs.add(input);
          values.add(value);
          structure.add(input.op());
        } else {
          structure.add(node.op());
          structure.add(node.inputs().stream().map(numbers::get).toList());
        }
      }
      simple.forEach(o -> structure.add(numbers.get(o)));
      this.key = structure;
      this.outputs = dev.jacobi.graph.Substitution.apply(simple, replaced);
    }
  }
}
