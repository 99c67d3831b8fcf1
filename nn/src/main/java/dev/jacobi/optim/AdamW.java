package dev.jacobi.optim;

import dev.jacobi.Tensor;
import java.util.List;
import java.util.Map;

/**
 * {@link Adam} with weight decay apart from the gradient (Loshchilov and Hutter, 2019): first
 * {@code p = p - learningRate weightDecay p}, then a step of Adam without decay.
 *
 * @param learningRate how far a step goes at most, about
 * @param beta1 how much of the mean of gradients is kept
 * @param beta2 how much of the mean of squares is kept
 * @param epsilon keeps the quotient finite where the mean of squares is 0
 * @param weightDecay which part of a parameter is taken away, times the learning rate
 * @param amsgrad whether the mean of squares never shrinks
 */
public record AdamW(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean amsgrad)
    implements Rule {

  /** Requires rates that are not negative and betas in [0, 1). */
  public AdamW {
    new Adam(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad);
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01. */
  public static AdamW learningRate(double learningRate) {
    return new AdamW(learningRate, 0.9, 0.999, 1e-8, 0.01, false);
  }

  /** The same with other betas. */
  public AdamW withBetas(double beta1, double beta2) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad);
  }

  /** The same with another epsilon. */
  public AdamW withEpsilon(double epsilon) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad);
  }

  /** The same with another weight decay. */
  public AdamW withWeightDecay(double weightDecay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad);
  }

  /** The same with a mean of squares that never shrinks. */
  public AdamW withAmsgrad() {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, true);
  }

  private Adam adam() {
    return new Adam(learningRate, beta1, beta2, epsilon, 0, amsgrad);
  }

  @Override
  public List<String> slots() {
    return adam().slots();
  }

  @Override
  public Moved move(Tensor p, Tensor gradient, Map<String, Tensor> slots, At at) {
    Tensor left = at.rate().times(-weightDecay).plus(1).cast(p.dtype());
    return adam().move(weightDecay == 0 ? p : p.times(left), gradient, slots, at);
  }
}
