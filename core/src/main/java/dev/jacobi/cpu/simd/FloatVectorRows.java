package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.Op.ReduceKind;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Rows of floats added up and moved, as many elements of them as fill whole vectors. */
final class FloatVectorRows {
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Elements of a row for which a loop beats a call of {@link System#arraycopy}. */
  private static final int SHORT = 64;

  private static final IntVector EVEN =
      IntVector.zero(S.vectorShape().withLanes(int.class)).addIndex(2);

  private FloatVectorRows() {}

  /**
   * {@code y[yo + i] = y[yo + i] + x[xo + i] + x[xo + xr + i] + ...}, in that order, or the
   * greatest or the least of them.
   *
   * @return how many elements are done: none for products
   */
  static int reduceInto(
      ReduceKind kind, float[] x, int xo, int xr, float[] y, int yo, int rows, int n) {
    int i = 0;
    for (; i + 2 * L <= n && kind == ReduceKind.SUM; i += 2 * L) {
      add2(x, xo + i, xr, y, yo + i, rows);
    }
    for (; i + L <= n; i += L) {
      switch (kind) {
        case SUM -> add1(x, xo + i, xr, y, yo + i, rows);
        case MAX -> greatest(x, xo + i, xr, y, yo + i, rows);
        case MIN -> least(x, xo + i, xr, y, yo + i, rows);
        case PROD -> {
          return 0;
        }
      }
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

  /** Rows in any order give the same, so four go side by side. */
  private static void greatest(float[] x, int xo, int xr, float[] y, int yo, int rows) {
    FloatVector a = FloatVector.fromArray(S, y, yo);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int at = xo + r * xr;
      a = a.max(FloatVector.fromArray(S, x, at));
      b = b.max(FloatVector.fromArray(S, x, at + xr));
      c = c.max(FloatVector.fromArray(S, x, at + 2 * xr));
      d = d.max(FloatVector.fromArray(S, x, at + 3 * xr));
    }
    for (; r < rows; r++) {
      a = a.max(FloatVector.fromArray(S, x, xo + r * xr));
    }
    a.max(b).max(c.max(d)).intoArray(y, yo);
  }

  private static void least(float[] x, int xo, int xr, float[] y, int yo, int rows) {
    FloatVector a = FloatVector.fromArray(S, y, yo);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int at = xo + r * xr;
      a = a.min(FloatVector.fromArray(S, x, at));
      b = b.min(FloatVector.fromArray(S, x, at + xr));
      c = c.min(FloatVector.fromArray(S, x, at + 2 * xr));
      d = d.min(FloatVector.fromArray(S, x, at + 3 * xr));
    }
    for (; r < rows; r++) {
      a = a.min(FloatVector.fromArray(S, x, xo + r * xr));
    }
    a.min(b).min(c.min(d)).intoArray(y, yo);
  }

  /**
   * Every second element: {@code y[yo + r * yr + i] = x[xo + r * xr + 2 * i]}.
   *
   * @return whether it is done: not if rows are no whole vectors or x ends before they do
   */
  private static boolean halve(
      float[] x, int xo, int xr, float[] y, int yo, int yr, int rows, int n) {
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

  /**
   * {@code y[yo + r * yr + i * ys] = x[xo + r * xr + i * xs]} where that is better done with
   * vectors: short rows, every second element, rows and columns exchanged.
   *
   * @return whether it is done
   */
  static boolean copy(
      float[] x, int xo, int xr, int xs, float[] y, int yo, int yr, int ys, int rows, int n) {
    if (xs == 1 && ys == 1 && n <= SHORT && n % L == 0) {
      copyShort(x, xo, xr, y, yo, yr, rows, n);
    } else if (ys == 1 && xr == 1 && rows >= L && n >= L) {
      FloatTranspose.copy(x, xo, xs, y, yo, yr, rows, n);
    } else if (xs == 1 && yr == 1 && rows >= L && n >= L) {
      FloatTranspose.copy(x, xo, xr, y, yo, ys, n, rows);
    } else if (xs == 2 && ys == 1) {
      return halve(x, xo, xr, y, yo, yr, rows, n);
    } else {
      return false;
    }
    return true;
  }

  private static void copyShort(
      float[] x, int xo, int xr, float[] y, int yo, int yr, int rows, int n) {
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i += L) {
        FloatVector.fromArray(S, x, xo + r * xr + i).intoArray(y, yo + r * yr + i);
      }
    }
  }

  /** {@code y[yo + to[i] + l] = x[xo + from[i] + l]} for the 32 lanes of a panel. */
  static void move(float[] x, int xo, int[] from, float[] y, int yo, int[] to) {
    for (int i = 0; i < from.length; i++) {
      for (int l = 0; l < Kernels.PANEL; l += L) {
        FloatVector.fromArray(S, x, xo + from[i] + l).intoArray(y, yo + to[i] + l);
      }
    }
  }

  /**
   * {@code y[yo + i] = number}, by the vectors in which sums are read right after: a processor
   * hands on what it has just stored only to loads of the same place.
   */
  static int fill(float[] y, int yo, int n, float number) {
    FloatVector all = FloatVector.broadcast(S, number);
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      all.intoArray(y, yo + i);
    }
    return whole;
  }

  /** {@code y[yo + r * yr + i] += x[xo + r * xr + i]}. */
  static int addInto(float[] x, int xo, int xr, float[] y, int yo, int yr, int rows, int n) {
    int whole = S.loopBound(n);
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < whole; i += L) {
        FloatVector a = FloatVector.fromArray(S, y, yo + r * yr + i);
        a.add(FloatVector.fromArray(S, x, xo + r * xr + i)).intoArray(y, yo + r * yr + i);
      }
    }
    return whole;
  }

  /** {@code y = c ? a : b}; operands are rows, or with a stride of 0 one number each. */
  static int select(
      boolean[] c,
      int co,
      int cr,
      float[] a,
      int ao,
      int ar,
      int as,
      float[] b,
      int bo,
      int br,
      int bs,
      float[] y,
      int yo,
      int yr,
      int rows,
      int n) {
    int whole = S.loopBound(n);
    for (int r = 0; r < rows && whole > 0; r++) {
      FloatVector a0 = FloatVector.broadcast(S, a[ao + r * ar]);
      FloatVector b0 = FloatVector.broadcast(S, b[bo + r * br]);
      for (int i = 0; i < whole; i += L) {
        FloatVector chosen = as == 0 ? a0 : FloatVector.fromArray(S, a, ao + r * ar + i);
        FloatVector other = bs == 0 ? b0 : FloatVector.fromArray(S, b, bo + r * br + i);
        other
            .blend(chosen, VectorMask.fromArray(S, c, co + r * cr + i))
            .intoArray(y, yo + r * yr + i);
      }
    }
    return whole;
  }
}
