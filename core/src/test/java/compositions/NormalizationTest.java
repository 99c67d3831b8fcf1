package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.ShapeException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Normalisations: values, derivatives of three orders by every route, and who sees whom. */
final class NormalizationTest {

  /** Layer norm of (t, 0), the numbers of https://github.com/pytorch/pytorch/issues/196700. */
  @Test
  void layerNormToOrderThree() {
    Tensor weight = Tensor.of(1.0, 2);
    UnaryOperator<Tensor> f =
        t ->
            Normalization.layerNorm(
                    Tensor.stack(0, t, t.zerosLike()), weight, Tensor.of(0.0, 0), 0.25)
                .sum();
    assertAllRoutes(
        f,
        Tensor.scalar(0.7),
        -0.5734623443633283,
        -0.549820080885262,
        0.7749142079590942,
        -0.7132479766449956);
  }

  /** Batch norm of 8 numbers that depend on t, of the same source. */
  @Test
  void batchNormToOrderThree() {
    Tensor i = Tensor.arange(8).cast(dev.jacobi.type.DType.FLOAT64);
    Tensor wave = Tensor.of(-1.0, 0, 1, -1, 0, 1, -1, 0);
    Tensor weight = Tensor.of(1.5, -0.5);
    Tensor bias = Tensor.of(0.25, 1);
    UnaryOperator<Tensor> f =
        t -> {
          Tensor x = i.plus(1).times(t).plus(wave.times(t.square())).plus(i).reshape(2, 2, 2);
          Tensor y = Normalization.batchNorm(x, weight, bias, 0.25).output();
          return y.reshape(8).times(i.plus(1)).sum();
        };
    assertAllRoutes(
        f,
        Tensor.scalar(-6.0),
        36.16877756630648,
        -0.44963206471575357,
        -0.20703015646993195,
        -0.12088220653249108);
  }

  private static void assertAllRoutes(UnaryOperator<Tensor> f, Tensor t, double... expected) {
    for (int routes = 0; routes < 8; routes++) {
      Tensor y = f.apply(t);
      for (int order = 0; order <= 3; order++) {
        Probe.assertClose(y, new double[] {expected[order]}, 1e-9, 0);
        boolean forward = (routes >> order & 1) == 1;
        y = forward ? y.jvp(t, t.onesLike()) : y.gradient(t);
      }
    }
  }

