package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import java.util.Arrays;

/**
 * What floats have in common with the other types, a row at a time: comparing, choosing, moving.
 */
final class FloatRows {
  private FloatRows() {}

  static void isFinite(float[] x, int xo, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Float.isFinite(x[xo + i]);
    }
  }

  static void compare(
      Comparison kind,
      float[] a,
      int ao,
      int as,
      float[] b,
      int bo,
      int bs,
      boolean[] y,
      int yo,
      int n) {
    switch (kind) {
      case LT -> less(a, ao, as, b, bo, bs, y, yo, n);
      case LE -> lessOrEqual(a, ao, as, b, bo, bs, y, yo, n);
      case EQ -> equal(a, ao, as, b, bo, bs, y, yo, n);
      case NE -> notEqual(a, ao, as, b, bo, bs, y, yo, n);
    }
  }

  private static void less(
      float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] < b[bo + i * bs];
    }
  }

  private static void lessOrEqual(
      float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] <= b[bo + i * bs];
    }
  }

  private static void equal(
      float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] == b[bo + i * bs];
    }
  }

  private static void notEqual(
      float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] != b[bo + i * bs];
    }
  }

  static void select(
      boolean[] c,
      int co,
      int cs,
      float[] a,
      int ao,
      int as,
      float[] b,
      int bo,
      int bs,
      float[] y,
      int yo,
      int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = c[co + i * cs] ? a[ao + i * as] : b[bo + i * bs];
    }
  }

  static void copy(float[] x, int xo, int xs, float[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      System.arraycopy(x, xo, y, yo, n);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] = x[xo + i * xs];
      }
    }
  }

  static void addInto(float[] x, int xo, int xs, float[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      FloatBinary.row(BinaryKind.ADD, y, yo, 1, x, xo, 1, y, yo, n);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] += x[xo + i * xs];
      }
    }
  }

  static void fill(float[] y, int yo, int n, float number) {
    Arrays.fill(y, yo, yo + n, number);
  }
}
