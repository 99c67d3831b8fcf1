package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.transform.Forward;
import dev.jacobi.transform.Taylor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The coefficients of Taylor mode are derivatives by t of nested forward mode over factorials. */
final class TaylorTest {
  private static final int ORDER = 3;

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void equalsNestedForwardMode(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      for (int i : sample.reals()) {
        List<Node> operands =
            new ArrayList<>(Laws.constants(sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED)));
        Node x = operands.get(i);
        Random random = new Random(Laws.SEED);
        List<@Nullable Node> moves = new ArrayList<>();
        for (int k = 0; k < ORDER; k++) {
          moves.add(Laws.direction(x, random));
        }
        Node t = Nodes.scalar(x.dtype(), 0);
        operands.set(i, path(x, moves, t));
        Node nested = sample.apply(operands, Shape.scalar());
        operands.set(i, x);
        Node y = sample.apply(operands, Shape.scalar());

        List<@Nullable Node> series = Taylor.series(y, x, moves);
        List<Node> all = new ArrayList<>();
        double factorial = 1;
        for (int k = 1; k <= ORDER; k++) {
          factorial *= k;
          nested = derivative(nested, t);
          all.add(Nodes.scale(1 / factorial, nested));
          all.add(orZero(series.get(k - 1), y));
        }
        List<ArrayValue> values = new ReferenceEvaluator().evaluate(all, Map.of());
        for (int k = 1; k <= ORDER; k++) {
          assertThat(Ulps.relativeError(values.get(2 * k - 1), values.get(2 * k - 2)))
              .as("%s, coefficient %d by operand %d, seed %d", sample, k, i, Laws.SEED)
              .isLessThanOrEqualTo(y.dtype() == DType.FLOAT32 ? 1e-5 : 1e-11);
        }
      }
    }
  }

  /** {@code x + v_1 t + v_2 t^2 + ...} */
  private static Node path(Node x, List<@Nullable Node> moves, Node t) {
    Node path = x;
    Node power = t;
    for (Node move : moves) {
      Node step = Nodes.mul(Nodes.broadcast(power, x.shape()), Objects.requireNonNull(move));
      path = Nodes.add(path, step);
      power = Nodes.mul(power, t);
    }
    return path;
  }

  private static Node derivative(Node y, Node t) {
    return orZero(
        Forward.pushforward(List.of(y), List.of(t), List.of(Nodes.fillLike(t, 1))).get(0), y);
  }

  private static Node orZero(@Nullable Node found, Node like) {
    return found == null ? Nodes.zerosLike(like) : found;
  }
}
