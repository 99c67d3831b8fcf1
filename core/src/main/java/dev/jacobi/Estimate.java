package dev.jacobi;

/**
 * A mean of random numbers whose expectation is what was asked for.
 *
 * @param mean the estimate: unbiased
 * @param variance the variance of the mean, estimated from the numbers without bias; NaN for a
 *     single number
 */
public record Estimate(Tensor mean, Tensor variance) {

  /** The estimate from numbers along axis 0. */
  static Estimate of(Tensor numbers) {
    int count = numbers.size(0);
    return new Estimate(numbers.mean(0), numbers.variance(new int[] {0}, 1).div(count));
  }

  /** The standard deviation of the mean. */
  public Tensor standardError() {
    return variance.sqrt();
  }
}
