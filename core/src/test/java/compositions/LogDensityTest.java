package compositions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.LinearAlgebra;
import dev.jacobi.LogDensity;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Densities integrate to 1, probabilities add up to 1, and factors combine as they must. */
final class LogDensityTest {
  private static Tensor grid(double from, double step, int n) {
    return Tensor.iota(DType.FLOAT64, Shape.of(n), 0).times(step).plus(from);
  }

  @Test
  void densitiesIntegrateToOne() {
    Tensor x = grid(-12, 0.01, 2401);
    Tensor normal = LogDensity.normal(x, Tensor.scalar(0.3), Tensor.scalar(1.7));
    assertThat(normal.exp().sum().item() * 0.01).isCloseTo(1, Offset.offset(1e-9));
    Tensor plane = grid(-8, 0.1, 161);
    Tensor points =
        Tensor.stack(2, plane.unsqueeze(1).expand(161, 161), plane.unsqueeze(0).expand(161, 161));
    Tensor covariance = Tensor.of(new double[][] {{1.5, 0.7}, {0.7, 0.9}});
    Tensor mean = Tensor.of(0.2, -0.4);
    Tensor log = LogDensity.multivariateNormal(points, mean, covariance);
    assertThat(log.exp().sum().item() * 0.01).isCloseTo(1, Offset.offset(1e-9));
    Tensor counts = grid(0, 1, 200);
    Tensor poisson = LogDensity.poisson(counts, Tensor.scalar(17.3));
    assertThat(poisson.exp().sum().item()).isCloseTo(1, Offset.offset(1e-12));
    Tensor logits = Probe.numbers(1, 5);
    Tensor all = LogDensity.categorical(Tensor.arange(5), logits.unsqueeze(0).expand(5, 5));
    assertThat(all.exp().sum().item()).isCloseTo(1, Offset.offset(1e-14));
  }

  /** Of a diagonal covariance the density is the product of those of the components. */
  @Test
  void componentsAreIndependent() {
    Tensor x = Probe.numbers(1, 4, 3);
    Tensor mean = Probe.numbers(2, 3);
    Tensor deviation = Probe.numbers(3, 3).abs().plus(0.5);
    Tensor factor = Tensor.eye(DType.FLOAT64, 3).times(deviation);
    Tensor parts = LogDensity.normal(x, mean, deviation).sum(1);
    Probe.assertClose(LogDensity.multivariateNormalOfFactor(x, mean, factor), parts, 1e-13);
    Probe.assertClose(LogDensity.multivariateNormal(x, mean, factor.matmul(factor)), parts, 1e-13);
  }

  /** The gradient by the mean is C^-1 (x - mean); that by x its negative. */
  @Test
  void score() {
    Tensor x = Probe.numbers(1, 4, 3);
    Tensor mean = Probe.numbers(2, 4, 3);
    Tensor half = Probe.numbers(3, 4, 3, 3);
    Tensor covariance = half.matmul(half.transpose()).plus(Tensor.eye(DType.FLOAT64, 3));
    Tensor log = LogDensity.multivariateNormal(x, mean, covariance).sum();
    Tensor score = LinearAlgebra.solveVector(covariance, x.minus(mean));
    Probe.assertClose(log.gradient(mean), score, 1e-12);
    Probe.assertClose(log.gradient(x), score.unaryMinus(), 1e-12);
  }

  /** Nothing is observed at the rate 0: its logarithm is 0, and the slope -1. */
  @Test
  void poissonAtZero() {
    Tensor rate = Tensor.of(0.0, 0.0);
    Tensor log = LogDensity.poisson(Tensor.of(0, 2), rate);
    assertThat(log.toDoubles()).containsExactly(0, Double.NEGATIVE_INFINITY);
    assertThat(log.get(0).gradient(rate).toDoubles()).containsExactly(-1, 0);
  }
}
