package dev.jacobi.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrices with rows and columns exchanged, square by square in registers: in stages, each of which
 * exchanges one bit of the row's number with the same bit of the column's. A square has at most 8
 * rows, which are in registers from its loads to its stores.
 */
final class FloatTranspose {
  private static final VectorSpecies<Float> S = Species.upTo(8, FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorMask<Float> ODD_1 = odd(1);
  private static final VectorMask<Float> ODD_2 = odd(2);
  private static final VectorMask<Float> ODD_4 = odd(4);

  private FloatTranspose() {}

  /** Lanes whose numbers differ by {@code d} exchanged, a power of 2. */
  private static VectorShuffle<Float> swap(int d) {
    return S.shuffleFromOp(i -> (i ^ d) & (L - 1));
  }

  /** Lanes with the bit {@code d} in their number. */
  private static VectorMask<Float> odd(int d) {
    boolean[] set = new boolean[L];
    for (int i = 0; i < L; i++) {
      set[i] = (i & d) != 0;
    }
    return S.loadMask(set, 0);
  }

  /** {@code y[yo + i * ys + j] = x[xo + j * xs + i]} for i and j below the lane count. */
  static void square(float[] x, int xo, int xs, float[] y, int yo, int ys) {
    if (L == 8) {
      eight(x, xo, xs, y, yo, ys);
    } else if (L == 4) {
      four(x, xo, xs, y, yo, ys);
    } else {
      pair(FloatVector.fromArray(S, x, xo), FloatVector.fromArray(S, x, xo + xs), y, yo, ys);
    }
  }

  /** {@code y[yo + i * ys + j] = x[xo + j * xs + i]} for i below {@code m} and j below n. */
  static void copy(float[] x, int xo, int xs, float[] y, int yo, int ys, int m, int n) {
    int rows = S.loopBound(m);
    int columns = S.loopBound(n);
    for (int i = 0; i < rows; i += L) {
      for (int j = 0; j < columns; j += L) {
        square(x, xo + j * xs + i, xs, y, yo + i * ys + j, ys);
      }
    }
    elements(x, xo, xs, y, yo, ys, 0, rows, columns, n);
    elements(x, xo, xs, y, yo, ys, rows, m, 0, n);
  }

  /** {@code y[yo + j * ys + i] = x[xo + j * xs + i]} for i below 8 and j below {@code rows}. */
  static void eights(float[] x, int xo, int xs, float[] y, int yo, int ys, int rows) {
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < 8; i += L) {
        FloatVector.fromArray(S, x, xo + j * xs + i).intoArray(y, yo + j * ys + i);
      }
    }
  }

  private static void elements(
      float[] x,
      int xo,
      int xs,
      float[] y,
      int yo,
      int ys,
      int top,
      int bottom,
      int left,
      int right) {
    for (int i = top; i < bottom; i++) {
      for (int j = left; j < right; j++) {
        y[yo + i * ys + j] = x[xo + j * xs + i];
      }
    }
  }

  private static void eight(float[] x, int xo, int xs, float[] y, int yo, int ys) {
    FloatVector a = FloatVector.fromArray(S, x, xo);
    FloatVector b = FloatVector.fromArray(S, x, xo + xs);
    FloatVector c = FloatVector.fromArray(S, x, xo + 2 * xs);
    FloatVector d = FloatVector.fromArray(S, x, xo + 3 * xs);
    FloatVector e = FloatVector.fromArray(S, x, xo + 4 * xs);
    FloatVector f = FloatVector.fromArray(S, x, xo + 5 * xs);
    FloatVector g = FloatVector.fromArray(S, x, xo + 6 * xs);
    FloatVector h = FloatVector.fromArray(S, x, xo + 7 * xs);
    FloatVector ae = low(a, e, SWAP_4, ODD_4);
    FloatVector ea = high(a, e, SWAP_4, ODD_4);
    FloatVector bf = low(b, f, SWAP_4, ODD_4);
    FloatVector fb = high(b, f, SWAP_4, ODD_4);
    FloatVector cg = low(c, g, SWAP_4, ODD_4);
    FloatVector gc = high(c, g, SWAP_4, ODD_4);
    FloatVector dh = low(d, h, SWAP_4, ODD_4);
    FloatVector hd = high(d, h, SWAP_4, ODD_4);
    pair(low(ae, cg, SWAP_2, ODD_2), low(bf, dh, SWAP_2, ODD_2), y, yo, ys);
    pair(high(ae, cg, SWAP_2, ODD_2), high(bf, dh, SWAP_2, ODD_2), y, yo + 2 * ys, ys);
    pair(low(ea, gc, SWAP_2, ODD_2), low(fb, hd, SWAP_2, ODD_2), y, yo + 4 * ys, ys);
    pair(high(ea, gc, SWAP_2, ODD_2), high(fb, hd, SWAP_2, ODD_2), y, yo + 6 * ys, ys);
  }

  /** The last stage of two rows that follow each other. */
  private static void pair(FloatVector a, FloatVector b, float[] y, int yo, int ys) {
    low(a, b, SWAP_1, ODD_1).intoArray(y, yo);
    high(a, b, SWAP_1, ODD_1).intoArray(y, yo + ys);
  }

  private static void four(float[] x, int xo, int xs, float[] y, int yo, int ys) {
    FloatVector a = FloatVector.fromArray(S, x, xo);
    FloatVector b = FloatVector.fromArray(S, x, xo + xs);
    FloatVector c = FloatVector.fromArray(S, x, xo + 2 * xs);
    FloatVector d = FloatVector.fromArray(S, x, xo + 3 * xs);
    pair(low(a, c, SWAP_2, ODD_2), low(b, d, SWAP_2, ODD_2), y, yo, ys);
    pair(high(a, c, SWAP_2, ODD_2), high(b, d, SWAP_2, ODD_2), y, yo + 2 * ys, ys);
  }

  /** What row r of rows r and r + d becomes. */
  private static FloatVector low(
      FloatVector a, FloatVector b, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return a.blend(b.rearrange(swap), odd);
  }

  /** What row r + d of rows r and r + d becomes. */
  private static FloatVector high(
      FloatVector a, FloatVector b, VectorShuffle<Float> swap, VectorMask<Float> odd) {
    return a.rearrange(swap).blend(b, odd);
  }
}
