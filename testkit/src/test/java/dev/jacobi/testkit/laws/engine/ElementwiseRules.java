package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Elementwise operations, and operands that meet. */
final class ElementwiseRules {
  private ElementwiseRules() {}

  static final List<Rule> ALL =
      List.of(
          ElementwiseRules::unary,
          ElementwiseRules::unary,
          ElementwiseRules::positive,
          ElementwiseRules::binary,
          ElementwiseRules::binary,
          ElementwiseRules::binary,
          ElementwiseRules::compare,
          ElementwiseRules::logic,
          ElementwiseRules::select,
          ElementwiseRules::cast,
          ElementwiseRules::marker);

  static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static @Nullable Node unary(Growth graph) {
    UnaryKind kind = any(graph.random, UnaryKind.values());
    Node x = graph.pick(n -> kind == UnaryKind.NOT ? n.dtype() == DType.BOOL : isNumber(n));
    return x == null ? null : graph.add(new Op.Elementwise.Unary(kind), x);
  }

  /** Functions of positive numbers: f(x^2 + 1/2). */
  private static @Nullable Node positive(Growth graph) {
    Node x = graph.pick(n -> n.dtype().isFloat());
    UnaryKind[] kinds = {
      UnaryKind.SQRT,
      UnaryKind.NORM_SQRT,
      UnaryKind.RSQRT,
      UnaryKind.LOG,
      UnaryKind.LOG2,
      UnaryKind.LOG1P
    };
    UnaryKind kind = any(graph.random, kinds);
    return x == null
        ? null
        : graph.add(() -> Nodes.unary(kind, Nodes.plus(Nodes.unary(UnaryKind.SQUARE, x), 0.5)));
  }

  private static boolean isNumber(Node node) {
    return node.dtype() != DType.BOOL;
  }

  private static @Nullable Node binary(Growth graph) {
    Node a = graph.pick(ElementwiseRules::isNumber);
    if (a == null) {
      return null;
    }
    Op op = new Op.Elementwise.Binary(any(graph.random, BinaryKind.values()));
    Node b = like(graph, a);
    return graph.random.nextBoolean() ? graph.add(op, a, b) : graph.add(op, b, a);
  }

  private static @Nullable Node compare(Growth graph) {
    Node a = graph.pick(n -> true);
    return a == null
        ? null
        : graph.add(
            new Op.Elementwise.Compare(any(graph.random, Comparison.values())), a, like(graph, a));
  }

  private static @Nullable Node logic(Growth graph) {
    Node a = graph.pick(n -> n.dtype() == DType.BOOL);
    return a == null
        ? null
        : graph.add(
            new Op.Elementwise.Logic(any(graph.random, Connective.values())), a, like(graph, a));
  }

  private static @Nullable Node select(Growth graph) {
    Node a = graph.pick(n -> true);
    if (a == null) {
      return null;
    }
    Node condition = like(graph, DType.BOOL, a.shape(), a);
    return graph.add(new Op.Elementwise.Select(), condition, a, like(graph, a));
  }

  private static @Nullable Node cast(Growth graph) {
    Node x = graph.pick(n -> true);
    return x == null
        ? null
        : graph.add(new Op.Elementwise.Cast(any(graph.random, DType.values())), x);
  }

  private static @Nullable Node marker(Growth graph) {
    Node x = graph.pick(n -> n.dtype().isFloat());
    return x == null ? null : graph.add(new Op.Marker.StopGradient(), x);
  }

  /** A node shaped and typed like {@code a}: another, one that is repeated, or a new source. */
  static Node like(Growth graph, Node a) {
    return like(graph, a.dtype(), a.shape(), a);
  }

  private static Node like(Growth graph, DType dtype, Shape shape, Node but) {
    Node same = graph.pick(n -> n != but && n.dtype() == dtype && n.shape().equals(shape));
    if (same != null && graph.random.nextInt(3) > 0) {
      return same;
    }
    Node smaller = graph.pick(n -> n.dtype() == dtype && axes(n.shape(), shape) != null);
    Node x = smaller != null && graph.random.nextBoolean() ? smaller : fresh(graph, dtype, shape);
    Ints axes = axes(x.shape(), shape);
    Node repeated =
        axes == null || x.shape().equals(shape)
            ? x
            : graph.add(new Op.Movement.Expand(shape, axes), x);
    return repeated == null ? x : repeated;
  }

  /** A new source of that shape, or with some axes of size 1, or without its first axes. */
  private static Node fresh(Growth graph, DType dtype, Shape shape) {
    int[] sizes = shape.sizes();
    int first = graph.random.nextInt(3) == 0 ? graph.random.nextInt(shape.rank() + 1) : 0;
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = graph.random.nextInt(4) == 0 ? 1 : sizes[axis];
    }
    return graph.source(dtype, Shape.of(sizes).slice(first, sizes.length));
  }

  /** Ascending axes of {@code to} at which {@code from} can be repeated, from the last; or null. */
  private static @Nullable Ints axes(Shape from, Shape to) {
    List<Integer> axes = new ArrayList<>();
    int at = to.rank() - 1;
    for (int axis = from.rank() - 1; axis >= 0; axis--) {
      while (at >= 0 && from.size(axis) != to.size(at) && from.size(axis) != 1) {
        at--;
      }
      if (at < 0) {
        return null;
      }
      axes.add(0, at--);
    }
    return Ints.of(axes.stream().mapToInt(i -> i).toArray());
  }
}
