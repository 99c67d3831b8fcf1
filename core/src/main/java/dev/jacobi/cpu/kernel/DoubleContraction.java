package dev.jacobi.cpu.kernel;

/** The products of doubles: see {@link Kernels#shared} and what follows it there. */
final class DoubleContraction {
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
    for (int i = m; i % ROWS != 0; i++) {
      int row = po + i / ROWS * ROWS * k + i % ROWS;
      for (int j = 0; j < k; j++) {
        packed[row + j * ROWS] = 0;
      }
    }
  }

  static void shared(
      double[] packed, int po, double[] x, int xo, double[] c, int co, int m, int k) {
    for (int i = 0; i < m; i++) {
      int row = po + i / ROWS * ROWS * k + i % ROWS;
      for (int l = 0; l < Kernels.PANEL; l++) {
        double sum = 0;
        for (int j = 0; j < k; j++) {
          sum = Fma.fma(packed[row + j * ROWS], x[xo + j * Kernels.PANEL + l], sum);
        }
        c[co + i * Kernels.PANEL + l] = sum;
      }
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
        for (int l = 0; l < Kernels.PANEL; l++) {
          double sum = 0;
          for (int q = 0; q < k; q++) {
            sum = Fma.fma(a[ao + i * am + q * ak + l], b[bo + q * bk + j * bn + l], sum);
          }
          c[co + (i * n + j) * Kernels.PANEL + l] = sum;
        }
      }
    }
  }

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
      int ao) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int t = 0; t < samples; t++) {
          int panel = t / Kernels.PANEL;
          int lane = t % Kernels.PANEL;
          sum =
              Fma.fma(
                  a[xo + panel * xp + i * Kernels.PANEL + lane],
                  b[bo + panel * bp + j * Kernels.PANEL + lane],
                  sum);
        }
        acc[ao + i * n + j] += sum;
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
        int sums = ao + (i * n + j) * Kernels.PANEL;
        for (int p = 0; p * Kernels.PANEL < samples; p++) {
          int x = xo + p * xp + i * Kernels.PANEL;
          int y = bo + p * bp + j * Kernels.PANEL;
          int lanes = Math.min(Kernels.PANEL, samples - p * Kernels.PANEL);
          for (int l = 0; l < lanes; l++) {
            acc[sums + l] = Fma.fma(a[x + l], b[y + l], acc[sums + l]);
          }
        }
      }
    }
  }
}
