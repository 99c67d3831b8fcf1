package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;

/**
 * The inner loops of the engine. An array argument is a Java array of the element type ({@code
 * float[]}, {@code double[]}, {@code int[]}, {@code long[]}, {@code boolean[]}).
 *
 * <p>Most loops run over {@code rows} rows of {@code n} elements. An operand {@code (x, xo, xr,
 * xs)} has element i of row r at {@code x[xo + r * xr + i * xs]}; unless said otherwise {@code xs}
 * is 1 or 0 (one number for the whole row). The result {@code (y, yo, yr)} is contiguous within a
 * row. A result may be the same array as an operand only at exactly the same places.
 *
 * <p>Every implementation gives the same bits: each result element is computed by the stated
 * sequence of operations, whatever the lane width. fma(a, b, c) is {@code a * b + c} rounded once
 * where the hardware has it ({@link Fma}), else rounded twice.
 */
public interface Kernels {
  /** Samples in a panel: the constant stride of tile layouts. */
  int PANEL = View.PANEL;

  /** Samples whose products are added up before they are added to an accumulator, at most. */
  int BLOCK = 64;

  /** Products, those of several terms for each sample, that are added up before that. */
  int BLOCK_PRODUCTS = 256;

  /** Columns of a weight gradient whose accumulators lie together, row after row. */
  int TILE_COLUMNS = Instruction.Outer.TILE_COLUMNS;

  /** Weights that lie side by side when they are packed. */
  int PACKED_ROWS = Instruction.Pack.ROWS;

  /** For logs and explanations. */
  String name();

  /** y = f(x); the type is that of x and y, but for IS_FINITE, whose y is boolean[]. */
  void unary(
      UnaryKind kind,
      DType dtype,
      Object x,
      int xo,
      int xr,
      int xs,
      Object y,
      int yo,
      int yr,
      int rows,
      int n);

  /** y = f(a, b), all of one type. */
  void binary(
      BinaryKind kind,
      DType dtype,
      Object a,
      int ao,
      int ar,
      int as,
      Object b,
      int bo,
      int br,
      int bs,
      Object y,
      int yo,
      int yr,
      int rows,
      int n);

  /** y = a compared with b; the type is that of a and b. */
  void compare(
      Comparison kind,
      DType dtype,
      Object a,
      int ao,
      int ar,
      int as,
      Object b,
      int bo,
      int br,
      int bs,
      boolean[] y,
      int yo,
      int yr,
      int rows,
      int n);

  /** y = a connective b. */
  void logic(
      Connective kind,
      boolean[] a,
      int ao,
      int ar,
      int as,
      boolean[] b,
      int bo,
      int br,
      int bs,
      boolean[] y,
      int yo,
      int yr,
      int rows,
      int n);

  /** y = c ? a : b; the type is that of a, b and y. */
  void select(
      DType dtype,
      boolean[] c,
      int co,
      int cr,
      int cs,
      Object a,
      int ao,
      int ar,
      int as,
      Object b,
      int bo,
      int br,
      int bs,
      Object y,
      int yo,
      int yr,
      int rows,
      int n);

  /** y = (to) x: saturating, NaN to 0, numbers to truth by "not 0". */
  void cast(
      DType from,
      DType to,
      Object x,
      int xo,
      int xr,
      int xs,
      Object y,
      int yo,
      int yr,
      int rows,
      int n);

  /** y = x; here both strides within a row may be any number. */
  void copy(
      DType dtype,
      Object x,
      int xo,
      int xr,
      int xs,
      Object y,
      int yo,
      int yr,
      int ys,
      int rows,
      int n);

  /** y = y + x (or, for booleans); strides as in {@link #copy}. */
  void addInto(
      DType dtype,
      Object x,
      int xo,
      int xr,
      int xs,
      Object y,
      int yo,
      int yr,
      int ys,
      int rows,
      int n);

  /** y[yo + i] = number. */
  void fill(DType dtype, double number, Object y, int yo, int n);

  /**
   * Down the rows: y[yo + i] = x[0][i] + x[1][i] + ... in that order (or product, max, min; any and
   * all for booleans), x contiguous within a row; the neutral element if there are no rows.
   */
  void reduceRows(
      ReduceKind kind, DType dtype, Object x, int xo, int xr, Object y, int yo, int rows, int n);

  /** Like {@link #reduceRows}, but on top of what y holds: y = y + x[0] + x[1] ... */
  void reduceRowsInto(
      ReduceKind kind, DType dtype, Object x, int xo, int xr, Object y, int yo, int rows, int n);

