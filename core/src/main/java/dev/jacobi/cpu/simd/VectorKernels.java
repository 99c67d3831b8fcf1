package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.type.DType;

/**
 * The kernels with the Vector API where plain loops do not become vectors: contractions, functions
 * and arithmetic of floats. The order of operations for each element is that of the plain kernels,
 * so the bits are too. What is left of a row after whole vectors goes to the plain loops.
 */
public final class VectorKernels extends PlainKernels {
  /** Rows for which vectors are not worth the asking. */
  private static final int FEW = 4;

  /** A multiple of every number of lanes. */
  private static final int WIDEST = 16;

  /** When loops written for chains take over. */
  public enum Fusing {
    /** Never. */
    OFF,
    /** For chains that have run often, once the virtual machine has compiled their loops. */
    OFTEN,
    /** From the first run on, however slow, for comparing results. */
    AT_ONCE
  }

  private final Fusing fusing;

  /** Kernels whose chains become loops in the end. */
  public VectorKernels() {
    this(Fusing.OFTEN);
  }

  /** Kernels whose chains become loops when it is said. */
  public VectorKernels(Fusing fusing) {
    this.fusing = fusing;
  }

  /** When loops written for chains take over. */
  public Fusing fusing() {
    return fusing;
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  protected void unary(UnaryKind kind, DType dtype, Object x, int xo, Object y, int yo, int n) {
    if (n < FEW) {
      super.unary(kind, dtype, x, xo, y, yo, n);
      return;
    }
    int done =
        switch (dtype) {
          case FLOAT32 ->
              kind == UnaryKind.IS_FINITE
                  ? 0
                  : FloatVectorUnary.row(kind, (float[]) x, xo, (float[]) y, yo, n);
          case FLOAT64 ->
              kind == UnaryKind.IS_FINITE
                  ? 0
                  : DoubleVectorUnary.row(kind, (double[]) x, xo, (double[]) y, yo, n);
          case INT32, INT64, BOOL -> 0;
        };
    if (done < n) {
      super.unary(kind, dtype, x, xo + done, y, yo + done, n - done);
    }
  }

  /** Rows by one number each are done together. */
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
    boolean numbers = as + bs == 1 && rows > 1 && n > 0 && n % WIDEST == 0;
    boolean turned = as == 0;
    int done = 0;
    if (numbers && turned) {
      done = numbers(kind, true, dtype, b, bo, br, a, ao, ar, y, yo, yr, rows, n);
    } else if (numbers) {
      done = numbers(kind, false, dtype, a, ao, ar, b, bo, br, y, yo, yr, rows, n);
    }
    if (done < n) {
      super.binary(kind, dtype, a, ao, ar, as, b, bo, br, bs, y, yo, yr, rows, n);
    }
  }

