package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.nn.BatchNorm;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Penalty;
import dev.jacobi.nn.Weights;
import dev.jacobi.testkit.GradientCheck;
import dev.jacobi.type.DType;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Penalties on derivatives are their formulas, sample by sample, and weights learn through them.
 */
class PenaltyTest {
  private static final Key KEY = Key.of(23);

  record Net(Linear first, Linear second) {
    static Net of(int in, int hidden, int out) {
      return Weights.cast(
          new Net(Linear.of(KEY, in, hidden), Linear.of(Key.of(24), hidden, out)), DType.FLOAT64);
    }

    Tensor apply(Tensor x) {
      return second.apply(first.apply(x).tanh());
    }
  }

  private static final Tensor X = KEY.normal(DType.FLOAT64, Shape.of(5, 2)).value();

  /** dy_b/dx_b by hand: {@code V diag(1 - h^2) W}. */
  private static double[][] jacobian(Net net, int b) {
    double[][] w = (double[][]) net.first().weight().toArray();
    double[][] v = (double[][]) net.second().weight().toArray();
    double[] h = net.first().apply(X.get(b)).tanh().toDoubles();
    double[][] j = new double[v.length][w[0].length];
    for (int o = 0; o < v.length; o++) {
      for (int i = 0; i < w[0].length; i++) {
        for (int k = 0; k < h.length; k++) {
          j[o][i] += v[o][k] * (1 - h[k] * h[k]) * w[k][i];
        }
      }
    }
    return j;
  }

  private static double squares(double[][] j) {
    double sum = 0;
    for (double[] row : j) {
      for (double number : row) {
        sum += number * number;
      }
    }
    return sum;
  }

  @Test
  void theyAreTheirFormulas() {
    Net net = Net.of(2, 4, 3);
    Net critic = Net.of(2, 4, 1);
    double isometry = 0;
    double norm = 0;
    double gradient = 0;
    for (int b = 0; b < 5; b++) {
      double[][] j = jacobian(net, b);
      norm += squares(j) / 5;
      for (int r = 0; r < 2; r++) {
        for (int c = 0; c < 2; c++) {
          double gram = r == c ? -1 : 0;
          for (double[] row : j) {
            gram += row[r] * row[c];
          }
          isometry += gram * gram / 5;
        }
      }
      gradient += Math.pow(Math.sqrt(squares(jacobian(critic, b))) - 1, 2) / 5;
    }
    Tensor y = net.apply(X);
    assertThat(Penalty.isometry(y, X).item()).isCloseTo(isometry, within(1e-12));
    assertThat(Penalty.jacobianNorm(y, X).item()).isCloseTo(norm, within(1e-12));
    assertThat(Penalty.contractive(y, X).item()).isCloseTo(norm, within(1e-12));
    Tensor zeros = Tensor.full(DType.FLOAT64, Shape.of(5, 3, 2), 0);
    assertThat(Penalty.sobolev(y, X, zeros).item()).isCloseTo(norm, within(1e-12));
    assertThat(Penalty.sobolev(y, X, y.jacobian(X)).item()).isEqualTo(0);
    assertThat(Penalty.gradientPenalty(critic.apply(X), X).item())
        .isCloseTo(gradient, within(1e-12));
    assertThat(Penalty.gradientPenalty(critic.apply(X).squeeze(1), X).item())
        .isCloseTo(gradient, within(1e-12));
  }

  @Test
  void theEstimateHasTheRightMean() {
    Tensor y = Net.of(2, 4, 3).apply(X);
    double exact = Penalty.jacobianNorm(y, X).item();
    double sum = 0;
    for (Key key : KEY.split(400)) {
      sum += Penalty.jacobianNorm(y, X, key).item();
    }
    assertThat(sum / 400).isCloseTo(exact, within(0.08 * exact));
    Tensor one = Net.of(2, 4, 1).apply(X);
    assertThat(Penalty.jacobianNorm(one, X, KEY).item())
        .isCloseTo(Penalty.jacobianNorm(one, X).item(), within(1e-12));
  }

