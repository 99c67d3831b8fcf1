package dev.jacobi.reference;

/**
 * {@code ln |Gamma(x)|} and its derivatives: Stirling's series and the formula of Euler and
 * Maclaurin beyond 40, recurrences below, reflection of negative numbers, all in {@link
 * DoubleDouble} and rounded once.
 */
final class LogGamma {
  private static final DoubleDouble PI =
      new DoubleDouble(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53);
  private static final DoubleDouble HALF_LN_2PI =
      new DoubleDouble(0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55);
  private static final DoubleDouble LN_PI =
      new DoubleDouble(0x1.250d048e7a1bdp+0, 0x1.7abf2ad8d5088p-57);
  private static final DoubleDouble EULER =
      new DoubleDouble(0x1.2788cfc6fb619p-1, -0x1.6cb90701fbfabp-58);
  private static final double ZETA_3 = 0x1.33ba004f00621p+0;

  /** Numerators and denominators of B_2, B_4, ..., B_28. */
  private static final long[][] BERNOULLI = {
    {1, 6},
    {-1, 30},
    {1, 42},
    {-1, 30},
    {5, 66},
    {-691, 2730},
    {7, 6},
    {-3617, 510},
    {43867, 798},
    {-174611, 330},
    {854513, 138},
    {-236364091, 2730},
    {8553103, 6},
    {-23749461029L, 870}
  };

  private static final int LARGE = 40;

  private LogGamma() {}

  /** Derivative {@code order} of {@code ln |Gamma|}. */
  static double derivative(int order, double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return order < 2 ? x : order % 2 == 0 ? 0.0 : -0.0;
    }
    boolean pole = x <= 0 && x == Math.rint(x);
    if (pole || x == Double.NEGATIVE_INFINITY) {
      boolean upward = order == 0 || pole && x > Double.NEGATIVE_INFINITY && order % 2 == 0;
      return upward ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return order == 0 ? logarithm(x) : derivatives(order, x);
  }

  private static double logarithm(double x) {
    if (Math.abs(x) < 0x1p-60) {
      return -StrictMath.log(Math.abs(x));
    }
    if (x > 1e17) {
      return x * (StrictMath.log(x) - 1);
    }
    double z1 = x - 1;
    double z2 = x - 2;
    if (Math.abs(z1) < 1e-6) {
      return slope(EULER.negated(), Math.PI * Math.PI / 12 - z1 * ZETA_3 / 3, z1);
    }
    if (Math.abs(z2) < 1e-6) {
      double square = (Math.PI * Math.PI / 6 - 1) / 2;
      return slope(DoubleDouble.ONE.minus(EULER), square - z2 * (ZETA_3 - 1) / 3, z2);
    }
    if (x > 0) {
      return positive(DoubleDouble.of(x)).hi();
    }
    DoubleDouble sine = sine(x - Math.rint(x));
    DoubleDouble size = sine.hi() < 0 ? sine.negated() : sine;
    return LN_PI.minus(log(size)).minus(positive(DoubleDouble.sum(1, -x))).hi();
  }

  /** {@code z (slope + rest z)}. */
  private static double slope(DoubleDouble slope, double rest, double z) {
    return slope.plus(DoubleDouble.product(rest, z)).times(z).hi();
  }

  private static DoubleDouble positive(DoubleDouble x) {
    DoubleDouble product = DoubleDouble.ONE;
    DoubleDouble q = x;
    while (q.hi() < LARGE) {
      product = product.times(q);
      q = q.plus(DoubleDouble.ONE);
    }
    DoubleDouble inverse = DoubleDouble.ONE.dividedBy(q);
    DoubleDouble series = DoubleDouble.of(0);
    for (int j = BERNOULLI.length; j >= 1; j--) {
      DoubleDouble c = bernoulli(j).dividedBy(2.0 * j * (2 * j - 1));
      series = series.times(inverse).times(inverse).plus(c);
    }
    return q.minus(DoubleDouble.of(0.5))
        .times(log(q))
        .minus(q)
        .plus(HALF_LN_2PI)
        .plus(series.times(inverse))
        .minus(log(product));
  }

  private static DoubleDouble bernoulli(int j) {
    return DoubleDouble.of(BERNOULLI[j - 1][0]).dividedBy(BERNOULLI[j - 1][1]);
  }

  /** One step of Newton's method on exp. */
  private static DoubleDouble log(DoubleDouble x) {
    DoubleDouble y = DoubleDouble.of(StrictMath.log(x.hi()));
    DoubleDouble ratio = x.times(SpecialFunctions.exp(y.negated()));
    return y.plus(ratio.minus(DoubleDouble.ONE));
  }

