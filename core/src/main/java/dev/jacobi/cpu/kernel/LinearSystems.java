package dev.jacobi.cpu.kernel;

import java.util.Arrays;

/** Elimination, substitution and Cholesky factors of row-major matrices of n rows, in place. */
public final class LinearSystems {
  private LinearSystems() {}

  /** Whether the first {@code count} elements are all finite. */
  public static boolean isFinite(double[] x, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[i] * 0;
    }
    return sum == 0;
  }

  /**
   * LU factors with partial pivoting: below the diagonal the factors of the rows, elsewhere the
   * upper triangle.
   *
   * @param rows receives which row of a became row i
   * @return the sign of that permutation
   */
  public static int factorize(double[] a, int n, int[] rows) {
    int sign = 1;
    for (int i = 0; i < n; i++) {
      rows[i] = i;
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c + 1; r < n; r++) {
        pivot = Math.abs(a[r * n + c]) > Math.abs(a[pivot * n + c]) ? r : pivot;
      }
      if (pivot != c) {
        exchange(a, n, c, pivot);
        int row = rows[c];
        rows[c] = rows[pivot];
        rows[pivot] = row;
        sign = -sign;
      }
      double diagonal = a[c * n + c];
      for (int r = c + 1; r < n && diagonal != 0; r++) {
        double factor = a[r * n + c] / diagonal;
        a[r * n + c] = factor;
        for (int j = c + 1; j < n; j++) {
          a[r * n + j] -= factor * a[c * n + j];
        }
      }
    }
    return sign;
  }

  private static void exchange(double[] a, int n, int i, int j) {
    for (int c = 0; c < n; c++) {
      double element = a[i * n + c];
      a[i * n + c] = a[j * n + c];
      a[j * n + c] = element;
    }
  }

  /** Whether an element of the diagonal is 0. */
  public static boolean isSingular(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      if (a[i * n + i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** x with {@code l x = b}; the diagonal of l counts as 1 if {@code unit}. */
  public static void lower(double[] l, int n, double[] x, int columns, boolean unit) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        subtract(l[i * n + j], x, j * columns, i * columns, columns);
      }
      if (!unit) {
        divide(l[i * n + i], x, i * columns, columns);
      }
    }
  }

  /** x with {@code u x = b}. */
  public static void upper(double[] u, int n, double[] x, int columns) {
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        subtract(u[i * n + j], x, j * columns, i * columns, columns);
      }
      divide(u[i * n + i], x, i * columns, columns);
    }
  }

  private static void subtract(double factor, double[] x, int from, int to, int count) {
    for (int k = 0; k < count; k++) {
      x[to + k] -= factor * x[from + k];
    }
  }

  private static void divide(double divisor, double[] x, int at, int count) {
    for (int k = 0; k < count; k++) {
      x[at + k] /= divisor;
    }
  }

  /** {@code (a + a^T) / 2}. */
  static void symmetrize(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double mean = a[i * n + j] / 2 + a[j * n + i] / 2;
        a[i * n + j] = mean;
        a[j * n + i] = mean;
      }
    }
  }

  /**
   * The Cholesky factor of {@code (a + a^T) / 2} in place of a; NaN everywhere where there is none.
   */
  public static void cholesky(double[] a, int n) {
    symmetrize(a, n);
    if (!isFinite(a, n * n)) {
      Arrays.fill(a, 0, n * n, Double.NaN);
      return;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = a[i * n + j];
        for (int k = 0; k < j; k++) {
          rest -= a[i * n + k] * a[j * n + k];
        }
        if (i == j && !(rest > 0)) {
          Arrays.fill(a, 0, n * n, Double.NaN);
          return;
        }
        a[i * n + j] = i == j ? Math.sqrt(rest) : rest / a[j * n + j];
      }
      Arrays.fill(a, i * n + i + 1, i * n + n, 0);
    }
  }
}
