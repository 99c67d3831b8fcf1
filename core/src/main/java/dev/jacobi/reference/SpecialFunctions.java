package dev.jacobi.reference;

/**
 * The functions that {@link StrictMath} lacks, and tanh, which is more than an ulp off there. Each
 * is its defining series or continued fraction, summed in {@link DoubleDouble} and rounded once, so
 * there is no table of coefficients to trust and the result is all but always the double nearest to
 * the true value. That takes about a microsecond.
 */
final class SpecialFunctions {
  /** From here on erfc is computed by its continued fraction, below by the series of erf. */
  private static final double TAIL = 3;

  /** Depth of the continued fraction; its error at {@link #TAIL} is far below that of a double. */
  private static final int DEPTH = 64;

  private SpecialFunctions() {}

  /** {@code 2 / sqrt(pi)} times the integral of {@code exp(-t^2)} from 0 to x. */
  static double erf(double x) {
    if (x == 0 || Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) < TAIL) {
      return erfSeries(x).hi();
    }
    return Math.copySign(1 - erfcTail(Math.abs(x)), x);
  }

  /** {@code 1 - erf(x)}, without the cancellation. */
  static double erfc(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) < TAIL) {
      return DoubleDouble.ONE.minus(erfSeries(x)).hi();
    }
    return x > 0 ? erfcTail(x) : 2 - erfcTail(-x);
  }

  /** {@code 2 / sqrt(pi)} times the sum of {@code (-1)^n x^(2n+1) / (n! (2n+1))}. */
  private static DoubleDouble erfSeries(double x) {
    DoubleDouble square = DoubleDouble.product(x, x);
    DoubleDouble power = DoubleDouble.of(x); // (-1)^n x^(2n+1) / n!
    DoubleDouble sum = power;
    DoubleDouble term = power;
    for (int n = 1; !sum.absorbs(term); n++) {
      power = power.times(square).dividedBy(-n);
      term = power.dividedBy(2 * n + 1);
      sum = sum.plus(term);
    }
    return sum.times(DoubleDouble.INVERSE_SQRT_PI.scaled(1));
  }

  /**
   * {@code exp(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...))))}; the power of two
   * is applied last, so that the result does not underflow before its time.
   */
  private static double erfcTail(double x) {
    if (x > 28) {
      return 0; // below half of the smallest double from 27.3 on
    }
    DoubleDouble fraction = DoubleDouble.of(x);
    for (int n = DEPTH; n > 0; n--) {
      fraction = DoubleDouble.of(n / 2.0).dividedBy(fraction).plus(DoubleDouble.of(x));
    }
    DoubleDouble square = DoubleDouble.product(x, x);
    int exponent = exponent(square.negated());
    DoubleDouble result =
        mantissa(square.negated(), exponent)
            .times(DoubleDouble.INVERSE_SQRT_PI)
            .dividedBy(fraction);
    return Math.scalb(result.hi(), exponent);
  }

  /** {@code 1 / (1 + exp(-x))}, and for negative x {@code exp(x) / (1 + exp(x))}. */
  static double sigmoid(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) > 800) {
      return x > 0 ? 1 : 0;
    }
    DoubleDouble decay = DoubleDouble.of(-Math.abs(x));
    int exponent = exponent(decay);
    DoubleDouble mantissa = mantissa(decay, exponent);
    DoubleDouble denominator = DoubleDouble.ONE.plus(mantissa.scaled(exponent));
    return x > 0
        ? DoubleDouble.ONE.dividedBy(denominator).hi()
        : Math.scalb(mantissa.dividedBy(denominator).hi(), exponent);
  }

  /**
   * {@code (1 - exp(-2|x|)) / (1 + exp(-2|x|))} with the sign of x, and {@code x - x^3/3} where the
   * difference would cancel and the next term is too small to matter.
   */
  static double tanh(double x) {
    if (x == 0 || Double.isNaN(x)) {
      return x;
    }
    double size = Math.abs(x);
    if (size < 0x1p-20) {
      return x - x * x * x / 3;
    }
    if (size > 20) {
      return Math.copySign(1, x);
    }
    DoubleDouble decay = exp(DoubleDouble.of(-2 * size));
    DoubleDouble quotient = DoubleDouble.ONE.minus(decay).dividedBy(DoubleDouble.ONE.plus(decay));
    return Math.copySign(quotient.hi(), x);
  }

  /**
   * With {@code x = m 2^e} and m near 1, {@code e + log(m) / log(2)}; {@code log(m) = 2 (s + s^3/3
   * + s^5/5 + ...)} for {@code s = (m - 1) / (m + 1)}. Exact at powers of two.
   */
  static double log2(double x) {
    if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
      return StrictMath.log(x);
    }
    boolean subnormal = x < Double.MIN_NORMAL;
    double normal = subnormal ? x * 0x1p54 : x;
    int exponent = Math.getExponent(normal);
    double m = Math.scalb(normal, -exponent);
    if (m > 1.4) {
      m /= 2;
      exponent++;
    }
    DoubleDouble s = DoubleDouble.of(m - 1).dividedBy(DoubleDouble.sum(m, 1));
    DoubleDouble square = s.times(s);
    DoubleDouble power = s;
    DoubleDouble sum = s;
    DoubleDouble term = s;
    for (int n = 3; !sum.absorbs(term); n += 2) {
      power = power.times(square);
      term = power.dividedBy(n);
      sum = sum.plus(term);
    }
    double whole = subnormal ? exponent - 54 : exponent;
    return sum.scaled(1).dividedBy(DoubleDouble.LN_2).plus(DoubleDouble.of(whole)).hi();
  }

  static DoubleDouble exp(DoubleDouble x) {
    int exponent = exponent(x);
    return mantissa(x, exponent).scaled(exponent);
  }

  /** The e for which {@code exp(x) = m 2^e} with m near 1. */
  private static int exponent(DoubleDouble x) {
    return (int) Math.rint(x.hi() / DoubleDouble.LN_2.hi());
  }

  /** {@code exp(x) 2^-exponent} by the power series. */
  private static DoubleDouble mantissa(DoubleDouble x, int exponent) {
    DoubleDouble rest = x.minus(DoubleDouble.LN_2.times(exponent));
    DoubleDouble term = DoubleDouble.ONE;
    DoubleDouble sum = DoubleDouble.ONE;
    for (int n = 1; !sum.absorbs(term); n++) {
      term = term.times(rest).dividedBy(n);
      sum = sum.plus(term);
    }
    return sum;
  }
}
