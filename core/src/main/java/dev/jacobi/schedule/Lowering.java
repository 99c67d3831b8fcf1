package dev.jacobi.schedule;

import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One node as instructions. Moves become views of what they move where they can; everything else
 * writes a new dense buffer. The same rules serve whole values and tiles: in a tile the sample axis
 * counts only its run, and lanes and panels come on top.
 */
final class Lowering {
  /** Into so many blocks the additions of windows are cut at most. */
  private static final int MOST_BLOCKS = 16;

  private final Emitter before;
  private final Emitter emitter;

  /**
   * Lowers into {@code emitter}.
   *
   * @param before where shared weights are prepared
   */
  Lowering(Emitter before, Emitter emitter) {
    this.before = before;
    this.emitter = emitter;
  }

  /**
   * The view of the value of {@code node}.
   *
   * @param local the shape in which the sample axis counts only its run
   * @param place where it is wanted, or null
   */
  View lower(Node node, Shape local, List<View> operands, @Nullable View place) {
    return switch (node.op()) {
      case Op.Elementwise op -> {
        View result = place != null ? place : emitter.fresh(node.dtype(), local);
        long flops = Cost.flops(node) / Math.max(1, node.shape().elements()) * local.elements();
        List<View> running = operands.stream().map(v -> v.runs() ? v : emitter.dense(v)).toList();
        emitter.emit(new Instruction.Map(op, running, result, flops));
        yield result;
      }
      case Op.Movement op -> move(op, node, local, operands, place);
      case Op.Reduction.Reduce(var kind, var axes) ->
          reduce(kind, axes, node, local, operands.get(0));
      case Op.Reduction.ArgReduce(var kind, var axis) -> {
        View result = emitter.fresh(node.dtype(), local);
        emitter.emit(new Instruction.ArgReduce(kind, axis, operands.get(0), result));
        yield result;
      }
      case Op.Contract op -> {
        ContractionLowering lowering =
            new ContractionLowering(op, node.dtype(), operands.get(0), operands.get(1));
        yield emitter.perSample()
            ? lowering.perSample(before, emitter, operands.get(0), operands.get(1))
            : lowering.whole(emitter, operands.get(0), operands.get(1));
      }
      case Op.Indexing.Gather op -> {
        View result = emitter.fresh(node.dtype(), local);
        emitter.emit(
            new Instruction.Gather(
                op, operands.get(0), operands.get(1), result, node.origin().place()));
        yield result;
      }
      case Op.Indexing.ScatterAdd op -> {
        View result = zeros(node, local);
        emitter.emit(
            new Instruction.ScatterAdd(
                op, operands.get(0), operands.get(1), result, node.origin().place()));
        yield result;
      }
      case Op.Indexing.ArgSort(var axis) -> {
        View result = emitter.fresh(node.dtype(), local);
        emitter.emit(new Instruction.ArgSort(axis, operands.get(0), result));
        yield result;
      }
      case Op.Matrix op -> {
        View result = emitter.fresh(node.dtype(), local);
        long parts = Math.max(1, node.shape().elements());
        long flops = Cost.flops(node) / parts * local.elements();
        emitter.emit(new Instruction.Matrix(op, operands, result, flops));
        yield result;
      }
      case Op.Window.Unfold(var axes, var sizes, var strides, var dilations) ->
          operands.get(0).windows(axes, sizes, strides, dilations);
      case Op.Window.Fold op -> fold(op, node, local, operands.get(0));
      case Op.Source.Constant(var value) -> {
        Buffer constant =
            emitter.buffer(Buffer.Kind.CONSTANT, value.dtype(), value.shape().elements(), value);
        yield View.whole(constant, value.shape());
      }
      case Op.Source.Input op ->
          throw new IllegalArgumentException("input without a value: " + node);
      case Op.Source.Iota(var shape, var axis, var dtype) -> {
        View result = emitter.fresh(dtype, shape);
        emitter.emit(new Instruction.Iota(axis, result));
        yield result;
      }
      case Op.Source.RandomBits(var shape, var purpose) -> {
        View result = emitter.fresh(node.dtype(), local);
        emitter.emit(
            new Instruction.RandomBits(shape, purpose, operands.get(0), operands.get(1), result));
        yield result;
      }
      case Op.Marker op -> operands.get(0);
    };
  }

  /**
   * Samples are reduced lane by lane. A whole is reduced row by row if a kept axis is the
   * innermost, else along the run, for which the reduced axes are brought to the end.
   */
  private View reduce(Op.ReduceKind kind, Ints axes, Node node, Shape local, View x) {
    View result = emitter.fresh(node.dtype(), local);
    if (emitter.perSample()) {
      View lanes = x.laneStride() == 1 ? x : emitter.dense(x);
      emitter.emit(new Instruction.Reduce(kind, lanes, axes, result));
      return result;
    }
    Ints kept = Ints.of(IntStream.range(0, x.rank()).filter(a -> !axes.contains(a)).toArray());
    int[] inner = kept.stream().filter(a -> x.sizes().get(a) != 1).toArray();
    if (inner.length > 0 && x.strides().get(inner[inner.length - 1]) == 1) {
      emitter.emit(new Instruction.Reduce(kind, x, axes, result));
    } else {
      View grouped = emitter.grouped(x, kept, axes);
      emitter.emit(
          new Instruction.Reduce(
              kind, grouped, Ints.of(1), result.reshape(Shape.of(local.elements()))));
    }
    return result;
  }

