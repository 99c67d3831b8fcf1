package dev.jacobi.cpu.kernel;

import java.util.Arrays;

/** The products of floats: see {@link Kernels#shared} and what follows it there. */
final class FloatContraction {
  private static final int PANEL = Kernels.PANEL;
  private static final int ROWS = Kernels.PACKED_ROWS;

  private FloatContraction() {}

  static void pack(
      float[] w, int wo, int rowStride, int columnStride, int m, int k, float[] packed, int po) {
    for (int i = 0; i < m; i++) {
      int row = po + i / ROWS * ROWS * k + i % ROWS;
      for (int j = 0; j < k; j++) {
        packed[row + j * ROWS] = w[wo + i * rowStride + j * columnStride];
      }
    }
  }

  static void shared(float[] packed, int po, float[] x, int xo, float[] c, int co, int m, int k) {
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
      float w0, float w1, float w2, float w3, float[] x, int xo, float[] c, int co) {
    for (int l = 0; l < PANEL; l++) {
      float sum = Fma.fma(w0, x[xo + l], c[co + l]);
      sum = Fma.fma(w1, x[xo + PANEL + l], sum);
      sum = Fma.fma(w2, x[xo + 2 * PANEL + l], sum);
      c[co + l] = Fma.fma(w3, x[xo + 3 * PANEL + l], sum);
    }
  }

  private static void add(float w, float[] x, int xo, float[] c, int co) {
    for (int l = 0; l < PANEL; l++) {
      c[co + l] = Fma.fma(w, x[xo + l], c[co + l]);
    }
  }

  static void lanes(
      float[] a,
      int ao,
      int am,
      int ak,
      float[] b,
      int bo,
      int bk,
      int bn,
      float[] c,
      int co,
      int m,
      int n,
      int k) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int l = 0; l < PANEL; l++) {
          float sum = 0;
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
      float[] a,
      int xo,
      int xp,
      int m,
      float[] b,
      int bo,
      int bp,
      int n,
      int samples,
      float[] acc,
      int ao,
      float[] scratch,
      float[] sums) {
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
      float[] x, int xo, int xp, int features, int samples, float[] y, int yo, int ys) {
    for (int j = 0; j < features; j++) {
      for (int t = 0; t < samples; t++) {
        y[yo + t * ys + j] = x[xo + t / PANEL * xp + j * PANEL + t % PANEL];
      }
    }
  }

  static void outerLanes(
      float[] a,
      int xo,
      int xp,
      int m,
      float[] b,
      int bo,
      int bp,
      int n,
      int samples,
      float[] acc,
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
