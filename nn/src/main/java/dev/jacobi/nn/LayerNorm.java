package dev.jacobi.nn;

import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation (Ba, Kiros, Hinton, 2016) over the last axes, as many as the weight has.
 *
 * @param weight of the shape of these axes
 * @param bias of the same shape, or null for none
 * @param eps what is added to the variance
 */
public record LayerNorm(Tensor weight, @Nullable Tensor bias, double eps) implements Layer {

  /** Over last axes of these sizes, eps 1e-5. */
  public static LayerNorm of(int... sizes) {
    Shape shape = requireSizes("layerNorm", sizes);
    return new LayerNorm(
        Tensor.full(DType.FLOAT32, shape, 1).value(),
        Tensor.full(DType.FLOAT32, shape, 0).value(),
        1e-5);
  }

  static Shape requireSizes(String name, int... sizes) {
    if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
      throw new ShapeException(
          name + ": sizes " + Arrays.toString(sizes) + "; give one or more, each at least 1");
    }
    return Shape.of(sizes);
  }

  /** The same with another eps. */
  public LayerNorm withEps(double eps) {
    return new LayerNorm(weight, bias, eps);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("layerNorm", this, x, () -> Normalization.layerNorm(x, weight, bias, eps));
  }

  @Override
  public String toString() {
    return "LayerNorm(" + weight.shape() + ")";
  }
}
