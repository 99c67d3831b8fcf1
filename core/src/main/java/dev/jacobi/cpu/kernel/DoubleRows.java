package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import java.util.Arrays;

/**
 * What doubles have in common with the other types, a row at a time: comparing, choosing, moving.
 */
final class DoubleRows {
  private DoubleRows() {}

  static void isFinite(double[] x, int xo, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Double.isFinite(x[xo + i]);
    }
  }

  static void compare(
      Comparison kind,
      double[] a,
      int ao,
      int as,
      double[] b,
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
      double[] a, int ao, int as, double[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] < b[bo + i * bs];
    }
  }

  private static void lessOrEqual(
      double[] a, int ao, int as, double[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] <= b[bo + i * bs];
    }
  }

  private static void equal(
      double[] a, int ao, int as, double[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] == b[bo + i * bs];
    }
  }

  private static void notEqual(
      double[] a, int ao, int as, double[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] != b[bo + i * bs];
    }
  }

  static void select(
      boolean[] c,
      int co,
      int cs,
      double[] a,
      int ao,
      int as,
      double[] b,
      int bo,
      int bs,
      double[] y,
      int yo,
      int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = c[co + i * cs] ? a[ao + i * as] : b[bo + i * bs];
    }
  }

  static void copy(double[] x, int xo, int xs, double[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      System.arraycopy(x, xo, y, yo, n);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] = x[xo + i * xs];
      }
    }
  }

  static void addInto(double[] x, int xo, int xs, double[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      DoubleBinary.row(BinaryKind.ADD, y, yo, 1, x, xo, 1, y, yo, n);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] += x[xo + i * xs];
      }
    }
  }

  static void fill(double[] y, int yo, int n, double number) {
    Arrays.fill(y, yo, yo + n, number);
  }
}
