package dev.jacobi.cpu.kernel;

/** Elementary functions of doubles. */
public final class DoubleFunctions {
  private DoubleFunctions() {}

  public static double exp(double x) {
    return StrictMath.exp(x);
  }

  public static double expm1(double x) {
    return StrictMath.expm1(x);
  }

  public static double log(double x) {
    return StrictMath.log(x);
  }

  public static double log1p(double x) {
    return StrictMath.log1p(x);
  }

  public static double sin(double x) {
    return StrictMath.sin(x);
  }

  public static double cos(double x) {
    return StrictMath.cos(x);
  }

  public static double tan(double x) {
    return StrictMath.tan(x);
  }

  public static double asin(double x) {
    return StrictMath.asin(x);
  }

  public static double acos(double x) {
    return StrictMath.acos(x);
  }

  public static double atan(double x) {
    return StrictMath.atan(x);
  }

  public static double sinh(double x) {
    return StrictMath.sinh(x);
  }

  public static double cosh(double x) {
    return StrictMath.cosh(x);
  }

  public static double tanh(double x) {
    return StrictMath.tanh(x);
  }

  public static double pow(double a, double b) {
    return StrictMath.pow(a, b);
  }

  public static double atan2(double a, double b) {
    return StrictMath.atan2(a, b);
  }

  // x = m 2^e with m from 3/4 to 3/2: e + log2(m) does not cancel
  public static double log2(double x) {
    if (!(x >= Double.MIN_NORMAL && x < Double.POSITIVE_INFINITY)) {
      return StrictMath.log(x) * 1.4426950408889634;
    }
    int exponent = Math.getExponent(x / 0.75);
    return exponent + StrictMath.log(Math.scalb(x, -exponent)) * 1.4426950408889634;
  }

  public static double sigmoid(double x) {
    double t = StrictMath.exp(-Math.abs(x));
    return (x > 0 ? 1 : t) / (1 + t);
  }

  public static double erf(double x) {
    if (Math.abs(x) < 1) {
      return series(x);
    }
    return x > 0 ? 1 - tail(x) : tail(-x) - 1;
  }

  public static double erfc(double x) {
    if (x < 0.5) {
      return 1 - erf(x);
    }
    return x < 1 ? middle(x - 0.75) : tail(x);
  }

  // erf for |x| < 1: 2 / sqrt(pi) exp(-x^2) times the sum of 2^k x^(2k+1) / (1 3 5 ... (2k+1))
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int k = 1; k < 30; k++) {
      term *= 2 * x * x / (2 * k + 1);
      sum += term;
    }
    return 1.1283791670955126 * bell(x) * sum;
  }

  // erfc(c + h) at c = 3/4: erfc(c) minus the sum of g[n] h^(n+1) / (n+1), where
  // g[0] = 2 / sqrt(pi) exp(-c^2) and g[n+1] = -2 (c g[n] + g[n-1]) / (n+1)
  private static double middle(double h) {
    double before = 0;
    double g = 0.6429310691952074;
    double power = h;
    double sum = 0;
    for (int n = 0; n < 24; n++) {
      sum += g * power / (n + 1);
      double next = -2 * (0.75 * g + before) / (n + 1);
      before = g;
      g = next;
      power *= h;
    }
    return 0.28884436634648486 - sum;
  }

  // erfc for x >= 1, by its continued fraction
  private static double tail(double x) {
    double f = x;
    for (int k = 200; k > 0; k--) {
      f = x + k / 2.0 / f;
    }
    return x > 30 ? 0 : bell(x) / f * 0.5641895835477563;
  }

  // exp(-x^2): with x^2 rounded to s, exp(-s) (1 - (x^2 - s))
  private static double bell(double x) {
    double square = x * x;
    double rest = Math.fma(x, x, -square);
    double power = StrictMath.exp(-square);
    return power - power * rest;
  }
}
