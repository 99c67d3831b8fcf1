package dev.jacobi.nn;

import dev.jacobi.Pooling;
import dev.jacobi.Tensor;

/**
 * The mean of each window over the last axes of {@code [B, C, n...]}, as many as the window has
 * sizes. Padding counts among the elements.
 *
 * @param pooling size, stride, padding and dilation
 */
public record AvgPool(Pooling pooling) implements Layer {

  /** Windows side by side. */
  public static AvgPool of(int... size) {
    return new AvgPool(new Pooling(size));
  }

  /** The same with another stride. */
  public AvgPool withStride(int... strides) {
    return new AvgPool(pooling.withStride(strides));
  }

  /** The same with zeros around. */
  public AvgPool withPadding(int... widths) {
    return new AvgPool(pooling.withPadding(widths));
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("avgPool", this, x, () -> pooling.average(x));
  }

  @Override
  public String toString() {
    return "AvgPool(" + pooling.size() + ", stride " + pooling.stride() + ")";
  }
}
