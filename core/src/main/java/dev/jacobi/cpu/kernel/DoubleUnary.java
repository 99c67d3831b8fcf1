package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.UnaryKind;

/** Functions of one double, a row at a time: {@code y[yo + i] = f(x[xo + i])}. */
final class DoubleUnary {
  private DoubleUnary() {}

  static void row(UnaryKind kind, double[] x, int xo, double[] y, int yo, int n) {
    switch (kind) {
      case NEG -> neg(x, xo, y, yo, n);
      case ABS -> abs(x, xo, y, yo, n);
      case SIGN -> sign(x, xo, y, yo, n);
      case FLOOR -> floor(x, xo, y, yo, n);
      case CEIL -> ceil(x, xo, y, yo, n);
      case ROUND -> round(x, xo, y, yo, n);
      case SQRT, NORM_SQRT -> sqrt(x, xo, y, yo, n);
      case RSQRT -> rsqrt(x, xo, y, yo, n);
      case SQUARE -> square(x, xo, y, yo, n);
      case EXP -> exp(x, xo, y, yo, n);
      case EXPM1 -> expm1(x, xo, y, yo, n);
      case LOG -> log(x, xo, y, yo, n);
      case LOG1P -> log1p(x, xo, y, yo, n);
      case LOG2 -> log2(x, xo, y, yo, n);
      case SIN -> sin(x, xo, y, yo, n);
      case COS -> cos(x, xo, y, yo, n);
      case TAN -> tan(x, xo, y, yo, n);
      case ASIN -> asin(x, xo, y, yo, n);
      case ACOS -> acos(x, xo, y, yo, n);
      case ATAN -> atan(x, xo, y, yo, n);
      case SINH -> sinh(x, xo, y, yo, n);
      case COSH -> cosh(x, xo, y, yo, n);
      case TANH -> tanh(x, xo, y, yo, n);
      case SIGMOID -> sigmoid(x, xo, y, yo, n);
      case ERF -> erf(x, xo, y, yo, n);
      case ERFC -> erfc(x, xo, y, yo, n);
      case IS_FINITE, NOT -> throw Refused.of(kind, "float64");
    }
  }

  private static void neg(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = -x[xo + i];
    }
  }

  private static void abs(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.abs(x[xo + i]);
    }
  }

  private static void sign(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.signum(x[xo + i]);
    }
  }

  private static void floor(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.floor(x[xo + i]);
    }
  }

  private static void ceil(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.ceil(x[xo + i]);
    }
  }

  private static void round(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.rint(x[xo + i]);
    }
  }

  private static void sqrt(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.sqrt(x[xo + i]);
    }
  }

  private static void rsqrt(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = 1 / Math.sqrt(x[xo + i]);
    }
  }

  private static void square(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] * x[xo + i];
    }
  }

  private static void exp(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.exp(x[xo + i]);
    }
  }

  private static void expm1(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.expm1(x[xo + i]);
    }
  }

  private static void log(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.log(x[xo + i]);
    }
  }

  private static void log1p(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.log1p(x[xo + i]);
    }
  }

  private static void log2(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.log2(x[xo + i]);
    }
  }

  private static void sin(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.sin(x[xo + i]);
    }
  }

  private static void cos(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.cos(x[xo + i]);
    }
  }

  private static void tan(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.tan(x[xo + i]);
    }
  }

  private static void asin(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.asin(x[xo + i]);
    }
  }

  private static void acos(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.acos(x[xo + i]);
    }
  }

  private static void atan(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.atan(x[xo + i]);
    }
  }

  private static void sinh(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.sinh(x[xo + i]);
    }
  }

  private static void cosh(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.cosh(x[xo + i]);
    }
  }

  private static void tanh(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.tanh(x[xo + i]);
    }
  }

  private static void sigmoid(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.sigmoid(x[xo + i]);
    }
  }

  private static void erf(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.erf(x[xo + i]);
    }
  }

  private static void erfc(double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = DoubleFunctions.erfc(x[xo + i]);
    }
  }
}
