package dev.jacobi.cpu.simd;

import dev.jacobi.graph.Op.ReduceKind;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of doubles added up and moved, as many elements of them as fill whole vectors. */
final class DoubleVectorRows {
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();
  private static final LongVector EVEN =
      LongVector.zero(S.vectorShape().withLanes(long.class)).addIndex(2);

  private DoubleVectorRows() {}

  /**
   * {@code y[yo + i] = y[yo + i] + x[xo + i] + x[xo + xr + i] + ...}, in that order.
   *
   * @return how many elements are done: none for reductions other than sums
   */
  static int reduceInto(
      ReduceKind kind, double[] x, int xo, int xr, double[] y, int yo, int rows, int n) {
    if (kind != ReduceKind.SUM) {
      return 0;
    }
    int i = 0;
    for (; i + 2 * L <= n; i += 2 * L) {
      add2(x, xo + i, xr, y, yo + i, rows);
    }
    for (; i + L <= n; i += L) {
      add1(x, xo + i, xr, y, yo + i, rows);
    }
    return i;
  }

  private static void add2(double[] x, int xo, int xr, double[] y, int yo, int rows) {
    DoubleVector a = DoubleVector.fromArray(S, y, yo);
    DoubleVector b = DoubleVector.fromArray(S, y, yo + L);
    for (int r = 0; r < rows; r++) {
      a = a.add(DoubleVector.fromArray(S, x, xo + r * xr));
      b = b.add(DoubleVector.fromArray(S, x, xo + r * xr + L));
    }
    a.intoArray(y, yo);
    b.intoArray(y, yo + L);
  }

  private static void add1(double[] x, int xo, int xr, double[] y, int yo, int rows) {
    DoubleVector a = DoubleVector.fromArray(S, y, yo);
    for (int r = 0; r < rows; r++) {
      a = a.add(DoubleVector.fromArray(S, x, xo + r * xr));
    }
    a.intoArray(y, yo);
  }

  /**
   * Every second element: {@code y[yo + r * yr + i] = x[xo + r * xr + 2 * i]}.
   *
   * @return whether it is done: not if rows are no whole vectors or x ends before they do
   */
  static boolean halve(double[] x, int xo, int xr, double[] y, int yo, int yr, int rows, int n) {
    if (n % L != 0 || xr < 0 || xo + (rows - 1) * xr + 2 * n > x.length) {
      return false;
    }
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i += L) {
        LongVector low = DoubleVector.fromArray(S, x, xo + r * xr + 2 * i).reinterpretAsLongs();
        LongVector high =
            DoubleVector.fromArray(S, x, xo + r * xr + 2 * i + L).reinterpretAsLongs();
        EVEN.selectFrom(low, high).reinterpretAsDoubles().intoArray(y, yo + r * yr + i);
      }
    }
    return true;
  }
}
