package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Squares of a panel with features and samples exchanged, in registers: two stages at a time, each
 * of which exchanges one bit of the row's number with the same bit of the column's.
 */
final class FloatTranspose {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final VectorSpecies<Integer> BITS = S.vectorShape().withLanes(int.class);
  private static final int L = S.length();
  private static final IntVector LOW_1 = low(1);
  private static final IntVector HIGH_1 = high(1);
  private static final IntVector LOW_2 = low(2);
  private static final IntVector HIGH_2 = high(2);
  private static final IntVector LOW_4 = low(4);
  private static final IntVector HIGH_4 = high(4);
  private static final IntVector LOW_8 = low(8);
  private static final IntVector HIGH_8 = high(8);

  private FloatTranspose() {}

  /** Of rows r and r + d, the elements that row r keeps or gets: 0 .. L - 1 from r, then r + d. */
  private static IntVector low(int d) {
    int[] places = new int[L];
    for (int i = 0; i < L; i++) {
      places[i] = (i & d) == 0 ? i : L + i - d;
    }
    return IntVector.fromArray(BITS, places, 0);
  }

  private static IntVector high(int d) {
    int[] places = new int[L];
    for (int i = 0; i < L; i++) {
      places[i] = (i & d) == 0 ? Math.min(i + d, L - 1) : L + i;
    }
    return IntVector.fromArray(BITS, places, 0);
  }

  /**
   * {@code t[to + i * ts + j] = x[xo + j * 32 + i]} for i and j below the lane count.
   *
   * @param scratch room for a square from {@code so} on
   */
  static void square(float[] x, int xo, float[] t, int to, int ts, float[] scratch, int so) {
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
      float[] x,
      int xo,
      int xs,
      float[] y,
      int yo,
      int ys,
      IntVector low1,
      IntVector high1,
      IntVector low2,
      IntVector high2) {
    IntVector a = FloatVector.fromArray(S, x, xo).reinterpretAsInts();
    IntVector b = FloatVector.fromArray(S, x, xo + xs).reinterpretAsInts();
    IntVector c = FloatVector.fromArray(S, x, xo + 2 * xs).reinterpretAsInts();
    IntVector d = FloatVector.fromArray(S, x, xo + 3 * xs).reinterpretAsInts();
    IntVector ab = low1.selectFrom(a, b);
    IntVector ba = high1.selectFrom(a, b);
    IntVector cd = low1.selectFrom(c, d);
    IntVector dc = high1.selectFrom(c, d);
    low2.selectFrom(ab, cd).reinterpretAsFloats().intoArray(y, yo);
    low2.selectFrom(ba, dc).reinterpretAsFloats().intoArray(y, yo + ys);
    high2.selectFrom(ab, cd).reinterpretAsFloats().intoArray(y, yo + 2 * ys);
    high2.selectFrom(ba, dc).reinterpretAsFloats().intoArray(y, yo + 3 * ys);
  }

  private static void two(
      float[] x, int xo, int xs, float[] y, int yo, int ys, IntVector low, IntVector high) {
    IntVector a = FloatVector.fromArray(S, x, xo).reinterpretAsInts();
    IntVector b = FloatVector.fromArray(S, x, xo + xs).reinterpretAsInts();
    low.selectFrom(a, b).reinterpretAsFloats().intoArray(y, yo);
    high.selectFrom(a, b).reinterpretAsFloats().intoArray(y, yo + ys);
  }
}
