package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Cheapest;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.transform.SecondOrder;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sums of second derivatives: Laplacians, with coefficients, over some axes, and diagonals of
 * Hessians. For node to node y and x have samples along axis 0, apart from each other by proof; for
 * functions there are none.
 */
final class Curvature {
  private final String operation;
  private final Tensor y;
  private final Tensor x;
  private final boolean samples;

  private Curvature(String operation, Tensor y, Tensor x, boolean samples) {
    this.operation = operation;
    this.y = y;
    this.x = x;
    this.samples = samples;
  }

  /** For every sample, or of a scalar, which has none. */
  static Curvature of(String operation, Tensor y, Tensor x) {
    if (y.rank() > 0) {
      return new Curvature(operation, Derivatives.samplesFirst(operation, y, x), x, true);
    }
    Derivatives.requirePath(operation, y, x);
    return whole(operation, y, x);
  }

  /** Without samples. */
  static Curvature whole(String operation, Tensor y, Tensor x) {
    Derivatives.requireFloat(operation, "y", y);
    Derivatives.requireFloat(operation, "x", x);
    return new Curvature(operation, y, x, false);
  }

  private int firstAxis() {
    return samples ? 1 : 0;
  }

  private Shape own() {
    return x.shape().slice(firstAxis(), x.rank());
  }

  /** The sum over all axes. */
  Tensor laplacian() {
    return over(Ints.range(firstAxis(), x.rank()));
  }

  /** The sum over some axes of x. */
  Tensor laplacian(int... axes) {
    Ints summed = x.shape().axes(operation, axes);
    if (samples && summed.contains(0)) {
      throw new ShapeException(
          operation
              + ": axis 0 of x "
              + x.shape()
              + " is that of the samples; name axes behind it");
    }
    return over(summed);
  }

  /** No sum at all. */
  Tensor diagonal() {
    return over(Ints.of());
  }

  private Tensor over(Ints summed) {
    Node units = SecondOrder.units(x.node(), summed, samples);
    Shape kept =
        Shape.of(
            IntStream.range(firstAxis(), x.rank())
                .filter(a -> !summed.contains(a))
                .map(x.shape()::size)
                .toArray());
    return sums(units, null, kept);
  }

  /** Each second derivative times a number. */
  Tensor laplacian(Tensor coefficients) {
    Shape each = x.shape();
    if (!coefficients.shape().equals(own()) && !(samples && coefficients.shape().equals(each))) {
      throw new ShapeException(
          operation
              + ": coefficients "
              + coefficients.shape()
              + " for x "
              + x.shape()
              + "; they take the shape "
              + own()
              + (samples ? ", or " + each + " where each sample has its own" : ""));
    }
    Ints all = Ints.range(firstAxis(), x.rank());
    Node units = SecondOrder.units(x.node(), all, samples);
    Node weights = SecondOrder.weights(floats(coefficients), x.node(), all, samples);
    // a coordinate whose coefficient is a known 0 takes no part
    ArrayValue known = coefficients.node().value();
    if (known != null && coefficients.shape().equals(own())) {
      int[] used =
          IntStream.range(0, own().elements()).filter(i -> known.getDouble(i) != 0).toArray();
      Node chosen = Nodes.constant(ArrayValue.of(Shape.of(used.length), used));
      units = Node.of(new Op.Indexing.Gather(1, 0), units, chosen);
      weights = Node.of(new Op.Indexing.Gather(1, 0), weights, chosen);
    }
    return sums(units, weights, Shape.scalar());
  }

  /** {@code sum_ij (sigma sigma^T)_ij d^2 y / dx_i dx_j}. */
  Tensor diffusion(Tensor sigma) {
    int rank = x.rank() - firstAxis();
    boolean fits =
        sigma.rank() == rank + 1 && sigma.shape().slice(0, rank).equals(own())
            || samples
                && sigma.rank() == rank + 2
                && sigma.shape().slice(0, rank + 1).equals(x.shape());
    if (!fits) {
      throw new ShapeException(
          operation
              + ": sigma "
              + sigma.shape()
              + " for x "
              + x.shape()
              + "; it takes "
              + own()
              + " with one more axis, which counts the factors"
              + (samples ? ", or that for each sample" : ""));
    }
    Tensor columns = sigma.moveAxis(-1, 0).cast(x.dtype());
    if (samples && sigma.rank() == rank + 1) {
      Shape every = x.shape().insert(0, columns.size(0));
      Ints axes = Ints.range(2, every.rank()).prepend(0);
      columns = new Tensor(Nodes.expand(columns.node(), every, axes));
    }
    return sums(columns.unsqueeze(0).node(), null, Shape.scalar());
  }

  private static Node floats(Tensor x) {
    return (x.dtype().isFloat() ? x : x.cast(DType.FLOAT64)).node();
  }

  /** {@code [groups, y...]} to {@code [y..., groups...]}. */
  private Tensor sums(Node directions, @Nullable Node weights, Shape kept) {
    SampleLabels labels = samples ? SampleLabels.proof(List.of(y.node()), x.node()) : null;
    SecondOrder sums = new SecondOrder(y.node(), x.node(), directions, weights, labels);
    Cheapest cheapest = Cheapest.of(List.of(y.node()), sums.ways(), Simplifier::simplify);
    Node groups = cheapest.way().value();
    Node last =
        Nodes.reshape(Nodes.moveAxis(groups, 0, y.rank()), y.shape().concat(kept))
            .withNote(
                operation + " of y " + y.shape() + " by x " + x.shape() + ": " + cheapest.why());
    Op marker = new Op.Marker.Derived(samples ? 0 : -1);
    return new Tensor(
        Node.of(marker, last, samples ? x.node() : y.node(), samples ? y.node() : x.node()));
  }
}
