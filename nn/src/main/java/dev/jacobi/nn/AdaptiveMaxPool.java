package dev.jacobi.nn;

import dev.jacobi.Pooling;
import dev.jacobi.Tensor;
import dev.jacobi.type.Ints;

/**
 * Largest elements of the windows of {@link AdaptiveAvgPool}. Of equal ones one takes the
 * derivative. An input that lacks an axis with elements for a size is refused by {@link
 * Pooling#adaptiveMax}.
 *
 * @param sizes what the last axes become
 */
public record AdaptiveMaxPool(Ints sizes) implements Layer {

  /** Largest elements that leave so many places along each of the last axes. */
  public static AdaptiveMaxPool of(int... sizes) {
    return new AdaptiveMaxPool(Ints.of(sizes));
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("adaptiveMaxPool", this, x, () -> Pooling.adaptiveMax(x, sizes.toArray()));
  }

  @Override
  public String toString() {
    return "AdaptiveMaxPool(" + sizes + ")";
  }
}
