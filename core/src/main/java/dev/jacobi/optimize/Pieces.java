package dev.jacobi.optimize;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that is put together along one axis: pieces, one behind the other, and zeros between
 * them. The cotangents of slices are of this kind, and their sum over all slices of a value, such
 * as the steps of a sequence, adds nothing but zeros.
 *
 * @param axis along which the pieces lie
 * @param list the pieces in order, no two neighbours zeros
 */
record Pieces(int axis, List<Piece> list) {

  /**
   * Some positions along the axis.
   *
   * @param length how many
   * @param node what stands there, or null for zeros
   */
  record Piece(int length, @Nullable Node node) {}

  /** The pieces of a concatenation, or of padding along an axis; null if it is neither. */
  static @Nullable Pieces of(Node node) {
    List<Piece> list = new ArrayList<>();
    if (node.op() instanceof Op.Movement.Concat(var axis)) {
      node.inputs().forEach(part -> add(list, part, axis));
      return new Pieces(axis, list);
    }
    if (!(node.op() instanceof Op.Movement.Pad(var axes, var low, var high, var interior))) {
      return null;
    }
    Node x = node.input(0);
    for (int i = 0; i < axes.size(); i++) {
      if (interior.get(i) == 0 && low.get(i) + high.get(i) > 0) {
        Ints others = without(axes, i);
        Node inner =
            others.isEmpty()
                ? x
                : Node.of(
                    new Op.Movement.Pad(
                        others, without(low, i), without(high, i), without(interior, i)),
                    x);
        add(list, new Piece(low.get(i), null));
        add(list, inner, axes.get(i));
        add(list, new Piece(high.get(i), null));
        return new Pieces(axes.get(i), list);
      }
    }
    return null;
  }

