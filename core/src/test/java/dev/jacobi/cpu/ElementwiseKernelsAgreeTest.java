package dev.jacobi.cpu;

import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plain and vector kernels give the same bits, whatever the lanes: elementwise functions, moves and
 * reductions, at all sizes, offsets and strides, in place or not.
 */
final class ElementwiseKernelsAgreeTest {
  private static final List<DType> FLOATS = List.of(DType.FLOAT32, DType.FLOAT64);
  private static final int ROOM = 512;

  private final KernelComparison kernels = new KernelComparison();

  @ParameterizedTest
  @EnumSource(UnaryKind.class)
  void unary(UnaryKind kind) {
    for (DType dtype : kind == UnaryKind.NOT ? List.of(DType.BOOL) : FLOATS) {
      DType result = kind == UnaryKind.IS_FINITE ? DType.BOOL : dtype;
      for (int n : KernelComparison.SIZES) {
        int rows = n > 33 ? 1 : kernels.oneOf(1, 3);
        Row x = row(n);
        Row y = row(n, 1);
        Object from = kernels.wild(dtype, ROOM);
        kernels.check(
            kind + " of " + dtype + x,
            kernels.wild(result, ROOM),
            (k, to) ->
                k.unary(kind, dtype, from, x.at, x.step, x.stride, to, y.at, y.step, rows, n));
        if (result == dtype) {
          kernels.check(
              kind + " of " + dtype + " in place" + y,
              from,
              (k, to) -> k.unary(kind, dtype, to, y.at, y.step, 1, to, y.at, y.step, rows, n));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BinaryKind.class)
  void binary(BinaryKind kind) {
    for (DType dtype : FLOATS) {
      for (int n : KernelComparison.SIZES) {
        int rows = n > 33 ? 1 : kernels.oneOf(1, 3);
        for (int strides = 0; strides < 4; strides++) {
          Row a = row(n, strides & 1);
          Row b = row(n, strides >> 1);
          Row y = row(n, 1);
          Object left = kernels.wild(dtype, ROOM);
          Object right = kernels.wild(dtype, ROOM);
          kernels.check(
              kind + " of " + dtype + a + b,
              kernels.wild(dtype, ROOM),
              (k, to) ->
                  k.binary(
                      kind, dtype, left, a.at, a.step, a.stride, right, b.at, b.step, b.stride, to,
                      y.at, y.step, rows, n));
          kernels.check(
              kind + " of " + dtype + " in place of the left" + b,
              left,
              (k, to) ->
                  k.binary(
                      kind, dtype, to, y.at, y.step, 1, right, b.at, b.step, b.stride, to, y.at,
                      y.step, rows, n));
          kernels.check(
              kind + " of " + dtype + " in place of the right" + a,
              right,
              (k, to) ->
                  k.binary(
                      kind, dtype, left, a.at, a.step, a.stride, to, y.at, y.step, 1, to, y.at,
                      y.step, rows, n));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Comparison.class)
  void compare(Comparison kind) {
    for (DType dtype : DType.values()) {
      for (int n : KernelComparison.SIZES) {
        Row a = row(n);
        Row b = row(n);
        Row y = row(n, 1);
        int rows = n > 33 ? 1 : 3;
        Object left = kernels.wild(dtype, ROOM);
        Object right = kernels.wild(dtype, ROOM);
        kernels.check(
            kind + " of " + dtype + a + b,
            kernels.wild(DType.BOOL, ROOM),
            (k, to) ->
                k.compare(
                    kind,
                    dtype,
                    left,
                    a.at,
                    a.step,
                    a.stride,
                    right,
                    b.at,
                    b.step,
                    b.stride,
                    (boolean[]) to,
                    y.at,
                    y.step,
                    rows,
                    n));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Connective.class)
  void logic(Connective kind) {
    for (int n : KernelComparison.SIZES) {
      Row a = row(n);
      Row b = row(n);
      Row y = row(n, 1);
      int rows = n > 33 ? 1 : 3;
      boolean[] left = (boolean[]) kernels.wild(DType.BOOL, ROOM);
      boolean[] right = (boolean[]) kernels.wild(DType.BOOL, ROOM);
      kernels.check(
          kind + "" + a + b,
          kernels.wild(DType.BOOL, ROOM),
          (k, to) ->
              k.logic(
                  kind,
                  left,
                  a.at,
                  a.step,
                  a.stride,
                  right,
                  b.at,
                  b.step,
                  b.stride,
                  (boolean[]) to,
                  y.at,
                  y.step,
                  rows,
                  n));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void select(DType dtype) {
    for (int n : KernelComparison.SIZES) {
      for (int strides = 0; strides < 8; strides++) {
        Row c = row(n, strides & 1);
        Row a = row(n, strides >> 1 & 1);
        Row b = row(n, strides >> 2);
        Row y = row(n, 1);
        int rows = n > 33 ? 1 : 3;
        boolean[] condition = (boolean[]) kernels.wild(DType.BOOL, ROOM);
        Object left = kernels.wild(dtype, ROOM);
        Object right = kernels.wild(dtype, ROOM);
        kernels.check(
            "select of " + dtype + c + a + b,
            kernels.wild(dtype, ROOM),
            (k, to) ->
                k.select(
                    dtype, condition, c.at, c.step, c.stride, left, a.at, a.step, a.stride, right,
                    b.at, b.step, b.stride, to, y.at, y.step, rows, n));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void cast(DType from) {
    for (DType to : DType.values()) {
      for (int n : KernelComparison.SIZES) {
        Row x = row(n);
        Row y = row(n, 1);
        Object numbers = kernels.wild(from, ROOM);
        kernels.check(
            from + " to " + to + x,
            kernels.wild(to, ROOM),
            (k, result) ->
                k.cast(from, to, numbers, x.at, x.step, x.stride, result, y.at, y.step, 1, n));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void copyAndAddInto(DType dtype) {
    for (int n : KernelComparison.SIZES) {
      for (int strides = 0; strides < 4; strides++) {
        Row x = row(n, strides & 1);
        Row y = row(n, 1 + (strides >> 1));
        Object from = kernels.wild(dtype, ROOM);
        int rows = n > 33 ? 1 : 3;
        kernels.check(
            "copy of " + dtype + x,
            kernels.wild(dtype, ROOM),
            (k, to) ->
                k.copy(dtype, from, x.at, x.step, x.stride, to, y.at, y.step, y.stride, rows, n));
        kernels.check(
            "addInto of " + dtype + x,
            kernels.wild(dtype, ROOM),
            (k, to) ->
                k.addInto(
                    dtype, from, x.at, x.step, x.stride, to, y.at, y.step, y.stride, rows, n));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void rowsAndColumnsExchanged(DType dtype) {
    for (int rows : KernelComparison.SIZES) {
      int n = kernels.oneOf(0, 1, 3, 8, 16, 17, 33);
      int down = n + kernels.below(3);
      int along = rows + kernels.below(3);
      Object from = kernels.wild(dtype, 110 * 40);
      Object before = kernels.wild(dtype, 110 * 40);
      kernels.check(
          "columns of " + dtype + " as " + rows + " rows of " + n,
          before,
          (k, to) -> k.copy(dtype, from, 5, 1, along, to, 3, down, 1, rows, n));
      kernels.check(
          rows + " rows of " + n + " " + dtype + " as columns",
          before,
          (k, to) -> k.copy(dtype, from, 5, down, 1, to, 3, 1, along, rows, n));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void reductions(DType dtype) {
    for (ReduceKind kind : ReduceKind.values()) {
      for (int n : KernelComparison.SIZES) {
        int rows = n > 33 ? kernels.oneOf(0, 1, 2) : kernels.oneOf(0, 1, 2, 5);
        int at = kernels.below(20);
        int step = n + kernels.oneOf(0, 3);
        int to = kernels.below(20);
        Object from = kernels.wild(dtype, ROOM);
        String what = kind + " of " + rows + " rows of " + n + " " + dtype;
        kernels.check(
            what + " down",
            kernels.wild(dtype, ROOM),
            (k, y) -> k.reduceRows(kind, dtype, from, at, step, y, to, rows, n));
        kernels.check(
            what + " down, on top",
            kernels.wild(dtype, ROOM),
            (k, y) -> k.reduceRowsInto(kind, dtype, from, at, step, y, to, rows, n));
        kernels.check(
            what + " along",
            kernels.wild(dtype, ROOM),
            (k, y) -> k.reduceRun(kind, dtype, from, at, step, y, to, rows, n));
        kernels.check(
            kind + " of the lanes of " + rows + " " + dtype,
            kernels.wild(dtype, ROOM),
            (k, y) -> k.reduceLanes(kind, dtype, from, at, y, to, rows));
      }
    }
  }

  @Test
  void fill() {
    for (DType dtype : DType.values()) {
      for (int n : KernelComparison.SIZES) {
        int at = kernels.below(20);
        kernels.check(
            "fill of " + dtype, kernels.wild(dtype, ROOM), (k, y) -> k.fill(dtype, 1.7, y, at, n));
      }
    }
  }

  /** Where a row begins, how far the next row is, and the stride within. */
  private record Row(int at, int step, int stride) {
    @Override
    public String toString() {
      return " [" + at + ", row " + step + ", stride " + stride + "]";
    }
  }

  private Row row(int n) {
    return row(n, kernels.oneOf(0, 1, 1));
  }

  private Row row(int n, int stride) {
    int step = stride == 0 ? kernels.oneOf(0, 1) : n * stride + kernels.oneOf(0, 0, 5);
    return new Row(kernels.oneOf(0, 32, 3), step, stride);
  }
}
