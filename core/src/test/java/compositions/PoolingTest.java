package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Pooling;
import dev.jacobi.Tensor;
import dev.jacobi.type.ShapeException;
import org.junit.jupiter.api.Test;

/** Pooling against loops, with ties, NaN and padding. */
final class PoolingTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void maximumOfPlanes() {
    Tensor x = Probe.numbers(1, 2, 3, 6, 7);
    Tensor y = new Pooling(3, 2).withStride(2, 1).withPadding(1).max(x);
    assertThat(y.shape().sizes()).containsExactly(2, 3, 3, 8);
    double[] in = x.toDoubles();
    double[] out = new double[2 * 3 * 3 * 8];
    for (int at = 0; at < out.length; at++) {
      int plane = at / 24;
      out[at] = -INF;
      for (int i = at / 8 % 3 * 2 - 1; i < at / 8 % 3 * 2 + 2; i++) {
        for (int j = at % 8 - 1; j < at % 8 + 1; j++) {
          boolean inside = i >= 0 && i < 6 && j >= 0 && j < 7;
          out[at] = inside ? Math.max(out[at], in[(plane * 6 + i) * 7 + j]) : out[at];
        }
      }
    }
    assertThat(y.toDoubles()).isEqualTo(out);
    Probe.assertDerivatives(t -> new Pooling(3, 2).withPadding(1).max(t).pow(3).sum(), x);
  }

  /** The first of equal elements takes the whole derivative. */
  @Test
  void tiesGoToTheFirst() {
    Tensor x = Tensor.of(new double[][] {{1, 1, 0, 2, 2, 2}});
    Tensor y = new Pooling(2).max(x);
    assertThat(y.toDoubles()).containsExactly(1, 2, 2);
    assertThat(y.sum().gradient(x).toDoubles()).containsExactly(1, 0, 0, 1, 1, 0);
    Tensor overlapping = new Pooling(2).withStride(1).max(x);
    assertThat(overlapping.sum().gradient(x).toDoubles()).containsExactly(1, 1, 0, 2, 1, 0);
  }

  /** Windows of few and of many elements follow the same rules. */
  @Test
  void largeWindowsAreLikeSmallOnes() {
    Tensor x = Tensor.of(3.0, Double.NaN, 1, -0.0, 5, 5, Double.NaN, 2, -INF, 5);
    Tensor some = Probe.numbers(1, 40);
    for (int size : new int[] {1, 2, 3, 10}) {
      double[] small = new Pooling(size).max(x).toDoubles();
      double[] large = new Pooling(40).max(padded(x, size)).toDoubles();
      assertThat(large).startsWith(small[0]);
    }
    for (Tensor t : new Tensor[] {x, some.slice(0, 0, 10)}) {
      Tensor few = t.stopGradient();
      Tensor many = padded(few, 10);
      Tensor byFew = new Pooling(10).max(few).sum().gradient(few);
      Tensor byMany = new Pooling(40).max(many).sum().gradient(few);
      assertThat(byMany.toDoubles()).isEqualTo(byFew.toDoubles());
    }
    Tensor zeros = Tensor.of(-0.0, -1, -0.0, -2);
    assertThat(new Pooling(2).max(zeros).toDoubles()).containsExactly(-0.0, -0.0);
  }

  /** The first elements, and then nothing that could be the largest. */
  private static Tensor padded(Tensor x, int first) {
    Tensor part = x.slice(0, 0, first);
    return part.pad(0, 0, 40 - first, -INF);
  }

  @Test
  void nanAndInfinityAndIntegers() {
    Tensor x = Tensor.of(Double.NaN, 1, -INF, -INF, INF, 3);
    assertThat(new Pooling(2).max(x).toDoubles()).containsExactly(Double.NaN, -INF, INF);
    assertThat(new Pooling(3).max(Tensor.of(1, 5, 2)).toDoubles()).containsExactly(5);
  }

  @Test
  void dilatedWindowsInThreeDimensions() {
    Tensor x = Probe.numbers(1, 4, 3, 5);
    Tensor y = new Pooling(2, 2, 2).withStride(1).withDilation(2, 1, 3).max(x);
    assertThat(y.shape().sizes()).containsExactly(2, 2, 2);
    double expected = -INF;
    for (int i : new int[] {1, 3}) {
      for (int j : new int[] {0, 1}) {
        for (int k : new int[] {1, 4}) {
          expected = Math.max(expected, x.get(i).get(j).get(k).item());
        }
      }
    }
    assertThat(y.get(1).get(0).get(1).item()).isEqualTo(expected);
  }

  @Test
  void averageCountsPadding() {
    Tensor x = Tensor.of(new double[][] {{1, 2, 3, 4, 5}});
    Pooling pooling = new Pooling(2).withPadding(1).withStride(2);
    assertThat(pooling.average(x).toDoubles()).containsExactly(0.5, 2.5, 4.5);
    assertThat(pooling.average(x).sum().gradient(x).toDoubles()).containsOnly(0.5);
    Tensor image = Probe.numbers(1, 2, 4, 4);
    Probe.assertClose(
        new Pooling(2, 2).average(image), image.reshape(2, 2, 2, 2, 2).mean(2, 4), 1e-14);
    Probe.assertDerivatives(t -> new Pooling(2, 3).average(t).pow(3).sum(), image);
  }

  @Test
  void samplesStayApart() {
    Tensor x = Probe.numbers(1, 3, 4, 4);
    assertThat(new Pooling(2, 2).max(x).jacobian(x).shape().sizes()).containsExactly(3, 2, 2, 4, 4);
    assertThat(new Pooling(2, 2).average(x).jacobian(x).shape().sizes())
        .containsExactly(3, 2, 2, 4, 4);
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThatThrownBy(() -> new Pooling(2).withPadding(2).max(Tensor.ones(5)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("maxPool1d: padding [2] for windows of [2]; it may be half");
    assertThatThrownBy(() -> new Pooling(2, 2).average(Tensor.ones(5)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("avgPool2d: [5] by windows of [2, 2]; x needs an axis for each");
    assertThatThrownBy(() -> new Pooling(2, 2).withStride(1, 1, 1).max(Tensor.ones(5, 5)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("maxPool2d: stride [1, 1, 1] for 2 spatial axes");
  }
}
