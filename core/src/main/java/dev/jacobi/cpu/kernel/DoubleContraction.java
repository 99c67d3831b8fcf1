package dev.jacobi.cpu.kernel;

import java.util.Arrays;

/** The products of doubles: see {@link Kernels#shared} and what follows it there. */
final class DoubleContraction {
  private static final int PANEL = Kernels.PANEL;
  private static final int ROWS = Kernels.PACKED_ROWS;

  private DoubleContraction() {}

  static void pack(
      double[] w, int wo, int rowStride, int columnStride, int m, int k, double[] packed, int po) {
    for (int i = 0; i < m; i++) {
      int row = po + i / ROWS * ROWS * k + i % ROWS;
      for (int j = 0; j < k; j++) {
        packed[row + j * ROWS] = w[wo + i * rowStride + j * columnStride];
      }
    }
  }

  static void shared(
      double[] packed, int po, double[] x, int xo, double[] c, int co, int m, int k) {
    for (int i = 0; i < m; i++) {
      int row = po + i / ROWS * ROWS * k + i % ROWS;
      int sums = co + i * PANEL;
      Arrays.fill(c, sums, sums + PANEL, 0);
      int j = 0;
      for (; j + 4 <= k; j += 4) {
        int w = row + j * ROWS;
        add(
            packed[w],
            packed[w + ROWS],
            packed[w + 2 * ROWS],
            packed[w + 3 * ROWS],
            x,
            xo + j * PANEL,
            c,
            sums);
      }
      for (; j < k; j++) {
        add(packed[row + j * ROWS], x, xo + j * PANEL, c, sums);
      }
    }
  }

  /** Four terms of a sum, one after the other, for the lanes of a panel. */
  private static void add(
      double w0, double w1, double w2, double w3, double[] x, int xo, double[] c, int co) {
    for (int l = 0; l < PANEL; l++) {
      double sum = Fma.fma(w0, x[xo + l], c[co + l]);
      sum = Fma.fma(w1, x[xo + PANEL + l], sum);
      sum = Fma.fma(w2, x[xo + 2 * PANEL + l], sum);
      c[co + l] = Fma.fma(w3, x[xo + 3 * PANEL + l], sum);
    }
  }

  private static void add(double w, double[] x, int xo, double[] c, int co) {
    for (int l = 0; l < PANEL; l++) {
      c[co + l] = Fma.fma(w, x[xo + l], c[co + l]);
    }
  }

  static void lanes(
      double[] a,
      int ao,
      int am,
      int ak,
      double[] b,
      int bo,
      int bk,
      int bn,
      double[] c,
      int co,
      int m,
      int n,
      int k) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int l = 0; l < PANEL; l++) {
          double sum = 0;
          for (int q = 0; q < k; q++) {
            sum = Fma.fma(a[ao + i * am + q * ak + l], b[bo + q * bk + j * bn + l], sum);
          }
          c[co + (i * n + j) * PANEL + l] = sum;
        }
      }
    }
  }

  /**
   * Features and samples of both operands exchanged, a weight gradient is a product like those
   * above.
   */
  static void outer(
      double[] a,
      int xo,
      int xp,
      int m,
      double[] b,
      int bo,
      int bp,
      int n,
      int samples,
      double[] acc,
      int ao,
      double[] scratch,
      double[] sums) {
    int rows = Kernels.BLOCK * PANEL;
    for (int i = 0; i < m; i += ROWS) {
      int count = Math.min(ROWS, m - i);
      exchange(a, xo + i * PANEL, xp, count, samples, scratch, rows + i * samples, ROWS);
    }
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      exchange(b, bo + j * PANEL, bp, columns, samples, scratch, 0, PANEL);
      shared(scratch, rows, scratch, 0, sums, 0, m, samples);
      for (int i = 0; i < m; i++) {
        for (int l = 0; l < columns; l++) {
          acc[ao + i * n + j + l] += sums[i * PANEL + l];
        }
      }
    }
  }

  /** {@code y[yo + t * ys + j] = x[j][t]} for features j and samples t. */
  private static void exchange(
      double[] x, int xo, int xp, int features, int samples, double[] y, int yo, int ys) {
    for (int j = 0; j < features; j++) {
      for (int t = 0; t < samples; t++) {
        y[yo + t * ys + j] = x[xo + t / PANEL * xp + j * PANEL + t % PANEL];
      }
    }
  }

  static void outerLanes(
      double[] a,
      int xo,
      int xp,
      int m,
      double[] b,
      int bo,
      int bp,
      int n,
      int samples,
      double[] acc,
      int ao) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int sums = ao + (i * n + j) * PANEL;
        for (int p = 0; p * PANEL < samples; p++) {
          int x = xo + p * xp + i * PANEL;
          int y = bo + p * bp + j * PANEL;
          int lanes = Math.min(PANEL, samples - p * PANEL);
          for (int l = 0; l < lanes; l++) {
            acc[sums + l] = Fma.fma(a[x + l], b[y + l], acc[sums + l]);
          }
        }
      }
    }
  }
}
