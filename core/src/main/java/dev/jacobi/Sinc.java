package dev.jacobi;

import dev.jacobi.graph.Origin;

/**
 * sin(pi x) / (pi x). The quotient loses a digit or two with each derivative near 0, so for |x| <=
 * 1 it is the power series in u = (pi x)^2, whose derivatives are series as good:
 *
 * <pre>  sin(t) / t = 1 - u/(2 3) (1 - u/(4 5) (1 - u/(6 7) (...))),  u = t^2</pre>
 *
 * <p>Beyond, sin(pi x) is (-1)^n sin(pi (x - n)) with the nearest integer n, so that rounding pi x
 * does not move the zeros.
 */
final class Sinc {
  /**
   * Terms behind the first; the next is below 1e-20 at t = pi, and below 1e-13 in derivative 12.
   */
  private static final int TERMS = 17;

  private Sinc() {}

  static Tensor of(Tensor x) {
    return Origin.within(
        "sinc",
        () -> {
          Tensor floats = Activations.floats(x);
          Tensor t = floats.times(Math.PI);
          return Tensor.where(floats.abs().le(1), series(t.square()), sine(floats).div(t));
        });
  }

  private static Tensor sine(Tensor x) {
    Tensor n = x.round();
    Tensor odd = n.minus(n.times(0.5).floor().times(2));
    Tensor sign = odd.times(-2).plus(1);
    return x.minus(n).times(Math.PI).sin().times(sign);
  }

  private static Tensor series(Tensor u) {
    Tensor sum = u.onesLike();
    for (int k = TERMS; k >= 1; k--) {
      Tensor factor = u.div(2.0 * k * (2 * k + 1));
      sum = factor.times(sum).unaryMinus().plus(1);
    }
    return sum;
  }
}
