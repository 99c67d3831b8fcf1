package dev.jacobi.nn;

import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;

/**
 * Division by the root mean square (Zhang and Sennrich, 2019) of the last axes, as many as the
 * weight has: {@code x / sqrt(mean(x^2) + eps) * weight}.
 *
 * @param weight of the shape of these axes
 * @param eps what is added to the mean of squares
 */
public record RmsNorm(Tensor weight, double eps) implements Layer {

  /** Over last axes of these sizes; eps is the distance of 1 to the next float32, 1.2e-7. */
  public static RmsNorm of(int... sizes) {
    return new RmsNorm(
        Tensor.full(DType.FLOAT32, LayerNorm.requireSizes("rmsNorm", sizes), 1).value(),
        Math.ulp(1f));
  }

  /** The same with another eps. */
  public RmsNorm withEps(double eps) {
    return new RmsNorm(weight, eps);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("rmsNorm", this, x, () -> Normalization.rmsNorm(x, weight, eps));
  }

  @Override
  public String toString() {
    return "RmsNorm(" + weight.shape() + ")";
  }
}
