package dev.jacobi.nn;

import dev.jacobi.Pooling;
import dev.jacobi.Tensor;

/**
 * The largest element of each window over the last axes of {@code [B, C, n...]}, as many as the
 * window has sizes.
 *
 * @param pooling size, stride, padding and dilation
 */
public record MaxPool(Pooling pooling) implements Layer {

  /** Windows side by side. */
  public static MaxPool of(int... size) {
    return new MaxPool(new Pooling(size));
  }

  /** The same with another stride. */
  public MaxPool withStride(int... strides) {
    return new MaxPool(pooling.withStride(strides));
  }

  /** The same with padding, which is never the largest. */
  public MaxPool withPadding(int... widths) {
    return new MaxPool(pooling.withPadding(widths));
  }

  /** The same with another dilation. */
  public MaxPool withDilation(int... distances) {
    return new MaxPool(pooling.withDilation(distances));
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("maxPool", this, x, () -> pooling.max(x));
  }

  @Override
  public String toString() {
    return "MaxPool(" + pooling.size() + ", stride " + pooling.stride() + ")";
  }
}
