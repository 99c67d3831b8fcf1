package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Squares of a panel with features and samples exchanged, in registers: two stages at a time, each
 * of which exchanges one bit of the row's number with the same bit of the column's.
 */
final class DoubleTranspose {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final VectorSpecies<Long> BITS = S.vectorShape().withLanes(long.class);
  private static final int L = S.length();
  private static final LongVector LOW_1 = low(1);
  private static final LongVector HIGH_1 = high(1);
  private static final LongVector LOW_2 = low(2);
  private static final LongVector HIGH_2 = high(2);
  private static final LongVector LOW_4 = low(4);
  private static final LongVector HIGH_4 = high(4);
  private static final LongVector LOW_8 = low(8);
  private static final LongVector HIGH_8 = high(8);

  private DoubleTranspose() {}

  /** Of rows r and r + d, the elements that row r keeps or gets: 0 .. L - 1 from r, then r + d. */
  private static LongVector low(int d) {
    long[] places = new long[L];
    for (int i = 0; i < L; i++) {
      places[i] = (i & d) == 0 ? i : L + i - d;
    }
    return LongVector.fromArray(BITS, places, 0);
  }

  private static LongVector high(int d) {
    long[] places = new long[L];
    for (int i = 0; i < L; i++) {
      places[i] = (i & d) == 0 ? Math.min(i + d, L - 1) : L + i;
    }
    return LongVector.fromArray(BITS, places, 0);
  }

  /**
   * {@code t[to + i * ts + j] = x[xo + j * 32 + i]} for i and j below the lane count.
   *
   * @param scratch room for a square from {@code so} on
   */
  static void square(double[] x, int xo, double[] t, int to, int ts, double[] scratch, int so) {
    if (L == 16) {
      for (int r = 0; r < 16; r += 4) {
        four(x, xo + r * PANEL, PANEL, scratch, so + r * 16, 16, LOW_1, HIGH_1, LOW_2, HIGH_2);
      }
      for (int r = 0; r < 4; r++) {
        four(scratch, so + r * 16, 64, t, to + r * ts, 4 * ts, LOW_4, HIGH_4, LOW_8, HIGH_8);
      }
    } else if (L == 8) {
      for (int r = 0; r < 8; r += 4) {
        four(x, xo + r * PANEL, PANEL, scratch, so + r * 8, 8, LOW_1, HIGH_1, LOW_2, HIGH_2);
      }
      for (int r = 0; r < 4; r++) {
        two(scratch, so + r * 8, 32, t, to + r * ts, 4 * ts, LOW_4, HIGH_4);
      }
    } else if (L == 4) {
      four(x, xo, PANEL, t, to, ts, LOW_1, HIGH_1, LOW_2, HIGH_2);
    } else {
      two(x, xo, PANEL, t, to, ts, LOW_1, HIGH_1);
    }
  }

  private static void four(
      double[] x,
      int xo,
      int xs,
      double[] y,
      int yo,
      int ys,
      LongVector low1,
      LongVector high1,
      LongVector low2,
      LongVector high2) {
    LongVector a = DoubleVector.fromArray(S, x, xo).reinterpretAsLongs();
    LongVector b = DoubleVector.fromArray(S, x, xo + xs).reinterpretAsLongs();
    LongVector c = DoubleVector.fromArray(S, x, xo + 2 * xs).reinterpretAsLongs();
    LongVector d = DoubleVector.fromArray(S, x, xo + 3 * xs).reinterpretAsLongs();
    LongVector ab = low1.selectFrom(a, b);
    LongVector ba = high1.selectFrom(a, b);
    LongVector cd = low1.selectFrom(c, d);
    LongVector dc = high1.selectFrom(c, d);
    low2.selectFrom(ab, cd).reinterpretAsDoubles().intoArray(y, yo);
    low2.selectFrom(ba, dc).reinterpretAsDoubles().intoArray(y, yo + ys);
    high2.selectFrom(ab, cd).reinterpretAsDoubles().intoArray(y, yo + 2 * ys);
    high2.selectFrom(ba, dc).reinterpretAsDoubles().intoArray(y, yo + 3 * ys);
  }

  private static void two(
      double[] x, int xo, int xs, double[] y, int yo, int ys, LongVector low, LongVector high) {
    LongVector a = DoubleVector.fromArray(S, x, xo).reinterpretAsLongs();
    LongVector b = DoubleVector.fromArray(S, x, xo + xs).reinterpretAsLongs();
    low.selectFrom(a, b).reinterpretAsDoubles().intoArray(y, yo);
    high.selectFrom(a, b).reinterpretAsDoubles().intoArray(y, yo + ys);
  }
}
