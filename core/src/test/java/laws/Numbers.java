package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Numbers to test with, and how two tensors of them are compared. */
final class Numbers {
  /** The step of central differences of float64: near the cube root of an ulp. */
  private static final double STEP = 6e-6;

  private Numbers() {}

  /** float64 numbers of the standard normal distribution. */
  static Tensor normal(long seed, int... sizes) {
    Random random = new Random(seed);
    Shape shape = Shape.of(sizes);
    return Tensor.of(
        shape, random.doubles(shape.elements()).map(u -> random.nextGaussian()).toArray());
  }

  /**
   * Equal up to {@code tolerance} times the largest number, NaN and infinity at the same places.
   */
  static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertClose(actual.toDoubles(), expected.toDoubles(), tolerance);
  }

  /** The same for each of several tensors, computed together. */
  static void assertClose(List<Tensor> actual, List<Tensor> expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    List<Tensor> all = Jacobi.leaves(Stream.of(actual, expected).flatMap(List::stream).toList());
    for (int i = 0; i < actual.size(); i++) {
      assertClose(all.get(i), all.get(actual.size() + i), tolerance);
    }
  }

  static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 1e-300;
    for (double number : expected) {
      largest = Double.isFinite(number) ? Math.max(largest, Math.abs(number)) : largest;
    }
    for (int i = 0; i < actual.length; i++) {
      boolean same =
          Double.compare(actual[i] + 0.0, expected[i] + 0.0) == 0
              || Math.abs(actual[i] - expected[i]) <= tolerance * Math.max(1, largest);
      if (!same) {
        fail(
            "element %s: %s is not near %s", i, Arrays.toString(actual), Arrays.toString(expected));
      }
    }
  }

  static void assertSameBits(Tensor actual, Tensor expected) {
    if (!actual.toArrayValue().sameBits(expected.toArrayValue())) {
      fail("%s is not bit for bit %s", actual, expected);
    }
  }

  /** Zeros of either sign and nothing else. */
  static void assertAllZero(Tensor x) {
    if (Arrays.stream(x.toDoubles()).anyMatch(number -> number != 0)) {
      fail("not all zero: %s", x);
    }
  }

  /** The Jacobian of f at x by central differences: the axes of f(x), then those of x. */
  static Tensor differences(UnaryOperator<Tensor> f, Tensor x) {
    double[] at = x.toDoubles();
    Shape y = f.apply(x).shape();
    double[] all = new double[y.elements() * at.length];
    for (int i = 0; i < at.length; i++) {
      double[] up = f.apply(moved(x, i, STEP)).toDoubles();
      double[] down = f.apply(moved(x, i, -STEP)).toDoubles();
      double width = (at[i] + STEP) - (at[i] - STEP);
      for (int k = 0; k < up.length; k++) {
        all[k * at.length + i] = (up[k] - down[k]) / width;
      }
    }
    return Tensor.of(y.concat(x.shape()), all);
  }

  private static Tensor moved(Tensor x, int index, double by) {
    double[] values = x.toDoubles();
    values[index] += by;
    return Tensor.of(x.shape(), values);
  }
}
