package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Gradients of few weights: lanes are samples. */
final class FloatLanes {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Up to so many rows the sums stay in registers while panels pass, else panels while rows do. */
  private static final int FEW_ROWS = 4;

  private FloatLanes() {}

  /** See {@link Kernels#outerLanes}. */
  static void run(
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
      float[] a, int xo, int xp, float[] b, int bo, int bp, int panels, float[] acc, int ao) {
    FloatVector s = FloatVector.fromArray(S, acc, ao);
    FloatVector t = FloatVector.fromArray(S, acc, ao + L);
    for (int p = 0; p < panels; p++) {
      FloatVector x = FloatVector.fromArray(S, a, xo + p * xp);
      s = FloatVector.fromArray(S, b, bo + p * bp).fma(x, s);
      FloatVector y = FloatVector.fromArray(S, a, xo + p * xp + L);
      t = FloatVector.fromArray(S, b, bo + p * bp + L).fma(y, t);
    }
    s.intoArray(acc, ao);
    t.intoArray(acc, ao + L);
  }

  private static void rows(
      float[] a, int xo, int m, float[] b, int bo, float[] acc, int ao, int step) {
    FloatVector x = FloatVector.fromArray(S, b, bo);
    FloatVector y = FloatVector.fromArray(S, b, bo + L);
    for (int i = 0; i < m; i++) {
      int at = ao + i * step;
      int from = xo + i * PANEL;
      FloatVector.fromArray(S, a, from)
          .fma(x, FloatVector.fromArray(S, acc, at))
          .intoArray(acc, at);
      FloatVector.fromArray(S, a, from + L)
          .fma(y, FloatVector.fromArray(S, acc, at + L))
          .intoArray(acc, at + L);
    }
  }

  /** The last panel, which has fewer than 32 samples. */
  private static void rest(
      float[] a, int xo, int m, float[] b, int bo, int n, int samples, float[] acc, int ao) {
    for (int l = 0; l < samples; l += L) {
      VectorMask<Float> present = S.indexInRange(l, samples);
      for (int j = 0; j < n; j++) {
        FloatVector y = FloatVector.fromArray(S, b, bo + j * PANEL + l);
        for (int i = 0; i < m; i++) {
          int at = ao + (i * n + j) * PANEL + l;
          FloatVector sum = FloatVector.fromArray(S, acc, at);
          FloatVector x = FloatVector.fromArray(S, a, xo + i * PANEL + l);
          sum.blend(y.fma(x, sum), present).intoArray(acc, at);
        }
      }
    }
  }
}
