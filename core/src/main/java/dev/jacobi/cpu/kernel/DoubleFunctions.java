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

  public static double log2(double x) {
    int exponent = x >= Double.MIN_NORMAL && x < Double.POSITIVE_INFINITY ? Math.getExponent(x) : 0;
    return exponent + StrictMath.log(Math.scalb(x, -exponent)) * 1.4426950408889634;
  }

  public static double sigmoid(double x) {
    double t = StrictMath.exp(-Math.abs(x));
    return (x > 0 ? 1 : t) / (1 + t);
  }

  public static double erf(double x) {
    if (Math.abs(x) < 1) {
      double term = x;
      double sum = x;
      for (int k = 1; k < 30; k++) {
        term *= 2 * x * x / (2 * k + 1);
        sum += term;
      }
      return 1.1283791670955126 * StrictMath.exp(-x * x) * sum;
    }
    return x > 0 ? 1 - tail(x) : tail(-x) - 1;
  }

  public static double erfc(double x) {
    return x < 1 ? 1 - erf(x) : tail(x);
  }

  // erfc for x >= 1, by its continued fraction
  private static double tail(double x) {
    double f = x;
    for (int k = 200; k > 0; k--) {
      f = x + k / 2.0 / f;
    }
    return x > 30 ? 0 : StrictMath.exp(-x * x) / f * 0.5641895835477563;
  }
}
