package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.graph.Walk;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The same computation for many values of some nodes at once: a new axis 0 runs over them. Nodes
 * that do not depend on the replaced ones stay as they are and are shared.
 */
public final class Batching {
  private final int count;
  private final Map<Node, Node> batched = new IdentityHashMap<>();

  /** What has no new axis, but waits for something that has ({@link Op.Marker.After}). */
  private final Map<Node, Node> waiting = new IdentityHashMap<>();

  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  Batching(int count, Map<Node, Node> replaced) {
    this.count = count;
    this.batched.putAll(replaced);
    this.seen.addAll(replaced.keySet());
  }

  /**
   * Rebuilds what {@code outputs} need on top of batched values.
   *
   * @param count the size of the new axis
   * @param replaced for some nodes a value with the new axis 0 in front of their shape
   * @return for each output a node with the new axis 0, repeated if it depends on none of them
   */
  public static List<Node> apply(List<Node> outputs, int count, Map<Node, Node> replaced) {
    Batching batching = new Batching(count, replaced);
    return outputs.stream().map(batching::of).toList();
  }

  /** One more node on top of the same batched values; what was rebuilt before is used again. */
  Node of(Node output) {
    for (Node node :
        Walk.topological(List.of(output), n -> seen.contains(n) ? List.of() : n.inputs())) {
      if (!seen.add(node)) {
        continue;
      }
      boolean after = node.op() instanceof Op.Marker.After;
      List<Node> values = after ? node.inputs().subList(0, 1) : node.inputs();
      if (values.stream().anyMatch(batched::containsKey)) {
        batched.put(node, Origin.of(node, () -> rebuild(node)));
      } else if (node.inputs().stream().anyMatch(i -> plain(i) != i || has(i))) {
        List<Node> inputs =
            node.inputs().stream().map(i -> batched.getOrDefault(i, plain(i))).toList();
        waiting.put(node, Origin.of(node, () -> Node.of(node.op(), inputs)));
      }
    }
    return withAxis(output);
  }

  private boolean has(Node node) {
    return batched.containsKey(node);
  }

  /** A node that has no new axis. */
  private Node plain(Node node) {
    return waiting.getOrDefault(node, node);
  }

  /** A node with the new axis if it has one. */
  private Node found(Node node) {
    return batched.getOrDefault(node, plain(node));
  }

  /** The batched value of {@code node}, repeated along axis 0 if there is none. */
  private Node withAxis(Node node) {
    Node found = batched.get(node);
    return found != null
        ? found
        : Nodes.expand(
            plain(node), node.shape().insert(0, count), Ints.range(1, node.shape().rank() + 1));
  }

