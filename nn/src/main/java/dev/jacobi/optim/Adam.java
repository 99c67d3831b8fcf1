package dev.jacobi.optim;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;

/**
 * Steps scaled by running means of the gradient and of its square (Kingma and Ba, 2015). With g the
 * gradient plus {@code weightDecay p}, in step t = 1, 2, ...:
 *
 * <pre>
 *   m = beta1 m + (1 - beta1) g
 *   v = beta2 v + (1 - beta2) g^2
 *   p = p - learningRate / (1 - beta1^t)  m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * @param learningRate how far a step goes at most, about
 * @param beta1 how much of m is kept
 * @param beta2 how much of v is kept
 * @param epsilon keeps the quotient finite where v is 0
 * @param weightDecay what is added to the gradient for each unit of the parameter
 */
public record Adam(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
  /** Requires rates that are not negative and betas in [0, 1). */
  public Adam {
    Parameters.requireRate("learning rate", learningRate);
    Parameters.requireDecay("beta1", beta1);
    Parameters.requireDecay("beta2", beta2);
    Parameters.requireRate("epsilon", epsilon);
    Parameters.requireRate("weight decay", weightDecay);
  }

  /**
   * What is carried from step to step.
   *
   * @param firstMoment m, a tree like the model
   * @param secondMoment v, a tree like the model
   * @param steps how many steps were made, an int64 scalar
   */
  public record State<T>(T firstMoment, T secondMoment, Tensor steps) {}

  /**
   * What one step gives.
   *
   * @param model the model after the step
   * @param state what the next step takes
   */
  public record Step<T>(T model, State<T> state) {}

  /** Betas 0.9 and 0.999, epsilon 1e-8, no weight decay. */
  public static Adam learningRate(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  /** The same with other betas. */
  public Adam withBetas(double beta1, double beta2) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /** The same with another epsilon. */
  public Adam withEpsilon(double epsilon) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /** The same with another weight decay, which is added to the gradient. */
  public Adam withWeightDecay(double weightDecay) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /** The state before the first step. */
  public <T> State<T> init(T model) {
    T zeros = Jacobi.leaves(Parameters.map(model, Tensor::zerosLike));
    return new State<>(zeros, zeros, Tensor.scalar(0L));
  }

  /**
   * One step.
   *
   * @param model a record, list or map of tensors, or a tensor
   * @param gradient a tree like the model
   * @return model and state, of leaves
   */
  public <T> Step<T> update(T model, T gradient, State<T> state) {
    T g =
        weightDecay == 0
            ? gradient
            : Parameters.zip("adam", gradient, model, (d, p) -> d.plus(p.times(weightDecay)));
    T first = Parameters.zip("adam", state.firstMoment(), g, (m, d) -> mean(beta1, m, d));
    T second =
        Parameters.zip("adam", state.secondMoment(), g, (v, d) -> mean(beta2, v, d.square()));

    Tensor t = state.steps().plus(1);
    Tensor stepSize = Tensor.scalar(learningRate).div(remainder(beta1, t));
    Tensor scale = remainder(beta2, t).sqrt();
    T direction =
        Parameters.zip(
            "adam",
            first,
            second,
            (m, v) -> m.div(v.sqrt().div(scale.cast(v.dtype())).plus(epsilon)));
    T moved =
        Parameters.zip(
            "adam", model, direction, (p, d) -> p.minus(d.times(stepSize.cast(p.dtype()))));
    return Jacobi.leaves(new Step<>(moved, new State<>(first, second, t)));
  }

  private static Tensor mean(double beta, Tensor kept, Tensor added) {
    return kept.times(beta).plus(added.times(1 - beta));
  }

  /** {@code 1 - beta^t}, in float64: in float32 half the digits would cancel in the first steps. */
  private static Tensor remainder(double beta, Tensor t) {
    return Tensor.scalar(beta).pow(t.cast(DType.FLOAT64)).unaryMinus().plus(1);
  }
}
