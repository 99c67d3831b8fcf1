package dev.jacobi.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.UnaryKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The elementwise functions in ulps of the true value, which is computed to 60 digits or more. */
final class AccuracyTest {
  /** Raise it to measure more closely: {@code -DargLine=-Djacobi.accuracy.points=20000}. */
  private static final int POINTS = Integer.getInteger("jacobi.accuracy.points", 150);

  private static final long SEED = 20_250_917L;
  private static final MathContext CONTEXT = new MathContext(60);

  /** A function, what it is, its bound in ulps of float64, and the places where it is tried. */
  private record Claim(
      UnaryKind kind, UnaryOperator<BigDecimal> exactly, double bound, List<DoubleStream> places) {
    double[] points() {
      return places.stream().flatMapToDouble(p -> p).toArray();
    }

    @Override
    public String toString() {
      return kind + " within " + bound;
    }
  }

  private static Claim claim(
      UnaryKind kind, UnaryOperator<BigDecimal> exactly, double bound, DoubleStream... places) {
    return new Claim(kind, exactly, bound, List.of(places));
  }

  static Stream<Claim> claims() {
    return Stream.of(
        claim(UnaryKind.SQRT, x -> x.sqrt(CONTEXT), 0.5, positive(-300, 300)),
        claim(UnaryKind.NORM_SQRT, x -> x.sqrt(CONTEXT), 0.5, positive(-300, 300)),
        claim(UnaryKind.RSQRT, AccuracyTest::rsqrt, 1.5, positive(-300, 300)),
        claim(UnaryKind.SQUARE, x -> x.multiply(x), 0.5, signed(-150, 150)),
        claim(UnaryKind.EXP, BigFunctions::exp, 1, signed(-20, 0), signed(0, 2.84)),
        claim(UnaryKind.EXPM1, BigFunctions::expm1, 1, signed(-20, 0), signed(0, 2.84)),
        claim(UnaryKind.LOG, BigFunctions::log, 1, positive(-300, 300), positive(-1, 1)),
        claim(UnaryKind.LOG1P, AccuracyTest::log1p, 1, positive(-20, 300), signed(-20, -0.1)),
        claim(UnaryKind.LOG2, BigFunctions::log2, 0.501, positive(-320, 300), around(1, 1.4, 0.7)),
        claim(UnaryKind.SIN, BigFunctions::sin, 1, signed(-20, 2.5)),
        claim(UnaryKind.COS, BigFunctions::cos, 1, signed(-20, 2.5)),
        claim(UnaryKind.TAN, BigFunctions::tan, 1, signed(-20, 2.5)),
        claim(UnaryKind.ASIN, BigFunctions::asin, 1, signed(-20, 0)),
        claim(UnaryKind.ACOS, BigFunctions::acos, 1, signed(-20, 0)),
        claim(UnaryKind.ATAN, BigFunctions::atan, 1, signed(-20, 20)),
        claim(UnaryKind.SINH, BigFunctions::sinh, 2, signed(-20, 2.8), signed(-1, 1)),
        claim(UnaryKind.COSH, BigFunctions::cosh, 2, signed(-20, 2.8), signed(-1, 1)),
        claim(UnaryKind.TANH, BigFunctions::tanh, 0.501, signed(-20, 1.4), around(20, 0x1p-20)),
        claim(UnaryKind.SIGMOID, BigFunctions::sigmoid, 0.501, signed(-20, 2.87), around(-745)),
        claim(UnaryKind.ERF, BigFunctions::erf, 0.501, signed(-20, 0.8), around(3, -3, 6)),
        claim(
            UnaryKind.ERFC,
            BigFunctions::erfc,
            0.501,
            signed(-20, 0),
            signed(0, 1.435),
            around(-6, -3, 3, 26.5, 27.2)));
  }

  @ParameterizedTest
  @MethodSource("claims")
  void float64IsWithinItsBound(Claim claim) {
    double[] points = claim.points();
    ArrayValue values = Grid.evaluate(new Op.Elementwise.Unary(claim.kind), Grid.doubles(points));
    double worst = 0;
    double worstAt = Double.NaN;
    for (int i = 0; i < points.length; i++) {
      BigDecimal exactly = claim.exactly.apply(new BigDecimal(points[i]));
      double error = ulps(values.getDouble(i), exactly, e -> Math.ulp(e));
      if (!(error <= worst)) {
        worst = error;
        worstAt = points[i];
      }
    }
    assertThat(worst).as("seed %d, ulps at %s", SEED, worstAt).isLessThanOrEqualTo(claim.bound);
  }

