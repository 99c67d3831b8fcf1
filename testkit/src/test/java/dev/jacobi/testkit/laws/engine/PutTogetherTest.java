package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is put together is written where it belongs: gates into steps, steps into stacks. Whoever
 * else uses a part reads it there, and all values are those of the reference.
 */
final class PutTogetherTest {
  private static final int STEPS = 3;
  private static final int[] BATCHES = {1, 31, 33, 65, 300};

  private final Random random = new Random(7);

  private static Node concat(int axis, List<Node> parts) {
    return Node.of(new Op.Movement.Concat(axis), parts);
  }

  private static Node stack(List<Node> layers) {
    return concat(1, layers.stream().map(x -> Nodes.insertAxes(x, Ints.of(1))).toList());
  }

  /** Three gates of each step, exact operations only: each depends on the step before. */
  private static List<List<Node>> gates(Node x) {
    List<List<Node>> steps = new ArrayList<>();
    Node last = x;
    for (int t = 0; t < STEPS; t++) {
      Node a = Nodes.mul(last, x);
      Node b = Nodes.sub(a, Nodes.fillLike(x, 0.5));
      Node c = Nodes.unary(UnaryKind.ABS, Nodes.add(b, x));
      steps.add(List.of(a, b, c));
      last = c;
    }
    return steps;
  }

  private static long copies(Program program) {
    return program.phases().stream()
        .filter(Program.Phase::perSample)
        .flatMap(phase -> phase.body().stream())
        .filter(i ->
            i instanceof Instruction.Copy(View from, View to)
                && from.buffer().kind() == to.buffer().kind())
        .count();
  }

  private Program check(List<Node> outputs, Node x) {
    Program program = Programs.program(outputs, List.of(x));
    double[] numbers = new double[x.shape().elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (random.nextInt(5) - 2) / 2.0;
    }
    Node drawn = Nodes.constant(ArrayValue.of(x.shape(), numbers));
    ReferenceEvaluator reference = new ReferenceEvaluator();
    ArrayValue value = reference.evaluate(List.of(Nodes.cast(drawn, x.dtype())), Map.of()).get(0);
    Map<Node, ArrayValue> given = new IdentityHashMap<>();
    given.put(x, value);
    List<ArrayValue> expected = reference.evaluate(outputs, given);
    for (int threads : new int[] {1, 2}) {
      List<ArrayValue> found = Programs.bind(program, threads, Long.MAX_VALUE).run(List.of(value));
      for (int i = 0; i < expected.size(); i++) {
        int at = i;
        assertThat(
                IntStream.range(0, expected.get(i).shape().elements())
                    .filter(e -> wrong(expected.get(at).getDouble(e), found.get(at).getDouble(e)))
                    .findFirst())
            .as("output %d of %s\n%s", i, x, program)
            .isEmpty();
      }
    }
    return program;
  }

  private static boolean wrong(double expected, double found) {
    return Math.abs(expected - found) > 1e-5 * Math.max(1, Math.abs(expected));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 33})
  void gatesIntoStepsIntoStacks(int width) {
    for (int batch : BATCHES) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        Node x = Programs.samples("x", dtype, batch, width);
        List<Node> steps = gates(x).stream().map(gates -> concat(1, gates)).toList();
        Node stack = stack(steps);
        Node weights = Nodes.fill(dtype, Shape.of(3 * width, 5), 0.25);
        Node product =
            Nodes.contract(steps.get(1), Ints.of(0, 1), weights, Ints.of(1, 2), Ints.of(0, 2));
        Ints letters = Ints.of(0, 1, 2);
        Node squares = Nodes.contract(stack, letters, stack, Ints.of(0, 1, 3), Ints.of(0, 2, 3));
        Node gradient = Nodes.contract(stack, letters, stack, Ints.of(0, 1, 3), Ints.of(2, 3));
        Program program = check(List.of(stack, product), x);
        assertThat(copies(program) == 0).as(program.toString()).isEqualTo(width >= 16);
        check(List.of(Nodes.sum(stack, Ints.of(0, 1)), gradient, product), x);
        check(List.of(Nodes.unary(UnaryKind.SQUARE, stack), squares), x);
        check(List.of(Nodes.sum(stack, Ints.of(1)), Nodes.sum(steps.get(2), Ints.of(0))), x);
      }
    }
  }

  /** Parts that are returned, twice in a whole, in two wholes, reduced, moved, multiplied. */
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 33})
  void partsThatServeSomethingElse(int width) {
    for (int batch : BATCHES) {
      Node x = Programs.samples("x", DType.FLOAT32, batch, width);
      List<List<Node>> gates = gates(x);
      Node a = gates.get(0).get(0);
      Node b = gates.get(1).get(1);
      Node c = gates.get(2).get(2);
      Node once = concat(1, List.of(a, b, c));
      Node twice = concat(1, List.of(a, c, a, b));
      Node nested = concat(1, List.of(once, c, once));
      Node rows = stack(List.of(b, c));
      Node pairs = Nodes.contract(rows, Ints.of(0, 1, 2), rows, Ints.of(0, 3, 2), Ints.of(0, 1, 3));
      Node most = Nodes.reduce(ReduceKind.MAX, c, Ints.of(1));
      Node apart = Nodes.sub(c, Nodes.expand(most, c.shape(), Ints.of(0)));
      Node flat = Nodes.reshape(rows, Shape.of(batch, 2 * width));
      Node turned = Nodes.permute(b, Ints.of(1, 0));
      check(List.of(once, a, b), x);
      check(List.of(Nodes.neg(twice), Nodes.neg(once), a), x);
      check(List.of(Nodes.sum(twice, Ints.of(0)), Nodes.sum(b, Ints.of(0)), nested), x);
      check(List.of(nested, Nodes.sum(once, Ints.of(1)), pairs), x);
      check(List.of(rows, pairs, flat, turned), x);
      check(List.of(once, apart, Nodes.mul(apart, a)), x);
      check(List.of(stack(List.of(apart, a)), Nodes.mul(apart, b)), x);
      check(List.of(Nodes.sum(concat(0, List.of(a, b)), Ints.of(0)), once), x);
      Node single = concat(1, List.of(Nodes.neg(a)));
      check(List.of(Nodes.unary(UnaryKind.SQUARE, single), single), x);
    }
  }
}
