package dev.jacobi.cpu.simd;

import dev.jacobi.graph.Op.ReduceKind;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of floats added up and moved, as many elements of them as fill whole vectors. */
final class FloatVectorRows {
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();
  private static final IntVector EVEN =
      IntVector.zero(S.vectorShape().withLanes(int.class)).addIndex(2);

  private FloatVectorRows() {}

  /**
   * {@code y[yo + i] = y[yo + i] + x[xo + i] + x[xo + xr + i] + ...}, in that order.
   *
   * @return how many elements are done: none for reductions other than sums
   */
  static int reduceInto(
      ReduceKind kind, float[] x, int xo, int xr, float[] y, int yo, int rows, int n) {
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

  private static void add2(float[] x, int xo, int xr, float[] y, int yo, int rows) {
    FloatVector a = FloatVector.fromArray(S, y, yo);
    FloatVector b = FloatVector.fromArray(S, y, yo + L);
    for (int r = 0; r < rows; r++) {
      a = a.add(FloatVector.fromArray(S, x, xo + r * xr));
      b = b.add(FloatVector.fromArray(S, x, xo + r * xr + L));
    }
    a.intoArray(y, yo);
    b.intoArray(y, yo + L);
  }

  private static void add1(float[] x, int xo, int xr, float[] y, int yo, int rows) {
    FloatVector a = FloatVector.fromArray(S, y, yo);
    for (int r = 0; r < rows; r++) {
      a = a.add(FloatVector.fromArray(S, x, xo + r * xr));
    }
    a.intoArray(y, yo);
  }

  /**
   * Every second element: {@code y[yo + r * yr + i] = x[xo + r * xr + 2 * i]}.
   *
   * @return whether it is done: not if rows are no whole vectors or x ends before they do
   */
  static boolean halve(float[] x, int xo, int xr, float[] y, int yo, int yr, int rows, int n) {
    if (n % L != 0 || xr < 0 || xo + (rows - 1) * xr + 2 * n > x.length) {
      return false;
    }
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i += L) {
        IntVector low = FloatVector.fromArray(S, x, xo + r * xr + 2 * i).reinterpretAsInts();
        IntVector high = FloatVector.fromArray(S, x, xo + r * xr + 2 * i + L).reinterpretAsInts();
        EVEN.selectFrom(low, high).reinterpretAsFloats().intoArray(y, yo + r * yr + i);
      }
    }
    return true;
  }
}
