package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of exponentials: overflow, infinities, ties, Hessians. */
final class SoftmaxTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 13})
  void valuesByTheirDefinition(int n) {
    double[] numbers = Probe.numbers(n, n).toDoubles();
    double total = 0;
    for (double number : numbers) {
      total += Math.exp(number);
    }
    double[] p = new double[n];
    double[] log = new double[n];
    for (int i = 0; i < n; i++) {
      p[i] = Math.exp(numbers[i]) / total;
      log[i] = numbers[i] - Math.log(total);
    }
    // along axis 1 of [2, n, 3]
    Tensor x = Tensor.of(numbers).reshape(1, n, 1).expand(2, n, 3);
    Probe.assertClose(x.softmax(1).select(0, 1).select(1, 2), p, 1e-14, 1e-15);
    Probe.assertClose(x.logSoftmax(-2).select(0, 0).select(1, 1), log, 1e-14, 1e-15);
    Probe.assertClose(x.logSumExp(1).get(1), fill(3, Math.log(total)), 1e-14, 1e-15);
    assertThat(x.logSumExp(0, 2).shape().sizes()).containsExactly(n);
    assertThat(x.logSumExp().item()).isCloseTo(Math.log(6 * total), within(1e-13));
  }

  private static double[] fill(int n, double number) {
    double[] all = new double[n];
    java.util.Arrays.fill(all, number);
    return all;
  }

  private static org.assertj.core.data.Offset<Double> within(double tolerance) {
    return org.assertj.core.data.Offset.offset(tolerance);
  }

  @Test
  void nothingOverflowsOrVanishes() {
    Tensor x = Tensor.of(new double[][] {{1e300, 1e300}, {-1e300, -1e300}, {1000, 999}});
    Probe.assertClose(
        x.softmax(1),
        new double[] {0.5, 0.5, 0.5, 0.5, 0.7310585786300049, 0.2689414213699951},
        1e-15,
        0);
    Probe.assertClose(x.logSumExp(1), new double[] {1e300, -1e300, 1000.3132616875182}, 1e-15, 0);
    Tensor far = Tensor.of(0.0, -800);
    assertThat(far.logSoftmax(0).toDoubles()).containsExactly(0, -800);
  }

  @Test
  void infinitiesAsIeeeSays() {
    Tensor x = Tensor.of(new double[][] {{-INF, -INF}, {-INF, 0}, {INF, 0}, {INF, -INF}, {NAN, 1}});
    Tensor y = x.logSumExp(1);
    assertThat(y.toDoubles()).containsExactly(-INF, 0, INF, INF, NAN);
    assertThat(y.slice(0, 0, 2).sum().gradient(x).slice(0, 0, 2).toDoubles())
        .containsExactly(0, 0, 0, 1);
    assertThat(x.softmax(1).toDoubles())
        .containsExactly(NAN, NAN, 0, 1, NAN, NAN, NAN, NAN, NAN, NAN);
    Tensor masked = Tensor.of(-INF, 0.0, 0);
    assertThat(masked.logSoftmax(0).toDoubles()).containsExactly(-INF, -Math.log(2), -Math.log(2));
    Probe.assertClose(
        masked.softmax(0).square().sum().gradient(masked), new double[] {0, 0, 0}, 0, 1e-16);
  }

  @Test
  void ofNothingIsMinusInfinity() {
    assertThat(Tensor.zeros(2, 0).logSumExp(1).toDoubles()).containsExactly(-INF, -INF);
    assertThat(Tensor.zeros(2, 0).softmax(1).shape().sizes()).containsExactly(2, 0);
  }

  /** d2 logSumExp = diag(p) - p p^T; and the third derivative by differences of it. */
  @Test
  void derivativesOfLogSumExp() {
    Tensor x = Probe.numbers(3, 5);
    Tensor p = x.softmax(0);
    Probe.assertClose(x.logSumExp().gradient(x), p, 1e-14);
    Tensor expected =
        Tensor.eye(dev.jacobi.type.DType.FLOAT64, 5)
            .times(p)
            .minus(p.unsqueeze(1).times(p.unsqueeze(0)));
    Probe.assertClose(x.logSumExp().hessian(x), expected, 1e-14);
    Probe.assertDerivatives(t -> t.logSumExp().gradient(t).pow(3).sum(), x);
    Probe.assertDerivatives(t -> t.softmax(0).pow(3).sum(), x);
    Probe.assertDerivatives(t -> t.logSoftmax(0).pow(3).sum(), x);
  }

  /**
   * Cross entropy of a softmax: Hessian diag(p) - p p^T for each sample, exact zeros where it is
   * saturated. Numbers of https://github.com/tensorflow/tensorflow/issues/7403.
   */
  @Test
  void crossEntropyHessian() {
    Tensor logits = Tensor.of(new double[][] {{1, 2, 3}, {0, 0, 1000}});
    Tensor target = Tensor.of(new double[][] {{0, 1, 0}, {0, 0, 1}});
    Tensor loss = target.times(logits.logSoftmax(1)).sum(1).unaryMinus();
    Probe.assertClose(loss, new double[] {1.4076059644443804, 0}, 1e-12, 0);
    Tensor hessian = loss.sum().gradient(logits).jacobian(logits);
    Probe.assertClose(
        hessian,
        new double[] {
          0.08192506906499322,
          -0.022033044520174298,
          -0.059892024544818935,
          -0.022033044520174298,
          0.1848364465099787,
          -0.16280340198980442,
          -0.059892024544818935,
          -0.16280340198980442,
          0.22269542653462335,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0
        },
        1e-12,
        0);
    Tensor two = Tensor.of(new double[][] {{0.5, 0.5}});
    Tensor first = two.logSoftmax(1).get(0).get(0).unaryMinus();
    Probe.assertClose(first.hessian(two), new double[] {0.25, -0.25, -0.25, 0.25}, 1e-12, 0);
  }

  /** By a, logAddExp(a, b) = b + softplus(a - b): its derivatives are softplus's. */
  @Test
  void logAddExpAtTiesAndFarApart() {
    Tensor a = Tensor.of(0.0, 3, -700, 1000, 20, 0, 1e300);
    Tensor b = Tensor.of(0.0, 3, -700, 0, 0, 20, -1e300);
    Tensor d = a.minus(b);
    for (int k = 1; k <= 4; k++) {
      Tensor expected = Probe.reverse(Tensor::softplus, d, k);
      Tensor byA = Probe.reverse(t -> t.logAddExp(b), a, k);
      Tensor byB = Probe.forward(t -> a.logAddExp(t), b, k);
      Probe.assertClose(byA, expected, 1e-14);
      Tensor mirrored = Probe.reverse(Tensor::softplus, d.unaryMinus(), k);
      Probe.assertClose(byB, mirrored, 1e-14);
    }
    Probe.assertClose(
        a.logAddExp(b),
        new double[] {
          Math.log(2),
          3 + Math.log(2),
          -700 + Math.log(2),
          1000,
          20.000000002061153,
          20.000000002061153,
          1e300
        },
        1e-15,
        0);
    Tensor tail = a.logAddExp(b).sum().gradient(b);
    assertThat(tail.toDoubles()[4]).isCloseTo(2.0611536181902037e-09, within(1e-23));
    // mixed: d2 / da db = -softplus''(a - b), at the tie -1/4
    Tensor mixed = a.logAddExp(b).sum().gradient(a).sum().gradient(b);
    Probe.assertClose(mixed, Probe.reverse(Tensor::softplus, d, 2).unaryMinus(), 1e-14);
  }

  @Test
  void logAddExpOfInfinities() {
    Tensor a = Tensor.of(-INF, -INF, -INF, INF, INF, NAN, 1);
    Tensor b = Tensor.of(-INF, 2.0, INF, 2, INF, 2, NAN);
    Tensor y = a.logAddExp(b);
    assertThat(y.toDoubles()).containsExactly(-INF, 2, INF, INF, INF, NAN, NAN);
    Tensor byA = y.sum().gradient(a);
    Tensor byB = y.sum().gradient(b);
    assertThat(byA.toDoubles()).containsExactly(0.5, 0, 0, 1, 0.5, NAN, NAN);
    assertThat(byB.toDoubles()).containsExactly(0.5, 1, 1, 0, 0.5, NAN, NAN);
    assertThat(byA.slice(0, 0, 5).sum().gradient(a, Unused.ZEROS).slice(0, 0, 5).toDoubles())
        .containsOnly(0);
  }

  @Test
  void namesItselfWhereSamplesMixOrAxesAreMissing() {
    Tensor x = Probe.numbers(1, 3, 4);
    assertThatThrownBy(() -> x.softmax(0).jacobian(x))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining(
            "samples mix at sum over axis 0 of softmax, made at SoftmaxTest.java");
    assertThatThrownBy(() -> x.logSumExp(0).jacobian(x))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining("of logSumExp");
    assertThatThrownBy(() -> x.softmax(2))
        .isInstanceOf(ShapeException.class)
        .hasMessage("softmax: axis 2 of [3, 4]; axes run from -2 to 1");
    assertThatThrownBy(() -> x.logSumExp(1, 1))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("logSumExp: axes [1, 1] of [3, 4]; axis 1 is named twice");
    assertThat(x.softmax(1).jacobian(x).shape().sizes()).containsExactly(3, 4, 4);
  }
}
