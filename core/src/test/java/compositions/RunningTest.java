package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Pooling;
import dev.jacobi.Tensor;
import dev.jacobi.TopK;
import dev.jacobi.type.IndexException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Running sums, orders, segments and adaptive windows against loops. */
final class RunningTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 13, 64, 257})
  void runningValuesAreThoseOfTheParts(int n) {
    Tensor x = Probe.numbers(n, 2, n);
    Tensor sums = x.cumsum(-1);
    Tensor products = x.cumprod(1);
    Tensor logs = x.logCumSumExp(1);
    for (int i = 0; i < n; i += Math.max(1, n / 10)) {
      Tensor part = x.slice(1, 0, i + 1);
      Probe.assertClose(sums.select(1, i), part.sum(1), 1e-13);
      Probe.assertClose(products.select(1, i), part.prod(1), 1e-13);
      Probe.assertClose(logs.select(1, i), part.logSumExp(1), 1e-13);
    }
  }

  /** What is infinite or NaN spoils only what follows, and zeros leave derivatives as they are. */
  @Test
  void singularPoints() {
    Tensor x = Tensor.of(1, INF, -INF, Double.NaN, 2.0);
    assertThat(x.cumsum(0).toDoubles()).containsExactly(1, INF, Double.NaN, Double.NaN, Double.NaN);
    Tensor infinite = Tensor.of(-INF, -INF, 1.0, INF);
    assertThat(infinite.logCumSumExp(0).toDoubles()).containsExactly(-INF, -INF, 1, INF);
    Tensor first = infinite.slice(0, 0, 3);
    assertThat(first.logCumSumExp(0).get(2).gradient(first).toDoubles()).containsExactly(0, 0, 1);
    Tensor zeros = Tensor.of(2, 0, 3, 0.0);
    Probe.assertClose(
        zeros.cumprod(0).sum().gradient(zeros), new double[] {1, 2 + 6, 0, 0}, 1e-15, 0);
    Probe.assertClose(
        zeros.cumprod(0).get(3).hessian(zeros).get(1).get(3), Tensor.scalar(6.0), 1e-15);
  }

  @Test
  void theLargestElements() {
    Tensor x = Tensor.of(1, 3, 2, 3, Double.NaN, -INF);
    TopK top = x.topK(4, 0);
    assertThat(top.values().toDoubles()).containsExactly(Double.NaN, 3, 3, 2);
    assertThat(top.indices().toLongs()).containsExactly(4, 1, 3, 2);
    Tensor y = Probe.numbers(3, 5, 7);
    TopK columns = y.topK(2, 0);
    Probe.assertClose(columns.values(), y.sort(0).flip(0).slice(0, 0, 2), 0);
    Tensor weights = Probe.numbers(4, 2, 7);
    Tensor gradient = columns.values().times(weights).sum().gradient(y);
    for (int j = 0; j < 7; j++) {
      Tensor places = columns.indices().select(1, j);
      Tensor chosen = gradient.select(1, j).gather(0, places);
      Probe.assertClose(chosen, weights.select(1, j), 0);
    }
    assertThat(gradient.ne(0).sum().item()).isEqualTo(14);
  }

  @Test
  void segments() {
    Tensor x = Probe.numbers(1, 5, 2);
    Tensor y = x.segmentSum(0, Tensor.of(2, 0, 2, 2, 0), 4);
    Probe.assertClose(y.get(0), x.get(1).plus(x.get(4)), 1e-15);
    Probe.assertClose(y.get(2), x.get(0).plus(x.get(2)).plus(x.get(3)), 1e-15);
    assertThat(y.get(1).toDoubles()).containsOnly(0);
    assertThat(y.get(3).toDoubles()).containsOnly(0);
    Tensor wrong = x.segmentSum(0, Tensor.of(2, 0, 4, 2, 0), 4);
    assertThatThrownBy(wrong::value).isInstanceOf(IndexException.class);
    Tensor outside = Tensor.of(0, -1).oneHot(2);
    assertThatThrownBy(outside::value).isInstanceOf(IndexException.class);
  }

  @Test
  void adaptiveWindows() {
    for (int n = 1; n < 9; n++) {
      Tensor x = Probe.numbers(n, 2, n, 3);
      for (int m = 1; m <= n + 2; m++) {
        Tensor mean = Pooling.adaptiveAverage(x, m, 2);
        Tensor largest = Pooling.adaptiveMax(x, m, 2);
        for (int i = 0; i < m; i++) {
          Tensor rows = x.slice(1, i * n / m, ((i + 1) * n + m - 1) / m);
          for (int j = 0; j < 2; j++) {
            Tensor window = rows.slice(2, j, j + 2);
            Probe.assertClose(mean.select(1, i).select(1, j), window.mean(1, 2), 1e-14);
            Probe.assertClose(largest.select(1, i).select(1, j), window.max(1, 2), 0);
          }
        }
      }
    }
    Tensor x = Probe.numbers(9, 4, 6);
    Probe.assertClose(Pooling.adaptiveAverage(x, 2, 3), new Pooling(2, 2).average(x), 1e-15);
  }
}
