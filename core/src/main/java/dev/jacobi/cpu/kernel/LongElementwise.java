package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.UnaryKind;

/** Functions of longs, a row at a time; a stride is 1 or 0. Overflow wraps. */
final class LongElementwise {
  private LongElementwise() {}

  static void unary(UnaryKind kind, long[] x, int xo, long[] y, int yo, int n) {
    switch (kind) {
      case NEG -> neg(x, xo, y, yo, n);
      case ABS -> abs(x, xo, y, yo, n);
      case SIGN -> sign(x, xo, y, yo, n);
      case SQUARE -> square(x, xo, y, yo, n);
      case FLOOR,
          CEIL,
          ROUND,
          SQRT,
          NORM_SQRT,
          RSQRT,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          SIGMOID,
          ERF,
          ERFC,
          IS_FINITE,
          NOT ->
          throw Refused.of(kind, "int64");
    }
  }

  static void binary(
      BinaryKind kind,
      long[] a,
      int ao,
      int as,
      long[] b,
      int bo,
      int bs,
      long[] y,
      int yo,
      int n) {
    switch (kind) {
      case ADD -> add(a, ao, as, b, bo, bs, y, yo, n);
      case SUB -> sub(a, ao, as, b, bo, bs, y, yo, n);
      case MUL -> mul(a, ao, as, b, bo, bs, y, yo, n);
      case MIN -> min(a, ao, as, b, bo, bs, y, yo, n);
      case MAX -> max(a, ao, as, b, bo, bs, y, yo, n);
      case DIV, POW, ATAN2 -> throw Refused.of(kind, "int64");
    }
  }

  private static void neg(long[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = -x[xo + i];
    }
  }

  private static void abs(long[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.abs(x[xo + i]);
    }
  }

  private static void sign(long[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Long.signum(x[xo + i]);
    }
  }

  private static void square(long[] x, int xo, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] * x[xo + i];
    }
  }

  private static void add(
      long[] a, int ao, int as, long[] b, int bo, int bs, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] + b[bo + i * bs];
    }
  }

  private static void sub(
      long[] a, int ao, int as, long[] b, int bo, int bs, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] - b[bo + i * bs];
    }
  }

  private static void mul(
      long[] a, int ao, int as, long[] b, int bo, int bs, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] * b[bo + i * bs];
    }
  }

  private static void min(
      long[] a, int ao, int as, long[] b, int bo, int bs, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.min(a[ao + i * as], b[bo + i * bs]);
    }
  }

  private static void max(
      long[] a, int ao, int as, long[] b, int bo, int bs, long[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i * as], b[bo + i * bs]);
    }
  }
}
