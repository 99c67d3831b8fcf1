package dev.jacobi.cpu;

import dev.jacobi.graph.Op.Extremum;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import dev.jacobi.type.IndexException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Operations whose places depend on values: element by element, each lane for itself. */
final class IndexSteps {
  private IndexSteps() {}

  /** Strides of x along the axes of the result of a gather; 0 along those of the indices. */
  private static int[] sourceStrides(View x, int axis, int indexAxes) {
    return IntStream.range(0, x.rank() - 1 + indexAxes)
        .map(a ->
            a < axis
                ? x.strides().get(a)
                : a < axis + indexAxes ? 0 : x.strides().get(a - indexAxes + 1))
        .toArray();
  }

  /** Strides of the indices along the axes of the result of a gather. */
  private static int[] indexStrides(View indices, int axis, int batch, int rank) {
    int indexAxes = indices.rank() - batch;
    return IntStream.range(0, rank)
        .map(a ->
            a < batch
                ? indices.strides().get(a)
                : a >= axis && a < axis + indexAxes ? indices.strides().get(a - axis + batch) : 0)
        .toArray();
  }

  static Step gather(Instruction.Gather gather) {
    View x = gather.from();
    View indices = gather.indices();
    View y = gather.writes();
    int axis = gather.op().axis();
    int batch = gather.op().batchAxes();
    int[][] strides = {
      sourceStrides(x, axis, indices.rank() - batch),
      indexStrides(indices, axis, batch, y.rank()),
      y.strides().toArray()
    };
    // axes along which the same index holds: one look for all places along them, if samples are
    // runs
    int[] same =
        IntStream.range(0, y.rank()).filter(a -> y.lanes() && strides[1][a] == 0).toArray();
    int[] others =
        IntStream.range(0, y.rank()).filter(a -> !y.lanes() || strides[1][a] != 0).toArray();
    int[] sizes = IntStream.of(others).map(y.sizes()::get).toArray();
    int[][] steps =
        Stream.of(strides)
            .map(all -> IntStream.of(others).map(a -> all[a]).toArray())
            .toArray(int[][]::new);
    Places places = new Places(sizes, steps, x, indices, y);
    int[] alongX = offsets(y, same, strides[0]);
    int[] alongY = offsets(y, same, strides[2]);
    int n = x.sizes().get(axis);
    int stride = x.strides().get(axis);
    Elements from = Elements.of(x.buffer().dtype());
    Elements numbers = Elements.of(indices.buffer().dtype());
    return frame -> {
      Object source = frame.arrays[x.buffer().id()];
      Object index = frame.arrays[indices.buffer().id()];
      Object result = frame.arrays[y.buffer().id()];
      int[] which = frame.places(places.longest());
      places.runs(
          frame,
          (at, count) -> {
            int wrong = numbers.indices(index, at[1], places.step(1), count, n, which);
            if (wrong >= 0) {
              long found = numbers.getLong(index, at[1] + wrong * places.step(1));
              checked("gather", found, n, axis, gather.where());
            }
            int step = places.step(0);
            for (int i = 0; i < count; i++) {
              which[i] = at[0] + i * step + which[i] * stride;
            }
            for (int i = 0; i < alongX.length; i++) {
              from.gather(
                  source, alongX[i], which, count, result, at[2] + alongY[i], places.step(2));
            }
          });
    };
  }

  /** How far the places along some axes lie from the first of them, in row-major order. */
  private static int[] offsets(View view, int[] axes, int[] strides) {
    int[] all = {0};
    for (int axis : axes) {
      int[] before = all;
      int size = view.sizes().get(axis);
      all =
          IntStream.range(0, before.length * size)
              .map(i -> before[i / size] + i % size * strides[axis])
              .toArray();
    }
    return all;
  }

