package dev.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Scheduler;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loops written for chains and for instructions on few elements give the bits of plain kernels, for
 * every operation, on numbers of any kind, at any number of samples.
 */
final class FusedLoopsAgreeTest {
  private static final int[] SAMPLES = {1, 15, 16, 31, 32, 33, 64, 100};

  /** Features that are unrolled, and features over which a loop goes. */
  private static final int[] FEATURES = {1, 2, 40};

  private final KernelComparison numbers = new KernelComparison();

  @ParameterizedTest
  @EnumSource(UnaryKind.class)
  void unary(UnaryKind kind) {
    Op op = new Op.Elementwise.Unary(kind);
    switch (kind) {
      case NOT -> check((a, b, c) -> List.of(select(Node.of(op, c), a, b)));
      case IS_FINITE -> check((a, b, c) -> List.of(select(Node.of(op, a), b, negated(b))));
      default -> check((a, b, c) -> List.of(negated(Node.of(op, a)), Node.of(op, negated(b))));
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryKind.class)
  void binary(BinaryKind kind) {
    Op op = new Op.Elementwise.Binary(kind);
    check((a, b, c) -> List.of(negated(Node.of(op, a, b)), Node.of(op, b, negated(a))));
  }

  @ParameterizedTest
  @EnumSource(Comparison.class)
  void comparisons(Comparison kind) {
    Op op = new Op.Elementwise.Compare(kind);
    check((a, b, c) -> List.of(select(Node.of(op, a, b), negated(a), b), Node.of(op, a, a)));
  }

  @ParameterizedTest
  @EnumSource(Connective.class)
  void connectives(Connective kind) {
    Op op = new Op.Elementwise.Logic(kind);
    Op less = new Op.Elementwise.Compare(Comparison.LT);
    check((a, b, c) -> List.of(select(Node.of(op, c, Node.of(less, a, b)), a, negated(b))));
  }

  @ParameterizedTest
  @EnumSource(ReduceKind.class)
  void reductions(ReduceKind kind) {
    check((a, b, c) -> {
      Node negated = negated(a);
      return List.of(
          Node.of(new Op.Reduction.Reduce(kind, Ints.of(1)), negated),
          Node.of(new Op.Reduction.Reduce(kind, Ints.of(0)), negated),
          Node.of(new Op.Reduction.Reduce(kind, Ints.of(0, 1)), negated));
    });
  }

  @Test
  void aTruthIsChosen() {
    Op less = new Op.Elementwise.Compare(Comparison.LT);
    check((a, b, c) -> List.of(select(c, Node.of(less, a, b), Node.of(less, b, negated(a)))));
  }

  /** What has no form in registers comes after what it reads. */
  @Test
  void truthsAreReduced() {
    Op less = new Op.Elementwise.Compare(Comparison.LT);
    check((a, b, c) -> {
      Node truth = Node.of(less, negated(a), b);
      return List.of(
          Node.of(new Op.Reduction.Reduce(ReduceKind.MAX, Ints.of(1)), truth),
          Node.of(new Op.Reduction.Reduce(ReduceKind.MIN, Ints.of(1)), truth),
          select(truth, a, negated(b)));
    });
  }

  @Test
  void manyOperations() {
    check((a, b, c) -> {
      Node x = a;
      for (int i = 0; i < 50; i++) {
        x = Node.of(new Op.Elementwise.Binary(i % 3 == 0 ? BinaryKind.MUL : BinaryKind.SUB), x, b);
        x = i % 17 == 0 ? Node.of(new Op.Elementwise.Unary(UnaryKind.TANH), x) : x;
      }
      return List.of(x);
    });
  }

  /** More than the longest loop has, of values that stay alive for long. */
  @Test
  void manyOperationsWithoutFunctions() {
    check((a, b, c) -> {
      List<Node> xs = new ArrayList<>(List.of(a, b));
      BinaryKind[] kinds = {BinaryKind.MUL, BinaryKind.SUB, BinaryKind.MAX, BinaryKind.ADD};
      for (int i = 2; i < 200; i++) {
        Node next =
            Node.of(new Op.Elementwise.Binary(kinds[i % 4]), xs.get(i - 1), xs.get(i * 2 / 3));
        xs.add(i % 7 == 0 ? select(c, next, xs.get(i - 2)) : next);
      }
      return List.of(xs.getLast(), xs.get(77));
    });
  }

  private static Node negated(Node x) {
    return Node.of(new Op.Elementwise.Unary(UnaryKind.NEG), x);
  }

  private static Node select(Node condition, Node a, Node b) {
    return Node.of(new Op.Elementwise.Select(), condition, a, b);
  }

  /** Outputs of two numbers and a truth value for each sample and feature. */
  @FunctionalInterface
  private interface Graph {
    List<Node> of(Node a, Node b, Node truth);
  }

  private void check(Graph graph) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (int features : FEATURES) {
        for (int samples : SAMPLES) {
          check(graph, dtype, Shape.of(samples, features));
        }
      }
    }
  }

  private void check(Graph graph, DType dtype, Shape shape) {
    List<Node> inputs =
        List.of(
            Node.of(new Op.Source.Input("a", shape, dtype, 0)),
            Node.of(new Op.Source.Input("b", shape, dtype, 0)),
            Node.of(new Op.Source.Input("c", shape, DType.BOOL, 0)));
    List<Node> outputs = graph.of(inputs.get(0), inputs.get(1), inputs.get(2));
    List<ArrayValue> values = new ArrayList<>();
    for (Node input : inputs) {
      Object array = numbers.wild(input.dtype(), shape.elements());
      values.add(ArrayValue.of(shape, array));
    }
    Program program = Scheduler.schedule(outputs, inputs);
    List<ArrayValue> expected = run(program, new PlainKernels(), values);
    for (Kernels kernels : KernelSets.all()) {
      List<ArrayValue> found = run(program, kernels, values);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).sameBits(expected.get(i)))
            .as("output %d of %s, %s %s\n%s", i, kernels.name(), dtype, shape, program)
            .isTrue();
      }
    }
  }

  private static List<ArrayValue> run(Program program, Kernels kernels, List<ArrayValue> values) {
    return new Executable(program, types -> kernels, 1, Long.MAX_VALUE, true).run(values);
  }
}