  /** {@code sin(pi f)} for f between -1/2 and 1/2. */
  private static DoubleDouble sine(double f) {
    return trigonometric(PI.times(f), 1);
  }

  /** The power series of the sine from {@code first} = 1 on, of the cosine from 0 on. */
  private static DoubleDouble trigonometric(DoubleDouble x, int first) {
    DoubleDouble term = first == 1 ? x : DoubleDouble.ONE;
    DoubleDouble sum = term;
    DoubleDouble square = x.times(x).negated();
    for (int n = first + 1; n < 60; n += 2) {
      term = term.times(square).dividedBy((double) n * (n + 1));
      sum = sum.plus(term);
    }
    return sum;
  }

  private static double derivatives(int order, double x) {
    if (Math.abs(x) < 0x1p-60) {
      // of -ln x
      double power = -1 / x;
      for (int k = 1; k < order; k++) {
        power = power * -k / x;
      }
      return power;
    }
    if (x > 0) {
      return ofPositive(order, DoubleDouble.of(x)).hi();
    }
    DoubleDouble other = ofPositive(order, DoubleDouble.sum(1, -x));
    DoubleDouble mirrored = order % 2 == 1 ? other : other.negated();
    return mirrored.minus(reflected(order - 1, x - Math.rint(x))).hi();
  }

  private static DoubleDouble ofPositive(int order, DoubleDouble x) {
    return order == 1 ? digamma(x) : polygamma(order - 1, x);
  }

  private static DoubleDouble digamma(DoubleDouble x) {
    DoubleDouble sum = DoubleDouble.of(0);
    DoubleDouble q = x;
    for (; q.hi() < LARGE; q = q.plus(DoubleDouble.ONE)) {
      sum = sum.plus(DoubleDouble.ONE.dividedBy(q));
    }
    DoubleDouble inverse = DoubleDouble.ONE.dividedBy(q);
    DoubleDouble square = inverse.times(inverse);
    DoubleDouble series = DoubleDouble.of(0);
    for (int j = BERNOULLI.length; j >= 1; j--) {
      series = series.plus(bernoulli(j).dividedBy(2.0 * j)).times(square);
    }
    return log(q).minus(inverse.scaled(-1)).minus(series).minus(sum);
  }

  private static DoubleDouble polygamma(int n, DoubleDouble x) {
    int s = n + 1;
    DoubleDouble sum = DoubleDouble.of(0);
    DoubleDouble q = x;
    for (; q.hi() < LARGE + s; q = q.plus(DoubleDouble.ONE)) {
      sum = sum.plus(power(DoubleDouble.ONE.dividedBy(q), s));
    }
    DoubleDouble inverse = DoubleDouble.ONE.dividedBy(q);
    DoubleDouble power = power(inverse, s);
    sum = sum.plus(power(inverse, s - 1).dividedBy(s - 1)).plus(power.scaled(-1));
    DoubleDouble term = power.times(inverse).times(s).scaled(-1);
    for (int j = 1; j <= BERNOULLI.length; j++) {
      sum = sum.plus(term.times(bernoulli(j)));
      term = term.times(inverse).times(inverse).times((s + 2.0 * j - 1) * (s + 2.0 * j));
      term = term.dividedBy((2.0 * j + 1) * (2 * j + 2));
    }
    for (int k = 2; k <= n; k++) {
      sum = sum.times(k);
    }
    return n % 2 == 1 ? sum : sum.negated();
  }

  private static DoubleDouble power(DoubleDouble x, int n) {
    DoubleDouble power = x;
    for (int k = 1; k < n; k++) {
      power = power.times(x);
    }
    return power;
  }

  /** Derivative n of {@code pi cot(pi f)}, a polynomial in the cotangent c: c' = -pi (1 + c^2). */
  private static DoubleDouble reflected(int n, double f) {
    DoubleDouble angle = PI.times(f);
    DoubleDouble c = trigonometric(angle, 0).dividedBy(trigonometric(angle, 1));
    double[] polynomial = {0, 1};
    for (int k = 0; k < n; k++) {
      double[] next = new double[polynomial.length + 1];
      for (int i = 1; i < polynomial.length; i++) {
        next[i - 1] -= i * polynomial[i];
        next[i + 1] -= i * polynomial[i];
      }
      polynomial = next;
    }
    DoubleDouble value = DoubleDouble.of(0);
    for (int i = polynomial.length - 1; i >= 0; i--) {
      value = value.times(c).plus(DoubleDouble.of(polynomial[i]));
    }
    return value.times(power(PI, n + 1));
  }
}
