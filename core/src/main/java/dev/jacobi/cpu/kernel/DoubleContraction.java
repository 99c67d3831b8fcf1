package dev.jacobi.cpu.kernel;

import java.util.Arrays;

/**
 * The products of doubles: see {@link Kernels#shared} and what follows it there.
 *
 * <p>The compiler makes vectors of a loop over several arrays only where all are at the same index:
 * with an offset into one of them it cannot tell that they do not overlap. So what is multiplied is
 * first brought into arrays of its own, whose copying costs little beside the products.
 */
final class DoubleContraction {
  private static final int PANEL = Kernels.PANEL;

  /** Panels multiplied at once: loops must be long to become vectors. */
  private static final int TOGETHER = 8;

  private static final int ROWS = Kernels.PACKED_ROWS;

  private DoubleContraction() {}

  static void pack(
      double[] w, int wo, int rowStride, int columnStride, int m, int k, double[] packed, int po) {
    for (int i = 0; i < m; i += ROWS) {
      int rows = Math.min(ROWS, m - i);
      for (int j = 0; j < k; j++) {
        int from = wo + i * rowStride + j * columnStride;
        int to = po + i * k + j * ROWS;
        for (int r = 0; r < rows; r++) {
          packed[to + r] = w[from + r * rowStride];
        }
      }
    }
  }

  static void shared(
      double[] packed,
      int po,
      double[] x,
      int xo,
      int xp,
      double[] c,
      int co,
      int cp,
      int m,
      int k,
      int panels,
      Scratch scratch) {
    double[][] rows = scratch.doubleRows(k, TOGETHER * PANEL);
    double[] sums = scratch.doubleSums(TOGETHER * PANEL);
    for (int first = 0; first < panels; first += TOGETHER) {
      int count = Math.min(TOGETHER, panels - first);
      for (int p = 0; p < count; p++) {
        for (int j = 0; j < k; j++) {
          System.arraycopy(x, xo + (first + p) * xp + j * PANEL, rows[j], p * PANEL, PANEL);
        }
      }
      for (int i = 0; i < m; i++) {
        int row = po + i / ROWS * ROWS * k + i % ROWS;
        Arrays.fill(sums, 0, count * PANEL, 0);
        terms(packed, row, ROWS, rows, 0, k, sums, count * PANEL);
        for (int p = 0; p < count; p++) {
          System.arraycopy(sums, p * PANEL, c, co + (first + p) * cp + i * PANEL, PANEL);
        }
      }
    }
  }

  /** {@code sums[l] += w[wo + j * ws] rows[first + j][l]} for j &lt; count, in that order. */
  private static void terms(
      double[] w,
      int wo,
      int ws,
      double[][] rows,
      int first,
      int count,
      double[] sums,
      int length) {
    int j = 0;
    for (; j + 4 <= count; j += 4) {
      int at = wo + j * ws;
      int r = first + j;
      double w0 = w[at];
      double w1 = w[at + ws];
      double w2 = w[at + 2 * ws];
      double w3 = w[at + 3 * ws];
      add(w0, w1, w2, w3, rows[r], rows[r + 1], rows[r + 2], rows[r + 3], sums, length);
    }
    for (; j < count; j++) {
      add(w[wo + j * ws], rows[first + j], sums, length);
    }
  }

  /** Four terms of a sum, one after the other. */
  private static void add(
      double w0,
      double w1,
      double w2,
      double w3,
      double[] x0,
      double[] x1,
      double[] x2,
      double[] x3,
      double[] sums,
      int length) {
    for (int l = 0; l < length; l++) {
      double sum = Fma.fma(w0, x0[l], sums[l]);
      sum = Fma.fma(w1, x1[l], sum);
      sum = Fma.fma(w2, x2[l], sum);
      sums[l] = Fma.fma(w3, x3[l], sum);
    }
  }

  private static void add(double w, double[] x, double[] sums, int length) {
    for (int l = 0; l < length; l++) {
      sums[l] = Fma.fma(w, x[l], sums[l]);
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
        for (int l = 0; l < PANEL; l += 4) {
          int x = ao + i * am + l;
          int y = bo + j * bn + l;
          double sum0 = 0;
          double sum1 = 0;
          double sum2 = 0;
          double sum3 = 0;
          for (int q = 0; q < k; q++) {
            sum0 = Fma.fma(a[x], b[y], sum0);
            sum1 = Fma.fma(a[x + 1], b[y + 1], sum1);
            sum2 = Fma.fma(a[x + 2], b[y + 2], sum2);
            sum3 = Fma.fma(a[x + 3], b[y + 3], sum3);
            x += ak;
            y += bk;
          }
          int z = co + (i * n + j) * PANEL + l;
          c[z] = sum0;
          c[z + 1] = sum1;
          c[z + 2] = sum2;
          c[z + 3] = sum3;
        }
      }
    }
  }

  /** With features and samples of b exchanged, a row of sums runs along its features. */
  static void outer(
      double[] a,
      Panels pa,
      int m,
      double[] b,
      Panels pb,
      int n,
      int terms,
      int samples,
      double[] acc,
      int ao,
      Scratch scratch) {
    double[][] rows = scratch.doubleRows(terms * samples, n);
    double[] sums = scratch.doubleSums(n);
    for (int q = 0; q < terms; q++) {
      for (int t = 0; t < samples; t++) {
        int from = pb.at() + q * pb.term() + t / PANEL * pb.panel() + t % PANEL;
        double[] row = rows[q * samples + t];
        for (int j = 0; j < n; j++) {
          row[j] = b[from + j * PANEL];
        }
      }
    }
    for (int i = 0; i < m; i++) {
      Arrays.fill(sums, 0, n, 0);
      for (int q = 0; q < terms; q++) {
        for (int first = 0; first < samples; first += PANEL) {
          int from = pa.at() + q * pa.term() + first / PANEL * pa.panel() + i * PANEL;
          int lanes = Math.min(PANEL, samples - first);
          terms(a, from, 1, rows, q * samples + first, lanes, sums, n);
        }
      }
      for (int j = 0; j < n; j += PANEL) {
        int columns = Math.min(PANEL, n - j);
        int to = ao + j * m + i * columns;
        for (int c = 0; c < columns; c++) {
          acc[to + c] += sums[j + c];
        }
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

  static void outerPlaces(
      double[] a,
      int xo,
      int[] aRows,
      int[] aPlaces,
      double[] b,
      int bo,
      int[] bRows,
      int[] bPlaces,
      int samples,
      double[] acc,
      int ao) {
    for (int i = 0; i < aRows.length; i++) {
      for (int j = 0; j < bRows.length; j++) {
        int sums = ao + (i * bRows.length + j) * PANEL;
        for (int q = 0; q < aPlaces.length; q++) {
          int x = xo + aRows[i] + aPlaces[q];
          int y = bo + bRows[j] + bPlaces[q];
          for (int l = 0; l < samples; l++) {
            acc[sums + l] = Fma.fma(a[x + l], b[y + l], acc[sums + l]);
          }
        }
      }
    }
  }
}
