package dev.jacobi.graph;

import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The small builder that rules are written with: one method for each operation that they use. */
public final class Nodes {
  private Nodes() {}

  /** A scalar constant. */
  public static Node scalar(DType dtype, double value) {
    return Node.of(new Op.Source.Constant(ArrayValue.scalar(dtype, value)));
  }

  /** A constant. */
  public static Node constant(ArrayValue value) {
    return Node.of(new Op.Source.Constant(value));
  }

  /** The same number everywhere. */
  public static Node fill(DType dtype, Shape shape, double value) {
    return broadcast(scalar(dtype, value), shape);
  }

  /** The same number everywhere, shaped and typed like {@code x}. */
  public static Node fillLike(Node x, double value) {
    return fill(x.dtype(), x.shape(), value);
  }

  /** Zeros shaped and typed like {@code x}. */
  public static Node zerosLike(Node x) {
    return fillLike(x, 0);
  }

  /** The truth value {@code value} everywhere in the shape of {@code x}. */
  public static Node truth(Node x, boolean value) {
    return fill(DType.BOOL, x.shape(), value ? 1 : 0);
  }

  public static Node unary(Op.UnaryKind kind, Node x) {
    return Node.of(new Op.Elementwise.Unary(kind), x);
  }

  public static Node binary(Op.BinaryKind kind, Node a, Node b) {
    return Node.of(new Op.Elementwise.Binary(kind), a, b);
  }

  public static Node neg(Node x) {
    return unary(Op.UnaryKind.NEG, x);
  }

  public static Node add(Node a, Node b) {
    return binary(Op.BinaryKind.ADD, a, b);
  }

  public static Node sub(Node a, Node b) {
    return binary(Op.BinaryKind.SUB, a, b);
  }

  public static Node mul(Node a, Node b) {
    return binary(Op.BinaryKind.MUL, a, b);
  }

  public static Node div(Node a, Node b) {
    return binary(Op.BinaryKind.DIV, a, b);
  }

  /** {@code factor * x}. */
  public static Node scale(double factor, Node x) {
    return mul(fillLike(x, factor), x);
  }

  /** {@code x + constant}. */
  public static Node plus(Node x, double constant) {
    return add(x, fillLike(x, constant));
  }

  public static Node compare(Op.Comparison kind, Node a, Node b) {
    return Node.of(new Op.Elementwise.Compare(kind), a, b);
  }

  /** Where {@code x} is not zero; true for NaN. */
  public static Node nonZero(Node x) {
    return compare(Op.Comparison.NE, x, zerosLike(x));
  }

  public static Node not(Node x) {
    return unary(Op.UnaryKind.NOT, x);
  }

  public static Node and(Node a, Node b) {
    return Node.of(new Op.Elementwise.Logic(Op.Connective.AND), a, b);
  }

  public static Node or(Node a, Node b) {
    return Node.of(new Op.Elementwise.Logic(Op.Connective.OR), a, b);
  }

  public static Node select(Node condition, Node a, Node b) {
    return Node.of(new Op.Elementwise.Select(), condition, a, b);
  }

  /** {@code x} in another type; itself if it has that type already. */
  public static Node cast(Node x, DType to) {
    return x.dtype() == to ? x : Node.of(new Op.Elementwise.Cast(to), x);
  }

  public static Node reshape(Node x, Shape shape) {
    return Node.of(new Op.Movement.Reshape(shape), x);
  }

  public static Node permute(Node x, Ints order) {
    return Node.of(new Op.Movement.Permute(order), x);
  }

  /** {@code x} with axis {@code from} moved to {@code to}, the others in order. */
  public static Node moveAxis(Node x, int from, int to) {
    if (from == to) {
      return x;
    }
    List<Integer> order =
        new java.util.ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
    order.add(to, order.remove(from));
    return permute(x, Ints.of(order.stream().mapToInt(a -> a).toArray()));
  }

  public static Node expand(Node x, Shape shape, Ints axes) {
    return Node.of(new Op.Movement.Expand(shape, axes), x);
  }

  /** NumPy's broadcast to {@code shape}; itself if it has that shape already. */
  public static Node broadcast(Node x, Shape shape) {
    return x.shape().equals(shape)
        ? x
        : expand(x, shape, Ints.range(shape.rank() - x.shape().rank(), shape.rank()));
  }

  /** New axes of size 1, so that they are the axes {@code axes} (ascending) of the result. */
  public static Node insertAxes(Node x, Ints axes) {
    int rank = x.shape().rank() + axes.size();
    int[] kept = IntStream.range(0, rank).filter(a -> !axes.contains(a)).toArray();
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    for (int i = 0; i < kept.length; i++) {
      sizes[kept[i]] = x.shape().size(i);
    }
    return expand(x, Shape.of(sizes), Ints.of(kept));
  }

  /** Repeats {@code x} along axes that a reduction of {@code shape} over {@code axes} dropped. */
  public static Node expandBack(Node x, Shape shape, Ints axes) {
    return expand(
        x,
        shape,
        Ints.of(IntStream.range(0, shape.rank()).filter(a -> !axes.contains(a)).toArray()));
  }

  public static Node reduce(Op.ReduceKind kind, Node x, Ints axes) {
    return Node.of(new Op.Reduction.Reduce(kind, axes), x);
  }

  public static Node sum(Node x, Ints axes) {
    return reduce(Op.ReduceKind.SUM, x, axes);
  }

  public static Node contract(Node a, Ints lhs, Node b, Ints rhs, Ints out) {
    return Node.of(new Op.Contract(lhs, rhs, out), a, b);
  }

  public static Node iota(Shape shape, int axis, DType dtype) {
    return Node.of(new Op.Source.Iota(shape, axis, dtype));
  }

  /** The {@code [n, n]} identity matrix. */
  public static Node eye(int n, DType dtype) {
    Shape square = Shape.of(n, n);
    return cast(
        compare(Op.Comparison.EQ, iota(square, 0, DType.INT64), iota(square, 1, DType.INT64)),
        dtype);
  }

  /** A placeholder shaped and typed like {@code x}. */
  public static Node placeholder(String name, Node x) {
    return Node.of(new Op.Source.Input(name, x.shape(), x.dtype(), -1));
  }
}
