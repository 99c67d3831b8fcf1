package dev.jacobi;

import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;

/** Lengths and spreads. Their roots are norm roots: derivatives at 0 are 0. */
final class Norms {
  private Norms() {}

  /** A reduced value repeated over the axes that the reduction of {@code like} dropped. */
  static Tensor spread(Tensor reduced, Tensor like, Ints axes) {
    return new Tensor(Nodes.expandBack(reduced.node(), like.shape(), axes));
  }

  /** The square root whose derivatives at 0 are 0. */
  private static Tensor root(Tensor squares) {
    return Arithmetic.floating(UnaryKind.NORM_SQRT, squares);
  }

  static Tensor norm(Tensor x, int... axes) {
    return Origin.within(
        "norm",
        () -> {
          x.shape().axes("norm", axes);
          return root(Activations.floats(x).square().sum(axes));
        });
  }

  static Tensor frobenius(Tensor x, int axisA, int axisB) {
    return Origin.within(
        "frobenius",
        () -> {
          x.shape().axes("frobenius", axisA, axisB);
          return root(Activations.floats(x).square().sum(axisA, axisB));
        });
  }

  static Tensor variance(Tensor x, int[] axes, double correction) {
    return Origin.within(
        "variance", () -> variance("variance", Activations.floats(x), axes, correction));
  }

  // A constant may be taken away first without changing the result. Taking the largest element
  // makes the spread of equal numbers exactly 0, where x - mean(x) would be a rounding error with a
  // slope of its own.
  static Tensor std(Tensor x, int[] axes, double correction) {
    return Origin.within(
        "std",
        () -> {
          Tensor floats = Activations.floats(x);
          Ints over = x.shape().axes("std", axes);
          Tensor centred =
              floats.shape().elements() == 0
                  ? floats
                  : floats.minus(spread(floats.max(axes).stopGradient(), floats, over));
          return root(variance("std", centred, axes, correction));
        });
  }

  // sum (x - mean)^2 / max(0, n - correction)
  private static Tensor variance(String name, Tensor x, int[] axes, double correction) {
    if (!Double.isFinite(correction)) {
      throw new JacobiException(name + ": correction " + correction + "; it must be finite");
    }
    Ints over = x.shape().axes(name, axes);
    int n = over.stream().map(a -> x.shape().size(a)).reduce(1, (a, b) -> a * b);
    Tensor mean = x.sum(axes).div(n);
    return x.minus(spread(mean, x, over)).square().sum(axes).div(Math.max(0, n - correction));
  }

  // h sqrt((x / h)^2 + (y / h)^2), h = max(|x|, |y|), on which the result does not depend
  static Tensor hypot(Tensor a, Tensor b) {
    return Origin.within(
        "hypot",
        () -> {
          a.shape().broadcast("hypot", b.shape());
          Tensor x = Activations.floats(a);
          Tensor y = Activations.floats(b);
          Tensor larger = x.abs().maximum(y.abs()).stopGradient();
          Tensor h = Tensor.where(larger.gt(0).and(larger.isFinite()), larger, 1);
          Tensor length = root(x.div(h).square().plus(y.div(h).square())).times(h);
          return Tensor.where(infinite(x), x.abs(), Tensor.where(infinite(y), y.abs(), length));
        });
  }

  private static Tensor infinite(Tensor x) {
    return x.abs().eq(Double.POSITIVE_INFINITY);
  }
}
