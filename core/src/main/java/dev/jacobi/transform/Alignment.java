package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.type.Ints;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sample labels read from the result down: if samples run along an axis of a node, which axis
 * of each operand holds what only the same sample uses. Where there is none, every sample may use
 * the whole operand, as all of them use a weight.
 */
final class Alignment {
  private Alignment() {}

  /** The samples of operand {@code index} of {@code y}, if y has its samples at {@code at}. */
  static @Nullable Sample operand(Node y, int index, Sample at) {
    int axis = at.axis();
    return switch (y.op()) {
      case Op.Elementwise op -> at;
      case Op.Movement op -> moved(op, y, at);
      case Op.Reduction.Reduce(var kind, var axes) -> kept(axes, at);
      case Op.Reduction.ArgReduce(var kind, var along) -> kept(Ints.of(along), at);
      case Op.Contract op ->
          found((index == 0 ? op.lhs() : op.rhs()).indexOf(op.out().get(axis)), at);
      case Op.Indexing.Gather(var along, var batch) -> gathered(y, index, along, batch, at);
      case Op.Indexing.ScatterAdd(var along, var batch, var size) ->
          scattered(y, index, along, batch, at);
      case Op.Indexing.ArgSort(var along) -> along == axis ? null : at;
      case Op.Matrix op -> {
        boolean column = op instanceof Op.Matrix.Solve && index == 1;
        yield column || axis < y.input(index).shape().rank() - 2 ? at : null;
      }
      case Op.Window.Unfold(var axes, var sizes, var strides, var dilations) ->
          axes.contains(axis) || axis >= y.input(0).shape().rank() ? null : at;
      case Op.Window.Fold(var axes, var sizes, var strides, var dilations, var lengths) ->
          axes.contains(axis) ? null : at;
      case Op.Source.RandomBits(var shape, var purpose) ->
          axis < y.shape().rank() - shape.rank() ? at : null;
      case Op.Source op -> null;
      case Op.Marker.StopGradient() -> at;
      case Op.Marker.Derived(var sampleAxis) -> index == 0 ? at : null;
      case Op.Marker.After() -> index == 0 ? at : null;
      case Op.Marker.Checkpoint(var arguments) -> index == 0 ? at : null;
      case Op.Marker.Custom(var rule) -> index == 0 ? at : null;
    };
  }

  private static @Nullable Sample found(int axis, Sample at) {
    return axis < 0 ? null : new Sample(axis, at.run());
  }

  private static @Nullable Sample moved(Op.Movement op, Node y, Sample at) {
    int axis = at.axis();
    return switch (op) {
      case Op.Movement.Reshape(var shape) ->
          SampleLabels.reshaped(y, shape, y.input(0).shape(), axis, at.run())
                  instanceof Sample before
              ? before
              : null;
      case Op.Movement.Permute(var order) -> new Sample(order.get(axis), at.run());
      case Op.Movement.Expand(var shape, var axes) -> {
        int from = axes.indexOf(axis);
        boolean whole = from >= 0 && y.input(0).shape().size(from) == shape.size(axis);
        yield whole ? new Sample(from, at.run()) : null;
      }
      case Op.Movement.Slice(var axes, var starts, var limits, var steps) ->
          axes.contains(axis) ? null : at;
      case Op.Movement.Pad(var axes, var low, var high, var interior) ->
          axes.contains(axis) ? null : at;
      case Op.Movement.Concat(var along) -> along == axis ? null : at;
      case Op.Movement.Flip(var axes) -> axes.contains(axis) ? null : at;
    };
  }

  /** The axis of an operand that a reduction over {@code axes} made axis {@code at}. */
  private static Sample kept(Ints axes, Sample at) {
    int axis = 0;
    for (int left = at.axis(); ; axis++) {
      if (!axes.contains(axis) && left-- == 0) {
        return new Sample(axis, at.run());
      }
    }
  }

  // [batch, before, n, after], [batch, index] -> [batch, before, index, after]
  private static @Nullable Sample gathered(Node y, int index, int along, int batch, Sample at) {
    int axis = at.axis();
    int indexAxes = y.input(1).shape().rank() - batch;
    boolean inIndex = axis >= along && axis < along + indexAxes;
    if (index == 0) {
      return inIndex ? null : found(axis < along ? axis : axis - indexAxes + 1, at);
    }
    return axis < batch ? at : found(inIndex ? axis - along + batch : -1, at);
  }

  // [batch, before, index, after], [batch, index] -> [batch, before, size, after]
  private static @Nullable Sample scattered(Node y, int index, int along, int batch, Sample at) {
    int axis = at.axis();
    int indexAxes = y.input(1).shape().rank() - batch;
    if (index == 0) {
      return axis == along ? null : found(axis < along ? axis : axis + indexAxes - 1, at);
    }
    return axis < batch ? at : null;
  }

  /**
   * Where the data enter: the nodes below {@code losses} of which each sample has its own part,
   * while no such part of their operands is known. These are leaves, or rows chosen from a larger
   * table.
   *
   * @param losses {@code [B]}
   * @param data the nodes that depend on more than the weights, see {@link #dependOnData}
   */
  static Map<Node, Sample> entries(Node losses, Set<Node> data) {
    Map<Node, Set<Sample>> aligned = new IdentityHashMap<>();
    aligned.put(losses, Set.of(new Sample(0, 1)));
    Map<Node, Sample> entries = new IdentityHashMap<>();
    for (Node node : Walk.topological(List.of(losses)).reversed()) {
      for (Sample at : aligned.getOrDefault(node, Set.of())) {
        boolean own = false;
        for (int i = 0; i < node.inputs().size(); i++) {
          Sample below = operand(node, i, at);
          if (below != null) {
            aligned.computeIfAbsent(node.input(i), n -> new LinkedHashSet<>()).add(below);
            own = true;
          }
        }
        if (!own && data.contains(node) && !(node.op() instanceof Op.Movement.Expand)) {
          entries.putIfAbsent(node, at);
        }
      }
    }
    return entries;
  }

  /** The nodes below {@code losses} that depend on tensors which are not among the weights. */
  static Set<Node> dependOnData(Node losses, Set<Node> weights) {
    Set<Node> data = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : Walk.topological(List.of(losses))) {
      boolean leaf =
          node.op() instanceof Op.Source.Input
              || node.op() instanceof Op.Source.Constant && node.shape().rank() > 0;
      if (!weights.contains(node) && (leaf || node.inputs().stream().anyMatch(data::contains))) {
        data.add(node);
      }
    }
    return data;
  }
}