  private View zeros(Node node, Shape local) {
    View result = emitter.fresh(node.dtype(), local);
    emitter.emit(new Instruction.Fill(0, result));
    return result;
  }

  private View move(
      Op.Movement op, Node node, Shape local, List<View> operands, @Nullable View place) {
    View x = operands.get(0);
    return switch (op) {
      case Op.Movement.Reshape(var shape) -> {
        // in a batch of no samples the length of a run is not known
        boolean same = x.lanes() == emitter.perSample() && x.elements() == local.elements();
        View reshaped = same ? x.reshaped(local) : null;
        yield reshaped != null ? reshaped : emitter.dense(x).reshape(local);
      }
      case Op.Movement.Permute(var order) -> x.permute(order);
      case Op.Movement.Expand(var shape, var axes) -> x.expand(local, axes);
      case Op.Movement.Slice(var axes, var starts, var limits, var steps) ->
          x.slice(axes, starts, limits, steps);
      case Op.Movement.Flip(var axes) -> x.flip(axes);
      case Op.Movement.Pad(var axes, var low, var high, var interior) -> {
        View result = zeros(node, local);
        int[] limits =
            IntStream.range(0, axes.size())
                .map(i -> low.get(i) + span(x.sizes().get(axes.get(i)), interior.get(i) + 1))
                .toArray();
        emitter.emit(
            new Instruction.Copy(x, result.slice(axes, low, Ints.of(limits), interior.plus(1))));
        yield result;
      }
      case Op.Movement.Concat(var axis) -> {
        View result = place != null ? place : emitter.fresh(node.dtype(), local);
        concat(axis, operands, result);
        yield result;
      }
    };
  }

  /** Copies what is not in its place already. */
  private void concat(int axis, List<View> operands, View result) {
    int start = 0;
    for (View part : operands) {
      int limit = start + part.sizes().get(axis);
      View place = result.slice(Ints.of(axis), Ints.of(start), Ints.of(limit), Ints.of(1));
      if (!part.squeezed().equals(place.squeezed())) {
        emitter.emit(new Instruction.Copy(part, place));
      }
      start = limit;
    }
  }

  private static int span(int count, int step) {
    return count == 0 ? 0 : (count - 1) * step + 1;
  }

  /**
   * One addition for each place within the window, in order; block by block of an axis without
   * windows, so that what is added to stays in the nearest caches.
   */
  private View fold(Op.Window.Fold op, Node node, Shape local, View x) {
    View result = zeros(node, local);
    int apart =
        IntStream.range(0, local.rank())
            .filter(axis -> !op.axes().contains(axis) && local.size(axis) > 1)
            .findFirst()
            .orElse(-1);
    if (apart < 0) {
      addWindows(op, x, result);
      return result;
    }
    int size = local.size(apart);
    int step = Math.ceilDiv(size, MOST_BLOCKS);
    for (int start = 0; start < size; start += step) {
      Ints first = Ints.of(start);
      Ints limit = Ints.of(Math.min(size, start + step));
      Ints axis = Ints.of(apart);
      Ints one = Ints.of(1);
      addWindows(op, x.slice(axis, first, limit, one), result.slice(axis, first, limit, one));
    }
    return result;
  }

  private void addWindows(Op.Window.Fold op, View x, View result) {
    int rank = result.rank();
    int[] places = op.axes().stream().map(x.sizes()::get).toArray();
    for (int[] within : odometer(op.sizes())) {
      View part = x;
      List<Integer> starts = new ArrayList<>();
      List<Integer> limits = new ArrayList<>();
      for (int i = 0; i < within.length; i++) {
        part =
            part.slice(Ints.of(rank + i), Ints.of(within[i]), Ints.of(within[i] + 1), Ints.of(1));
        int start = within[i] * op.dilations().get(i);
        starts.add(start);
        limits.add(start + span(places[i], op.strides().get(i)));
      }
      View target = result.slice(op.axes(), ints(starts), ints(limits), op.strides());
      emitter.emit(new Instruction.AddInto(part.dropLast(within.length), target));
    }
  }

  private static Ints ints(List<Integer> list) {
    return Ints.of(list.stream().mapToInt(i -> i).toArray());
  }

  private static List<int[]> odometer(Ints sizes) {
    List<int[]> all = new ArrayList<>(List.of(new int[0]));
    for (int size : sizes.toArray()) {
      List<int[]> longer = new ArrayList<>();
      for (int[] head : all) {
        for (int i = 0; i < size; i++) {
          longer.add(Ints.of(head).append(i).toArray());
        }
      }
      all = longer;
    }
    return all;
  }
}
