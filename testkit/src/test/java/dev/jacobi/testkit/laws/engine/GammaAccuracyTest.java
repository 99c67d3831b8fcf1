package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.cpu.kernel.Gamma;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logarithm of the gamma function and its derivatives in the engine against the reference. */
final class GammaAccuracyTest {
  private static final int POINTS = 300;
  private static final long SEED = 20_251_129L;

  private static DoubleStream between(double low, double high) {
    return new Random(SEED).doubles(POINTS, low, high);
  }

  private static DoubleStream sizes(double low, double high) {
    return between(low, high).map(exponent -> StrictMath.pow(10, exponent));
  }

  private static ArrayValue reference(int order, double[] x) {
    return RandomGraph.value(
        new Op.Elementwise.LogGamma(order), List.of(ArrayValue.of(Shape.of(x.length), x)));
  }

  private static void within(int order, double[] x, double relative) {
    ArrayValue expected = reference(order, x);
    for (int i = 0; i < x.length; i++) {
      double right = expected.getDouble(i);
      double allowed = relative * Math.max(order < 2 ? 1 : 0, Math.abs(right));
      assertThat(Gamma.derivative(order, x[i]))
          .as("order %d at %s, seed %d", order, x[i], SEED)
          .isCloseTo(right, Offset.offset(allowed));
    }
  }

  /** Errors are relative to the value, or to 1 where the function has zeros. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 12})
  void positiveNumbers(int order) {
    double[] x =
        Stream.of(between(0.1, 3), between(2, 40), sizes(-10, 0), sizes(1, 20))
            .flatMapToDouble(numbers -> numbers)
            .toArray();
    within(order, x, 4e-15);
  }

  /** The logarithm keeps its relative accuracy at its zeros 1 and 2. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 2})
  void nearItsZeros(double zero) {
    double[] x = sizes(-14, -1).map(d -> zero + (d > 1e-3 ? d : -d)).toArray();
    ArrayValue expected = reference(0, x);
    for (int i = 0; i < x.length; i++) {
      double right = expected.getDouble(i);
      assertThat(Gamma.derivative(0, x[i]))
          .as("at %s, seed %d", x[i], SEED)
          .isCloseTo(right, Offset.offset(6 * Math.ulp(right)));
    }
  }

  /** Between the poles values pass through zero; errors are relative to the largest part. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void negativeNumbers(int order) {
    double[] x = between(-30, 0).toArray();
    ArrayValue expected = reference(order, x);
    double factorial = 1;
    for (int k = 2; k < order; k++) {
      factorial *= k;
    }
    for (int i = 0; i < x.length; i++) {
      double size = Math.max(Math.pow(Math.PI, order), Math.abs(expected.getDouble(i))) * factorial;
      assertThat(Gamma.derivative(order, x[i]))
          .as("order %d at %s, seed %d", order, x[i], SEED)
          .isCloseTo(expected.getDouble(i), Offset.offset(1e-14 * Math.max(5, size)));
    }
  }
}
