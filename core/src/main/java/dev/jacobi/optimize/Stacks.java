package dev.jacobi.optimize;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a graph that are stacked along a new second axis, behind the samples, as the steps
 * of a sequence are. What needs some neighbours of such a stack together has them there.
 */
final class Stacks {
  /** The stacks in which a value is a layer. */
  private final Map<Node, List<Node>> stacks = new IdentityHashMap<>();

  /** The stacks that nodes wait for in addition to their operands. */
  private final Map<Node, List<Node>> awaited = new IdentityHashMap<>();

  Stacks(List<Node> nodes) {
    for (Node node : nodes) {
      if (node.op() instanceof Op.Movement.Concat(var axis)
          && axis == 1
          && node.inputs().stream().allMatch(part -> part.shape().size(1) == 1)) {
        for (Node part : node.inputs()) {
          stacks.computeIfAbsent(elements(part), n -> new ArrayList<>()).add(node);
        }
      }
    }
  }

  /** The value of which {@code node} has the elements in the same order under other sizes. */
  private static Node elements(Node node) {
    Node x = node;
    while ((x.op() instanceof Op.Movement.Reshape || x.op() instanceof Op.Movement.Expand)
        && x.input(0).shape().elements() == x.shape().elements()) {
      x = x.input(0);
    }
    return x;
  }

  /**
   * Neighbours in a stack.
   *
   * @param stack where they are
   * @param first the first one's place
   * @param order which of the wanted layers is the first one, the second, ...
   */
  record Run(Node stack, int first, int[] order) {
    /** The neighbours as a value, given what has become of the stack. */
    Node in(Node now) {
      Ints one = Ints.of(1);
      return order.length == now.shape().size(1)
          ? now
          : Node.of(
              new Op.Movement.Slice(one, Ints.of(first), Ints.of(first + order.length), one), now);
    }

    boolean isInOrder() {
      return Arrays.equals(order, Ints.range(0, order.length).toArray());
    }

    <T> List<T> ordered(List<T> list) {
      return IntStream.of(order).mapToObj(list::get).toList();
    }
  }

  /**
   * {@code layers} where they are neighbours in a stack, in any order; null if there is none. From
   * then on {@code user} comes after the stack, so one that depends on {@code user} will not do.
   */
  @Nullable Run find(List<Node> layers, Node user) {
    for (Node stack : stacks.getOrDefault(elements(layers.get(0)), List.of())) {
      Run run = neighbours(layers, stack);
      if (run != null && !Walk.topological(List.of(stack), this::before).contains(user)) {
        awaited.computeIfAbsent(user, n -> new ArrayList<>()).add(stack);
        return run;
      }
    }
    return null;
  }

  /** What comes before {@code node}. */
  List<Node> before(Node node) {
    List<Node> stacked = awaited.getOrDefault(node, List.of());
    return stacked.isEmpty()
        ? node.inputs()
        : Stream.concat(node.inputs().stream(), stacked.stream()).toList();
  }

  private static @Nullable Run neighbours(List<Node> layers, Node stack) {
    if (!stack.shape().without(Ints.of(1)).equals(layers.get(0).shape())) {
      return null;
    }
    Map<Node, Integer> places = new IdentityHashMap<>();
    for (int i = 0; i < stack.inputs().size(); i++) {
      places.put(elements(stack.input(i)), i);
    }
    List<Integer> found = layers.stream().map(x -> places.getOrDefault(elements(x), -1)).toList();
    int first = Collections.min(found);
    boolean together =
        first >= 0
            && found.stream().distinct().count() == found.size()
            && Collections.max(found) - first == found.size() - 1;
    if (!together) {
      return null;
    }
    int[] order =
        IntStream.range(0, found.size())
            .boxed()
            .sorted(Comparator.comparing(found::get))
            .mapToInt(i -> i)
            .toArray();
    return new Run(stack, first, order);
  }

  /** A new stack of {@code layers}. */
  static Node of(List<Node> layers) {
    List<Node> parts = layers.stream().map(x -> Nodes.insertAxes(x, Ints.of(1))).toList();
    return Node.of(new Op.Movement.Concat(1), parts);
  }
}
