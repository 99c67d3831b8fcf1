package dev.jacobi;

import dev.jacobi.graph.Origin;

/**
 * Logarithms of densities and probabilities, one for each observation. Operands are broadcast by
 * NumPy's rule. What lies outside a distribution (a standard deviation that is not positive, a
 * count below 0) gives NaN or infinity by the formula; it is not looked for.
 */
public final class LogDensity {
  private static final double HALF_LN_2PI = 0.5 * Math.log(2 * Math.PI);

  private LogDensity() {}

  /** Normal: {@code -((x - mean) / deviation)^2 / 2 - ln deviation - ln(2 pi) / 2}. */
  public static Tensor normal(Tensor x, Tensor mean, Tensor deviation) {
    return Origin.within(
        "normal",
        () ->
            x.minus(mean)
                .div(deviation)
                .square()
                .times(-0.5)
                .minus(deviation.log())
                .minus(HALF_LN_2PI));
  }

  /**
   * Normal of several dimensions: {@code -|L^-1 (x - mean)|^2 / 2 - sum ln L_ii - n ln(2 pi) / 2}
   * with the Cholesky factor L of the covariance.
   *
   * @param x {@code [..., n]}
   * @param mean {@code [..., n]}
   * @param covariance {@code [..., n, n]}, positive definite
   * @return {@code [...]}
   */
  public static Tensor multivariateNormal(Tensor x, Tensor mean, Tensor covariance) {
    return Origin.within(
        "multivariateNormal", () -> ofFactor(x.minus(mean), LinearAlgebra.cholesky(covariance)));
  }

  /** The same for a lower triangular factor of the covariance with a positive diagonal. */
  public static Tensor multivariateNormalOfFactor(Tensor x, Tensor mean, Tensor factor) {
    return Origin.within("multivariateNormalOfFactor", () -> ofFactor(x.minus(mean), factor));
  }

  private static Tensor ofFactor(Tensor away, Tensor factor) {
    int n = factor.size(-1);
    Tensor scaled = LinearAlgebra.solveLower(factor, away.unsqueeze(-1)).squeeze(-1);
    Tensor diagonal = factor.times(Tensor.eye(factor.dtype(), n)).sum(-1);
    return scaled.square().sum(-1).times(-0.5).minus(diagonal.log().sum(-1)).minus(n * HALF_LN_2PI);
  }

  /**
   * Categorical: element {@code index} of the log softmax.
   *
   * @param index integers {@code [...]} from 0 to k - 1
   * @param logits {@code [..., k]}, logarithms of the probabilities up to a constant
   * @return {@code [...]}
   */
  public static Tensor categorical(Tensor index, Tensor logits) {
    return Origin.within(
        "categorical", () -> logits.logSoftmax(-1).takeAlongLast(index.unsqueeze(-1)).squeeze(-1));
  }

  /**
   * Poisson: {@code count ln rate - rate - ln count!}; the first is 0 where count is 0, also at the
   * rate 0.
   */
  public static Tensor poisson(Tensor count, Tensor rate) {
    return Origin.within(
        "poisson",
        () -> {
          Tensor k = Activations.floats(count);
          Tensor weighed = Tensor.where(k.eq(0), 0, k.times(rate.log()));
          return weighed.minus(rate).minus(k.plus(1).lgamma());
        });
  }
}
