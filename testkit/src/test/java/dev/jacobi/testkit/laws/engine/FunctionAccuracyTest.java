package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.fail;

import dev.jacobi.cpu.KernelSets;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The elementwise functions of every kernel set against the reference: at zeros, infinities and
 * NaN, at the ends of the range and the places where an approximation changes, at numbers of any
 * bits, and at numbers of everyday size.
 */
final class FunctionAccuracyTest {
  private static final int POINTS = 500;

  private static final double[] SPECIAL = {
    0,
    Double.MIN_VALUE,
    1e-310,
    Double.MIN_NORMAL,
    Float.MIN_VALUE,
    1e-40,
    Float.MIN_NORMAL,
    0x1p-60,
    0x1p-30,
    0x1p-12,
    0.45,
    0.5,
    0.625,
    Math.sqrt(0.5),
    1,
    Math.sqrt(2),
    Math.PI / 2,
    2,
    Math.PI,
    4.7,
    6,
    9.4,
    10.2,
    17.4,
    20,
    27.5,
    38,
    87.4,
    88.8,
    104,
    708.4,
    709.8,
    745.2,
    0x1p17,
    0x1p26,
    Float.MAX_VALUE,
    1e300,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };

  @ParameterizedTest
  @EnumSource(
      value = UnaryKind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NOT", "IS_FINITE"})
  void isWithinItsBound(UnaryKind kind) {
    double[] points = points();
    for (Kernels kernels : KernelSets.all()) {
      ArrayValue wide = ArrayValue.of(Shape.of(points.length), points);
      within(float64Ulps(kind), kind, kernels, wide);
      float[] narrow = new float[points.length];
      for (int i = 0; i < points.length; i++) {
        narrow[i] = (float) points[i];
      }
      within(float32Ulps(kind), kind, kernels, ArrayValue.of(Shape.of(points.length), narrow));
    }
  }

  private static void within(long ulps, UnaryKind kind, Kernels kernels, ArrayValue x) {
    int n = x.shape().elements();
    Object y = ArrayValue.allocate(x.dtype(), n);
    kernels.unary(kind, x.dtype(), x.array(), 0, n, 1, y, 0, n, 1, n);
    ArrayValue found =
        x.dtype() == DType.FLOAT32
            ? ArrayValue.of(x.shape(), (float[]) y)
            : ArrayValue.of(x.shape(), (double[]) y);
    ArrayValue expected = RandomGraph.value(new Op.Elementwise.Unary(kind), List.of(x));
    for (int i = 0; i < n; i++) {
      if (Ulps.distance(found, expected, i) > ulps) {
        fail(
            "%s of %s in %s by %s kernels: %s, by the reference %s",
            kind,
            x.getDouble(i),
            x.dtype(),
            kernels.name(),
            found.getDouble(i),
            expected.getDouble(i));
      }
    }
  }

  /** How many doubles may lie between a result and the reference, which is nearest to the truth. */
  private static long float64Ulps(UnaryKind kind) {
    return switch (kind) {
      case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, SQRT, NORM_SQRT, SQUARE, IS_FINITE, NOT -> 0;
      case TAN, ASIN, ACOS, ATAN, SINH, COSH -> 0;
      case EXP, LOG, LOG1P, SIN, COS, ERF -> 1;
      case RSQRT, EXPM1, LOG2, TANH, SIGMOID, ERFC -> 2;
    };
  }

  private static long float32Ulps(UnaryKind kind) {
    return switch (kind) {
      case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, SQRT, NORM_SQRT, SQUARE, IS_FINITE, NOT -> 0;
      case TAN, ASIN, ACOS, ATAN, SINH, COSH -> 0;
      case EXP, LOG, ERF -> 1;
      case RSQRT, EXPM1, LOG1P, LOG2, SIN, COS, TANH, SIGMOID -> 2;
      case ERFC -> 3;
    };
  }

  private static double[] points() {
    SplittableRandom random = new SplittableRandom(11);
    DoubleStream special =
        DoubleStream.of(SPECIAL)
            .flatMap(x ->
                DoubleStream.of(
                    x, Math.nextUp(x), Math.nextDown(x), x * (1 + 0x1p-22), x * (1 - 0x1p-22)));
    DoubleStream anyBits =
        DoubleStream.generate(() -> Double.longBitsToDouble(random.nextLong())).limit(POINTS);
    DoubleStream anyFloatBits =
        DoubleStream.generate(() -> (double) Float.intBitsToFloat(random.nextInt())).limit(POINTS);
    DoubleStream everyday = DoubleStream.generate(() -> random.nextDouble(-10, 10)).limit(POINTS);
    DoubleStream large = DoubleStream.generate(() -> random.nextDouble(-750, 750)).limit(POINTS);
    return Stream.of(special, anyBits, anyFloatBits, everyday, large)
        .flatMapToDouble(points -> points)
        .flatMap(x -> DoubleStream.of(x, -x))
        .toArray();
  }
}
