package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.ShapeException;

/** Losses: scalars to descend on. */
public final class Loss {
  private Loss() {}

  /**
   * The mean over all elements of {@code (y - target)^2}.
   *
   * @throws ShapeException if the shapes differ: a loss does not broadcast
   */
  public static Tensor mse(Tensor y, Tensor target) {
    requireEqualShapes("mse", y, target);
    return Origin.within("mse", () -> y.minus(target).square().mean());
  }

  private static void requireEqualShapes(String loss, Tensor y, Tensor target) {
    if (!y.shape().equals(target.shape())) {
      throw new ShapeException(
          loss
              + ": y "
              + y.shape()
              + " and target "
              + target.shape()
              + "; the shapes must be equal, a loss does not broadcast; reshape or expand one");
    }
  }
}
