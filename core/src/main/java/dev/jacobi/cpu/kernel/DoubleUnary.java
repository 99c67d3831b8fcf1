package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.UnaryKind;

/** Functions of one double, a row at a time: {@code y[i] = f(x[i])}. */
final class DoubleUnary {
  private DoubleUnary() {}

  /** A strip at a time, brought to the beginning of arrays of its own where it lies elsewhere. */
  static void row(UnaryKind kind, double[] x, int xo, double[] y, int yo, int n) {
    Scratch scratch = Scratch.ofThread();
    int most = xo == 0 && yo == 0 ? n : Scratch.STRIP;
    for (int i = 0; i < n; i += most) {
      int count = Math.min(most, n - i);
      double[] to = scratch.doublesTo(y, yo + i, 2);
      strip(kind, scratch.doublesFrom(x, xo + i, count, 0), to, count);
      Scratch.bring(to, y, yo + i, count);
    }
  }

  private static void strip(UnaryKind kind, double[] x, double[] y, int n) {
    switch (kind) {
      case NEG -> neg(x, y, n);
      case ABS -> abs(x, y, n);
      case SIGN -> sign(x, y, n);
      case FLOOR -> floor(x, y, n);
      case CEIL -> ceil(x, y, n);
      case ROUND -> round(x, y, n);
      case SQRT, NORM_SQRT -> sqrt(x, y, n);
      case RSQRT -> rsqrt(x, y, n);
      case SQUARE -> square(x, y, n);
      case EXP -> exp(x, y, n);
      case EXPM1 -> expm1(x, y, n);
      case LOG -> log(x, y, n);
      case LOG1P -> log1p(x, y, n);
      case LOG2 -> log2(x, y, n);
      case SIN -> sin(x, y, n);
      case COS -> cos(x, y, n);
      case TAN -> tan(x, y, n);
      case ASIN -> asin(x, y, n);
      case ACOS -> acos(x, y, n);
      case ATAN -> atan(x, y, n);
      case SINH -> sinh(x, y, n);
      case COSH -> cosh(x, y, n);
      case TANH -> tanh(x, y, n);
      case SIGMOID -> sigmoid(x, y, n);
      case ERF -> erf(x, y, n);
      case ERFC -> erfc(x, y, n);
      case IS_FINITE, NOT -> throw Refused.of(kind, "double64");
    }
  }

  private static void neg(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = -x[i];
    }
  }

  private static void abs(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.abs(x[i]);
    }
  }

  private static void sign(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.signum(x[i]);
    }
  }

  private static void floor(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.floor(x[i]);
    }
  }

  private static void ceil(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.ceil(x[i]);
    }
  }

  private static void round(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.rint(x[i]);
    }
  }

  private static void sqrt(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.sqrt(x[i]);
    }
  }

  private static void rsqrt(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = 1 / Math.sqrt(x[i]);
    }
  }

  private static void square(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i];
    }
  }

  private static void exp(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.exp(x[i]);
    }
  }

  private static void expm1(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.expm1(x[i]);
    }
  }

  private static void log(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.log(x[i]);
    }
  }

  private static void log1p(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.log1p(x[i]);
    }
  }

  private static void log2(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.log2(x[i]);
    }
  }

  private static void sin(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.sin(x[i]);
    }
  }

  private static void cos(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.cos(x[i]);
    }
  }

  private static void tan(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.tan(x[i]);
    }
  }

  private static void asin(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.asin(x[i]);
    }
  }

  private static void acos(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.acos(x[i]);
    }
  }

  private static void atan(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.atan(x[i]);
    }
  }

  private static void sinh(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.sinh(x[i]);
    }
  }

  private static void cosh(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.cosh(x[i]);
    }
  }

  private static void tanh(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.tanh(x[i]);
    }
  }

  private static void sigmoid(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.sigmoid(x[i]);
    }
  }

  private static void erf(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.erf(x[i]);
    }
  }

  private static void erfc(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = DoubleFunctions.erfc(x[i]);
    }
  }
}
