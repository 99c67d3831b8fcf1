package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.Comparison;
import java.util.Arrays;

/** What ints have in common with the other types, a row at a time: comparing, choosing, moving. */
final class IntRows {
  private IntRows() {}

  static void compare(
      Comparison kind,
      int[] a,
      int ao,
      int as,
      int[] b,
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
      int[] a, int ao, int as, int[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] < b[bo + i * bs];
    }
  }

  private static void lessOrEqual(
      int[] a, int ao, int as, int[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] <= b[bo + i * bs];
    }
  }

  private static void equal(
      int[] a, int ao, int as, int[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] == b[bo + i * bs];
    }
  }

  private static void notEqual(
      int[] a, int ao, int as, int[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] != b[bo + i * bs];
    }
  }

  static void select(
      boolean[] c,
      int co,
      int cs,
      int[] a,
      int ao,
      int as,
      int[] b,
      int bo,
      int bs,
      int[] y,
      int yo,
      int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = c[co + i * cs] ? a[ao + i * as] : b[bo + i * bs];
    }
  }

  static void copy(int[] x, int xo, int xs, int[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      System.arraycopy(x, xo, y, yo, n);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] = x[xo + i * xs];
      }
    }
  }

  static void addInto(int[] x, int xo, int xs, int[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      for (int i = 0; i < n; i++) {
        y[yo + i] += x[xo + i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] += x[xo + i * xs];
      }
    }
  }

  static void fill(int[] y, int yo, int n, int number) {
    Arrays.fill(y, yo, yo + n, number);
  }
}
