package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;

/**
 * x where x is positive, else {@code slope x} with a slope that is learned (He et al., 2015), one
 * for all or one for each channel (axis 1; of a vector, axis 0).
 *
 * @param weight the slopes, {@code [1]} or {@code [C]}
 */
public record PRelu(Tensor weight) implements Layer {

  /** One slope, 0.25. */
  public static PRelu of() {
    return of(1);
  }

  /** A slope for each channel, 0.25. */
  public static PRelu of(int channels) {
    return new PRelu(
        Tensor.full(DType.FLOAT32, LayerNorm.requireSizes("prelu", channels), 0.25).value());
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("prelu", this, x, () -> x.prelu(slopes(x)));
  }

  private Tensor slopes(Tensor x) {
    int channels = weight.size(0);
    if (channels == 1) {
      return weight;
    }
    int axis = Math.min(1, x.rank() - 1);
    if (axis < 0 || x.size(axis) != channels) {
      throw new ShapeException(
          "prelu: x "
              + x.shape()
              + " and slopes "
              + weight.shape()
              + "; axis 1 of x has a channel for each slope");
    }
    int[] sizes = new int[x.rank() - axis];
    java.util.Arrays.fill(sizes, 1);
    sizes[0] = channels;
    return weight.reshape(Shape.of(sizes));
  }

  @Override
  public String toString() {
    return "PRelu(" + weight.size(-1) + ")";
  }
}
