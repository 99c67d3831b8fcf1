package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function of a tensor, most often a record of the tensors and settings that it needs. Any record
 * of layers is a model; it need not be a layer itself.
 *
 * <p>{@link #apply} is the function in use: nothing is random, no sample looks at another, so that
 * Jacobians of samples exist. {@link #train} is the function while it learns; it differs for the
 * few layers that draw random numbers or keep statistics.
 */
@FunctionalInterface
public interface Layer extends UnaryOperator<Tensor> {
  /** The result in use. */
  @Override
  Tensor apply(Tensor x);

  /**
   * The result while learning.
   *
   * @param key decides what is random
   */
  default Pass<? extends Layer> train(Tensor x, Key key) {
    return new Pass<>(apply(x), this);
  }
}