  @Test
  void anIsometryHasNone() {
    double c = Math.cos(0.3);
    double s = Math.sin(0.3);
    Tensor q = Tensor.of(new double[][] {{c, -s}, {s, c}, {0, 0}});
    Linear turn = new Linear(q, null);
    assertThat(Penalty.isometry(turn.apply(X), X).item()).isLessThan(1e-30);
  }

  @Test
  void axesOfAnyNumber() {
    Tensor image = KEY.normal(DType.FLOAT64, Shape.of(2, 3, 4)).value();
    Tensor y = image.square().sum(2);
    double expected = image.times(2).square().sum().item() / 2;
    assertThat(Penalty.jacobianNorm(y, image).item()).isCloseTo(expected, within(1e-12));
  }

  @Samples
  record Batch(Tensor x) {}

  record Inputs(Net net, Batch batch) {}

  /** The weights learn through every penalty, in a compiled step as well. */
  @Test
  void weightsLearnThroughThem() {
    Net net = Net.of(2, 3, 2);
    Net critic = Net.of(2, 3, 1);
    Tensor target = KEY.normal(DType.FLOAT64, Shape.of(5, 2, 2)).value();
    learns(net, Penalty::isometry);
    learns(net, Penalty::jacobianNorm);
    learns(net, Penalty::contractive);
    learns(net, (y, x) -> Penalty.jacobianNorm(y, x, KEY));
    learns(net, (y, x) -> Penalty.sobolev(y, x, target));
    learns(critic, Penalty::gradientPenalty);
  }

  private static void learns(Net net, BinaryOperator<Tensor> penalty) {
    List<Tensor> inputs = new ArrayList<>(Tree.leaves(net));
    GradientCheck.checkGradients(
        weights -> penalty.apply(Tree.rebuild(net, weights).apply(X), X), inputs, 1);
    var step =
        Jacobi.compile((Inputs in) ->
            penalty
                .apply(in.net().apply(in.batch().x()), in.batch().x())
                .gradient(in.net(), dev.jacobi.Unused.ZEROS));
    Net compiled = step.apply(new Inputs(net, new Batch(X)));
    Net eager = penalty.apply(net.apply(X), X).gradient(net, dev.jacobi.Unused.ZEROS);
    Case.assertClose(compiled.first().weight(), eager.first().weight());
    Case.assertClose(compiled.second().weight(), eager.second().weight());
  }

  @Test
  void pointsLieBetween() {
    Tensor a = Tensor.full(DType.FLOAT64, Shape.of(50, 3), 2);
    Tensor b = Tensor.full(DType.FLOAT64, Shape.of(50, 3), 5);
    Tensor points = Penalty.between(a, b, KEY);
    double[] p = points.toDoubles();
    assertThat(java.util.Arrays.stream(p)).allMatch(v -> v >= 2 && v <= 5);
    for (int i = 0; i < 50; i++) {
      assertThat(p[3 * i]).isEqualTo(p[3 * i + 1]).isEqualTo(p[3 * i + 2]);
    }
    assertThat(java.util.Arrays.stream(p).distinct().count()).isEqualTo(50);
    assertThat(points.mean().item()).isCloseTo(3.5, within(0.5));
  }

  @Test
  void whereSamplesMixTheyAreRefused() {
    BatchNorm norm = Weights.cast(BatchNorm.of(2), DType.FLOAT64);
    Tensor y = norm.train(X).output();
    assertThatThrownBy(() -> Penalty.jacobianNorm(y, X)).isInstanceOf(MixedSamplesException.class);
    assertThatThrownBy(() -> Penalty.jacobianNorm(y, X, KEY))
        .isInstanceOf(MixedSamplesException.class);
    assertThatThrownBy(() -> Penalty.gradientPenalty(y, X))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "gradientPenalty: score [5, 2]; it takes one number for each sample, [B] or [B, 1]");
    assertThatThrownBy(() -> Penalty.isometry(X.square().sum(), X))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "jacobian: y [] and x [5, 2]; axis 0 of both holds the same samples, one or more");
    assertThatThrownBy(() -> Penalty.between(X, X.get(0), KEY))
        .isInstanceOf(ShapeException.class)
        .hasMessage("between: [5, 2] and [2]; it takes samples of one shape");
  }
}
