package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The transpose of each linear operation, stated once. For y = A x and a cotangent c of y it is the
 * cotangent A^T c of x; it serves reverse mode, while forward mode applies A itself.
 */
final class Transposes {
  private Transposes() {}

  /** The transpose of a movement by its operand {@code index}; the mask makes the same move. */
  static Masked movement(Op.Movement op, Node y, int index, Masked c) {
    Shape x = y.input(index).shape();
    return switch (op) {
      case Op.Movement.Reshape(var shape) -> both(c, n -> Nodes.reshape(n, x));
      case Op.Movement.Permute(var order) -> both(c, n -> Nodes.permute(n, order.inverse()));
      case Op.Movement.Expand(var shape, var axes) ->
          new Masked(
              unexpand(ReduceKind.SUM, c.value(), x, axes),
              c.mask() == null || y.shape().elements() == 0
                  ? null
                  : unexpand(ReduceKind.MAX, c.mask(), x, axes));
      case Op.Movement.Slice(var axes, var starts, var limits, var steps) -> {
        Op.Movement.Pad pad = padFor(x, axes, starts, limits, steps);
        yield new Masked(Node.of(pad, c.value()), Node.of(pad, c.maskOrTrue()));
      }
      case Op.Movement.Pad(var axes, var low, var high, var interior) ->
          both(c, n -> Node.of(sliceFor(x, axes, low, interior), n));
      case Op.Movement.Concat(var axis) -> {
        int start = y.inputs().stream().limit(index).mapToInt(i -> i.shape().size(axis)).sum();
        yield both(c, n -> sliceAxis(n, axis, start, start + x.size(axis)));
      }
      case Op.Movement.Flip flip -> both(c, n -> Node.of(flip, n));
    };
  }

  // y = expand(x): each element of x collects the cotangents of its copies
  private static Node unexpand(ReduceKind kind, Node c, Shape x, Ints axes) {
    int[] repeated =
        IntStream.range(0, c.shape().rank())
            .filter(a -> {
              int from = axes.indexOf(a);
              return from < 0 || x.size(from) != c.shape().size(a);
            })
            .toArray();
    Node sum = repeated.length == 0 ? c : Nodes.reduce(kind, c, Ints.of(repeated));
    int[] missing =
        IntStream.range(0, x.rank())
            .filter(i -> x.size(i) != c.shape().size(axes.get(i)))
            .toArray();
    return missing.length == 0 ? sum : Nodes.insertAxes(sum, Ints.of(missing));
  }

  private static Op.Movement.Pad padFor(Shape x, Ints axes, Ints starts, Ints limits, Ints steps) {
    int[] high = new int[axes.size()];
    int[] low = new int[axes.size()];
    for (int i = 0; i < high.length; i++) {
      int count = Math.ceilDiv(limits.get(i) - starts.get(i), steps.get(i));
      int span = count == 0 ? 0 : (count - 1) * steps.get(i) + 1;
      low[i] = starts.get(i);
      high[i] = x.size(axes.get(i)) - starts.get(i) - span;
    }
    return new Op.Movement.Pad(axes, Ints.of(low), Ints.of(high), steps.plus(-1));
  }

  private static Op.Movement.Slice sliceFor(Shape x, Ints axes, Ints low, Ints interior) {
    int[] limits = new int[axes.size()];
    for (int i = 0; i < limits.length; i++) {
      int n = x.size(axes.get(i));
      limits[i] = low.get(i) + (n == 0 ? 0 : (n - 1) * (interior.get(i) + 1) + 1);
    }
    return new Op.Movement.Slice(axes, low, Ints.of(limits), interior.plus(1));
  }

  private static Node sliceAxis(Node x, int axis, int start, int limit) {
    return Node.of(
        new Op.Movement.Slice(Ints.of(axis), Ints.of(start), Ints.of(limit), Ints.of(1)), x);
  }

  private static Masked both(Masked c, UnaryOperator<Node> move) {
    return new Masked(move.apply(c.value()), c.mask() == null ? null : move.apply(c.mask()));
  }

  /** y = sum of x over axes: x_i gets c. */
  static Masked sum(Node x, Ints axes, Masked c) {
    return both(c, n -> Nodes.expandBack(n, x.shape(), axes));
  }

  /** y = sum a b: a gets sum c b over what a does not have; likewise b. Masks end here. */
  static Masked contract(Op.Contract op, Node y, int index, Masked c) {
    return Masked.plain(
        index == 0
            ? Nodes.contract(c.value(), op.out(), y.input(1), op.rhs(), op.lhs())
            : Nodes.contract(c.value(), op.out(), y.input(0), op.lhs(), op.rhs()));
  }

  /** Gathering and scatter-adding are each other's transposes. */
  static Masked gather(Op.Indexing.Gather op, Node y, Masked c) {
    Op.Indexing.ScatterAdd scatter =
        new Op.Indexing.ScatterAdd(op.axis(), op.batchAxes(), y.input(0).shape().size(op.axis()));
    return new Masked(
        Node.of(scatter, c.value(), y.input(1)), reached(scatter, c.maskOrTrue(), y.input(1)));
  }

  /** Where a scatter-add of {@code mask} puts anything at all. */
  static Node reached(Op.Indexing.ScatterAdd scatter, Node mask, Node indices) {
    return Nodes.nonZero(Node.of(scatter, Nodes.cast(mask, DType.INT32), indices));
  }

  /** See {@link #gather}. */
  static Masked scatterAdd(Op.Indexing.ScatterAdd op, Node y, Masked c) {
    Op.Indexing.Gather gather = new Op.Indexing.Gather(op.axis(), op.batchAxes());
    return both(c, n -> Node.of(gather, n, y.input(1)));
  }

  /** Unfolding and folding are each other's transposes. */
  static Masked window(Op.Window op, Node y, Masked c) {
    Shape x = y.input(0).shape();
    return switch (op) {
      case Op.Window.Unfold(var axes, var sizes, var strides, var dilations) -> {
        Ints lengths = Ints.of(axes.stream().map(x::size).toArray());
        Op.Window.Fold fold = new Op.Window.Fold(axes, sizes, strides, dilations, lengths);
        yield new Masked(Node.of(fold, c.value()), covered(fold, c.maskOrTrue()));
      }
      case Op.Window.Fold(var axes, var sizes, var strides, var dilations, var lengths) ->
          both(c, n -> Node.of(new Op.Window.Unfold(axes, sizes, strides, dilations), n));
    };
  }

  /** Where a fold of {@code mask} puts anything at all. */
  static Node covered(Op.Window.Fold fold, Node mask) {
    return Nodes.nonZero(Node.of(fold, Nodes.cast(mask, DType.INT32)));
  }

  /** {@code mask} moved like the value, or null. */
  static @Nullable Node moved(Op op, @Nullable Node mask) {
    return mask == null ? null : Node.of(op, mask);
  }
}
