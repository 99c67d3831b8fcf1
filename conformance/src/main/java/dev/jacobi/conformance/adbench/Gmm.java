package dev.jacobi.conformance.adbench;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;

/**
 * A Gaussian mixture with a Wishart prior; what is learned.
 *
 * @param alphas {@code [K]}, the logarithms of the weights up to a constant
 * @param means {@code [K, D]}
 * @param icf {@code [K, D + D (D - 1) / 2]}, inverse covariance factors: the logarithms of the
 *     diagonal, then the strictly lower part by columns
 */
public record Gmm(Tensor alphas, Tensor means, Tensor icf) {

  /** Points, {@code [n, D]}. */
  public record Points(@Samples Tensor x) {}

  /** Parameters of the Wishart prior. */
  public record Wishart(double gamma, int m) {}

  /** The objective and its gradient. */
  public record Result(Tensor objective, Gmm gradient) {}

  /** The objective and its gradient, compiled. */
  public static Compiled.Of2<Gmm, Points, Result> compile(Wishart prior) {
    return Jacobi.compile((Gmm gmm, Points points) -> gmm.result(points, prior));
  }

  /** The objective and its gradient. */
  public Result result(Points points, Wishart prior) {
    Tensor objective = objective(points.x(), prior);
    return new Result(objective, objective.gradient(this));
  }

  private int dimension() {
    return means.size(1);
  }

  private int components() {
    return means.size(0);
  }

  private Tensor logDiagonal() {
    return icf.slice(1, 0, dimension());
  }

  private Tensor lower() {
    return icf.slice(1, dimension(), icf.size(1));
  }

  /**
   * {@code sum over points of logsumexp over k of (alpha_k + sum of logDiagonal_k - |Q_k (x -
   * mu_k)|^2 / 2) - n logsumexp(alpha) - n D log(2 pi) / 2}, plus the logarithm of the prior.
   */
  Tensor objective(Tensor x, Wishart prior) {
    int n = x.size(0);
    Tensor factors = factors();
    Tensor moved = Tensor.einsum("kij,nj->nki", factors, x);
    Tensor centres = Tensor.einsum("kij,kj->ki", factors, means);
    Tensor distances = moved.minus(centres).square().sum(2);
    Tensor terms = distances.times(-0.5).plus(alphas.plus(logDiagonal().sum(1)));
    return terms
        .logSumExp(1)
        .sum()
        .minus(alphas.logSumExp().times(n))
        .minus(n * dimension() * 0.5 * Math.log(2 * Math.PI))
        .plus(logPrior(prior));
  }

  /** Q, {@code [K, D, D]}: lower triangular, exp(logDiagonal) on the diagonal. */
  private Tensor factors() {
    int d = dimension();
    Tensor diagonal = logDiagonal().exp().unsqueeze(1).times(Tensor.eye(DType.FLOAT64, d));
    if (d == 1) {
      return diagonal;
    }
    int[] places = new int[d * d];
    double[] below = new double[d * d];
    int next = 0;
    for (int column = 0; column < d; column++) {
      for (int row = column + 1; row < d; row++) {
        places[row * d + column] = next++;
        below[row * d + column] = 1;
      }
    }
    Tensor spread = lower().gather(1, Tensor.of(places)).reshape(components(), d, d);
    return diagonal.plus(spread.times(Tensor.of(Shape.of(d, d), below)));
  }

  /**
   * {@code sum over k of (gamma^2 (|exp(logDiagonal_k)|^2 + |lower_k|^2) / 2 - m sum of
   * logDiagonal_k) - K C} with {@code C = N D (log gamma - log(2) / 2) - log Gamma_D(N / 2)} and
   * {@code N = D + m + 1}.
   */
  private Tensor logPrior(Wishart prior) {
    int d = dimension();
    int n = d + prior.m() + 1;
    double constant =
        n * d * (Math.log(prior.gamma()) - 0.5 * Math.log(2)) - logMultivariateGamma(n, d);
    Tensor squares = logDiagonal().exp().square().sum().plus(lower().square().sum());
    return squares
        .times(0.5 * prior.gamma() * prior.gamma())
        .minus(logDiagonal().sum().times(prior.m()))
        .minus(components() * constant);
  }

  /** {@code log Gamma_p(n/2) = p (p-1)/4 log pi + sum over j = 1..p of log Gamma((n+1-j)/2)}. */
  private static double logMultivariateGamma(int n, int p) {
    double sum = 0.25 * p * (p - 1) * Math.log(Math.PI);
    for (int j = 1; j <= p; j++) {
      sum += logGammaOfHalf(n + 1 - j);
    }
    return sum;
  }

  /** {@code log Gamma(n / 2)} by Gamma(1/2) = sqrt(pi), Gamma(1) = 1, Gamma(x + 1) = x Gamma(x). */
  private static double logGammaOfHalf(int n) {
    double sum = n % 2 == 0 ? 0 : 0.5 * Math.log(Math.PI);
    for (int i = n - 2; i > 0; i -= 2) {
      sum += Math.log(0.5 * i);
    }
    return sum;
  }
}
