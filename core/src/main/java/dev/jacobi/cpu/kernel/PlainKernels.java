package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;

/**
 * The kernels as plain loops, which the compiler vectorises where it can. This class chooses the
 * element type and walks over rows; each type has its loops in classes of its own.
 */
public class PlainKernels implements Kernels {
  /** The kernels; they hold no state. */
  public PlainKernels() {}

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public void unary(
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
      int n) {
    if (n == 0) {
      return;
    }
    if (yr == n && xr == xs * n) {
      unaryRow(kind, dtype, x, xo, xs, y, yo, rows * n);
      return;
    }
    for (int r = 0; r < rows; r++) {
      unaryRow(kind, dtype, x, xo + r * xr, xs, y, yo + r * yr, n);
    }
  }

  /** A row of y; one number is computed once. */
  private void unaryRow(
      UnaryKind kind, DType dtype, Object x, int xo, int xs, Object y, int yo, int n) {
    int elements = xs == 0 ? Math.min(n, 1) : n;
    unary(kind, dtype, x, xo, y, yo, elements);
    spread(kind == UnaryKind.IS_FINITE ? DType.BOOL : dtype, y, yo, elements, n);
  }

  /** {@code y[yo + i] = f(x[xo + i])}. */
  protected void unary(UnaryKind kind, DType dtype, Object x, int xo, Object y, int yo, int n) {
    switch (dtype) {
      case FLOAT32 -> {
        if (kind == UnaryKind.IS_FINITE) {
          FloatRows.isFinite((float[]) x, xo, (boolean[]) y, yo, n);
        } else {
          FloatUnary.row(kind, (float[]) x, xo, (float[]) y, yo, n);
        }
      }
      case FLOAT64 -> {
        if (kind == UnaryKind.IS_FINITE) {
          DoubleRows.isFinite((double[]) x, xo, (boolean[]) y, yo, n);
        } else {
          DoubleUnary.row(kind, (double[]) x, xo, (double[]) y, yo, n);
        }
      }
      case INT32 -> IntElementwise.unary(kind, (int[]) x, xo, (int[]) y, yo, n);
      case INT64 -> LongElementwise.unary(kind, (long[]) x, xo, (long[]) y, yo, n);
      case BOOL -> {
        if (kind != UnaryKind.NOT) {
          throw Refused.of(kind, dtype);
        }
        BoolRows.not((boolean[]) x, xo, (boolean[]) y, yo, n);
      }
    }
  }

  /** y[yo + i] = y[yo] for i from 1, if there is but one element. */
  private static void spread(DType dtype, Object y, int yo, int elements, int n) {
    if (elements < n) {
      switch (dtype) {
        case FLOAT32 -> FloatRows.fill((float[]) y, yo, n, ((float[]) y)[yo]);
        case FLOAT64 -> DoubleRows.fill((double[]) y, yo, n, ((double[]) y)[yo]);
        case INT32 -> IntRows.fill((int[]) y, yo, n, ((int[]) y)[yo]);
        case INT64 -> LongRows.fill((long[]) y, yo, n, ((long[]) y)[yo]);
        case BOOL -> BoolRows.fill((boolean[]) y, yo, n, ((boolean[]) y)[yo]);
      }
    }
  }

  @Override
  public void binary(
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
      int n) {
    if (n == 0) {
      return;
    }
    if (yr == n && ar == as * n && br == bs * n) {
      binaryRow(kind, dtype, a, ao, as, b, bo, bs, y, yo, rows * n);
      return;
    }
    boolean byNumbers = dtype.isFloat() && as + bs == 1 && as * ar + bs * br == n && yr == n;
    int together = byNumbers ? Math.max(1, Scratch.STRIP / n) : 1;
    for (int r = 0; r < rows; r += together) {
      int count = Math.min(together, rows - r);
      int at = ao + r * ar;
      int bt = bo + r * br;
      int yt = yo + r * yr;
      if (count == 1) {
        binaryRow(kind, dtype, a, at, as, b, bt, bs, y, yt, n);
      } else if (as == 0) {
        Object numbers = numbers(dtype, a, at, ar, count, n);
        binary(kind, dtype, numbers, 0, 1, b, bt, 1, y, yt, count * n);
      } else {
        Object numbers = numbers(dtype, b, bt, br, count, n);
        binary(kind, dtype, a, at, 1, numbers, 0, 1, y, yt, count * n);
      }
    }
  }

