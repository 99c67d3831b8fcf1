package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random sums of padded pieces have the same bits when they are put side by side. */
final class PiecesTest {
  private static final double[] NUMBERS = {
    0.0, -0.0, 1.5, -2, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };
  private static final int CASES = 200;

  private final Random random = new Random(Laws.SEED);
  private final Map<Node, ArrayValue> given = new IdentityHashMap<>();

  @Test
  void sumsOfPiecesHaveTheSameBits() {
    Map<String, Integer> applied = new TreeMap<>();
    for (int i = 0; i < CASES; i++) {
      Shape shape = Shape.of(random.ints(1 + random.nextInt(3), 1, 8).toArray());
      Node sum = sum(shape, 2 + random.nextInt(6));
      same(List.of(sum), i, applied);
    }
    assertThat(applied.get("pieces-add")).isGreaterThan(CASES / 2);
  }

  /** Values cut into steps, some of them in any order, each used, and derivatives of that. */
  @Test
  void derivativesOfStepsHaveTheSameBits() {
    Map<String, Integer> applied = new TreeMap<>();
    for (int i = 0; i < CASES / 4; i++) {
      Shape shape = Shape.of(random.ints(2, 1, 8).toArray());
      int axis = random.nextInt(2);
      Tensor x = new Tensor(input(shape));
      List<Integer> order = new ArrayList<>();
      for (int step = 0; step < shape.size(axis); step++) {
        order.add(step);
      }
      Collections.shuffle(order, random);
      Tensor total = x.zerosLike().select(axis, 0);
      for (int step : order.subList(0, 1 + random.nextInt(order.size()))) {
        total = total.plus(x.select(axis, step)).tanh();
      }
      Tensor gradient = total.vjp(x, total.onesLike());
      Tensor second = gradient.square().vjp(x, x.onesLike());
      Tensor mixed = gradient.jvp(x, x.onesLike());
      Tensor part = gradient.select(axis, order.get(0));
      same(List.of(gradient.node(), second.node(), mixed.node(), part.node()), i, applied);
    }
    assertThat(applied).containsKeys("pieces-add", "pieces-slice");
  }

  private void same(List<Node> nodes, int number, Map<String, Integer> applied) {
    Simplifier.Simplified simplified = Simplifier.run(nodes);
    simplified.applied().forEach((name, count) -> applied.merge(name, count, Integer::sum));
    for (Evaluator evaluator : Laws.evaluators()) {
      List<ArrayValue> before = evaluator.evaluate(nodes, given);
      List<ArrayValue> after = evaluator.evaluate(simplified.outputs(), given);
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.get(i).sameBits(before.get(i)))
            .as("case %d, output %d, seed %d, %s", number, i, Laws.SEED, simplified.applied())
            .isTrue();
      }
    }
  }

  private Node input(Shape shape) {
    double[] numbers = new double[shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(3) == 0 ? NUMBERS[random.nextInt(8)] : random.nextGaussian();
    }
    Node input = Node.of(new Op.Source.Input("x", shape, DType.FLOAT64, -1));
    given.put(input, ArrayValue.of(shape, numbers));
    return input;
  }

  private Node sum(Shape shape, int terms) {
    if (terms > 1) {
      int left = 1 + random.nextInt(terms - 1);
      return Nodes.add(sum(shape, left), sum(shape, terms - left));
    }
    int axis = random.nextInt(shape.rank());
    int n = shape.size(axis);
    int low = random.nextInt(n + 1);
    int high = random.nextInt(n - low + 1);
    Node middle = input(shape.with(axis, n - low - high));
    return switch (random.nextInt(4)) {
      case 0 -> input(shape);
      case 1 ->
          Node.of(
              new Op.Movement.Concat(axis),
              Nodes.fill(DType.FLOAT64, shape.with(axis, low), random.nextBoolean() ? 0.0 : -0.0),
              middle,
              input(shape.with(axis, high)));
      case 2 -> {
        Node small = input(Shape.of(shape.sizes()).with(axis, n - low - high));
        Ints zeros = Ints.of(new int[shape.rank()]);
        int[] lows = new int[shape.rank()];
        int[] highs = new int[shape.rank()];
        lows[axis] = low;
        highs[axis] = high;
        yield Node.of(
            new Op.Movement.Pad(Ints.range(0, shape.rank()), Ints.of(lows), Ints.of(highs), zeros),
            small);
      }
      default ->
          Node.of(
              new Op.Movement.Pad(Ints.of(axis), Ints.of(low), Ints.of(high), Ints.of(0)), middle);
    };
  }
}