  static Step scatterAdd(Instruction.ScatterAdd scatter) {
    View updates = scatter.updates();
    View indices = scatter.indices();
    View y = scatter.writes();
    int axis = scatter.op().axis();
    int batch = scatter.op().batchAxes();
    int[][] strides = {
      sourceStrides(y, axis, indices.rank() - batch),
      indexStrides(indices, axis, batch, updates.rank()),
      updates.strides().toArray()
    };
    Places places = new Places(updates.sizes().toArray(), strides, y, indices, updates);
    int n = y.sizes().get(axis);
    int stride = y.strides().get(axis);
    Elements to = Elements.of(y.buffer().dtype());
    Elements numbers = Elements.of(indices.buffer().dtype());
    return frame -> {
      Object source = frame.arrays[updates.buffer().id()];
      Object index = frame.arrays[indices.buffer().id()];
      Object result = frame.arrays[y.buffer().id()];
      places.run(
          frame,
          at -> {
            int i = checked("scatterAdd", numbers.getLong(index, at[1]), n, axis, scatter.where());
            to.add(source, at[2], result, at[0] + i * stride);
          });
    };
  }

  private static int checked(String operation, long index, int n, int axis, String where) {
    if (index < 0 || index >= n) {
      throw new IndexException(
          operation
              + ": index "
              + index
              + "; axis "
              + axis
              + (n == 0 ? " is empty" : " has indices 0 to " + (n - 1))
              + "; check the indices (made at "
              + where
              + ")");
    }
    return (int) index;
  }

  /** A walk over all axes of x but one; y has that axis too if {@code kept}. */
  private static Places across(View x, View y, int axis, boolean kept) {
    int[] others = IntStream.range(0, x.rank()).filter(a -> a != axis).toArray();
    int[] target = kept ? others : IntStream.range(0, y.rank()).toArray();
    int[][] strides = {
      IntStream.of(others).map(x.strides()::get).toArray(),
      IntStream.of(target).map(y.strides()::get).toArray()
    };
    return new Places(IntStream.of(others).map(x.sizes()::get).toArray(), strides, x, y);
  }

  static Step argReduce(Instruction.ArgReduce arg) {
    View x = arg.from();
    View y = arg.writes();
    Places places = across(x, y, arg.axis(), false);
    int n = x.sizes().get(arg.axis());
    int stride = x.strides().get(arg.axis());
    Elements elements = Elements.of(x.buffer().dtype());
    int sign = arg.kind() == Extremum.MAX ? 1 : -1;
    return frame -> {
      Object from = frame.arrays[x.buffer().id()];
      long[] to = (long[]) frame.arrays[y.buffer().id()];
      places.run(
          frame,
          at -> {
            int best = 0;
            for (int i = 1; i < n && !elements.isNaN(from, at[0] + best * stride); i++) {
              int candidate = at[0] + i * stride;
              if (elements.isNaN(from, candidate)
                  || sign * elements.compare(from, candidate, at[0] + best * stride) > 0) {
                best = i;
              }
            }
            to[at[1]] = best;
          });
    };
  }

  static Step argSort(Instruction.ArgSort sort) {
    View x = sort.from();
    View y = sort.writes();
    Places places = across(x, y, sort.axis(), true);
    int n = x.sizes().get(sort.axis());
    int stride = x.strides().get(sort.axis());
    int step = y.strides().get(sort.axis());
    Elements elements = Elements.of(x.buffer().dtype());
    return frame -> {
      Object from = frame.arrays[x.buffer().id()];
      long[] to = (long[]) frame.arrays[y.buffer().id()];
      Integer[] order = new Integer[n];
      places.run(
          frame,
          at -> {
            for (int i = 0; i < n; i++) {
              order[i] = i;
            }
            int base = at[0];
            Comparator<Integer> ascending =
                (i, j) -> elements.compare(from, base + i * stride, base + j * stride);
            Arrays.sort(order, ascending);
            for (int i = 0; i < n; i++) {
              to[at[1] + i * step] = order[i];
            }
          });
    };
  }
}
