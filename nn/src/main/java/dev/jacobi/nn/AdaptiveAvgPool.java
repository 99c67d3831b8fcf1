package dev.jacobi.nn;

import dev.jacobi.Pooling;
import dev.jacobi.Tensor;
import dev.jacobi.type.Ints;
import dev.jacobi.type.ShapeException;

/**
 * Means over windows that are chosen so that the last axes get given sizes: place i of an axis of n
 * elements that is to have m is the mean of elements {@code floor(i n / m)} to {@code ceil((i + 1)
 * n / m)}. With sizes of 1 it is the mean over whole images.
 *
 * @param sizes what the last axes become
 */
public record AdaptiveAvgPool(Ints sizes) implements Layer {

  /** Means that leave so many places along each of the last axes. */
  public static AdaptiveAvgPool of(int... sizes) {
    return new AdaptiveAvgPool(Ints.of(sizes));
  }

  @Override
  public Tensor apply(Tensor x) {
    int outer = x.rank() - sizes.size();
    boolean fits = outer >= 0 && !sizes.isEmpty();
    for (int i = 0; fits && i < sizes.size(); i++) {
      fits = sizes.get(i) >= 1 && x.size(outer + i) >= 1;
    }
    if (!fits) {
      throw new ShapeException(
          "adaptiveAvgPool: "
              + x.shape()
              + " to sizes "
              + sizes
              + "; x needs an axis with elements for each size, and sizes are 1 or more");
    }
    return Calls.of("adaptiveAvgPool", this, x, () -> Pooling.adaptiveAverage(x, sizes.toArray()));
  }

  @Override
  public String toString() {
    return "AdaptiveAvgPool(" + sizes + ")";
  }
}
