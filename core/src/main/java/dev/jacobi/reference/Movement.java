package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;

/** Elements moved, repeated or dropped, and sliding windows. */
final class Movement {
  private Movement() {}

  /** {@code out[.., c_i, ..] = x[.., c_(inverse of order)_i, ..]}. */
  static ArrayValue permute(ArrayValue x, Ints order) {
    int[] strides = x.shape().strides();
    Shape out = x.shape().permute(order);
    return Cells.gather(
        out, x, Positions.of(out, 0, order.stream().map(axis -> strides[axis]).toArray()));
  }

  /** New axes and repeated ones have stride 0. */
  static ArrayValue expand(ArrayValue x, Shape out, Ints axes) {
    int[] inner = x.shape().strides();
    int[] strides = new int[out.rank()];
    for (int i = 0; i < axes.size(); i++) {
      strides[axes.get(i)] = x.shape().size(i) == 1 ? 0 : inner[i];
    }
    return Cells.gather(out, x, Positions.of(out, 0, strides));
  }

  /** {@code out[.., c, ..] = x[.., start + c step, ..]}. */
  static ArrayValue slice(ArrayValue x, Shape out, Op.Movement.Slice op) {
    int[] strides = x.shape().strides();
    int start = 0;
    for (int i = 0; i < op.axes().size(); i++) {
      int axis = op.axes().get(i);
      start += op.starts().get(i) * strides[axis];
      strides[axis] *= op.steps().get(i);
    }
    return Cells.gather(out, x, Positions.of(out, start, strides));
  }

  /** {@code out[.., low + c (interior + 1), ..] = x[.., c, ..]}, zero elsewhere. */
  static ArrayValue pad(ArrayValue x, Shape out, Op.Movement.Pad op) {
    int[] strides = out.strides();
    int start = 0;
    for (int i = 0; i < op.axes().size(); i++) {
      int axis = op.axes().get(i);
      start += op.low().get(i) * strides[axis];
      strides[axis] *= op.interior().get(i) + 1;
    }
    Cells cells = new Cells(out, x.dtype());
    write(cells, x, Positions.of(x.shape(), start, strides));
    return cells.value();
  }

  /** Each operand is a block that begins where the one before it ends. */
  static ArrayValue concat(List<ArrayValue> operands, Shape out, int axis) {
    Cells cells = new Cells(out, operands.get(0).dtype());
    int[] strides = out.strides();
    int start = 0;
    for (ArrayValue x : operands) {
      write(cells, x, Positions.of(x.shape(), start, strides));
      start += x.shape().size(axis) * strides[axis];
    }
    return cells.value();
  }

  /** {@code out[.., c, ..] = x[.., n - 1 - c, ..]}. */
  static ArrayValue flip(ArrayValue x, Ints axes) {
    int[] strides = x.shape().strides();
    int start = 0;
    for (int axis : axes.toArray()) {
      start += (x.shape().size(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    return Cells.gather(x.shape(), x, Positions.of(x.shape(), start, strides));
  }

  /** {@code out[.., place, .., offset] = x[.., place stride + offset dilation, ..]}. */
  static ArrayValue unfold(ArrayValue x, Shape out, Op.Window.Unfold op) {
    return Cells.gather(out, x, windows(out, x.shape(), op.axes(), op.strides(), op.dilations()));
  }

  /** {@code out[.., place stride + offset dilation, ..] += x[.., place, .., offset]}. */
  static ArrayValue fold(ArrayValue x, Shape out, Op.Window.Fold op) {
    return Cells.scatterAdd(
        out, x, windows(x.shape(), out, op.axes(), op.strides(), op.dilations()));
  }

  /** Where the elements of all windows lie in what the windows slide over. */
  private static int[] windows(
      Shape unfolded, Shape folded, Ints axes, Ints strides, Ints dilations) {
    int[] inner = folded.strides();
    int[] steps = new int[unfolded.rank()];
    System.arraycopy(inner, 0, steps, 0, inner.length);
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      steps[axis] = inner[axis] * strides.get(i);
      steps[inner.length + i] = inner[axis] * dilations.get(i);
    }
    return Positions.of(unfolded, 0, steps);
  }

  private static void write(Cells cells, ArrayValue x, int[] places) {
    for (int i = 0; i < places.length; i++) {
      cells.copy(places[i], x, i);
    }
  }
}
