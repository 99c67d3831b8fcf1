package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Gradients of few weights: lanes are samples. */
final class DoubleLanes {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Up to so many rows the sums stay in registers while panels pass, else panels while rows do. */
  private static final int FEW_ROWS = 4;

  private DoubleLanes() {}

  /** See {@link Kernels#outerLanes}. */
  static void run(
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
    int full = samples / PANEL;
    int step = n * PANEL;
    for (int j = 0; j < n; j++) {
      for (int l = 0; l < PANEL; l += 2 * L) {
        int y = bo + j * PANEL + l;
        int sums = ao + j * PANEL + l;
        if (m <= FEW_ROWS) {
          for (int i = 0; i < m; i++) {
            panels(a, xo + i * PANEL + l, xp, b, y, bp, full, acc, sums + i * step);
          }
        } else {
          for (int p = 0; p < full; p++) {
            rows(a, xo + p * xp + l, m, b, y + p * bp, acc, sums, step);
          }
        }
      }
    }
    if (samples % PANEL != 0) {
      rest(a, xo + full * xp, m, b, bo + full * bp, n, samples % PANEL, acc, ao);
    }
  }

  private static void panels(
      double[] a, int xo, int xp, double[] b, int bo, int bp, int panels, double[] acc, int ao) {
    DoubleVector s = DoubleVector.fromArray(S, acc, ao);
    DoubleVector t = DoubleVector.fromArray(S, acc, ao + L);
    for (int p = 0; p < panels; p++) {
      DoubleVector x = DoubleVector.fromArray(S, a, xo + p * xp);
      s = DoubleVector.fromArray(S, b, bo + p * bp).fma(x, s);
      DoubleVector y = DoubleVector.fromArray(S, a, xo + p * xp + L);
      t = DoubleVector.fromArray(S, b, bo + p * bp + L).fma(y, t);
    }
    s.intoArray(acc, ao);
    t.intoArray(acc, ao + L);
  }

  private static void rows(
      double[] a, int xo, int m, double[] b, int bo, double[] acc, int ao, int step) {
    DoubleVector x = DoubleVector.fromArray(S, b, bo);
    DoubleVector y = DoubleVector.fromArray(S, b, bo + L);
    for (int i = 0; i < m; i++) {
      int at = ao + i * step;
      int from = xo + i * PANEL;
      DoubleVector.fromArray(S, a, from)
          .fma(x, DoubleVector.fromArray(S, acc, at))
          .intoArray(acc, at);
      DoubleVector.fromArray(S, a, from + L)
          .fma(y, DoubleVector.fromArray(S, acc, at + L))
          .intoArray(acc, at + L);
    }
  }

  /** The last panel, which has fewer than 32 samples. */
  private static void rest(
      double[] a, int xo, int m, double[] b, int bo, int n, int samples, double[] acc, int ao) {
    for (int l = 0; l < samples; l += L) {
      VectorMask<Double> present = S.indexInRange(l, samples);
      for (int j = 0; j < n; j++) {
        DoubleVector y = DoubleVector.fromArray(S, b, bo + j * PANEL + l);
        for (int i = 0; i < m; i++) {
          int at = ao + (i * n + j) * PANEL + l;
          DoubleVector sum = DoubleVector.fromArray(S, acc, at);
          DoubleVector x = DoubleVector.fromArray(S, a, xo + i * PANEL + l);
          sum.blend(y.fma(x, sum), present).intoArray(acc, at);
        }
      }
    }
  }
}
