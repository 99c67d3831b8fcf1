package dev.jacobi.optim;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Steps scaled by the sum of all squares of the gradient so far (Duchi, Hazan, Singer, 2011). With
 * g the gradient plus {@code weightDecay p}, in step t = 1, 2, ...:
 *
 * <pre>
 *   s = s + g^2
 *   p = p - learningRate / (1 + (t - 1) rateDecay)  g / (sqrt(s) + epsilon)
 * </pre>
 *
 * @param learningRate how far the first step goes
 * @param rateDecay how fast the learning rate falls
 * @param epsilon keeps the quotient finite where s is 0
 * @param initial what s begins with
 * @param weightDecay what is added to the gradient for each unit of the parameter
 */
public record Adagrad(
    double learningRate, double rateDecay, double epsilon, double initial, double weightDecay)
    implements Rule {
  private static final String SUM = "sum";

  /** Requires numbers that are not negative. */
  public Adagrad {
    Numbers.requireRate("learning rate", learningRate);
    Numbers.requireRate("rate decay", rateDecay);
    Numbers.requireRate("epsilon", epsilon);
    Numbers.requireRate("initial sum", initial);
    Numbers.requireRate("weight decay", weightDecay);
  }

  /** No decay of any kind, epsilon 1e-10, a sum that begins with 0. */
  public static Adagrad learningRate(double learningRate) {
    return new Adagrad(learningRate, 0, 1e-10, 0, 0);
  }

  /** The same with a learning rate that falls. */
  public Adagrad withRateDecay(double rateDecay) {
    return new Adagrad(learningRate, rateDecay, epsilon, initial, weightDecay);
  }

  /** The same with another epsilon. */
  public Adagrad withEpsilon(double epsilon) {
    return new Adagrad(learningRate, rateDecay, epsilon, initial, weightDecay);
  }

  /** The same with a sum that begins with another number. */
  public Adagrad withInitial(double initial) {
    return new Adagrad(learningRate, rateDecay, epsilon, initial, weightDecay);
  }

  /** The same with another weight decay, which is added to the gradient. */
  public Adagrad withWeightDecay(double weightDecay) {
    return new Adagrad(learningRate, rateDecay, epsilon, initial, weightDecay);
  }

  @Override
  public List<String> slots() {
    return List.of(SUM);
  }

  @Override
  public Tensor initial(String slot, Tensor parameter) {
    return Tensor.full(parameter.dtype(), parameter.shape(), initial);
  }

  @Override
  public Moved move(Tensor p, Tensor gradient, Map<String, Tensor> slots, At at) {
    Tensor g = weightDecay == 0 ? gradient : gradient.plus(p.times(weightDecay));
    Tensor sum = Objects.requireNonNull(slots.get(SUM)).plus(g.square());
    Tensor slower = at.step().cast(DType.FLOAT64).minus(1).times(rateDecay).plus(1);
    Tensor rate = at.rate().div(slower).cast(p.dtype());
    return new Moved(p.minus(g.div(sum.sqrt().plus(epsilon)).times(rate)), Map.of(SUM, sum));
  }
}
