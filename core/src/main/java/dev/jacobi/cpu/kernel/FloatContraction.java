package dev.jacobi.cpu.kernel;

import java.util.Arrays;

/**
 * The products of floats: see {@link Kernels#shared} and what follows it there.
 *
 * <p>The compiler makes vectors of a loop over several arrays only where all are at the same index:
 * with an offset into one of them it cannot tell that they do not overlap. So what is multiplied is
 * first brought into arrays of its own, whose copying costs little beside the products.
 */
final class FloatContraction {
  private static final int PANEL = Kernels.PANEL;

  /** Panels multiplied at once: loops must be long to become vectors. */
  private static final int TOGETHER = 8;

  private static final int ROWS = Kernels.PACKED_ROWS;

  private FloatContraction() {}

  static void pack(
      float[] w, int wo, int rowStride, int columnStride, int m, int k, float[] packed, int po) {
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
      float[] packed,
      int po,
      float[] x,
      int xo,
      int xp,
      float[] c,
      int co,
      int cp,
      int m,
      int k,
      int panels,
      Scratch scratch) {
    float[][] rows = scratch.floatRows(k, TOGETHER * PANEL);
    float[] sums = scratch.floatSums(TOGETHER * PANEL);
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
      float[] w, int wo, int ws, float[][] rows, int first, int count, float[] sums, int length) {
    int j = 0;
    for (; j + 4 <= count; j += 4) {
      int at = wo + j * ws;
      int r = first + j;
      float w0 = w[at];
      float w1 = w[at + ws];
      float w2 = w[at + 2 * ws];
      float w3 = w[at + 3 * ws];
      add(w0, w1, w2, w3, rows[r], rows[r + 1], rows[r + 2], rows[r + 3], sums, length);
    }
    for (; j < count; j++) {
      add(w[wo + j * ws], rows[first + j], sums, length);
    }
  }

  /** Four terms of a sum, one after the other. */
  private static void add(
      float w0,
      float w1,
      float w2,
      float w3,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] sums,
      int length) {
    for (int l = 0; l < length; l++) {
      float sum = Fma.fma(w0, x0[l], sums[l]);
      sum = Fma.fma(w1, x1[l], sum);
      sum = Fma.fma(w2, x2[l], sum);
      sums[l] = Fma.fma(w3, x3[l], sum);
    }
  }

  private static void add(float w, float[] x, float[] sums, int length) {
    for (int l = 0; l < length; l++) {
      sums[l] = Fma.fma(w, x[l], sums[l]);
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
        for (int l = 0; l < PANEL; l += 4) {
          int x = ao + i * am + l;
          int y = bo + j * bn + l;
          float sum0 = 0;
          float sum1 = 0;
          float sum2 = 0;
          float sum3 = 0;
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
      float[] a,
      Panels pa,
      int m,
      float[] b,
      Panels pb,
      int n,
      int terms,
      int samples,
      float[] acc,
      int ao,
      Scratch scratch) {
    float[][] rows = scratch.floatRows(terms * samples, n);
    float[] sums = scratch.floatSums(n);
    for (int q = 0; q < terms; q++) {
      for (int t = 0; t < samples; t++) {
        int from = pb.at() + q * pb.term() + t / PANEL * pb.panel() + t % PANEL;
        float[] row = rows[q * samples + t];
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

  static void outerPlaces(
      float[] a,
      int xo,
      int[] aRows,
      int[] aPlaces,
      float[] b,
      int bo,
      int[] bRows,
      int[] bPlaces,
      int samples,
      float[] acc,
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
