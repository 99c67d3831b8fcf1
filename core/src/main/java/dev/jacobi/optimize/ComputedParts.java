package dev.jacobi.optimize;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code slice(f(x, y)) = f(slice(x), slice(y))} for elementwise f of which nothing but slices that
 * do not overlap is used: the gates of a step are computed from their own parts of sums, in one
 * chain, and the sums as a whole are never written. Each element is computed once, as before.
 */
final class ComputedParts extends WholeRewrite {
  /** Numbers of a sample in a part: chains of fewer are not worth their calls. */
  private static final int FEWEST = 16;

  private static final int MOST_PARTS = 1024;

  /** Operations between a slice and what is computed in parts for it. */
  private static final int MOST_STEPS = 64;

  /** A part: its first and last index, not included, along each axis. */
  private record Box(Ints starts, Ints limits) {
    static Box all(Shape shape) {
      return new Box(Ints.repeat(0, shape.rank()), Ints.of(shape.sizes()));
    }

    int size(int axis) {
      return limits.get(axis) - starts.get(axis);
    }

    Shape shape() {
      return Shape.of(IntStream.range(0, starts.size()).map(this::size).toArray());
    }

    boolean meets(Box other) {
      return IntStream.range(0, starts.size())
          .allMatch(axis ->
              starts.get(axis) < other.limits.get(axis)
                  && other.starts.get(axis) < limits.get(axis));
    }

    boolean isAllAlong(int axis, Shape shape) {
      return size(axis) == shape.size(axis);
    }
  }

  /** Which parts of a value are used, where nothing else of it is. */
  private final Map<Node, Set<Box>> used = new IdentityHashMap<>();

  private final Map<Node, Integer> steps = new IdentityHashMap<>();
  private final Map<Node, Map<Box, Node>> parts = new IdentityHashMap<>();

  ComputedParts(Uses uses) {
    super(uses);
    for (Node node : uses.nodes().reversed()) {
      Set<Box> boxes = uses.isOutput(node) ? null : usedParts(node);
      int after = uses.of(node).stream().mapToInt(u -> steps.getOrDefault(u, 0)).max().orElse(0);
      boolean fine =
          !(node.op() instanceof Op.Elementwise) || boxes != null && goApart(boxes, node);
      if (boxes != null && fine && after < MOST_STEPS) {
        used.put(node, boxes);
        steps.put(node, after + 1);
      }
    }
  }

  private @Nullable Set<Box> usedParts(Node node) {
    if (node.shape().rank() < 2 || node.shape().elements() == 0 || !passes(node)) {
      return null;
    }
    Set<Box> boxes = new LinkedHashSet<>();
    for (Node user : uses().of(node)) {
      Set<Box> own = used.get(user);
      boolean slices = isSlice(user);
      if (own == null && !slices || boxes.size() > MOST_PARTS) {
        return null;
      }
      for (Box box : own == null ? Set.of(Box.all(user.shape())) : own) {
        boxes.add(within(user, node.shape(), box));
      }
    }
    return boxes.isEmpty() ? null : boxes;
  }

  private static boolean passes(Node node) {
    return node.op() instanceof Op.Elementwise || isSlice(node) || isResized(node);
  }

  private static boolean isSlice(Node node) {
    return node.op() instanceof Op.Movement.Slice(var axes, var starts, var limits, var steps)
        && steps.stream().allMatch(step -> step == 1);
  }

  /** Whether axes of size 1 come or go, and nothing else changes. */
  private static boolean isResized(Node node) {
    return (node.op() instanceof Op.Movement.Reshape || node.op() instanceof Op.Movement.Expand)
        && node.shape().squeezed().equals(node.input(0).shape().squeezed());
  }

  private static Ints wide(Shape shape) {
    return Ints.of(IntStream.range(0, shape.rank()).filter(a -> shape.size(a) != 1).toArray());
  }

