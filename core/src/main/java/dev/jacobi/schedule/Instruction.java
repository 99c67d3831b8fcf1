package dev.jacobi.schedule;

import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.Extremum;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.stream.Stream;

/** One step of a program: what is read, what is computed, where it is written. */
public sealed interface Instruction {
  /** The views that are read. */
  List<View> reads();

  /** The view that is written; of a chain the last one. */
  View writes();

  /** All views that are written. */
  default List<View> results() {
    return List.of(writes());
  }

  /** Floating-point operations: for one sample if it writes a tile or adds up samples. */
  long flops();

  /** An elementwise operation; the operands have the result's sizes. */
  record Map(Op.Elementwise op, List<View> reads, View writes, long flops) implements Instruction {}

  /**
   * Elementwise operations over tiles of one shape, and reductions of their first axes, run strip
   * by strip.
   *
   * @param reduced how many axes the reductions take away, axes of size 1 not counted
   * @param reads what comes from outside
   * @param results what is used outside; the other values live for a strip only
   */
  record Chain(
      List<Map> maps, List<Reduce> reductions, int reduced, List<View> reads, List<View> results)
      implements Instruction {
    @Override
    public View writes() {
      return results.getLast();
    }

    /** The members, in order. */
    public List<Instruction> members() {
      return Stream.<Instruction>concat(maps.stream(), reductions.stream()).toList();
    }

    @Override
    public long flops() {
      return members().stream().mapToLong(Instruction::flops).sum();
    }
  }

  /** Elements moved, and transposed between whole values and tiles. */
  record Copy(View from, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(from);
    }

    @Override
    public long flops() {
      return 0;
    }
  }

  /** Elements added to what is there. */
  record AddInto(View from, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(from, writes);
    }

    @Override
    public long flops() {
      return from.elements();
    }
  }

  /** One number everywhere in a dense value. */
  record Fill(double number, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of();
    }

    @Override
    public long flops() {
      return 0;
    }
  }

  /** A reduction over axes that are no samples; the result is dense. */
  record Reduce(ReduceKind kind, View from, Ints axes, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(from);
    }

    @Override
    public long flops() {
      return from.elements();
    }
  }

  /** The place of an extreme along an axis. */
  record ArgReduce(Extremum kind, int axis, View from, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(from);
    }

    @Override
    public long flops() {
      return from.elements();
    }
  }

  /** The sorting permutation along an axis. */
  record ArgSort(int axis, View from, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(from);
    }

    @Override
    public long flops() {
      return 10L * from.elements();
    }
  }

  /** Entries by number. */
  record Gather(Op.Indexing.Gather op, View from, View indices, View writes, String where)
      implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(from, indices);
    }

    @Override
    public long flops() {
      return writes.elements();
    }
  }

  /** Entries added where numbers point, into what is there. */
  record ScatterAdd(
      Op.Indexing.ScatterAdd op, View updates, View indices, View writes, String where)
      implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(updates, indices, writes);
    }

    @Override
    public long flops() {
      return updates.elements();
    }
  }

  /** Linear algebra, matrix by matrix. */
  record Matrix(Op.Matrix op, List<View> reads, View writes, long flops) implements Instruction {}

  /** The index along an axis. */
  record Iota(int axis, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of();
    }

    @Override
    public long flops() {
      return 0;
    }
  }

  /** Random bits from keys; of a tile those of its samples. */
  record RandomBits(Shape shape, int purpose, View keys, View streams, View writes)
      implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(keys, streams);
    }

    @Override
    public long flops() {
      return 20L * writes.elements();
    }
  }

  /** Weights {@code [g, m, k]} brought into the layout of the contraction kernel, once a run. */
  record Pack(View weights, int g, int m, int k, View writes) implements Instruction {
    /**
     * Rows that lie side by side: element (i, j) at (i / ROWS) * ROWS * k + j * ROWS + i % ROWS.
     */
    public static final int ROWS = 8;

    /** The elements of m packed rows of k weights. */
    public static int length(int m, int k) {
      return Math.ceilDiv(m, ROWS) * ROWS * k;
    }

    @Override
    public List<View> reads() {
      return List.of(weights);
    }

    @Override
    public long flops() {
      return 0;
    }
  }

  /**
   * Packed weights by per-sample values: {@code [g, n, k] -> [g, n, m]}, where each letter may be
   * several axes.
   */
  record Shared(View packed, View from, int g, int n, int m, int k, View writes)
      implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(packed, from);
    }

    @Override
    public long flops() {
      return 2L * g * n * m * k;
    }
  }

  /** Per-sample matrices: {@code [g, m, k] by [g, k, n] -> [g, m, n]}, the result dense. */
  record Lanes(View a, View b, int g, int m, int n, int k, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(a, b);
    }

    @Override
    public long flops() {
      return 2L * g * n * m * k;
    }
  }

  /** Per-sample values combined into an accumulator of 32 lanes an element. */
  record Accumulate(ReduceKind kind, View from, View writes) implements Instruction {
    @Override
    public List<View> reads() {
      return List.of(from);
    }

    @Override
    public long flops() {
      return from.elements();
    }
  }

  /**
   * Weight gradients: {@code sum over samples and q of a[g, q, m] b[g, q, n]} into {@code [g, m,
   * n]}, with 32 lanes for each if {@code byLanes}, else in tiles of {@link #TILE_COLUMNS} columns.
   * In a and b each letter may be several axes.
   */
  record Outer(View a, View b, int g, int q, int m, int n, boolean byLanes, View writes)
      implements Instruction {
    /** Columns whose accumulators lie together, row after row. */
    public static final int TILE_COLUMNS = 32;

    @Override
    public List<View> reads() {
      return List.of(a, b);
    }

    @Override
    public long flops() {
      return 2L * g * q * m * n;
    }
  }

  /**
   * The leaves of an accumulator combined by a fixed tree, and its lanes if it has any. Without
   * lanes it is that of an {@link Outer}, and {@code writes} is {@code [g, m, n]}.
   */
  record Finish(ReduceKind kind, boolean byLanes, View from, View writes) implements Instruction {
    /** Where an accumulator without lanes holds the element of the result with this number. */
    public int place(int element) {
      int m = writes.sizes().get(1);
      int n = writes.sizes().get(2);
      int row = element / n;
      int first = element % n / Outer.TILE_COLUMNS * Outer.TILE_COLUMNS;
      int columns = Math.min(Outer.TILE_COLUMNS, n - first);
      return row / m * m * n + first * m + row % m * columns + element % n - first;
    }

    @Override
    public List<View> reads() {
      return List.of(from);
    }

    @Override
    public long flops() {
      return from.elements();
    }
  }

  /** The element type of the result. */
  default DType dtype() {
    return writes().buffer().dtype();
  }
}
