package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.type.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths and spreads: values, and derivatives where the root has none. */
final class NormsTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  @Test
  void normOverAxes() {
    Tensor x = Tensor.of(new double[][] {{3, 4}, {-5, 12}});
    assertThat(x.norm(1).toDoubles()).containsExactly(5, 13);
    assertThat(x.norm().item()).isEqualTo(Math.sqrt(194));
    assertThat(x.reshape(1, 2, 2).frobenius(1, 2).toDoubles()).containsExactly(Math.sqrt(194));
    assertThat(x.frobenius(0, -1).item()).isEqualTo(Math.sqrt(194));
    assertThat(Tensor.of(3, 4).norm().item()).isEqualTo(5);
    Probe.assertDerivatives(t -> t.norm(1).pow(3).sum(), x);
    assertThatThrownBy(() -> x.frobenius(0, 0))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("frobenius: axes [0, 0] of [2, 2]; axis 0 is named twice");
    assertThatThrownBy(() -> x.norm(2))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("norm: axis 2 of [2, 2]");
  }

  /** A norm at 0 has slope 0, but its square is a polynomial: Hessian 2 I. */
  @Test
  void normAtZero() {
    Tensor x = Tensor.of(0.0, 0);
    assertThat(x.norm().gradient(x).toDoubles()).containsExactly(0, 0);
    assertThat(x.norm().hessian(x).toDoubles()).containsOnly(0);
    assertThat(x.norm().square().gradient(x).toDoubles()).containsExactly(0, 0);
    assertThat(x.norm().square().hessian(x).toDoubles()).containsExactly(2, 0, 0, 2);
    assertThat(x.norm().pow(2).hessian(x).toDoubles()).containsExactly(2, 0, 0, 2);
    assertThat(x.reshape(1, 2).frobenius(0, 1).square().hessian(x).toDoubles())
        .containsExactly(2, 0, 0, 2);
  }

  /** The penalty of a Jacobian's norm with one sample whose gradient is 0 (as in pytorch#2421). */
  @Test
  void penaltyOfAZeroGradient() {
    Tensor z = Tensor.of(new double[][] {{0, 0}, {0.9, 0.4}, {0.3, 0.2}});
    Tensor y = z.square().times(Tensor.of(1.0, 2)).sum(1).times(0.5);
    Tensor norms = y.jacobian(z).norm(1);
    Probe.assertClose(norms, new double[] {0, 1.2041594578792296, 0.5}, 1e-12, 0);
    Tensor loss = norms.minus(1).abs().sum();
    Probe.assertClose(
        loss.gradient(z),
        new double[] {0, 0, 0.7474093186836597, 1.3287276776598396, -0.6, -1.6},
        1e-12,
        0);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 13})
  void varianceByItsDefinition(int n) {
    double[] numbers = Probe.numbers(n, n).toDoubles();
    double mean = 0;
    for (double number : numbers) {
      mean += number / n;
    }
    double squares = 0;
    for (double number : numbers) {
      squares += (number - mean) * (number - mean);
    }
    Tensor x = Tensor.of(numbers);
    Probe.assertClose(x.variance(), new double[] {squares / n}, 1e-13, 0);
    Probe.assertClose(x.variance(new int[] {0}, 1), new double[] {squares / (n - 1)}, 1e-13, 0);
    Probe.assertClose(x.std(), new double[] {Math.sqrt(squares / n)}, 1e-13, 0);
    Probe.assertClose(
        x.std(new int[] {-1}, 1), new double[] {Math.sqrt(squares / (n - 1))}, 1e-13, 0);
    Probe.assertDerivatives(t -> t.std().pow(3), x);
    Probe.assertDerivatives(t -> t.variance(new int[] {0}, 1).pow(2), x);
  }

  /** Equal numbers have no spread at all, whatever rounding does to their mean. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, -1.0 / 3, 1e16, 1e-300})
  void stdOfEqualNumbers(double number) {
    Tensor x = Tensor.of(new double[][] {{number, number, number}, {1, 2, 4}});
    Tensor y = x.std(1);
    assertThat(y.get(0).item()).isZero();
    assertThat(y.get(0).gradient(x).toDoubles()).containsOnly(0);
    assertThat(y.get(0).hessian(x).toDoubles()).containsOnly(0);
    // std^2 is the variance again: d2 / dx_i dx_j = 2/3 (delta_ij - 1/3)
    Probe.assertClose(
        y.get(0).square().hessian(x).select(0, 0).select(1, 0),
        new double[] {4 / 9., -2 / 9., -2 / 9., -2 / 9., 4 / 9., -2 / 9., -2 / 9., -2 / 9., 4 / 9.},
        1e-14,
        0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-160, 1, 1e160, 1e300})
  void hypotAtEveryScale(double h) {
    Tensor x = Tensor.of(3 * h, -3 * h, 0, 5 * h, h);
    Tensor y = Tensor.of(4 * h, 4 * h, -2 * h, 0, h * 1e-3);
    Probe.assertClose(
        x.hypot(y), new double[] {5 * h, 5 * h, 2 * h, 5 * h, h * Math.sqrt(1 + 1e-6)}, 1e-15, 0);
    Tensor z = x.hypot(y);
    Probe.assertClose(z.sum().gradient(x), new double[] {0.6, -0.6, 0, 1, 1 - 5e-7}, 1e-12, 0);
    Probe.assertClose(z.sum().gradient(y), new double[] {0.8, 0.8, -1, 0, 1e-3}, 1e-6, 0);
    // d2 / dx2 = y^2 / r^3, where it can be represented
    if (h >= 1e-160 && h <= 1e160) {
      Tensor second = z.sum().gradient(x).sum().gradient(x).times(h);
      Probe.assertClose(second, new double[] {0.128, 0.128, 0.5, 0, 1e-6}, 1e-5, 1e-15);
    }
  }

  @Test
  void hypotAtZeroAndInfinity() {
    Tensor x = Tensor.of(0, INF, -INF, 1, INF, NAN, NAN);
    Tensor y = Tensor.of(-0.0, 1, NAN, -INF, INF, 1, INF);
    Tensor z = x.hypot(y);
    assertThat(z.toDoubles()).containsExactly(0, INF, INF, INF, INF, NAN, INF);
    Tensor byX = z.sum().gradient(x);
    assertThat(byX.toDoubles()).containsExactly(0, 1, -1, 0, 1, NAN, 0);
    assertThat(z.sum().gradient(y).toDoubles()).containsExactly(0, 0, 0, -1, 0, NAN, 1);
    assertThat(byX.sum().gradient(x, Unused.ZEROS).slice(0, 0, 5).toDoubles()).containsOnly(0);
    Probe.assertDerivatives(
        t -> t.get(0).hypot(t.get(1)).gradient(t).square().sum(), Tensor.of(0.3, -0.7));
  }
}