  @Test
  void layerNormOverAnyAxes() {
    Tensor x = Probe.numbers(1, 2, 3, 4);
    Tensor weight = Probe.numbers(2, 2, 4);
    Tensor bias = Probe.numbers(3, 2, 4);
    Tensor y = Normalization.layerNorm(x, new int[] {2, 0}, weight, bias, 1e-3);
    double[] in = x.toDoubles();
    double[] out = new double[24];
    for (int j = 0; j < 3; j++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < 8; i++) {
        double number = in[i / 4 * 12 + j * 4 + i % 4];
        mean += number / 8;
        square += number * number / 8;
      }
      for (int i = 0; i < 8; i++) {
        int at = i / 4 * 12 + j * 4 + i % 4;
        double standard = (in[at] - mean) / Math.sqrt(square - mean * mean + 1e-3);
        out[at] = standard * weight.toDoubles()[i] + bias.toDoubles()[i];
      }
    }
    Probe.assertClose(y, out, 1e-12, 1e-13);
    Probe.assertDerivatives(
        t -> Normalization.layerNorm(t, new int[] {0, 2}, weight, bias, 1e-3).pow(3).sum(), x);
  }

  @Test
  void layerNormOfTheLastAxesAsManyAsTheWeightHas() {
    Tensor x = Probe.numbers(1, 2, 3, 4);
    Tensor weight = Probe.numbers(2, 3, 4);
    Probe.assertClose(
        Normalization.layerNorm(x, weight, null, 1e-5),
        Normalization.layerNorm(x, new int[] {1, 2}, weight, null, 1e-5),
        0);
    // a row of equal numbers is the bias
    Tensor flat = Tensor.of(new double[][] {{0.1, 0.1, 0.1}});
    assertThat(
            Normalization.layerNorm(flat, Tensor.of(1.0, 1, 1), Tensor.of(5.0, 6, 7), 1e-5)
                .round()
                .toDoubles())
        .containsExactly(5, 6, 7);
  }

  @Test
  void batchNormAndItsStatistics() {
    Tensor x = Probe.numbers(1, 5, 2, 3);
    Normalization.BatchNorm y = Normalization.batchNorm(x, null, null, 1e-3);
    Probe.assertClose(y.mean(), x.mean(0, 2), 1e-14);
    Probe.assertClose(y.variance(), x.variance(0, 2), 1e-14);
    Tensor frozen = Normalization.frozenBatchNorm(x, y.mean(), y.variance(), null, null, 1e-3);
    Probe.assertClose(y.output(), frozen, 1e-14);
    // frozen statistics are constants here, and not in training
    Tensor constant =
        Normalization.frozenBatchNorm(x, y.mean().value(), y.variance().value(), null, null, 1e-3);
    Tensor slope = y.output().pow(3).sum().gradient(x);
    Probe.assertClose(frozen.pow(3).sum().gradient(x), slope, 1e-12);
    Tensor other = constant.pow(3).sum().gradient(x);
    assertThat(other.minus(slope).abs().max().item()).isGreaterThan(0.1);
    Probe.assertDerivatives(
        t -> Normalization.batchNorm(t, null, null, 1e-3).output().pow(3).sum(), x);
  }

  /** The whole Jacobian of batch norm in training, and that the one by samples is refused. */
  @Test
  void batchNormMixesSamplesAndSaysSo() {
    Tensor z = Tensor.of(new double[][] {{0.5}, {-1}, {2.6}});
    Tensor y = Normalization.batchNorm(z, Tensor.of(1.2), Tensor.of(0.25), 0.001).output();
    Probe.assertClose(
        y.fullJacobian(z),
        new double[] {
          0.5367366552751326, -0.31307568439347744, -0.22366097088165524,
          -0.31307568439347744, 0.18280341429083646, 0.13027227010264095,
          -0.22366097088165524, 0.13027227010264095, 0.09338870077901429
        },
        1e-10,
        0);
    assertThatThrownBy(() -> y.jacobian(z))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining("of batchNorm, made at NormalizationTest.java")
        .hasMessageContaining("frozen statistics (batchNorm in evaluation)");
    Tensor frozen =
        Normalization.frozenBatchNorm(
            z, Tensor.of(0.4), Tensor.of(1.2), Tensor.of(1.2), Tensor.of(0.25), 0.001);
    double slope = 1.2 / Math.sqrt(1.201);
    Probe.assertClose(frozen.jacobian(z), new double[] {slope, slope, slope}, 1e-14, 0);
  }

  @Test
  void groupNormIsLayerNormOfEachGroup() {
    Tensor x = Probe.numbers(1, 3, 4, 5);
    Tensor weight = Probe.numbers(2, 4);
    Tensor bias = Probe.numbers(3, 4);
    Tensor y = Normalization.groupNorm(x, 2, weight, bias, 1e-3);
    Tensor expected =
        Normalization.layerNorm(x.reshape(3, 2, 10), new int[] {2}, null, null, 1e-3)
            .reshape(3, 4, 5)
            .times(weight.unsqueeze(1))
            .plus(bias.unsqueeze(1));
    Probe.assertClose(y, expected, 1e-13);
    assertThat(y.jacobian(x).shape().sizes()).containsExactly(3, 4, 5, 4, 5);
    Probe.assertDerivatives(t -> Normalization.groupNorm(t, 4, weight, null, 1e-3).pow(3).sum(), x);
  }

  @Test
  void rmsNormByItsDefinition() {
    Tensor x = Tensor.of(new double[][] {{3, 4}, {0, 0}});
    Tensor y = Normalization.rmsNorm(x, Tensor.of(1.0, 10), 0.5);
    Probe.assertClose(y, new double[] {3 / Math.sqrt(13), 40 / Math.sqrt(13), 0, 0}, 1e-15, 0);
    Probe.assertDerivatives(t -> Normalization.rmsNorm(t, Tensor.of(1.0, 10), 0.5).pow(3).sum(), x);
  }

  @Test
  void saysWhichShapeIsWrong() {
    Tensor x = Probe.numbers(1, 3, 4);
    Tensor three = Tensor.of(1.0, 1, 1);
    assertThatThrownBy(() -> Normalization.layerNorm(x, three, null, 1e-5))
        .isInstanceOf(ShapeException.class)
        .hasMessage("layerNorm: weight [3] for x [3, 4]; along axes [1] it needs the shape [4]");
    assertThatThrownBy(() -> Normalization.batchNorm(x, null, three, 1e-5))
        .isInstanceOf(ShapeException.class)
        .hasMessage("batchNorm: bias [3] for x [3, 4]; along axes [1] it needs the shape [4]");
    assertThatThrownBy(() -> Normalization.frozenBatchNorm(x, three, three, null, null, 1e-5))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("frozenBatchNorm: mean [3] for x [3, 4]");
    assertThatThrownBy(() -> Normalization.groupNorm(x, 3, null, null, 1e-5))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("groupNorm: [3, 4] in 3 groups; the 4 channels (axis 1)");
    assertThatThrownBy(() -> Normalization.batchNorm(three, null, null, 1e-5))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("batchNorm: [3]; it takes [B, C, ...]");
  }

  @Test
  void weightsHaveGradients() {
    Tensor x = Probe.numbers(1, 3, 4);
    Tensor weight = Probe.numbers(2, 4);
    Tensor y = Normalization.batchNorm(x, weight, null, 1e-3).output();
    Tensor plain = Normalization.batchNorm(x, null, null, 1e-3).output();
    Probe.assertClose(
        y.pow(2).sum().gradient(weight), plain.pow(2).sum(0).times(weight).times(2), 1e-12);
  }
}
