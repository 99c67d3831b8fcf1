package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Moves, windows and reductions. */
final class MovementRules {
  private MovementRules() {}

  static final List<Rule> ALL =
      List.of(
          MovementRules::merge,
          MovementRules::split,
          MovementRules::permute,
          MovementRules::permute,
          MovementRules::repeat,
          MovementRules::slice,
          MovementRules::pad,
          MovementRules::concat,
          MovementRules::flip,
          MovementRules::reduce,
          MovementRules::reduce,
          MovementRules::windows,
          MovementRules::fold);

  private static @Nullable Node ranked(Growth graph, int least) {
    return graph.pick(n -> n.shape().rank() >= least);
  }

  static int axis(Random random, Node x) {
    return random.nextInt(x.shape().rank());
  }

  /** Two neighbouring axes as one. */
  private static @Nullable Node merge(Growth graph) {
    Node x = ranked(graph, 2);
    if (x == null) {
      return null;
    }
    int axis = graph.random.nextInt(x.shape().rank() - 1);
    Shape shape =
        x.shape()
            .with(axis, x.shape().size(axis) * x.shape().size(axis + 1))
            .without(Ints.of(axis + 1));
    return graph.add(new Op.Movement.Reshape(shape), x);
  }

  /** One axis as two, the first of which may be of size 1 or have all samples. */
  private static @Nullable Node split(Growth graph) {
    Node x = ranked(graph, 1);
    if (x == null) {
      return null;
    }
    int axis = axis(graph.random, x);
    int size = x.shape().size(axis);
    int[] divisors =
        size == 0
            ? new int[] {0, 1}
            : IntStream.rangeClosed(1, size).filter(d -> size % d == 0).toArray();
    int outer = divisors[graph.random.nextInt(divisors.length)];
    if (graph.samples > 0 && size % graph.samples == 0 && graph.random.nextBoolean()) {
      outer = graph.samples;
    }
    int inner = outer == 0 ? graph.size() : size / outer;
    return graph.add(
        new Op.Movement.Reshape(x.shape().with(axis, outer).insert(axis + 1, inner)), x);
  }

