package dev.jacobi.cpu.kernel;

/** The products of floats: see {@link Kernels#shared} and what follows it there. */
final class FloatContraction {
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
    for (int i = m; i % ROWS != 0; i++) {
      int row = po + i / ROWS * ROWS * k + i % ROWS;
      for (int j = 0; j < k; j++) {
        packed[row + j * ROWS] = 0;
      }
    }
  }

  static void shared(float[] packed, int po, float[] x, int xo, float[] c, int co, int m, int k) {
    for (int i = 0; i < m; i++) {
      int row = po + i / ROWS * ROWS * k + i % ROWS;
      for (int l = 0; l < Kernels.PANEL; l++) {
        float sum = 0;
        for (int j = 0; j < k; j++) {
          sum = Fma.fma(packed[row + j * ROWS], x[xo + j * Kernels.PANEL + l], sum);
        }
        c[co + i * Kernels.PANEL + l] = sum;
      }
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
        for (int l = 0; l < Kernels.PANEL; l++) {
          float sum = 0;
          for (int q = 0; q < k; q++) {
            sum = Fma.fma(a[ao + i * am + q * ak + l], b[bo + q * bk + j * bn + l], sum);
          }
          c[co + (i * n + j) * Kernels.PANEL + l] = sum;
        }
      }
    }
  }

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
      int ao) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
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