  /** A number for each row, n times. */
  private static Object numbers(DType dtype, Object x, int xo, int xr, int rows, int n) {
    Scratch scratch = Scratch.ofThread();
    Object numbers = dtype == DType.FLOAT32 ? scratch.floatStrip(3) : scratch.doubleStrip(3);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, xo + r * xr, numbers, r * n, 1);
      spread(dtype, numbers, r * n, 1, n);
    }
    return numbers;
  }

  private void binaryRow(
      BinaryKind kind,
      DType dtype,
      Object a,
      int ao,
      int as,
      Object b,
      int bo,
      int bs,
      Object y,
      int yo,
      int n) {
    int elements = as == 0 && bs == 0 ? Math.min(n, 1) : n;
    if (elements == 0) {
      return;
    }
    binary(kind, dtype, a, ao, as, b, bo, bs, y, yo, elements);
    spread(dtype, y, yo, elements, n);
  }

  /** {@code y[yo + i] = f(a[ao + i * as], b[bo + i * bs])}, strides 1 or 0. */
  protected void binary(
      BinaryKind kind,
      DType dtype,
      Object a,
      int ao,
      int as,
      Object b,
      int bo,
      int bs,
      Object y,
      int yo,
      int n) {
    switch (dtype) {
      case FLOAT32 ->
          FloatBinary.row(kind, (float[]) a, ao, as, (float[]) b, bo, bs, (float[]) y, yo, n);
      case FLOAT64 ->
          DoubleBinary.row(kind, (double[]) a, ao, as, (double[]) b, bo, bs, (double[]) y, yo, n);
      case INT32 ->
          IntElementwise.binary(kind, (int[]) a, ao, as, (int[]) b, bo, bs, (int[]) y, yo, n);
      case INT64 ->
          LongElementwise.binary(kind, (long[]) a, ao, as, (long[]) b, bo, bs, (long[]) y, yo, n);
      case BOOL -> throw Refused.of(kind, dtype);
    }
  }

  @Override
  public void compare(
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
      int n) {
    for (int r = 0; r < rows; r++) {
      int ra = ao + r * ar;
      int rb = bo + r * br;
      int ry = yo + r * yr;
      switch (dtype) {
        case FLOAT32 -> FloatRows.compare(kind, (float[]) a, ra, as, (float[]) b, rb, bs, y, ry, n);
        case FLOAT64 ->
            DoubleRows.compare(kind, (double[]) a, ra, as, (double[]) b, rb, bs, y, ry, n);
        case INT32 -> IntRows.compare(kind, (int[]) a, ra, as, (int[]) b, rb, bs, y, ry, n);
        case INT64 -> LongRows.compare(kind, (long[]) a, ra, as, (long[]) b, rb, bs, y, ry, n);
        case BOOL -> BoolRows.compare(kind, (boolean[]) a, ra, as, (boolean[]) b, rb, bs, y, ry, n);
      }
    }
  }

  @Override
  public void logic(
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
      int n) {
    for (int r = 0; r < rows; r++) {
      BoolRows.logic(kind, a, ao + r * ar, as, b, bo + r * br, bs, y, yo + r * yr, n);
    }
  }

  @Override
  public void select(
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
      int n) {
    for (int r = 0; r < rows; r++) {
      int rc = co + r * cr;
      int ra = ao + r * ar;
      int rb = bo + r * br;
      int ry = yo + r * yr;
      switch (dtype) {
        case FLOAT32 ->
            FloatRows.select(
                c, rc, cs, (float[]) a, ra, as, (float[]) b, rb, bs, (float[]) y, ry, n);
        case FLOAT64 ->
            DoubleRows.select(
                c, rc, cs, (double[]) a, ra, as, (double[]) b, rb, bs, (double[]) y, ry, n);
        case INT32 ->
            IntRows.select(c, rc, cs, (int[]) a, ra, as, (int[]) b, rb, bs, (int[]) y, ry, n);
        case INT64 ->
            LongRows.select(c, rc, cs, (long[]) a, ra, as, (long[]) b, rb, bs, (long[]) y, ry, n);
        case BOOL ->
            BoolRows.select(
                c, rc, cs, (boolean[]) a, ra, as, (boolean[]) b, rb, bs, (boolean[]) y, ry, n);
      }
    }
  }

  @Override
  public void cast(
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
      int n) {
    int elements = xs == 0 ? Math.min(n, 1) : n;
    for (int r = 0; r < rows; r++) {
      Casts.row(from, to, x, xo + r * xr, y, yo + r * yr, elements);
      spread(to, y, yo + r * yr, elements, n);
    }
  }

  @Override
  public void copy(
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
      int n) {
    for (int r = 0; r < rows; r++) {
      int rx = xo + r * xr;
      int ry = yo + r * yr;
      switch (dtype) {
        case FLOAT32 -> FloatRows.copy((float[]) x, rx, xs, (float[]) y, ry, ys, n);
        case FLOAT64 -> DoubleRows.copy((double[]) x, rx, xs, (double[]) y, ry, ys, n);
        case INT32 -> IntRows.copy((int[]) x, rx, xs, (int[]) y, ry, ys, n);
        case INT64 -> LongRows.copy((long[]) x, rx, xs, (long[]) y, ry, ys, n);
        case BOOL -> BoolRows.copy((boolean[]) x, rx, xs, (boolean[]) y, ry, ys, n);
      }
    }
  }

  @Override
  public void addInto(
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
      int n) {
    for (int r = 0; r < rows; r++) {
      int rx = xo + r * xr;
      int ry = yo + r * yr;
      switch (dtype) {
        case FLOAT32 -> FloatRows.addInto((float[]) x, rx, xs, (float[]) y, ry, ys, n);
        case FLOAT64 -> DoubleRows.addInto((double[]) x, rx, xs, (double[]) y, ry, ys, n);
        case INT32 -> IntRows.addInto((int[]) x, rx, xs, (int[]) y, ry, ys, n);
        case INT64 -> LongRows.addInto((long[]) x, rx, xs, (long[]) y, ry, ys, n);
        case BOOL -> BoolRows.addInto((boolean[]) x, rx, xs, (boolean[]) y, ry, ys, n);
      }
    }
  }

  @Override
  public void fill(DType dtype, double number, Object y, int yo, int n) {
    switch (dtype) {
      case FLOAT32 -> FloatRows.fill((float[]) y, yo, n, (float) number);
      case FLOAT64 -> DoubleRows.fill((double[]) y, yo, n, number);
      case INT32 -> IntRows.fill((int[]) y, yo, n, (int) number);
      case INT64 -> LongRows.fill((long[]) y, yo, n, (long) number);
      case BOOL -> BoolRows.fill((boolean[]) y, yo, n, number != 0);
    }
  }

  @Override
  public void reduceRows(
      ReduceKind kind, DType dtype, Object x, int xo, int xr, Object y, int yo, int rows, int n) {
    if (rows == 0) {
      neutral(kind, dtype, y, yo, n);
    } else {
      System.arraycopy(x, xo, y, yo, n);
      reduceRowsInto(kind, dtype, x, xo + xr, xr, y, yo, rows - 1, n);
    }
  }

  @Override
  public void reduceRowsInto(
      ReduceKind kind, DType dtype, Object x, int xo, int xr, Object y, int yo, int rows, int n) {
    if (dtype == DType.BOOL) {
      Connective connective =
          switch (kind) {
            case SUM, MAX -> Connective.OR;
            case PROD, MIN -> Connective.AND;
          };
      boolean[] truths = (boolean[]) y;
      logic(connective, truths, yo, 0, 1, (boolean[]) x, xo, xr, 1, truths, yo, 0, rows, n);
    } else {
      BinaryKind combine =
          switch (kind) {
            case SUM -> BinaryKind.ADD;
            case PROD -> BinaryKind.MUL;
            case MAX -> BinaryKind.MAX;
            case MIN -> BinaryKind.MIN;
          };
      binary(combine, dtype, y, yo, 0, 1, x, xo, xr, 1, y, yo, 0, rows, n);
    }
  }

  private static void neutral(ReduceKind kind, DType dtype, Object y, int yo, int n) {
    switch (dtype) {
      case FLOAT32 -> FloatRows.fill((float[]) y, yo, n, FloatReduction.neutral(kind));
      case FLOAT64 -> DoubleRows.fill((double[]) y, yo, n, DoubleReduction.neutral(kind));
      case INT32 -> IntRows.fill((int[]) y, yo, n, IntReduction.neutral(kind));
      case INT64 -> LongRows.fill((long[]) y, yo, n, LongReduction.neutral(kind));
      case BOOL -> BoolRows.fill((boolean[]) y, yo, n, BoolReduction.neutral(kind));
    }
  }

  @Override
  public void reduceRun(
      ReduceKind kind, DType dtype, Object x, int xo, int xr, Object y, int yo, int rows, int n) {
    for (int r = 0; r < rows; r++) {
      int rx = xo + r * xr;
      switch (dtype) {
        case FLOAT32 -> ((float[]) y)[yo + r] = FloatReduction.run(kind, (float[]) x, rx, n);
        case FLOAT64 -> ((double[]) y)[yo + r] = DoubleReduction.run(kind, (double[]) x, rx, n);
        case INT32 -> ((int[]) y)[yo + r] = IntReduction.run(kind, (int[]) x, rx, n);
        case INT64 -> ((long[]) y)[yo + r] = LongReduction.run(kind, (long[]) x, rx, n);
        case BOOL -> ((boolean[]) y)[yo + r] = BoolReduction.run(kind, (boolean[]) x, rx, n);
      }
    }
  }

  @Override
  public void reduceLanes(
      ReduceKind kind, DType dtype, Object x, int xo, Object y, int yo, int rows) {
    reduceRun(kind, dtype, x, xo, PANEL, y, yo, rows, PANEL);
  }

  @Override
  public void pack(
      DType dtype,
      Object w,
      int wo,
      int rowStride,
      int columnStride,
      int m,
      int k,
      Object packed,
      int po) {
    if (isFloat32(dtype, "pack")) {
      FloatContraction.pack((float[]) w, wo, rowStride, columnStride, m, k, (float[]) packed, po);
    } else {
      DoubleContraction.pack(
          (double[]) w, wo, rowStride, columnStride, m, k, (double[]) packed, po);
    }
  }

  @Override
  public void shared(
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
      Scratch scratch) {
    if (isFloat32(dtype, "shared")) {
      FloatContraction.shared(
          (float[]) packed, po, (float[]) x, xo, xp, (float[]) c, co, cp, m, k, panels, scratch);
    } else {
      DoubleContraction.shared(
          (double[]) packed, po, (double[]) x, xo, xp, (double[]) c, co, cp, m, k, panels, scratch);
    }
  }

  @Override
  public void lanes(
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
      Scratch scratch) {
    if (isFloat32(dtype, "lanes")) {
      FloatContraction.lanes(
          (float[]) a, ao, am, ak, (float[]) b, bo, bk, bn, (float[]) c, co, m, n, k);
    } else {
      DoubleContraction.lanes(
          (double[]) a, ao, am, ak, (double[]) b, bo, bk, bn, (double[]) c, co, m, n, k);
    }
  }

  @Override
  public void outer(
      DType dtype,
      Panels a,
      int m,
      Panels b,
      int n,
      int terms,
      int samples,
      Object acc,
      int ao,
      Scratch scratch) {
    if (isFloat32(dtype, "outer")) {
      FloatContraction.outer(
          (float[]) a.array(),
          a,
          m,
          (float[]) b.array(),
          b,
          n,
          terms,
          samples,
          (float[]) acc,
          ao,
          scratch);
    } else {
      DoubleContraction.outer(
          (double[]) a.array(),
          a,
          m,
          (double[]) b.array(),
          b,
          n,
          terms,
          samples,
          (double[]) acc,
          ao,
          scratch);
    }
  }

  @Override
  public void outerLanes(
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
      int ao) {
    if (isFloat32(dtype, "outerLanes")) {
      FloatContraction.outerLanes(
          (float[]) a, xo, xp, m, (float[]) b, bo, bp, n, samples, (float[]) acc, ao);
    } else {
      DoubleContraction.outerLanes(
          (double[]) a, xo, xp, m, (double[]) b, bo, bp, n, samples, (double[]) acc, ao);
    }
  }

  @Override
  public void outerPlaces(
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
      int ao) {
    if (isFloat32(dtype, "outerPlaces")) {
      FloatContraction.outerPlaces(
          (float[]) a,
          xo,
          aRows,
          aPlaces,
          (float[]) b,
          bo,
          bRows,
          bPlaces,
          samples,
          (float[]) acc,
          ao);
    } else {
      DoubleContraction.outerPlaces(
          (double[]) a,
          xo,
          aRows,
          aPlaces,
          (double[]) b,
          bo,
          bRows,
          bPlaces,
          samples,
          (double[]) acc,
          ao);
    }
  }

  @Override
  public void moveRows(DType dtype, Object x, int xo, int[] from, Object y, int yo, int[] to) {
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(x, xo + from[i], y, yo + to[i], PANEL);
    }
  }

  private static boolean isFloat32(DType dtype, String kernel) {
    return switch (dtype) {
      case FLOAT32 -> true;
      case FLOAT64 -> false;
      case INT32, INT64, BOOL -> throw Refused.of(kernel, dtype);
    };
  }
}
