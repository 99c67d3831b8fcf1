package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Products of each sample's own matrices: lanes are samples. */
final class FloatProducts {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Rows and columns whose sums are in registers together. */
  private static final int ROWS = 4;

  private static final int COLUMNS = 2;

  private FloatProducts() {}

  /** See {@link Kernels#lanes}. */
  static void run(
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
      int k,
      int used) {
    for (int l = 0; l < used; l += L) {
      int i = 0;
      for (; i + ROWS <= m; i += ROWS) {
        int x = ao + i * am + l;
        int to = co + i * n * PANEL + l;
        int j = 0;
        for (; j + COLUMNS <= n; j += COLUMNS) {
          block(a, x, am, ak, b, bo + j * bn + l, bk, bn, c, to + j * PANEL, n * PANEL, k);
        }
        for (; j < n; j++) {
          column(a, x, am, ak, b, bo + j * bn + l, bk, c, to + j * PANEL, n * PANEL, k);
        }
      }
      for (; i < m; i++) {
        for (int j = 0; j < n; j++) {
          int to = co + (i * n + j) * PANEL + l;
          one(a, ao + i * am + l, ak, b, bo + j * bn + l, bk, c, to, k);
        }
      }
    }
  }

  private static void block(
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
      int cm,
      int k) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    for (int q = 0; q < k; q++) {
      int x = ao + q * ak;
      int y = bo + q * bk;
      FloatVector b0 = FloatVector.fromArray(S, b, y);
      FloatVector b1 = FloatVector.fromArray(S, b, y + bn);
      FloatVector a0 = FloatVector.fromArray(S, a, x);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.fromArray(S, a, x + am);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.fromArray(S, a, x + 2 * am);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.fromArray(S, a, x + 3 * am);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + PANEL);
    c10.intoArray(c, co + cm);
    c11.intoArray(c, co + cm + PANEL);
    c20.intoArray(c, co + 2 * cm);
    c21.intoArray(c, co + 2 * cm + PANEL);
    c30.intoArray(c, co + 3 * cm);
    c31.intoArray(c, co + 3 * cm + PANEL);
  }

  private static void column(
      float[] a,
      int ao,
      int am,
      int ak,
      float[] b,
      int bo,
      int bk,
      float[] c,
      int co,
      int cm,
      int k) {
    FloatVector c0 = FloatVector.zero(S);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    for (int q = 0; q < k; q++) {
      int x = ao + q * ak;
      FloatVector b0 = FloatVector.fromArray(S, b, bo + q * bk);
      c0 = FloatVector.fromArray(S, a, x).fma(b0, c0);
      c1 = FloatVector.fromArray(S, a, x + am).fma(b0, c1);
      c2 = FloatVector.fromArray(S, a, x + 2 * am).fma(b0, c2);
      c3 = FloatVector.fromArray(S, a, x + 3 * am).fma(b0, c3);
    }
    c0.intoArray(c, co);
    c1.intoArray(c, co + cm);
    c2.intoArray(c, co + 2 * cm);
    c3.intoArray(c, co + 3 * cm);
  }

  private static void one(
      float[] a, int ao, int ak, float[] b, int bo, int bk, float[] c, int co, int k) {
    FloatVector sum = FloatVector.zero(S);
    for (int q = 0; q < k; q++) {
      FloatVector y = FloatVector.fromArray(S, b, bo + q * bk);
      sum = FloatVector.fromArray(S, a, ao + q * ak).fma(y, sum);
    }
    sum.intoArray(c, co);
  }
}
