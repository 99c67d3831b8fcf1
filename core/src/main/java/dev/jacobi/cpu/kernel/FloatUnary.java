package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.UnaryKind;

/** Functions of one float, a row at a time: {@code y[i] = f(x[i])}. */
final class FloatUnary {
  private FloatUnary() {}

  /** A strip at a time, brought to the beginning of arrays of its own where it lies elsewhere. */
  static void row(UnaryKind kind, float[] x, int xo, float[] y, int yo, int n) {
    Scratch scratch = Scratch.ofThread();
    int most = xo == 0 && yo == 0 ? n : Scratch.STRIP;
    for (int i = 0; i < n; i += most) {
      int count = Math.min(most, n - i);
      float[] to = scratch.floatsTo(y, yo + i, 2);
      strip(kind, scratch.floatsFrom(x, xo + i, count, 0), to, count);
      Scratch.bring(to, y, yo + i, count);
    }
  }

  private static void strip(UnaryKind kind, float[] x, float[] y, int n) {
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
      case IS_FINITE, NOT -> throw Refused.of(kind, "float32");
    }
  }

  private static void neg(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = -x[i];
    }
  }

  private static void abs(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.abs(x[i]);
    }
  }

  private static void sign(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.signum(x[i]);
    }
  }

  private static void floor(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.floor(x[i]);
    }
  }

  private static void ceil(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.ceil(x[i]);
    }
  }

  private static void round(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.rint(x[i]);
    }
  }

  private static void sqrt(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = (float) Math.sqrt(x[i]);
    }
  }

  private static void rsqrt(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = 1 / (float) Math.sqrt(x[i]);
    }
  }

  private static void square(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * x[i];
    }
  }

  private static void exp(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.exp(x[i]);
    }
  }

  private static void expm1(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.expm1(x[i]);
    }
  }

  private static void log(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.log(x[i]);
    }
  }

  private static void log1p(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.log1p(x[i]);
    }
  }

  private static void log2(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.log2(x[i]);
    }
  }

  private static void sin(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.sin(x[i]);
    }
  }

  private static void cos(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.cos(x[i]);
    }
  }

  private static void tan(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.tan(x[i]);
    }
  }

  private static void asin(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.asin(x[i]);
    }
  }

  private static void acos(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.acos(x[i]);
    }
  }

  private static void atan(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.atan(x[i]);
    }
  }

  private static void sinh(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.sinh(x[i]);
    }
  }

  private static void cosh(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.cosh(x[i]);
    }
  }

  private static void tanh(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.tanh(x[i]);
    }
  }

  private static void sigmoid(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.sigmoid(x[i]);
    }
  }

  private static void erf(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.erf(x[i]);
    }
  }

  private static void erfc(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = FloatFunctions.erfc(x[i]);
    }
  }
}
