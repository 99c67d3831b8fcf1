package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gradients of weights of which each sample uses every one at many places, as a convolution does:
 * lanes are samples, and blocks of sums stay in registers while places pass.
 */
final class FloatPlaces {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Places whose rows stay in the nearest caches while all blocks use them. */
  private static final int TOGETHER = 32;

  private FloatPlaces() {}

  /** See {@link Kernels#outerPlaces}. */
  static void run(
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
    for (int q = 0; q < aPlaces.length; q += TOGETHER) {
      int end = Math.min(q + TOGETHER, aPlaces.length);
      run(a, xo, aRows, aPlaces, b, bo, bRows, bPlaces, q, end, samples, acc, ao);
    }
  }

  private static void run(
      float[] a,
      int xo,
      int[] aRows,
      int[] aPlaces,
      float[] b,
      int bo,
      int[] bRows,
      int[] bPlaces,
      int first,
      int end,
      int samples,
      float[] acc,
      int ao) {
    int n = bRows.length;
    for (int l = 0; l < samples; l += L) {
      boolean whole = l + L <= samples;
      int rows = whole ? aRows.length / 4 * 4 : 0;
      int columns = whole ? n / 2 * 2 : 0;
      for (int i = 0; i < rows; i += 4) {
        for (int j = 0; j < columns; j += 2) {
          int to = ao + (i * n + j) * PANEL + l;
          block(a, xo + l, aRows, i, aPlaces, b, bo + l, bRows, j, bPlaces, first, end, acc, to);
        }
      }
      VectorMask<Float> present = S.indexInRange(l, samples);
      for (int i = 0; i < aRows.length; i++) {
        for (int j = i < rows ? columns : 0; j < n; j++) {
          int x = xo + aRows[i] + l;
          int y = bo + bRows[j] + l;
          one(a, x, aPlaces, b, y, bPlaces, first, end, present, acc, ao + (i * n + j) * PANEL + l);
        }
      }
    }
  }

  private static void one(
      float[] a,
      int xo,
      int[] aPlaces,
      float[] b,
      int yo,
      int[] bPlaces,
      int first,
      int end,
      VectorMask<Float> present,
      float[] acc,
      int to) {
    FloatVector before = FloatVector.fromArray(S, acc, to);
    FloatVector s = before;
    for (int q = first; q < end; q++) {
      s =
          FloatVector.fromArray(S, a, xo + aPlaces[q])
              .fma(FloatVector.fromArray(S, b, yo + bPlaces[q]), s);
    }
    before.blend(s, present).intoArray(acc, to);
  }

  /** 4 rows of a by 2 of b. */
  private static void block(
      float[] a,
      int xo,
      int[] aRows,
      int i,
      int[] aPlaces,
      float[] b,
      int yo,
      int[] bRows,
      int j,
      int[] bPlaces,
      int first,
      int end,
      float[] acc,
      int to) {
    int n = bRows.length;
    int a0 = aRows[i];
    int a1 = aRows[i + 1];
    int a2 = aRows[i + 2];
    int a3 = aRows[i + 3];
    int b0 = bRows[j];
    int b1 = bRows[j + 1];
    FloatVector s00 = FloatVector.fromArray(S, acc, to);
    FloatVector s01 = FloatVector.fromArray(S, acc, to + PANEL);
    FloatVector s10 = FloatVector.fromArray(S, acc, to + (n + 0) * PANEL);
    FloatVector s11 = FloatVector.fromArray(S, acc, to + (n + 1) * PANEL);
    FloatVector s20 = FloatVector.fromArray(S, acc, to + (2 * n + 0) * PANEL);
    FloatVector s21 = FloatVector.fromArray(S, acc, to + (2 * n + 1) * PANEL);
    FloatVector s30 = FloatVector.fromArray(S, acc, to + (3 * n + 0) * PANEL);
    FloatVector s31 = FloatVector.fromArray(S, acc, to + (3 * n + 1) * PANEL);
    for (int q = first; q < end; q++) {
      int x = xo + aPlaces[q];
      int y = yo + bPlaces[q];
      FloatVector y0 = FloatVector.fromArray(S, b, y + b0);
      FloatVector y1 = FloatVector.fromArray(S, b, y + b1);
      FloatVector x0 = FloatVector.fromArray(S, a, x + a0);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      FloatVector x1 = FloatVector.fromArray(S, a, x + a1);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      FloatVector x2 = FloatVector.fromArray(S, a, x + a2);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      FloatVector x3 = FloatVector.fromArray(S, a, x + a3);
      s30 = x3.fma(y0, s30);
      s31 = x3.fma(y1, s31);
    }
    s00.intoArray(acc, to);
    s01.intoArray(acc, to + PANEL);
    s10.intoArray(acc, to + (n + 0) * PANEL);
    s11.intoArray(acc, to + (n + 1) * PANEL);
    s20.intoArray(acc, to + (2 * n + 0) * PANEL);
    s21.intoArray(acc, to + (2 * n + 1) * PANEL);
    s30.intoArray(acc, to + (3 * n + 0) * PANEL);
    s31.intoArray(acc, to + (3 * n + 1) * PANEL);
  }
}
