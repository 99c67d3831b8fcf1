package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gradients of weights of which each sample uses every one at many places, as a convolution does:
 * lanes are samples, and blocks of sums stay in registers while places pass.
 */
final class DoublePlaces {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Places whose rows stay in the nearest caches while all blocks use them. */
  private static final int TOGETHER = 32;

  private DoublePlaces() {}

  /** See {@link Kernels#outerPlaces}. */
  static void run(
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
    for (int q = 0; q < aPlaces.length; q += TOGETHER) {
      int end = Math.min(q + TOGETHER, aPlaces.length);
      run(a, xo, aRows, aPlaces, b, bo, bRows, bPlaces, q, end, samples, acc, ao);
    }
  }

  private static void run(
      double[] a,
      int xo,
      int[] aRows,
      int[] aPlaces,
      double[] b,
      int bo,
      int[] bRows,
      int[] bPlaces,
      int first,
      int end,
      int samples,
      double[] acc,
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
      VectorMask<Double> present = S.indexInRange(l, samples);
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
      double[] a,
      int xo,
      int[] aPlaces,
      double[] b,
      int yo,
      int[] bPlaces,
      int first,
      int end,
      VectorMask<Double> present,
      double[] acc,
      int to) {
    DoubleVector before = DoubleVector.fromArray(S, acc, to);
    DoubleVector s = before;
    for (int q = first; q < end; q++) {
      s =
          DoubleVector.fromArray(S, a, xo + aPlaces[q])
              .fma(DoubleVector.fromArray(S, b, yo + bPlaces[q]), s);
    }
    before.blend(s, present).intoArray(acc, to);
  }

  /** 4 rows of a by 2 of b. */
  private static void block(
      double[] a,
      int xo,
      int[] aRows,
      int i,
      int[] aPlaces,
      double[] b,
      int yo,
      int[] bRows,
      int j,
      int[] bPlaces,
      int first,
      int end,
      double[] acc,
      int to) {
    int n = bRows.length;
    int a0 = aRows[i];
    int a1 = aRows[i + 1];
    int a2 = aRows[i + 2];
    int a3 = aRows[i + 3];
    int b0 = bRows[j];
    int b1 = bRows[j + 1];
    DoubleVector s00 = DoubleVector.fromArray(S, acc, to);
    DoubleVector s01 = DoubleVector.fromArray(S, acc, to + PANEL);
    DoubleVector s10 = DoubleVector.fromArray(S, acc, to + (n + 0) * PANEL);
    DoubleVector s11 = DoubleVector.fromArray(S, acc, to + (n + 1) * PANEL);
    DoubleVector s20 = DoubleVector.fromArray(S, acc, to + (2 * n + 0) * PANEL);
    DoubleVector s21 = DoubleVector.fromArray(S, acc, to + (2 * n + 1) * PANEL);
    DoubleVector s30 = DoubleVector.fromArray(S, acc, to + (3 * n + 0) * PANEL);
    DoubleVector s31 = DoubleVector.fromArray(S, acc, to + (3 * n + 1) * PANEL);
    for (int q = first; q < end; q++) {
      int x = xo + aPlaces[q];
      int y = yo + bPlaces[q];
      DoubleVector y0 = DoubleVector.fromArray(S, b, y + b0);
      DoubleVector y1 = DoubleVector.fromArray(S, b, y + b1);
      DoubleVector x0 = DoubleVector.fromArray(S, a, x + a0);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      DoubleVector x1 = DoubleVector.fromArray(S, a, x + a1);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      DoubleVector x2 = DoubleVector.fromArray(S, a, x + a2);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      DoubleVector x3 = DoubleVector.fromArray(S, a, x + a3);
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
