package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.ShapeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layer {@code x W^T + b}.
 *
 * @param weight W, [out, in]
 * @param bias b, [out], or null for none
 */
public record Linear(Tensor weight, @Nullable Tensor bias) implements Layer {

  /** Weight and bias uniform in {@code +-1/sqrt(in)}, float32. */
  public static Linear of(Key key, int in, int out) {
    requireSizes(in, out);
    List<Key> keys = key.split(2);
    double bound = 1 / Math.sqrt(in);
    return new Linear(
        Init.standard().of(keys.get(0), out, in), Init.uniform(-bound, bound).of(keys.get(1), out));
  }

  /** The layer {@code x W^T}. */
  public static Linear withoutBias(Key key, int in, int out) {
    return new Linear(of(key, in, out).weight(), null);
  }

  private static void requireSizes(int in, int out) {
    if (in < 1 || out < 1) {
      throw new ShapeException(
          "linear: " + in + " inputs and " + out + " outputs; it takes at least one of each");
    }
  }

  /**
   * {@code x W^T + b} for x [..., in]: [..., out].
   *
   * @throws ShapeException if x does not end in an axis of {@code in} elements
   */
  @Override
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
    return Calls.of(
        "linear",
        this,
        x,
        () -> {
          Tensor product = x.matmul(weight.transpose());
          return bias == null ? product : product.plus(bias);
        });
  }

  @Override
  public String toString() {
    String without = bias == null ? ", no bias" : "";
    return "Linear(" + weight.size(-1) + " -> " + weight.size(-2) + without + ")";
  }
}
