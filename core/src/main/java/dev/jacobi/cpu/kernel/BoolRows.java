package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import java.util.Arrays;

/**
 * Truth values, a row at a time: false comes before true, adding is "or"; a stride of {@link
 * #logic} is 1 or 0.
 */
final class BoolRows {
  private BoolRows() {}

  static void not(boolean[] x, int xo, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = !x[xo + i];
    }
  }

  static void logic(
      Connective kind,
      boolean[] a,
      int ao,
      int as,
      boolean[] b,
      int bo,
      int bs,
      boolean[] y,
      int yo,
      int n) {
    switch (kind) {
      case AND -> and(a, ao, as, b, bo, bs, y, yo, n);
      case OR -> or(a, ao, as, b, bo, bs, y, yo, n);
      case XOR -> notEqual(a, ao, as, b, bo, bs, y, yo, n);
    }
  }

  private static void and(
      boolean[] a, int ao, int as, boolean[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] & b[bo + i * bs];
    }
  }

  private static void or(
      boolean[] a, int ao, int as, boolean[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] | b[bo + i * bs];
    }
  }

  static void compare(
      Comparison kind,
      boolean[] a,
      int ao,
      int as,
      boolean[] b,
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
      boolean[] a, int ao, int as, boolean[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = !a[ao + i * as] & b[bo + i * bs];
    }
  }

  private static void lessOrEqual(
      boolean[] a, int ao, int as, boolean[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = !a[ao + i * as] | b[bo + i * bs];
    }
  }

  private static void equal(
      boolean[] a, int ao, int as, boolean[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] == b[bo + i * bs];
    }
  }

  private static void notEqual(
      boolean[] a, int ao, int as, boolean[] b, int bo, int bs, boolean[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i * as] != b[bo + i * bs];
    }
  }

  static void select(
      boolean[] c,
      int co,
      int cs,
      boolean[] a,
      int ao,
      int as,
      boolean[] b,
      int bo,
      int bs,
      boolean[] y,
      int yo,
      int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = c[co + i * cs] ? a[ao + i * as] : b[bo + i * bs];
    }
  }

  static void copy(boolean[] x, int xo, int xs, boolean[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      System.arraycopy(x, xo, y, yo, n);
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] = x[xo + i * xs];
      }
    }
  }

  static void addInto(boolean[] x, int xo, int xs, boolean[] y, int yo, int ys, int n) {
    if (xs == 1 && ys == 1) {
      for (int i = 0; i < n; i++) {
        y[yo + i] |= x[xo + i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        y[yo + i * ys] |= x[xo + i * xs];
      }
    }
  }

  static void fill(boolean[] y, int yo, int n, boolean truth) {
    Arrays.fill(y, yo, yo + n, truth);
  }
}
