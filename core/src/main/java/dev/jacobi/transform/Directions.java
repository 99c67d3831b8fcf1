package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many directions at once: what is written for one of them is stacked along a new axis 0, and
 * summed over it, where each direction may have a weight, and a weight for each sample.
 */
final class Directions {
  private final Node one;
  private final Batching stack;
  private final @Nullable Node weights;
  private final @Nullable SampleLabels labels;

  /**
   * The directions in which {@code x} moves.
   *
   * @param all {@code [D, x...]}
   * @param weights null for ones, {@code [D]}, or {@code [D, B]} for each sample
   * @param labels where the samples are, for weights of each sample
   */
  Directions(Node x, Node all, @Nullable Node weights, @Nullable SampleLabels labels) {
    this.one = Nodes.placeholder("direction", x);
    this.stack = new Batching(all.shape().size(0), Map.of(one, all));
    this.weights = weights;
    this.labels = labels;
  }

  /** One direction, which stands for all. */
  Node one() {
    return one;
  }

  /**
   * The sum over all directions.
   *
   * @param like a node with the shape and samples of {@code value}
   * @param value what was written for one direction
   */
  Node collapse(Node like, Node value) {
    Node all = stack.of(value);
    int rank = all.shape().rank();
    if (weights == null) {
      return Nodes.sum(all, Ints.of(0));
    }
    Node own = Nodes.cast(weights, all.dtype());
    if (own.shape().rank() == 1 || labels == null) {
      return Nodes.contract(own, Ints.of(0), all, Ints.range(0, rank), Ints.range(1, rank));
    }
    // sum over d of w_db x_(d, ..., b, ...)
    if (!(labels.ofBuilt(like) instanceof Sample(var axis, var run))) {
      throw new IllegalStateException("no samples in " + like);
    }
    Node runs = own;
    if (run != 1) {
      Shape shape = own.shape();
      runs =
          Nodes.reshape(
              Nodes.expand(own, shape.concat(Shape.of(run)), Ints.of(0, 1)),
              Shape.of(shape.size(0), shape.size(1) * run));
    }
    return Nodes.contract(
        runs, Ints.of(0, axis + 1), all, Ints.range(0, rank), Ints.range(1, rank));
  }
}
