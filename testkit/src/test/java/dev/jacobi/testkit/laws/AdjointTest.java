package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.transform.Forward;
import dev.jacobi.transform.Reverse;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code <w, J v> = <J^T w, v>} for each operand alone, also where finite differences say nothing:
 * at ties, kinks and singular points, where each mode must follow the same convention.
 */
final class AdjointTest {
  private static final double[] TIES = {0, 1, -1, 0.5};

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void forwardAndReverseAreAdjoint(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      List<ArrayValue> drawn = sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED);
      List<ArrayValue> tied = new ArrayList<>(drawn);
      for (int i : sample.reals()) {
        tied.set(i, ties(drawn.get(i).shape()));
      }
      for (int i : sample.reals()) {
        adjoint(sample, drawn, i);
        adjoint(sample, tied, i);
      }
    }
  }

  private static ArrayValue ties(Shape shape) {
    Random random = new Random(Laws.SEED);
    return ArrayValue.of(
        shape,
        IntStream.range(0, shape.elements())
            .mapToDouble(e -> TIES[random.nextInt(TIES.length)])
            .toArray());
  }

  private static void adjoint(OpSample sample, List<ArrayValue> at, int operand) {
    Random random = new Random(Laws.SEED);
    List<Node> operands = Laws.constants(at);
    Node x = operands.get(operand);
    Node y = sample.apply(operands, Shape.scalar());
    Node v = Laws.direction(x, random);
    Node w = Laws.direction(y, random);
    @Nullable Node forward = Forward.pushforward(List.of(y), List.of(x), List.of(v)).get(0);
    @Nullable Node reverse = Reverse.pullback(List.of(y), List.of(w), List.of(x)).get(0);
    assertThat(forward == null).as("a derivative flows in both modes").isEqualTo(reverse == null);
    if (forward != null && reverse != null) {
      for (Evaluator evaluator : Laws.evaluators()) {
        Product left = new Product(evaluator, w, forward);
        Product right = new Product(evaluator, reverse, v);
        assertThat(Double.isFinite(left.sum))
            .as("%s", sample)
            .isEqualTo(Double.isFinite(right.sum));
        if (Double.isFinite(left.sum)) {
          assertThat(Math.abs(left.sum - right.sum))
              .as("%s, operand %d, seed %d: %s and %s", sample, operand, Laws.SEED, left, right)
              .isLessThanOrEqualTo(tolerance(y) * (1 + left.size + right.size));
        }
      }
    }
  }

  /** Some derivatives pass through float32 on one way only. */
  private static double tolerance(Node y) {
    return y.dtype() == DType.FLOAT32 ? 1e-6 : 1e-13;
  }

  /** An inner product and the sum of the sizes of its terms. */
  private record Product(double sum, double size) {
    Product(Evaluator evaluator, Node a, Node b) {
      this(terms(evaluator, a, b).sum(), terms(evaluator, a, b).map(Math::abs).sum());
    }

    private static DoubleStream terms(Evaluator evaluator, Node a, Node b) {
      ArrayValue left = Laws.value(evaluator, a);
      ArrayValue right = Laws.value(evaluator, b);
      return IntStream.range(0, left.shape().elements())
          .mapToDouble(i -> left.getDouble(i) * right.getDouble(i));
    }
  }
}
