package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Estimate;
import dev.jacobi.Key;
import dev.jacobi.Stochastic;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.ShapeException;
import org.junit.jupiter.api.Test;

/** Estimates of traces are unbiased, and their variance is the stated one. */
final class StochasticTest {
  private static final int PROBES = 4000;
  private final Key key = Key.of(1);

  /** {@code 2 (|S|^2 - sum_i S_ii^2)} of the symmetric parts of {@code [..., n, n]}. */
  private static Tensor stated(Tensor a) {
    Tensor s = a.plus(a.moveAxis(-1, -2)).times(0.5);
    Tensor all = s.square().sum(-1).sum(-1);
    return all.minus(Tensor.einsum("...ii->...i", s).square().sum(-1)).times(2);
  }

  /** Within five standard errors, and the variance within a tenth. */
  private static void assertUnbiased(Estimate found, Tensor exact, Tensor perProbe, int probes) {
    double[] mean = found.mean().toDoubles();
    double[] variance = found.variance().toDoubles();
    double[] one = perProbe.toDoubles();
    for (int i = 0; i < mean.length; i++) {
      assertThat(variance[i] * probes / one[i]).isCloseTo(1, within(0.15));
      assertThat(mean[i]).isCloseTo(exact.toDoubles()[i], within(5 * Math.sqrt(one[i] / probes)));
    }
  }

  @Test
  void theTraceOfALinearFunction() {
    Tensor a = normal(1, 5, 5);
    Estimate found = Stochastic.trace(v -> a.matmul(v), normal(2, 5), key, PROBES);
    assertUnbiased(found, Tensor.einsum("ii->", a).reshape(1), stated(a).reshape(1), PROBES);
    assertClose(found.standardError().square(), found.variance(), 1e-15);
    assertThatThrownBy(() -> Stochastic.trace(v -> v.sum(), a, key, 2))
        .isInstanceOf(ShapeException.class)
        .hasMessage("trace: the product of [5, 5] is []; a trace is that of a square matrix");
  }

  @Test
  void theDivergenceAndTheLaplacianOfEverySample() {
    Tensor w = normal(3, 3, 3);
    Tensor x = normal(4, 2, 3);
    Tensor y = x.matmul(w).tanh().matmul(w);
    assertUnbiased(
        Stochastic.divergence(y, x, key, PROBES), y.divergence(x), stated(y.jacobian(x)), PROBES);
    Tensor u = x.matmul(w).tanh().prod(1);
    assertUnbiased(
        Stochastic.laplacian(u, x, key, PROBES),
        u.laplacian(x),
        stated(u.jacobian(x).jacobian(x)),
        PROBES);
  }

  @Test
  void scoreMatchingIsTheDivergenceAndHalfTheSquare() {
    Tensor x = normal(5, 3, 2);
    Tensor s = x.matmul(normal(6, 2, 2)).tanh();
    Estimate found = Stochastic.slicedScoreMatching(s, x, key, 7);
    Estimate divergence = Stochastic.divergence(s, x, key, 7);
    assertClose(found.mean(), divergence.mean().plus(s.square().sum(1).times(0.5)), 1e-15);
    assertClose(found.variance(), divergence.variance(), 1e-15);
    // the score of the normal distribution: -x, whose divergence has no variance
    Estimate normal = Stochastic.slicedScoreMatching(x.unaryMinus(), x, key, 3);
    assertClose(normal.mean(), x.square().sum(1).times(0.5).minus(2), 1e-15);
    assertClose(normal.variance(), Tensor.zeros(3).cast(DType.FLOAT64), 1e-15);
  }

  @Test
  void theProbesOfASampleDoNotDependOnTheBatch() {
    Tensor w = normal(7, 3, 3);
    Tensor x = normal(8, 4, 3);
    Tensor two = x.slice(0, 0, 2).value();
    Estimate all = Stochastic.divergence(x.matmul(w).sin(), x, key, 5);
    Estimate some = Stochastic.divergence(two.matmul(w).sin(), two, key, 5);
    assertClose(some.mean(), all.mean().slice(0, 0, 2), 1e-15);
    assertThat(Stochastic.divergence(x.sin(), x, key, 1).variance().toDoubles()[0]).isNaN();
  }

  @Test
  void badInput() {
    Tensor x = normal(9, 4, 3);
    assertThatThrownBy(() -> Stochastic.divergence(x.sin(), x, key, 0))
        .isInstanceOf(JacobiException.class)
        .hasMessage("divergence: 0 probes; give one or more");
    assertThatThrownBy(() -> Stochastic.slicedScoreMatching(x.sum(1), x, key, 1))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "slicedScoreMatching: y [4] by x [4, 3]; a vector field has the shape of its points");
    assertThatThrownBy(() -> Stochastic.laplacian(x.softmax(0), x, key, 1))
        .isInstanceOf(MixedSamplesException.class);
  }
}