  /** The part of an operand that a part of what uses it needs. */
  private static Box within(Node user, Shape operand, Box box) {
    if (user.op() instanceof Op.Movement.Slice(var axes, var starts, var limits, var steps)) {
      int[] shift = new int[operand.rank()];
      axes.stream().forEach(axis -> shift[axis] = starts.get(axes.indexOf(axis)));
      return new Box(plus(box.starts, shift), plus(box.limits, shift));
    }
    if (user.op() instanceof Op.Movement) {
      Ints to = wide(operand);
      Ints from = wide(user.shape());
      int[] firsts = new int[operand.rank()];
      int[] limits = operand.sizes();
      for (int i = 0; i < to.size(); i++) {
        firsts[to.get(i)] = box.starts.get(from.get(i));
        limits[to.get(i)] = box.limits.get(from.get(i));
      }
      return new Box(Ints.of(firsts), Ints.of(limits));
    }
    return box;
  }

  private static Ints plus(Ints list, int[] more) {
    return Ints.of(IntStream.range(0, more.length).map(i -> list.get(i) + more[i]).toArray());
  }

  /** Whether no two parts overlap, and each is long enough, along axes behind the first. */
  private static boolean goApart(Set<Box> boxes, Node node) {
    List<Box> seen = new ArrayList<>();
    for (Box box : boxes) {
      boolean fine =
          box.isAllAlong(0, node.shape())
              && box.shape().elements() >= FEWEST * node.shape().size(0)
              && seen.stream().noneMatch(box::meets);
      if (!fine) {
        return false;
      }
      seen.add(box);
    }
    return boxes.size() <= MOST_PARTS && !boxes.contains(Box.all(node.shape()));
  }

  @Override
  @Nullable Node rewritten(Node node) {
    boolean isCut = isSlice(node) && !used.containsKey(node) && isComputed(node.input(0));
    return isCut
        ? part(node.input(0), within(node, node.input(0).shape(), Box.all(node.shape())))
        : null;
  }

  /** Whether parts of {@code node} lead to an operation that is computed for each of them. */
  private boolean isComputed(Node node) {
    Node x = node;
    while (used.containsKey(x) && !(x.op() instanceof Op.Elementwise)) {
      x = x.input(0);
    }
    return used.containsKey(x);
  }

  private Node part(Node node, Box box) {
    Map<Box, Node> known = parts.computeIfAbsent(node, n -> new HashMap<>());
    Node found = known.get(box);
    if (found == null) {
      found = made(node, box);
      known.put(box, found);
    }
    return found;
  }

  private Node made(Node node, Box box) {
    Shape shape = box.shape();
    if (used.containsKey(node) && node.op() instanceof Op.Elementwise) {
      return Node.of(node.op(), node.inputs().stream().map(x -> part(x, box)).toList());
    }
    if (used.containsKey(node)) {
      Node x = part(node.input(0), within(node, node.input(0).shape(), box));
      return isSlice(node) ? x : Nodes.reshape(x, shape);
    }
    if (node.op() instanceof Op.Movement.Expand(var whole, var axes)) {
      return expanded(node, axes, box);
    }
    return cut(now(node), box);
  }

  private static Node cut(Node x, Box box) {
    Ints axes =
        Ints.of(
            IntStream.range(0, x.shape().rank())
                .filter(axis -> !box.isAllAlong(axis, x.shape()))
                .toArray());
    return axes.isEmpty()
        ? x
        : Node.of(
            new Op.Movement.Slice(
                axes,
                Ints.of(axes.stream().map(box.starts::get).toArray()),
                Ints.of(axes.stream().map(box.limits::get).toArray()),
                Ints.repeat(1, axes.size())),
            x);
  }

  /** A part of a repeated value: a part of the value, repeated. */
  private Node expanded(Node node, Ints axes, Box box) {
    Shape from = node.input(0).shape();
    int[] starts = new int[from.rank()];
    int[] limits = from.sizes();
    for (int i = 0; i < starts.length; i++) {
      if (from.size(i) == node.shape().size(axes.get(i))) {
        starts[i] = box.starts.get(axes.get(i));
        limits[i] = box.limits.get(axes.get(i));
      }
    }
    Node x = cut(now(node.input(0)), new Box(Ints.of(starts), Ints.of(limits)));
    return Nodes.expand(x, box.shape(), axes);
  }
}