  private Node rebuild(Node node) {
    return switch (node.op()) {
      case Op.Elementwise op -> Node.of(op, all(node));
      case Op.Movement op -> Node.of(shifted(op), all(node));
      case Op.Reduction.Reduce(var kind, var axes) ->
          Nodes.reduce(kind, withAxis(node.input(0)), axes.plus(1));
      case Op.Reduction.ArgReduce(var kind, var axis) ->
          Node.of(new Op.Reduction.ArgReduce(kind, axis + 1), withAxis(node.input(0)));
      case Op.Contract op -> contract(op, node.input(0), node.input(1));
      case Op.Indexing.Gather(var axis, var batch) ->
          has(node.input(1)) || batch > 0
              ? Node.of(new Op.Indexing.Gather(axis + 1, batch + 1), all(node))
              : Node.of(
                  new Op.Indexing.Gather(axis + 1, 0),
                  withAxis(node.input(0)),
                  plain(node.input(1)));
      case Op.Indexing.ScatterAdd(var axis, var batch, var size) ->
          has(node.input(1)) || batch > 0
              ? Node.of(new Op.Indexing.ScatterAdd(axis + 1, batch + 1, size), all(node))
              : Node.of(
                  new Op.Indexing.ScatterAdd(axis + 1, 0, size),
                  withAxis(node.input(0)),
                  plain(node.input(1)));
      case Op.Indexing.ArgSort(var axis) ->
          Node.of(new Op.Indexing.ArgSort(axis + 1), withAxis(node.input(0)));
      case Op.Matrix op -> Node.of(op, all(node));
      case Op.Window.Unfold(var axes, var sizes, var strides, var dilations) ->
          Node.of(
              new Op.Window.Unfold(axes.plus(1), sizes, strides, dilations),
              withAxis(node.input(0)));
      case Op.Window.Fold(var axes, var sizes, var strides, var dilations, var lengths) ->
          Node.of(
              new Op.Window.Fold(axes.plus(1), sizes, strides, dilations, lengths),
              withAxis(node.input(0)));
      case Op.Source.RandomBits op -> Node.of(op, all(node));
      case Op.Source.Constant op -> throw noOperand(node);
      case Op.Source.Input op -> throw noOperand(node);
      case Op.Source.Iota op -> throw noOperand(node);
      case Op.Marker.StopGradient op -> Node.of(op, withAxis(node.input(0)));
      case Op.Marker.Derived(var sampleAxis) -> {
        // only the path to what it was derived by matters, and where that one has its samples
        List<Node> inputs = new ArrayList<>(node.inputs());
        inputs.replaceAll(this::found);
        inputs.set(0, withAxis(node.input(0)));
        inputs.set(1, withAxis(node.input(1)));
        yield Node.of(new Op.Marker.Derived(sampleAxis < 0 ? sampleAxis : sampleAxis + 1), inputs);
      }
      case Op.Marker.After op -> Node.of(op, withAxis(node.input(0)), found(node.input(1)));
      case Op.Marker.Checkpoint op -> marked(op, node);
      case Op.Marker.Custom(var rule) -> {
        List<Boolean> has = node.inputs().stream().skip(1).map(batched::containsKey).toList();
        yield marked(new Op.Marker.Custom(new CustomRules.Batched(rule, count, has)), node);
      }
    };
  }

  /** A value with the new axis, of arguments that may have it. */
  private Node marked(Op op, Node node) {
    List<Node> inputs = new ArrayList<>(node.inputs());
    inputs.replaceAll(this::found);
    inputs.set(0, withAxis(node.input(0)));
    return Node.of(op, inputs);
  }

  private List<Node> all(Node node) {
    return node.inputs().stream().map(this::withAxis).toList();
  }

  private static IllegalStateException noOperand(Node node) {
    return new IllegalStateException("nothing to batch in " + node);
  }

  private Op.Movement shifted(Op.Movement op) {
    return switch (op) {
      case Op.Movement.Reshape(var shape) -> new Op.Movement.Reshape(shape.insert(0, count));
      case Op.Movement.Permute(var order) -> new Op.Movement.Permute(order.plus(1).prepend(0));
      case Op.Movement.Expand(var shape, var axes) ->
          new Op.Movement.Expand(shape.insert(0, count), axes.plus(1).prepend(0));
      case Op.Movement.Slice(var axes, var starts, var limits, var steps) ->
          new Op.Movement.Slice(axes.plus(1), starts, limits, steps);
      case Op.Movement.Pad(var axes, var low, var high, var interior) ->
          new Op.Movement.Pad(axes.plus(1), low, high, interior);
      case Op.Movement.Concat(var axis) -> new Op.Movement.Concat(axis + 1);
      case Op.Movement.Flip(var axes) -> new Op.Movement.Flip(axes.plus(1));
    };
  }

  /** The new axis is one more letter of each operand that has it. */
  private Node contract(Op.Contract op, Node a, Node b) {
    int letter = IntStream.concat(op.lhs().stream(), op.rhs().stream()).max().orElse(-1) + 1;
    Ints lhs = has(a) ? op.lhs().prepend(letter) : op.lhs();
    Ints rhs = has(b) ? op.rhs().prepend(letter) : op.rhs();
    return Nodes.contract(found(a), lhs, found(b), rhs, op.out().prepend(letter));
  }

  /** Rows of the identity as seeds: {@code [n, shape]} with a 1 at element k of row k. */
  static Node basis(Shape shape, DType dtype) {
    int n = shape.elements();
    return Nodes.reshape(Nodes.eye(n, dtype), shape.insert(0, n));
  }
}
