package dev.jacobi.optim;

import dev.jacobi.Jacobi;

/**
 * Gradient descent: {@code p - learningRate g}.
 *
 * @param learningRate how far each step goes
 */
public record Sgd(double learningRate) {
  /** Requires a finite learning rate that is not negative. */
  public Sgd {
    Parameters.requireRate("learning rate", learningRate);
  }

  /** Gradient descent with this learning rate. */
  public static Sgd learningRate(double learningRate) {
    return new Sgd(learningRate);
  }

  /**
   * The model after one step.
   *
   * @param model a record, list or map of tensors, or a tensor
   * @param gradient a tree like the model
   * @return a tree like the model, of leaves
   */
  public <T> T update(T model, T gradient) {
    return Jacobi.leaves(
        Parameters.zip("sgd", model, gradient, (p, g) -> p.minus(g.times(learningRate))));
  }
}