  /** What is computed in double and rounded once is all but correctly rounded. */
  @ParameterizedTest
  @MethodSource("claims")
  void float32IsRoundedOnce(Claim claim) {
    for (double point : claim.points()) {
      float x = (float) point;
      if (x == 0 || Math.abs(x) > 1e38) {
        continue;
      }
      BigDecimal exactly = claim.exactly.apply(new BigDecimal(x));
      if (Math.abs(exactly.doubleValue()) < Float.MAX_VALUE) {
        ArrayValue value = Grid.evaluate(new Op.Elementwise.Unary(claim.kind), Grid.floats(x));
        assertThat(ulps(value.getDouble(0), exactly, e -> Math.ulp((float) e)))
            .as("seed %d, ulps at %s", SEED, x)
            .isLessThanOrEqualTo(0.501);
      }
    }
  }

  @Test
  void powIsWithinOneUlp() {
    double[] x = positive(-3, 3).toArray();
    double[] y = signed(-2, 1.8).toArray();
    ArrayValue values =
        Grid.evaluate(new Op.Elementwise.Binary(BinaryKind.POW), Grid.doubles(x), Grid.doubles(y));
    for (int i = 0; i < POINTS; i++) {
      BigDecimal exactly = BigFunctions.pow(new BigDecimal(x[i]), new BigDecimal(y[i]));
      assertThat(ulps(values.getDouble(i), exactly, e -> Math.ulp(e)))
          .as("%s to the power %s", x[i], y[i])
          .isLessThanOrEqualTo(1);
    }
  }

  /** The first operand is y; the right half-plane suffices, the quadrants are tested elsewhere. */
  @Test
  void atan2IsWithinTwoUlps() {
    double[] y = signed(-5, 5).toArray();
    double[] x = positive(-3, 3).toArray();
    ArrayValue values =
        Grid.evaluate(
            new Op.Elementwise.Binary(BinaryKind.ATAN2), Grid.doubles(y), Grid.doubles(x));
    for (int i = 0; i < POINTS; i++) {
      BigDecimal ratio = new BigDecimal(y[i]).divide(new BigDecimal(x[i]), CONTEXT);
      assertThat(ulps(values.getDouble(i), BigFunctions.atan(ratio), e -> Math.ulp(e)))
          .as("angle of (%s, %s)", x[i], y[i])
          .isLessThanOrEqualTo(2);
    }
  }

  @Test
  void log2IsExactAtPowersOfTwo() {
    int[] exponents = IntStream.rangeClosed(-1074, 1023).toArray();
    double[] powers = new double[exponents.length];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Math.scalb(1.0, exponents[i]);
    }
    ArrayValue logs = Grid.evaluate(new Op.Elementwise.Unary(UnaryKind.LOG2), Grid.doubles(powers));
    for (int i = 0; i < powers.length; i++) {
      assertThat(logs.getDouble(i)).isEqualTo(exponents[i]);
    }
  }

  private static BigDecimal rsqrt(BigDecimal x) {
    return BigDecimal.ONE.divide(x.sqrt(CONTEXT), CONTEXT);
  }

  private static BigDecimal log1p(BigDecimal x) {
    return BigFunctions.log(x.add(BigDecimal.ONE));
  }

  /** Sizes from {@code 10^lowest} to {@code 10^highest}, evenly in the exponent. */
  private static DoubleStream positive(double lowest, double highest) {
    return new Random(SEED)
        .doubles(POINTS, lowest, highest)
        .map(exponent -> StrictMath.pow(10, exponent));
  }

  private static DoubleStream signed(double lowest, double highest) {
    Random signs = new Random(SEED + 1);
    return positive(lowest, highest).map(size -> signs.nextBoolean() ? size : -size);
  }

  /** The doubles next to places where an approximation changes. */
  private static DoubleStream around(double... places) {
    return DoubleStream.of(places)
        .flatMap(x ->
            DoubleStream.of(
                x - 0.01, x - 0x1p-30, Math.nextDown(x), x, Math.nextUp(x), x + 0x1p-30));
  }

  private static double ulps(double actual, BigDecimal exactly, DoubleFunction<Number> ulpOf) {
    double ulp = ulpOf.apply(exactly.doubleValue()).doubleValue();
    return new BigDecimal(actual)
        .subtract(exactly)
        .abs()
        .divide(new BigDecimal(ulp), new MathContext(10))
        .doubleValue();
  }
}