  private static @Nullable Node permute(Growth graph) {
    Node x = ranked(graph, 2);
    if (x == null) {
      return null;
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
    Collections.shuffle(order, graph.random);
    return graph.add(new Op.Movement.Permute(ints(order)), x);
  }

  static Ints ints(List<Integer> list) {
    return Ints.of(list.stream().mapToInt(i -> i).toArray());
  }

  /** A new axis, or one of size 1 repeated. */
  private static @Nullable Node repeat(Growth graph) {
    Node x = ranked(graph, 0);
    if (x == null) {
      return null;
    }
    int at = graph.random.nextInt(x.shape().rank() + 1);
    boolean existing = at < x.shape().rank() && x.shape().size(at) == 1;
    int size = graph.random.nextInt(4) == 0 ? graph.samples : graph.size();
    Shape shape = existing ? x.shape().with(at, size) : x.shape().insert(at, size);
    Ints axes =
        existing
            ? Ints.range(0, shape.rank())
            : Ints.of(IntStream.range(0, shape.rank()).filter(a -> a != at).toArray());
    return graph.add(new Op.Movement.Expand(shape, axes), x);
  }

  private static @Nullable Node slice(Growth graph) {
    Node x = ranked(graph, 1);
    if (x == null) {
      return null;
    }
    int axis = axis(graph.random, x);
    int n = x.shape().size(axis);
    int start = graph.random.nextInt(n / 2 + 1);
    int limit = n - graph.random.nextInt((n - start + 1) / 2 + 1);
    int step = graph.random.nextBoolean() ? 1 : 2;
    return graph.add(
        new Op.Movement.Slice(Ints.of(axis), Ints.of(start), Ints.of(limit), Ints.of(step)), x);
  }

  private static @Nullable Node pad(Growth graph) {
    Node x = ranked(graph, 1);
    if (x == null) {
      return null;
    }
    Random random = graph.random;
    return graph.add(
        new Op.Movement.Pad(
            Ints.of(axis(random, x)),
            Ints.of(random.nextInt(3)),
            Ints.of(random.nextInt(3)),
            Ints.of(random.nextInt(2))),
        x);
  }

  private static @Nullable Node concat(Growth graph) {
    Node x = ranked(graph, 1);
    if (x == null) {
      return null;
    }
    int axis = axis(graph.random, x);
    Node other =
        graph.pick(n ->
            n.dtype() == x.dtype()
                && n.shape().rank() == x.shape().rank()
                && n.shape().with(axis, 0).equals(x.shape().with(axis, 0)));
    Node y = other == null ? x : other;
    Op op = new Op.Movement.Concat(axis);
    return graph.random.nextBoolean() ? graph.add(op, x, y) : graph.add(op, y, x, y);
  }

  private static @Nullable Node flip(Growth graph) {
    Node x = ranked(graph, 1);
    return x == null ? null : graph.add(new Op.Movement.Flip(Ints.of(axis(graph.random, x))), x);
  }

  private static @Nullable Node reduce(Growth graph) {
    Node x = ranked(graph, 1);
    if (x == null) {
      return null;
    }
    Random random = graph.random;
    if (random.nextInt(5) == 0) {
      Op.Extremum end = ElementwiseRules.any(random, Op.Extremum.values());
      return graph.add(new Op.Reduction.ArgReduce(end, axis(random, x)), x);
    }
    int[] axes = IntStream.range(0, x.shape().rank()).filter(a -> random.nextInt(3) == 0).toArray();
    Ints reduced = axes.length == 0 ? Ints.of(axis(random, x)) : Ints.of(axes);
    ReduceKind kind = ElementwiseRules.any(random, ReduceKind.values());
    ReduceKind fits = x.dtype() == DType.BOOL ? ReduceKind.MAX : kind;
    return graph.add(new Op.Reduction.Reduce(random.nextBoolean() ? fits : kind, reduced), x);
  }

  private static Op.Window.Unfold unfold(Growth graph, Node x) {
    Random random = graph.random;
    int axis = axis(random, x);
    int size = random.nextInt(1, 4);
    Ints axes = Ints.of(axis);
    Ints sizes = Ints.of(size);
    Ints strides = Ints.of(random.nextInt(1, 3));
    Ints dilations = Ints.of(random.nextInt(1, 3));
    int other = (axis + 1) % x.shape().rank();
    if (other > axis && random.nextInt(3) == 0) {
      axes = axes.append(other);
      sizes = sizes.append(random.nextInt(1, 3));
      strides = strides.append(random.nextInt(1, 3));
      dilations = dilations.append(1);
    }
    return new Op.Window.Unfold(axes, sizes, strides, dilations);
  }

  private static @Nullable Node windows(Growth graph) {
    Node x = ranked(graph, 1);
    return x == null ? null : graph.add(unfold(graph, x), x);
  }

  /** Windows, something done to them, and back. */
  private static @Nullable Node fold(Growth graph) {
    Node x = graph.pick(n -> n.shape().rank() > 0 && n.dtype() != DType.BOOL);
    if (x == null) {
      return null;
    }
    Op.Window.Unfold unfold = unfold(graph, x);
    Node windows = graph.add(unfold, x);
    if (windows == null) {
      return null;
    }
    Node changed =
        graph.add(
            new Op.Elementwise.Binary(Op.BinaryKind.MUL),
            windows,
            ElementwiseRules.like(graph, windows));
    Ints lengths = Ints.of(unfold.axes().stream().map(x.shape()::size).toArray());
    return graph.add(
        new Op.Window.Fold(
            unfold.axes(), unfold.sizes(), unfold.strides(), unfold.dilations(), lengths),
        changed == null ? windows : changed);
  }
}
