package dev.jacobi.optim;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Steps scaled by running means of the gradient and of its square (Kingma and Ba, 2015). With g the
 * gradient plus {@code weightDecay p}, in step t = 1, 2, ...:
 *
 * <pre>
 *   m = beta1 m + (1 - beta1) g
 *   v = beta2 v + (1 - beta2) g^2           AMSGrad (Reddi et al., 2018): the largest v so far
 *   p = p - learningRate / (1 - beta1^t)  m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * @param learningRate how far a step goes at most, about
 * @param beta1 how much of m is kept
 * @param beta2 how much of v is kept
 * @param epsilon keeps the quotient finite where v is 0
 * @param weightDecay what is added to the gradient for each unit of the parameter
 * @param amsgrad whether v never shrinks
 */
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean amsgrad)
    implements Rule {
  private static final String MEAN = "exp_avg";
  private static final String SQUARE = "exp_avg_sq";
  private static final String LARGEST = "max_exp_avg_sq";

  /** Requires rates that are not negative and betas in [0, 1). */
  public Adam {
    Numbers.requireRate("learning rate", learningRate);
    Numbers.requireDecay("beta1", beta1);
    Numbers.requireDecay("beta2", beta2);
    Numbers.requireRate("epsilon", epsilon);
    Numbers.requireRate("weight decay", weightDecay);
  }

  /** Betas 0.9 and 0.999, epsilon 1e-8, no weight decay. */
  public static Adam learningRate(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0, false);
  }

  /** The same with other betas. */
  public Adam withBetas(double beta1, double beta2) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad);
  }

  /** The same with another epsilon. */
  public Adam withEpsilon(double epsilon) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad);
  }

  /** The same with another weight decay, which is added to the gradient; see {@link AdamW}. */
  public Adam withWeightDecay(double weightDecay) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad);
  }

  /** The same with a mean of squares that never shrinks. */
  public Adam withAmsgrad() {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, true);
  }

  @Override
  public List<String> slots() {
    return amsgrad ? List.of(MEAN, SQUARE, LARGEST) : List.of(MEAN, SQUARE);
  }

  @Override
  public Moved move(Tensor p, Tensor gradient, Map<String, Tensor> slots, At at) {
    Tensor g = weightDecay == 0 ? gradient : gradient.plus(p.times(weightDecay));
    Map<String, Tensor> kept = new LinkedHashMap<>();
    Tensor m = mean(beta1, kept(slots, MEAN), g);
    Tensor v = mean(beta2, kept(slots, SQUARE), g.square());
    kept.put(MEAN, m);
    kept.put(SQUARE, v);
    if (amsgrad) {
      v = kept(slots, LARGEST).maximum(v);
      kept.put(LARGEST, v);
    }
    Tensor stepSize = at.rate().div(remainder(beta1, at.step())).cast(p.dtype());
    Tensor scale = remainder(beta2, at.step()).sqrt().cast(p.dtype());
    Tensor direction = m.div(v.sqrt().div(scale).plus(epsilon));
    return new Moved(p.minus(direction.times(stepSize)), kept);
  }

  private static Tensor kept(Map<String, Tensor> slots, String name) {
    return Objects.requireNonNull(slots.get(name));
  }

  private static Tensor mean(double beta, Tensor kept, Tensor added) {
    return kept.times(beta).plus(added.times(1 - beta));
  }

  /** {@code 1 - beta^t}, in float64: in float32 half the digits would cancel in the first steps. */
  private static Tensor remainder(double beta, Tensor t) {
    return Tensor.scalar(beta).pow(t.cast(DType.FLOAT64)).unaryMinus().plus(1);
  }
}
