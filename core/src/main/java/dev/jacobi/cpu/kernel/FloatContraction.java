package dev.jacobi.cpu.kernel;

import java.util.Arrays;

/**
 * The products of floats: see {@link Kernels#shared} and what follows it there.
 *
 * <p>The compiler makes vectors of a loop over several arrays only where all are at the same index:
 * with an offset into one of them it cannot tell that they do not overlap. So what is multiplied is
 * first brought into arrays of its own, whose copying costs little beside the products. Sums are
 * such arrays too.
 */
final class FloatContraction {
  private static final int PANEL = Kernels.PANEL;

  /** Elements in the longest loop, panels multiplied at once. */
  private static final int LONGEST = Scratch.ROW;

  private static final int TOGETHER = LONGEST / PANEL;

  /** Fewer iterations are too few for the compiler to fill a vector of 32 bytes. */
  private static final int SHORTEST = 72;

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
    float[][] rows = scratch.floatRows(k + 2);
    for (int first = 0; first < panels; first += TOGETHER) {
      int count = Math.min(TOGETHER, panels - first);
      for (int p = 0; p < count; p++) {
        for (int j = 0; j < k; j++) {
          System.arraycopy(x, xo + (first + p) * xp + j * PANEL, rows[j], p * PANEL, PANEL);
        }
      }
      for (int i = 0; i < m; i += 2) {
        int next = Math.min(1, m - 1 - i);
        int row = po + i / ROWS * ROWS * k + i % ROWS;
        clear(rows, k, count * PANEL);
        terms(packed, row, next, ROWS, rows, 0, k, k, count * PANEL);
        for (int r = 0; r <= next; r++) {
          int to = co + first * cp + (i + r) * PANEL;
          for (int p = 0; p < count; p++) {
            System.arraycopy(rows[k + r], p * PANEL, c, to + p * cp, PANEL);
          }
        }
      }
    }
  }

  private static void clear(float[][] rows, int sums, int length) {
    Arrays.fill(rows[sums], 0, length, 0);
    Arrays.fill(rows[sums + 1], 0, length, 0);
  }

  /**
   * Two rows of sums: {@code rows[sums + r][l] += w[wo + r * next + j * ws] rows[first + j][l]} for
   * j &lt; count, in that order. What stands in the rows after {@code length} may change.
   */
  private static void terms(
      float[] w,
      int wo,
      int next,
      int ws,
      float[][] rows,
      int first,
      int count,
      int sums,
      int length) {
    int least = Math.max(SHORTEST, length);
    float[] c = rows[sums];
    float[] d = rows[sums + 1];
    int at = wo;
    int j = first;
    for (; j + 4 <= first + count; j += 4) {
      int up = at + next;
      add(
          w[at],
          w[at + ws],
          w[at + 2 * ws],
          w[at + 3 * ws],
          w[up],
          w[up + ws],
          w[up + 2 * ws],
          w[up + 3 * ws],
          rows[j],
          rows[j + 1],
          rows[j + 2],
          rows[j + 3],
          c,
          d,
          least);
      at += 4 * ws;
    }
    for (; j < first + count; j++) {
      add(w[at], w[at + next], rows[j], c, d, least);
      at += ws;
    }
  }

  /** Four terms of two sums, one after the other. All is read before anything is written. */
  private static void add(
      float v0,
      float v1,
      float v2,
      float v3,
      float w0,
      float w1,
      float w2,
      float w3,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] c,
      float[] d,
      int length) {
    for (int l = 0; l < length; l++) {
      float y0 = x0[l];
      float y1 = x1[l];
      float y2 = x2[l];
      float y3 = x3[l];
      float e = Fma.fma(v0, y0, c[l]);
      float f = Fma.fma(w0, y0, d[l]);
      e = Fma.fma(v1, y1, e);
      f = Fma.fma(w1, y1, f);
      e = Fma.fma(v2, y2, e);
      f = Fma.fma(w2, y2, f);
      c[l] = Fma.fma(v3, y3, e);
      d[l] = Fma.fma(w3, y3, f);
    }
  }

  private static void add(float v, float w, float[] x, float[] c, float[] d, int length) {
    for (int l = 0; l < length; l++) {
      float y = x[l];
      float e = Fma.fma(v, y, c[l]);
      float f = Fma.fma(w, y, d[l]);
      c[l] = e;
      d[l] = f;
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

  /** Rows of sums run along the features of the wider operand. */
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
    if (m > n) {
      outer(true, b, pb, n, a, pa, m, terms, samples, acc, ao, scratch);
    } else {
      outer(false, a, pa, m, b, pb, n, terms, samples, acc, ao, scratch);
    }
  }

  /** With features and samples of b exchanged. */
  private static void outer(
      boolean turned,
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
    int products = terms * samples;
    float[][] rows = scratch.floatRows(products + 2);
    for (int left = 0; left < n; left += LONGEST) {
      int width = Math.min(LONGEST, n - left);
      for (int q = 0; q < terms; q++) {
        for (int t = 0; t < samples; t++) {
          int from = pb.at() + q * pb.term() + t / PANEL * pb.panel() + t % PANEL + left * PANEL;
          float[] row = rows[q * samples + t];
          for (int j = 0; j < width; j++) {
            row[j] = b[from + j * PANEL];
          }
        }
      }
      for (int i = 0; i < m; i += 2) {
        int next = Math.min(1, m - 1 - i);
        clear(rows, products, width);
        for (int q = 0; q < terms; q++) {
          for (int t = 0; t < samples; t += PANEL) {
            int from = pa.at() + q * pa.term() + t / PANEL * pa.panel() + i * PANEL;
            int lanes = Math.min(PANEL, samples - t);
            terms(a, from, next * PANEL, 1, rows, q * samples + t, lanes, products, width);
          }
        }
        for (int r = 0; r <= next; r++) {
          if (turned) {
            addDown(rows[products + r], acc, ao, n, m, left, width, i + r);
          } else {
            addAlong(rows[products + r], acc, ao, m, n, i + r, left, width);
          }
        }
      }
    }
  }

  /** Adds sums to the accumulators of row i of m by n, from column {@code left} on. */
  private static void addAlong(
      float[] sums, float[] acc, int ao, int m, int n, int i, int left, int width) {
    for (int j = 0; j < width; j += PANEL) {
      int columns = Math.min(PANEL, n - left - j);
      int to = ao + (left + j) * m + i * columns;
      for (int c = 0; c < columns; c++) {
        acc[to + c] += sums[j + c];
      }
    }
  }

  /** Adds sums to the accumulators of column j of m by n, from row {@code top} on. */
  private static void addDown(
      float[] sums, float[] acc, int ao, int m, int n, int top, int height, int j) {
    int first = j / PANEL * PANEL;
    int columns = Math.min(PANEL, n - first);
    int to = ao + first * m + top * columns + j - first;
    for (int i = 0; i < height; i++) {
      acc[to + i * columns] += sums[i];
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
    if (m < n) {
      outerLanes(b, bo, bp, n, a, xo, xp, m, samples, acc, ao, 1, n);
    } else {
      outerLanes(a, xo, xp, m, b, bo, bp, n, samples, acc, ao, n, 1);
    }
  }

  /**
   * Features of a lie side by side, one of b is repeated; for lanes of i and j at i * ai + j * aj.
   */
  private static void outerLanes(
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
      int ai,
      int aj) {
    int panels = samples / PANEL;
    int rest = samples % PANEL;
    float[][] rows = Scratch.ofThread().floatRows(panels + 2);
    float[] x = rows[panels];
    float[] sums = rows[panels + 1];
    for (int j = 0; j < n; j++) {
      for (int p = 0; p < panels; p++) {
        for (int r = 0; r < Math.min(TOGETHER, m); r++) {
          System.arraycopy(b, bo + p * bp + j * PANEL, rows[p], r * PANEL, PANEL);
        }
      }
      for (int i = 0; i < m; i += TOGETHER) {
        int count = Math.min(TOGETHER, m - i);
        int from = xo + i * PANEL;
        int to = ao + (i * ai + j * aj) * PANEL;
        for (int r = 0; r < count; r++) {
          System.arraycopy(acc, to + r * ai * PANEL, sums, r * PANEL, PANEL);
        }
        for (int p = 0; p < panels; p++) {
          System.arraycopy(a, from + p * xp, x, 0, count * PANEL);
          add(x, rows[p], sums, Math.max(SHORTEST, count * PANEL));
        }
        for (int r = 0; r < count; r++) {
          int u = from + panels * xp + r * PANEL;
          int v = bo + panels * bp + j * PANEL;
          int w = r * PANEL;
          for (int l = 0; l < rest; l++) {
            sums[w + l] = Fma.fma(a[u + l], b[v + l], sums[w + l]);
          }
          System.arraycopy(sums, r * PANEL, acc, to + r * ai * PANEL, PANEL);
        }
      }
    }
  }

  private static void add(float[] x, float[] y, float[] sums, int length) {
    for (int l = 0; l < length; l++) {
      sums[l] = Fma.fma(x[l], y[l], sums[l]);
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