  private static Ints without(Ints list, int at) {
    int[] rest = new int[list.size() - 1];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = list.get(i < at ? i : i + 1);
    }
    return Ints.of(rest);
  }

  private static void add(List<Piece> list, Node part, int axis) {
    Pieces inner = of(part);
    if (inner != null && inner.axis == axis) {
      inner.list.forEach(piece -> add(list, piece));
    } else {
      add(list, new Piece(part.shape().size(axis), isZero(part) ? null : part));
    }
  }

  private static void add(List<Piece> list, Piece piece) {
    if (piece.length == 0) {
      return;
    }
    boolean joins = piece.node == null && !list.isEmpty() && list.getLast().node == null;
    if (joins) {
      list.set(list.size() - 1, new Piece(list.getLast().length + piece.length, null));
    } else {
      list.add(piece);
    }
  }

  /** Whether {@code node} is 0 everywhere; -0.0 is not. */
  static boolean isZero(Node node) {
    if (node.op() instanceof Op.Movement.Expand) {
      return isZero(node.input(0));
    }
    return node.op() instanceof Op.Source.Constant(ArrayValue value)
        && value.shape().elements() == 1
        && Double.compare(value.getDouble(0), 0.0) == 0;
  }

  /**
   * The sum (of truth values: "or") of two values in pieces of which nothing meets but zeros, or
   * whole pieces: the pieces of both side by side. {@code x + 0.0} stays, it makes -0.0 to 0.0.
   */
  static @Nullable Node sideBySide(Node node) {
    if (!isSum(node)) {
      return null;
    }
    Node a = node.input(0);
    Node b = node.input(1);
    Node direct = joined(node, a, b);
    if (direct != null) {
      return direct;
    }
    // (o + p) + q = o + (p + q) where p or q is zero
    Node left = behind(node, a, b);
    return left != null ? left : behind(node, b, a);
  }

  private static @Nullable Node behind(Node node, Node sum, Node piece) {
    if (!sum.op().equals(node.op()) || of(piece) == null) {
      return null;
    }
    for (int i = 0; i < 2; i++) {
      Node both = disjoint(node, sum.input(i), piece);
      if (both != null) {
        return Node.of(node.op(), sum.input(1 - i), both);
      }
    }
    return null;
  }

  private static boolean isSum(Node node) {
    return node.op() instanceof Op.Elementwise.Binary(var kind) && kind == Op.BinaryKind.ADD
        || node.op() instanceof Op.Elementwise.Logic(var kind2) && kind2 == Op.Connective.OR;
  }

  private static @Nullable Node joined(Node sum, Node a, Node b) {
    return joined(sum, a, b, true);
  }

  private static @Nullable Node disjoint(Node sum, Node a, Node b) {
    return joined(sum, a, b, false);
  }

  private static @Nullable Node joined(Node sum, Node a, Node b, boolean mayMeet) {
    Pieces p = of(a);
    Pieces q = of(b);
    if (p == null || q == null || p.axis != q.axis || !(p.hasZeros() || q.hasZeros())) {
      return null;
    }
    Deque<Piece> left = new ArrayDeque<>(p.list);
    Deque<Piece> right = new ArrayDeque<>(q.list);
    List<Piece> both = new ArrayList<>();
    while (!left.isEmpty() && !right.isEmpty()) {
      Piece x = left.removeFirst();
      Piece y = right.removeFirst();
      int length = Math.min(x.length, y.length);
      if (x.node == null || y.node == null) {
        Piece longer = x.length > length ? x : y;
        if (longer.length > length && longer.node != null) {
          return null;
        }
        Node own = x.node != null ? x.node : y.node;
        add(both, new Piece(length, own == null ? null : plusZero(sum, own)));
        rest(left, x, length);
        rest(right, y, length);
      } else if (mayMeet && x.length == y.length) {
        add(both, new Piece(length, Node.of(sum.op(), x.node, y.node)));
      } else {
        return null;
      }
    }
    return new Pieces(p.axis, both).whole(sum);
  }

  private boolean hasZeros() {
    return list.stream().anyMatch(piece -> piece.node == null);
  }

  private static void rest(Deque<Piece> queue, Piece piece, int used) {
    if (piece.length > used) {
      queue.addFirst(new Piece(piece.length - used, piece.node));
    }
  }

  /** {@code x + 0.0}, which is {@code (x + 0.0) + 0.0}; what is no float is as it was. */
  private static Node plusZero(Node sum, Node x) {
    if (!x.dtype().isFloat()
        || x.op().equals(sum.op()) && x.inputs().stream().anyMatch(Pieces::isZero)) {
      return x;
    }
    return Nodes.plus(x, 0.0);
  }

  private Node whole(Node like) {
    List<Node> parts = new ArrayList<>();
    int low = 0;
    int high = 0;
    for (Piece piece : list) {
      Shape shape = like.shape().with(axis, piece.length);
      parts.add(piece.node != null ? piece.node : Nodes.fill(like.dtype(), shape, 0));
    }
    long full = list.stream().map(Piece::node).filter(Objects::nonNull).count();
    if (full != 1 || list.size() == 1) {
      return parts.size() == 1 ? parts.get(0) : Node.of(new Op.Movement.Concat(axis), parts);
    }
    int only = list.get(0).node != null ? 0 : 1;
    for (int i = 0; i < list.size(); i++) {
      low += i < only ? list.get(i).length : 0;
      high += i > only ? list.get(i).length : 0;
    }
    return Node.of(
        new Op.Movement.Pad(Ints.of(axis), Ints.of(low), Ints.of(high), Ints.of(0)),
        parts.get(only));
  }

  /** A slice that lies in one piece, or among the zeros. */
  static @Nullable Node sliceOfPiece(Node node) {
    if (!(node.op() instanceof Op.Movement.Slice(var axes, var starts, var limits, var steps))) {
      return null;
    }
    Pieces x = of(node.input(0));
    int at = x == null ? -1 : axes.indexOf(x.axis);
    if (x == null || at < 0 || node.shape().elements() == 0) {
      return null;
    }
    int begin = 0;
    for (Piece piece : x.list) {
      int first = starts.get(at) - begin;
      int limit = limits.get(at) - begin;
      if (first >= 0 && limit <= piece.length) {
        return piece.node == null
            ? Nodes.fill(node.dtype(), node.shape(), 0)
            : Node.of(
                new Op.Movement.Slice(
                    axes, with(starts, at, first), with(limits, at, limit), steps),
                piece.node);
      }
      begin += piece.length;
    }
    return null;
  }

  private static Ints with(Ints list, int at, int value) {
    int[] values = list.toArray();
    values[at] = value;
    return Ints.of(values);
  }

  /** A concatenation of parts that are one number everywhere, or of neighbours in one value. */
  static @Nullable Node oneValue(Node node) {
    if (!(node.op() instanceof Op.Movement.Concat(var axis)) || node.inputs().size() < 2) {
      return null;
    }
    Node repeated = repeatedNumber(node);
    return repeated != null ? repeated : neighbours(node, axis);
  }

  private static @Nullable Node repeatedNumber(Node node) {
    Node first = node.input(0);
    boolean same =
        first.op() instanceof Op.Movement.Expand
            && first.input(0).shape().rank() == 0
            && node.inputs().stream()
                .allMatch(part ->
                    part.op() instanceof Op.Movement.Expand && part.input(0) == first.input(0));
    return same ? Nodes.expand(first.input(0), node.shape(), Ints.of()) : null;
  }

  private static @Nullable Node neighbours(Node node, int axis) {
    Node first = node.input(0);
    if (!(first.op() instanceof Op.Movement.Slice slice)) {
      return null;
    }
    int at = slice.axes().indexOf(axis);
    if (at < 0) {
      return null;
    }
    int next = slice.starts().get(at);
    for (Node part : node.inputs()) {
      if (!(part.op() instanceof Op.Movement.Slice own)
          || part.input(0) != first.input(0)
          || !own.axes().equals(slice.axes())
          || own.steps().get(at) != 1
          || own.starts().get(at) != next
          || !with(own.starts(), at, 0).equals(with(slice.starts(), at, 0))
          || !with(own.limits(), at, 0).equals(with(slice.limits(), at, 0))
          || !own.steps().equals(slice.steps())) {
        return null;
      }
      next = own.limits().get(at);
    }
    return Node.of(
        new Op.Movement.Slice(
            slice.axes(), slice.starts(), with(slice.limits(), at, next), slice.steps()),
        first.input(0));
  }
}
