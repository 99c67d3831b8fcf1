package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The layer {@code x W^T + b}.
 *
 * @param weight W, [out, in]
 * @param bias b, [out], or null for none
 */
public record Linear(Tensor weight, @Nullable Tensor bias) {

  /** A float32 layer, weight and bias uniform in {@code +-1/sqrt(in)}. */
  public static Linear of(int in, int out, long seed) {
    return of(DType.FLOAT32, in, out, seed);
  }

  /** A layer of the given type, weight and bias uniform in {@code +-1/sqrt(in)}. */
  public static Linear of(DType dtype, int in, int out, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double bound = bound(in, out);
    return new Linear(
        uniform(dtype, Shape.of(out, in), bound, random),
        uniform(dtype, Shape.of(out), bound, random));
  }

  /** A float32 layer {@code x W^T}, the weight uniform in {@code +-1/sqrt(in)}. */
  public static Linear withoutBias(int in, int out, long seed) {
    return withoutBias(DType.FLOAT32, in, out, seed);
  }

  /** A layer {@code x W^T} of the given type, the weight uniform in {@code +-1/sqrt(in)}. */
  public static Linear withoutBias(DType dtype, int in, int out, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Linear(uniform(dtype, Shape.of(out, in), bound(in, out), random), null);
  }

  private static double bound(int in, int out) {
    if (in < 1 || out < 1) {
      throw new ShapeException(
          "linear: " + in + " inputs and " + out + " outputs; it takes at least one of each");
    }
    return 1 / Math.sqrt(in);
  }

  private static Tensor uniform(DType dtype, Shape shape, double bound, SplittableRandom random) {
    double[] values = random.doubles(shape.elements(), -bound, bound).toArray();
    return Tensor.of(shape, values).cast(dtype).value();
  }

  /**
   * {@code x W^T + b} for x [..., in]: [..., out].
   *
   * @throws ShapeException if x does not end in an axis of {@code in} elements
   */
  public Tensor apply(Tensor x) {
    if (x.rank() == 0 || x.size(-1) != weight.size(-1)) {
      throw new ShapeException(
          "linear: x "
              + x.shape()
              + " and weight "
              + weight.shape()
              + "; the last axis of x must have the "
              + weight.size(-1)
              + " inputs of the layer; transpose or reshape x");
    }
    return Origin.within(
        "linear",
        () -> {
          Tensor product = x.matmul(weight.transpose());
          return bias == null ? product : product.plus(bias);
        });
  }
}
