package dev.jacobi.schedule;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.Shape;
import java.util.List;

/**
 * Which part of a step computes what. Stage 0 is shared work that needs no sample; per-sample stage
 * k may use what the shared stages before it made; shared stage k may use the totals of per-sample
 * stage k. A value that a later per-sample stage needs again is computed again if that costs less
 * than writing and reading it.
 */
final class Stages {
  private final SampleLabels labels;
  private final List<Node> order;
  private final int samples;
  private final Placement placement;

  /**
   * The stages of a graph.
   *
   * @param graph its outputs and the order of its nodes
   * @param recomputeFlops operations for an element above which a value that a later stage needs is
   *     stored rather than computed again
   */
  Stages(Order graph, int samples, long recomputeFlops) {
    this.labels = SampleLabels.schedule(graph.outputs());
    this.order = graph.nodes();
    this.samples = samples;
    this.placement = new Placement(this, graph, recomputeFlops);
  }

  /** All nodes, operands first. */
  List<Node> order() {
    return order;
  }

  /** Which stage computes what. */
  Placement placement() {
    return placement;
  }

  /** Where the samples of {@code node} run, or null if it has none. */
  Label.@org.jspecify.annotations.Nullable Sample sample(Node node) {
    return labels.of(node) instanceof Label.Sample sample ? sample : null;
  }

  /** The shape in which the sample axis counts only its run. */
  Shape local(Node node) {
    Label.Sample sample = sample(node);
    return sample == null ? node.shape() : node.shape().with(sample.axis(), sample.run());
  }

  /** Whether samples of operand {@code index} are the samples of the result. */
  boolean isAligned(Node node, int index) {
    Label.Sample operand = sample(node.input(index));
    return operand != null && SampleLabels.alone(node, index, operand).equals(labels.of(node));
  }

  /** The axis of a shared operand that runs with the samples of the result, or null. */
  Label.@org.jspecify.annotations.Nullable Sample beside(Node node, int index) {
    Label target = labels.of(node);
    Shape shape = node.input(index).shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      int run = samples == 0 ? 1 : shape.size(axis) / samples;
      Label.Sample candidate = new Label.Sample(axis, run);
      if (shape.size(axis) == samples * run
          && SampleLabels.alone(node, index, candidate).equals(target)) {
        return candidate;
      }
    }
    return null;
  }

  /** Whether {@code node} is a total that can be added up while samples pass by. */
  boolean accumulates(Node node) {
    if (sample(node) != null) {
      return false;
    }
    return switch (node.op()) {
      case Op.Reduction.Reduce(var kind, var axes) -> {
        Label.Sample x = sample(node.input(0));
        yield x != null && axes.contains(x.axis());
      }
      case Op.Contract op -> node.dtype().isFloat() && sumsSamples(op, node);
      case Op.Elementwise op -> false;
      case Op.Movement op -> false;
      case Op.Reduction.ArgReduce op -> false;
      case Op.Indexing op -> false;
      case Op.Matrix op -> false;
      case Op.Window op -> false;
      case Op.Source op -> false;
      case Op.Marker op -> false;
    };
  }

  /** Whether the letter of the samples is summed, in both operands if both have samples. */
  private boolean sumsSamples(Op.Contract op, Node node) {
    Label.Sample a = sample(node.input(0));
    Label.Sample b = sample(node.input(1));
    int left = a == null ? -1 : op.lhs().get(a.axis());
    int right = b == null ? -1 : op.rhs().get(b.axis());
    if (a == null || b == null) {
      int letter = Math.max(left, right);
      return letter >= 0 && !op.out().contains(letter);
    }
    return left == right && !op.out().contains(left) && a.run() == b.run();
  }
}
