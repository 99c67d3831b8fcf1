package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Jacobians;
import dev.jacobi.transform.Jacobians.Sweep;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.function.Function;

/** Traces of Jacobians: {@code sum_i dy_i / dx_i}. */
final class Divergence {
  private Divergence() {}

  /** For every sample, {@code [B]}. */
  static Tensor perSample(Tensor y, Tensor x) {
    Tensor first = Derivatives.samplesFirst("divergence", y, x);
    requireField(first, x);
    int samples = x.size(0);
    int own = x.shape().elements(1, x.rank());
    Shape square = Shape.of(samples, own, own);
    return trace(
        first,
        x,
        own,
        0,
        sweep -> Nodes.reshape(Jacobians.perSample(sweep, first.node(), x.node()), square));
  }

  /** Without samples, a scalar. */
  static Tensor whole(Tensor y, Tensor x) {
    Derivatives.requireFloat("divergence", "y", y);
    Derivatives.requireFloat("divergence", "x", x);
    requireField(y, x);
    int own = x.shape().elements();
    Shape square = Shape.of(own, own);
    return trace(
        y, x, own, -1, sweep -> Nodes.reshape(Jacobians.full(sweep, y.node(), x.node()), square));
  }

  private static void requireField(Tensor y, Tensor x) {
    if (!y.shape().equals(x.shape())) {
      throw new ShapeException(
          "divergence: y "
              + y.shape()
              + " by x "
              + x.shape()
              + "; a vector field has the shape of its points; use jacobian, or laplacian");
    }
  }

  private static Tensor trace(
      Tensor y, Tensor x, int own, int sampleAxis, Function<Sweep, Node> jacobian) {
    Node sum =
        Derivatives.choose(
            "divergence of y " + y.shape() + " by x " + x.shape(),
            Mode.CHEAPER,
            y.node(),
            own,
            own,
            sweep -> trace(jacobian.apply(sweep)));
    Node place = sampleAxis < 0 ? y.node() : x.node();
    Node other = sampleAxis < 0 ? x.node() : y.node();
    return new Tensor(Node.of(new Op.Marker.Derived(sampleAxis), sum, place, other));
  }

  /** The sum of the diagonal of the last two axes. */
  private static Node trace(Node square) {
    int rows = square.shape().rank() - 1;
    Shape places = square.shape().slice(0, rows);
    Node own = Nodes.iota(places, rows - 1, DType.INT64);
    Node diagonal = Node.of(new Op.Indexing.Gather(rows, rows), square, own);
    return Nodes.sum(diagonal, Ints.of(rows - 1));
  }
}
