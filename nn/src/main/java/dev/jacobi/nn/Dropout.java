package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.JacobiException;

/**
 * While it learns each element is 0 with probability p, else divided by {@code 1 - p} (Srivastava
 * et al., 2014); in use it is the identity. Which elements is the key's choice, for each sample on
 * its own.
 *
 * @param p the probability
 */
public record Dropout(double p) implements Layer {
  /** Requires a probability below 1. */
  public Dropout {
    if (!(p >= 0 && p < 1)) {
      throw new JacobiException("dropout: p = " + p + "; it must be at least 0 and below 1");
    }
  }

  /** The layer of this probability. */
  public static Dropout of(double p) {
    return new Dropout(p);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("dropout", this, x, () -> x.reshape(x.shape()));
  }

  /** The result while learning. */
  @Override
  public Pass<Dropout> train(Tensor x, Key key) {
    return new Pass<>(p == 0 ? apply(x) : x.dropout(p, key), this);
  }

  @Override
  public String toString() {
    return "Dropout(" + p + ")";
  }
}
