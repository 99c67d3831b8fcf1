package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import java.util.List;
import java.util.stream.IntStream;

/** Reductions within a sample or of whole values, and the sums over samples. */
final class ReduceSteps {
  private ReduceSteps() {}

  static Step reduce(Kernels kernels, Instruction.Reduce reduce) {
    View from = reduce.from();
    Ints axes = reduce.axes();
    Ints kept = Ints.of(IntStream.range(0, from.rank()).filter(a -> !axes.contains(a)).toArray());
    Nest nest = new Nest(List.of(along(from, kept), reduce.writes()), View.PANEL, false);
    boolean byRows = from.lanes() || nest.runStride(0) == 1 && !isRun(from, axes);
    return byRows
        ? new ByRows(kernels, reduce, nest, along(from, axes))
        : byRun(kernels, reduce, from.sizes().get(axes.get(0)));
  }

  // a whole of shape [kept, reduced], both dense
  private static boolean isRun(View from, Ints axes) {
    return from.rank() == 2 && axes.equals(Ints.of(1)) && from.strides().get(1) == 1;
  }

  private static View along(View view, Ints axes) {
    return new View(
        view.buffer(),
        view.offset(),
        Ints.of(axes.stream().map(view.sizes()::get).toArray()),
        Ints.of(axes.stream().map(view.strides()::get).toArray()),
        view.lanes(),
        view.laneStride(),
        view.panelStride());
  }

  private static Step byRun(Kernels kernels, Instruction.Reduce reduce, int length) {
    int x = reduce.from().buffer().id();
    int y = reduce.writes().buffer().id();
    int xr = reduce.from().strides().get(0);
    int count = reduce.writes().elements();
    return frame ->
        kernels.reduceRun(
            reduce.kind(),
            reduce.dtype(),
            frame.arrays[x],
            reduce.from().offset(),
            xr,
            frame.arrays[y],
            0,
            count,
            length);
  }

  /** Down the reduced axes, for each run of kept elements. */
  private static final class ByRows implements Step {
    private final Kernels kernels;
    private final ReduceKind kind;
    private final DType dtype;
    private final Nest nest;
    private final int x;
    private final int y;
    private final int[] sizes;
    private final int[] strides;

    ByRows(Kernels kernels, Instruction.Reduce reduce, Nest nest, View reduced) {
      this.kernels = kernels;
      this.kind = reduce.kind();
      this.dtype = reduce.dtype();
      this.nest = nest;
      this.x = reduce.from().buffer().id();
      this.y = reduce.writes().buffer().id();
      int[] wide =
          IntStream.range(0, reduced.rank()).filter(a -> reduced.sizes().get(a) != 1).toArray();
      this.sizes = IntStream.of(wide).map(reduced.sizes()::get).toArray();
      this.strides = IntStream.of(wide).map(reduced.strides()::get).toArray();
    }

    @Override
    public void run(Frame frame) {
      nest.run(
          frame,
          (f, at, rows, n) -> {
            for (int r = 0; r < rows; r++) {
              int from = at[0] + r * nest.rowStride(0);
              int to = at[1] + r * nest.rowStride(1);
              down(f, 0, from, to, n, true);
            }
          });
    }

    private boolean down(Frame frame, int axis, int from, int to, int n, boolean first) {
      if (axis >= sizes.length - 1) {
        int count = sizes.length == 0 ? 1 : sizes[axis];
        int stride = sizes.length == 0 ? 0 : strides[axis];
        if (first) {
          kernels.reduceRows(
              kind, dtype, frame.arrays[x], from, stride, frame.arrays[y], to, count, n);
        } else {
          kernels.reduceRowsInto(
              kind, dtype, frame.arrays[x], from, stride, frame.arrays[y], to, count, n);
        }
        return false;
      }
      boolean fresh = first;
      for (int i = 0; i < sizes[axis]; i++) {
        fresh = down(frame, axis + 1, from + i * strides[axis], to, n, fresh);
      }
      if (sizes[axis] == 0 && first) {
        kernels.reduceRows(kind, dtype, frame.arrays[x], from, 0, frame.arrays[y], to, 0, n);
        return false;
      }
      return fresh;
    }
  }

  /** Tiles into the accumulator of a leaf, lane by lane; only lanes that have samples. */
  static Step accumulate(Kernels kernels, Instruction.Accumulate accumulate) {
    View from = accumulate.from();
    int x = from.buffer().id();
    int y = accumulate.writes().buffer().id();
    int elements = accumulate.writes().elements();
    DType dtype = accumulate.dtype();
    ReduceKind kind = accumulate.kind();
    return frame -> {
      int to = frame.leaf * elements;
      boolean partial = frame.lastLanes < View.PANEL;
      int full = partial ? frame.panels - 1 : frame.panels;
      kernels.reduceRowsInto(
          kind,
          dtype,
          frame.arrays[x],
          from.offset(),
          from.panelStride(),
          frame.arrays[y],
          to,
          full,
          elements);
      if (partial) {
        int last = from.offset() + full * from.panelStride();
        for (int row = 0; row < elements; row += View.PANEL) {
          kernels.reduceRowsInto(
              kind,
              dtype,
              frame.arrays[x],
              last + row,
              0,
              frame.arrays[y],
              to + row,
              1,
              frame.lastLanes);
        }
      }
    };
  }

  /** The number that an accumulator starts from. */
  static double neutral(ReduceKind kind, DType dtype) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX ->
          switch (dtype) {
            case FLOAT32, FLOAT64 -> Double.NEGATIVE_INFINITY;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            case BOOL -> 0;
          };
      case MIN ->
          switch (dtype) {
            case FLOAT32, FLOAT64 -> Double.POSITIVE_INFINITY;
            case INT32 -> Integer.MAX_VALUE;
            case INT64 -> Long.MAX_VALUE;
            case BOOL -> 1;
          };
    };
  }

  /** Leaf 1 into 0, 3 into 2, ..., then 2 into 0, ...: a tree that depends on their number only. */
  static Step finish(Kernels kernels, Instruction.Finish finish, int leaves) {
    View from = finish.from();
    int x = from.buffer().id();
    View to = finish.writes();
    int y = to.buffer().id();
    int elements = from.elements();
    DType dtype = finish.dtype();
    ReduceKind kind = finish.kind();
    return frame -> {
      Object acc = frame.arrays[x];
      for (int step = 1; step < leaves; step *= 2) {
        for (int leaf = 0; leaf + step < leaves; leaf += 2 * step) {
          kernels.reduceRowsInto(
              kind, dtype, acc, (leaf + step) * elements, 0, acc, leaf * elements, 1, elements);
        }
      }
      if (finish.byLanes()) {
        kernels.reduceLanes(kind, dtype, acc, 0, frame.arrays[y], to.offset(), to.elements());
      } else {
        untile(kernels, finish, acc, frame.arrays[y]);
      }
    };
  }

  private static void untile(Kernels kernels, Instruction.Finish finish, Object acc, Object y) {
    View to = finish.writes();
    int m = to.sizes().get(1);
    int n = to.sizes().get(2);
    for (int g = 0; g < to.sizes().get(0); g++) {
      for (int j = 0; j < n; j += Kernels.TILE_COLUMNS) {
        int columns = Math.min(Kernels.TILE_COLUMNS, n - j);
        int at = g * m * n + j;
        kernels.copy(
            finish.dtype(),
            acc,
            finish.place(at),
            columns,
            1,
            y,
            to.offset() + at,
            n,
            1,
            m,
            columns);
      }
    }
  }
}
