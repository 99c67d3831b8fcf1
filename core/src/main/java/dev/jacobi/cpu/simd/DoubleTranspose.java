package dev.jacobi.cpu.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrices with rows and columns exchanged, square by square in registers: in stages, each of which
 * exchanges one bit of the row's number with the same bit of the column's. A square has at most 8
 * rows, which are in registers from its loads to its stores.
 */
final class DoubleTranspose {
  private static final VectorSpecies<Double> S = Species.upTo(8, DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();
  private static final VectorShuffle<Double> SWAP_1 = swap(1);
  private static final VectorShuffle<Double> SWAP_2 = swap(2);
  private static final VectorShuffle<Double> SWAP_4 = swap(4);
  private static final VectorMask<Double> ODD_1 = odd(1);
  private static final VectorMask<Double> ODD_2 = odd(2);
  private static final VectorMask<Double> ODD_4 = odd(4);

  private DoubleTranspose() {}

  /** Lanes whose numbers differ by {@code d} exchanged, a power of 2. */
  private static VectorShuffle<Double> swap(int d) {
    return S.shuffleFromOp(i -> (i ^ d) & (L - 1));
  }

  /** Lanes with the bit {@code d} in their number. */
  private static VectorMask<Double> odd(int d) {
    boolean[] set = new boolean[L];
    for (int i = 0; i < L; i++) {
      set[i] = (i & d) != 0;
    }
    return S.loadMask(set, 0);
  }

  /** {@code y[yo + i * ys + j] = x[xo + j * xs + i]} for i and j below the lane count. */
  static void square(double[] x, int xo, int xs, double[] y, int yo, int ys) {
    if (L == 8) {
      eight(x, xo, xs, y, yo, ys);
    } else if (L == 4) {
      four(x, xo, xs, y, yo, ys);
    } else {
      pair(DoubleVector.fromArray(S, x, xo), DoubleVector.fromArray(S, x, xo + xs), y, yo, ys);
    }
  }

  /** {@code y[yo + i * ys + j] = x[xo + j * xs + i]} for i below {@code m} and j below n. */
  static void copy(double[] x, int xo, int xs, double[] y, int yo, int ys, int m, int n) {
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
  static void eights(double[] x, int xo, int xs, double[] y, int yo, int ys, int rows) {
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < 8; i += L) {
        DoubleVector.fromArray(S, x, xo + j * xs + i).intoArray(y, yo + j * ys + i);
      }
    }
  }

  private static void elements(
      double[] x,
      int xo,
      int xs,
      double[] y,
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

  private static void eight(double[] x, int xo, int xs, double[] y, int yo, int ys) {
    DoubleVector a = DoubleVector.fromArray(S, x, xo);
    DoubleVector b = DoubleVector.fromArray(S, x, xo + xs);
    DoubleVector c = DoubleVector.fromArray(S, x, xo + 2 * xs);
    DoubleVector d = DoubleVector.fromArray(S, x, xo + 3 * xs);
    DoubleVector e = DoubleVector.fromArray(S, x, xo + 4 * xs);
    DoubleVector f = DoubleVector.fromArray(S, x, xo + 5 * xs);
    DoubleVector g = DoubleVector.fromArray(S, x, xo + 6 * xs);
    DoubleVector h = DoubleVector.fromArray(S, x, xo + 7 * xs);
    DoubleVector ae = low(a, e, SWAP_4, ODD_4);
    DoubleVector ea = high(a, e, SWAP_4, ODD_4);
    DoubleVector bf = low(b, f, SWAP_4, ODD_4);
    DoubleVector fb = high(b, f, SWAP_4, ODD_4);
    DoubleVector cg = low(c, g, SWAP_4, ODD_4);
    DoubleVector gc = high(c, g, SWAP_4, ODD_4);
    DoubleVector dh = low(d, h, SWAP_4, ODD_4);
    DoubleVector hd = high(d, h, SWAP_4, ODD_4);
    pair(low(ae, cg, SWAP_2, ODD_2), low(bf, dh, SWAP_2, ODD_2), y, yo, ys);
    pair(high(ae, cg, SWAP_2, ODD_2), high(bf, dh, SWAP_2, ODD_2), y, yo + 2 * ys, ys);
    pair(low(ea, gc, SWAP_2, ODD_2), low(fb, hd, SWAP_2, ODD_2), y, yo + 4 * ys, ys);
    pair(high(ea, gc, SWAP_2, ODD_2), high(fb, hd, SWAP_2, ODD_2), y, yo + 6 * ys, ys);
  }

  /** The last stage of two rows that follow each other. */
  private static void pair(DoubleVector a, DoubleVector b, double[] y, int yo, int ys) {
    low(a, b, SWAP_1, ODD_1).intoArray(y, yo);
    high(a, b, SWAP_1, ODD_1).intoArray(y, yo + ys);
  }

  private static void four(double[] x, int xo, int xs, double[] y, int yo, int ys) {
    DoubleVector a = DoubleVector.fromArray(S, x, xo);
    DoubleVector b = DoubleVector.fromArray(S, x, xo + xs);
    DoubleVector c = DoubleVector.fromArray(S, x, xo + 2 * xs);
    DoubleVector d = DoubleVector.fromArray(S, x, xo + 3 * xs);
    pair(low(a, c, SWAP_2, ODD_2), low(b, d, SWAP_2, ODD_2), y, yo, ys);
    pair(high(a, c, SWAP_2, ODD_2), high(b, d, SWAP_2, ODD_2), y, yo + 2 * ys, ys);
  }

  /** What row r of rows r and r + d becomes. */
  private static DoubleVector low(
      DoubleVector a, DoubleVector b, VectorShuffle<Double> swap, VectorMask<Double> odd) {
    return a.blend(b.rearrange(swap), odd);
  }

  /** What row r + d of rows r and r + d becomes. */
  private static DoubleVector high(
      DoubleVector a, DoubleVector b, VectorShuffle<Double> swap, VectorMask<Double> odd) {
    return a.rearrange(swap).blend(b, odd);
  }
}