  /**
   * Along each row: y[yo + r] = the elements of row r combined. Element i goes to lane i mod 32;
   * each lane is combined in order, then the lanes by {@link #reduceLanes}' tree. The neutral
   * element for n = 0.
   */
  void reduceRun(
      ReduceKind kind, DType dtype, Object x, int xo, int xr, Object y, int yo, int rows, int n);

  /**
   * 32 lanes to one: y[yo + r] = the lanes x[xo + 32 r] .. combined by the tree that adds lane l +
   * 16 to lane l, then l + 8, l + 4, l + 2, l + 1.
   */
  void reduceLanes(ReduceKind kind, DType dtype, Object x, int xo, Object y, int yo, int rows);

  /**
   * Weights w[wo + i * rowStride + j * columnStride], i &lt; m, j &lt; k, for {@link #shared}:
   * weight (i, j) at packed[po + (i / 8) * 8 * k + j * 8 + i % 8].
   */
  void pack(
      DType dtype,
      Object w,
      int wo,
      int rowStride,
      int columnStride,
      int m,
      int k,
      Object packed,
      int po);

  /**
   * Shared weights times per-sample values, panel by panel: {@code c[co + p * cp + i * 32 + l] =
   * sum over j of w[i][j] * x[xo + p * xp + j * 32 + l]} for p &lt; panels, i &lt; m, l &lt; 32;
   * the sum is fma(w, x, sum) in order of j, from 0. dtype is a float type; w is packed.
   *
   * @param used lanes of which results are of use; the others may stay as they are
   */
  void shared(
      DType dtype,
      Object packed,
      int po,
      Object x,
      int xo,
      int xp,
      Object c,
      int co,
      int cp,
      int m,
      int k,
      int panels,
      int used,
      Scratch scratch);

  /**
   * Per-sample values times per-sample values of one panel: {@code c[co + (i * n + j) * 32 + l] =
   * sum over q of a[ao + i * am + q * ak + l] * b[bo + q * bk + j * bn + l]}, fma in order of q
   * from 0. am, ak, bk, bn are multiples of 32 or 0. dtype is a float type.
   *
   * @param used lanes of which results are of use; the others may stay as they are
   */
  void lanes(
      DType dtype,
      Object a,
      int ao,
      int am,
      int ak,
      Object b,
      int bo,
      int bk,
      int bn,
      Object c,
      int co,
      int m,
      int n,
      int k,
      int used,
      Scratch scratch);

  /**
   * A weight gradient: the sum over q &lt; terms and t &lt; samples of {@code a[i][q, t] * b[j][q,
   * t]}, added to the accumulator of i &lt; m and j &lt; n. The sum is fma in order of q, then t,
   * from 0. Accumulators lie in tiles of 32 columns: that of (i, j) at {@code acc[ao + c * m + i *
   * w + j - c]}, where column c begins the tile and w = min(32, n - c) columns are in it. dtype is
   * a float type.
   *
   * @param samples at most {@link #BLOCK}
   * @param terms at most {@link #BLOCK_PRODUCTS} / samples
   */
  void outer(
      DType dtype,
      Panels a,
      int m,
      Panels b,
      int n,
      int terms,
      int samples,
      Object acc,
      int ao,
      Scratch scratch);

  /**
   * One term of a gradient of few weights, with an accumulator of 32 lanes each, for any number of
   * samples: {@code acc[ao + (i * n + j) * 32 + l] = fma(a[i][t], b[j][t], acc)} for l = t mod 32,
   * in order of t.
   */
  void outerLanes(
      DType dtype,
      Object a,
      int xo,
      int xp,
      int m,
      Object b,
      int bo,
      int bp,
      int n,
      int samples,
      Object acc,
      int ao);

  /**
   * The same for one panel and many products: {@code acc[ao + (i * n + j) * 32 + l] = fma(a[xo +
   * rows[i] + places[q] + l], b[...], acc)} in order of q, for the lanes below {@code samples}.
   *
   * @param aRows the m rows of a
   * @param aPlaces where they lie for each q
   * @param bRows the n rows of b
   * @param bPlaces where they lie for each q
   */
  void outerPlaces(
      DType dtype,
      Object a,
      int xo,
      int[] aRows,
      int[] aPlaces,
      Object b,
      int bo,
      int[] bRows,
      int[] bPlaces,
      int samples,
      Object acc,
      int ao);

  /** Rows of a panel moved: {@code y[yo + to[i] + l] = x[xo + from[i] + l]}, l &lt; 32. */
  void moveRows(DType dtype, Object x, int xo, int[] from, Object y, int yo, int[] to);
}