  @Override
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
    int done = 0;
    if (n >= FEW && as == bs) {
      done = rows(kind, dtype, a, ao, b, bo, y, yo, n);
    } else if (n >= FEW && bs == 0) {
      done = numbers(kind, false, dtype, a, ao, 0, b, bo, 0, y, yo, 0, 1, n);
    } else if (n >= FEW) {
      done = numbers(kind, true, dtype, b, bo, 0, a, ao, 0, y, yo, 0, 1, n);
    }
    if (done < n) {
      super.binary(
          kind, dtype, a, ao + done * as, as, b, bo + done * bs, bs, y, yo + done, n - done);
    }
  }

  private static int rows(
      BinaryKind kind, DType dtype, Object a, int ao, Object b, int bo, Object y, int yo, int n) {
    return switch (dtype) {
      case FLOAT32 ->
          FloatVectorBinary.row(kind, (float[]) a, ao, (float[]) b, bo, (float[]) y, yo, n);
      case FLOAT64 ->
          DoubleVectorBinary.row(kind, (double[]) a, ao, (double[]) b, bo, (double[]) y, yo, n);
      case INT32, INT64, BOOL -> 0;
    };
  }

  private static int numbers(
      BinaryKind kind,
      boolean turned,
      DType dtype,
      Object a,
      int ao,
      int ar,
      Object b,
      int bo,
      int br,
      Object y,
      int yo,
      int yr,
      int rows,
      int n) {
    return switch (dtype) {
      case FLOAT32 ->
          FloatVectorBinary.numbers(
              kind, turned, (float[]) a, ao, ar, (float[]) b, bo, br, (float[]) y, yo, yr, rows, n);
      case FLOAT64 ->
          DoubleVectorBinary.numbers(
              kind,
              turned,
              (double[]) a,
              ao,
              ar,
              (double[]) b,
              bo,
              br,
              (double[]) y,
              yo,
              yr,
              rows,
              n);
      case INT32, INT64, BOOL -> 0;
    };
  }

  /** Eight rows at a time where rows or columns are neighbours. */
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
    boolean eights = dtype.isFloat() && (rowStride == 1 || columnStride == 1);
    int whole = eights ? m - m % Instruction.Pack.ROWS : 0;
    for (int i = 0; i < whole; i += Instruction.Pack.ROWS) {
      packEight(dtype, w, wo + i * rowStride, rowStride, columnStride, k, packed, po + i * k);
    }
    if (whole < m) {
      super.pack(
          dtype,
          w,
          wo + whole * rowStride,
          rowStride,
          columnStride,
          m - whole,
          k,
          packed,
          po + whole * k);
    }
  }

  private static void packEight(
      DType dtype,
      Object w,
      int wo,
      int rowStride,
      int columnStride,
      int k,
      Object packed,
      int po) {
    boolean turned = columnStride == 1;
    int stride = turned ? rowStride : columnStride;
    int rows = Instruction.Pack.ROWS;
    if (dtype == DType.FLOAT32 && turned) {
      FloatTranspose.copy((float[]) w, wo, stride, (float[]) packed, po, rows, k, rows);
    } else if (dtype == DType.FLOAT32) {
      FloatTranspose.eights((float[]) w, wo, stride, (float[]) packed, po, rows, k);
    } else if (turned) {
      DoubleTranspose.copy((double[]) w, wo, stride, (double[]) packed, po, rows, k, rows);
    } else {
      DoubleTranspose.eights((double[]) w, wo, stride, (double[]) packed, po, rows, k);
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
    if (dtype == DType.FLOAT32) {
      FloatBlocks.run(
          (float[]) packed,
          po,
          (float[]) x,
          xo,
          xp,
          (float[]) c,
          co,
          cp,
          m,
          k,
          panels,
          used,
          scratch);
    } else {
      DoubleBlocks.run(
          (double[]) packed,
          po,
          (double[]) x,
          xo,
          xp,
          (double[]) c,
          co,
          cp,
          m,
          k,
          panels,
          used,
          scratch);
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
    if (dtype == DType.FLOAT32) {
      FloatOuter.run(
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
      DoubleOuter.run(
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
    if (dtype == DType.FLOAT32) {
      FloatProducts.run(
          (float[]) a,
          ao,
          am,
          ak,
          (float[]) b,
          bo,
          bk,
          bn,
          (float[]) c,
          co,
          m,
          n,
          k,
          used,
          scratch);
    } else {
      DoubleProducts.run(
          (double[]) a,
          ao,
          am,
          ak,
          (double[]) b,
          bo,
          bk,
          bn,
          (double[]) c,
          co,
          m,
          n,
          k,
          used,
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
    if (dtype == DType.FLOAT32) {
      FloatLanes.run((float[]) a, xo, xp, m, (float[]) b, bo, bp, n, samples, (float[]) acc, ao);
    } else {
      DoubleLanes.run(
          (double[]) a, xo, xp, m, (double[]) b, bo, bp, n, samples, (double[]) acc, ao);
    }
  }

  @Override
  public void fill(DType dtype, double number, Object y, int yo, int n) {
    int done =
        switch (dtype) {
          case FLOAT32 -> FloatVectorRows.fill((float[]) y, yo, n, (float) number);
          case FLOAT64 -> DoubleVectorRows.fill((double[]) y, yo, n, number);
          case INT32, INT64, BOOL -> 0;
        };
    if (done < n) {
      super.fill(dtype, number, y, yo + done, n - done);
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
    if (dtype == DType.FLOAT32) {
      FloatPlaces.run(
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
      DoublePlaces.run(
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
    switch (dtype) {
      case FLOAT32 -> FloatVectorRows.move((float[]) x, xo, from, (float[]) y, yo, to);
      case FLOAT64 -> DoubleVectorRows.move((double[]) x, xo, from, (double[]) y, yo, to);
      case INT32, INT64, BOOL -> super.moveRows(dtype, x, xo, from, y, yo, to);
    }
  }

  @Override
  public void reduceRowsInto(
      ReduceKind kind, DType dtype, Object x, int xo, int xr, Object y, int yo, int rows, int n) {
    int done =
        switch (dtype) {
          case FLOAT32 ->
              FloatVectorRows.reduceInto(kind, (float[]) x, xo, xr, (float[]) y, yo, rows, n);
          case FLOAT64 ->
              DoubleVectorRows.reduceInto(kind, (double[]) x, xo, xr, (double[]) y, yo, rows, n);
          case INT32, INT64, BOOL -> 0;
        };
    if (done < n) {
      super.reduceRowsInto(kind, dtype, x, xo + done, xr, y, yo + done, rows, n - done);
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
    int done = 0;
    if (cs == 1) {
      done =
          switch (dtype) {
            case FLOAT32 ->
                FloatVectorRows.select(
                    c,
                    co,
                    cr,
                    (float[]) a,
                    ao,
                    ar,
                    as,
                    (float[]) b,
                    bo,
                    br,
                    bs,
                    (float[]) y,
                    yo,
                    yr,
                    rows,
                    n);
            case FLOAT64 ->
                DoubleVectorRows.select(
                    c,
                    co,
                    cr,
                    (double[]) a,
                    ao,
                    ar,
                    as,
                    (double[]) b,
                    bo,
                    br,
                    bs,
                    (double[]) y,
                    yo,
                    yr,
                    rows,
                    n);
            case INT32, INT64, BOOL -> 0;
          };
    }
    if (done < n) {
      super.select(
          dtype,
          c,
          co + done * cs,
          cr,
          cs,
          a,
          ao + done * as,
          ar,
          as,
          b,
          bo + done * bs,
          br,
          bs,
          y,
          yo + done,
          yr,
          rows,
          n - done);
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
    boolean done =
        switch (dtype) {
          case FLOAT32 ->
              FloatVectorRows.copy((float[]) x, xo, xr, xs, (float[]) y, yo, yr, ys, rows, n);
          case FLOAT64 ->
              DoubleVectorRows.copy((double[]) x, xo, xr, xs, (double[]) y, yo, yr, ys, rows, n);
          case INT32, INT64, BOOL -> false;
        };
    if (!done) {
      super.copy(dtype, x, xo, xr, xs, y, yo, yr, ys, rows, n);
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
    int done = 0;
    if (xs == 1 && ys == 1) {
      done =
          switch (dtype) {
            case FLOAT32 ->
                FloatVectorRows.addInto((float[]) x, xo, xr, (float[]) y, yo, yr, rows, n);
            case FLOAT64 ->
                DoubleVectorRows.addInto((double[]) x, xo, xr, (double[]) y, yo, yr, rows, n);
            case INT32, INT64, BOOL -> 0;
          };
    }
    if (done < n) {
      super.addInto(dtype, x, xo + done * xs, xr, xs, y, yo + done * ys, yr, ys, rows, n - done);
    }
  }
}
