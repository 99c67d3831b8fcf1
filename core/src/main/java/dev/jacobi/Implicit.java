package dev.jacobi;

import dev.jacobi.graph.Origin;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.ShapeException;
import java.util.function.BiFunction;

/**
 * The solution z(p) of an equation {@code r(z, p) = 0}, found by whatever means, as a
 * differentiable function of the parameters p.
 *
 * <p>By the implicit function theorem {@code dz = -(dr/dz)^-1 dr/dp dp}; how z was found does not
 * matter and is not differentiated. It is done by steps of Newton's method on the graph, {@code z -
 * (dr/dz)^-1 r(z, p)}, that begin at the solution as a constant: k steps agree with z(p) in all
 * derivatives up to order {@code 2^k - 1} (the error of a step is the square of the one before).
 * They cost k Jacobians and k systems of equations, and improve the solution on the way.
 *
 * <p>Where {@code dr/dz} is singular there is no such function: the result is NaN, for that sample
 * alone.
 *
 * @param <P> a tree of tensors
 */
public final class Implicit<P> {
  private static final int MAX_ORDER = 15;

  private final BiFunction<Tensor, P, Tensor> residual;
  private final int order;
  private final boolean whole;

  Implicit(BiFunction<Tensor, P, Tensor> residual, int order, boolean whole) {
    this.residual = residual;
    this.order = order;
    this.whole = whole;
  }

  /**
   * The same with exact derivatives up to another order, 1 to 15; it is 3 unless said otherwise.
   */
  public Implicit<P> withOrder(int highest) {
    if (highest < 1 || highest > MAX_ORDER) {
      throw new JacobiException("implicit: order " + highest + "; it is from 1 to " + MAX_ORDER);
    }
    return new Implicit<>(residual, highest, whole);
  }

  /** The same for a single system of equations, in which axis 0 does not run over samples. */
  public Implicit<P> whole() {
    return new Implicit<>(residual, order, true);
  }

  /**
   * The solution as a function of the parameters.
   *
   * @param solution z with {@code r(z, p)} near 0, {@code [B, n...]}; its own derivatives are cut
   * @throws ShapeException if r does not have the shape of z
   * @throws dev.jacobi.type.MixedSamplesException if the residual of a sample depends on the
   *     solution of another one
   */
  public Tensor at(Tensor solution, P parameters) {
    return Origin.within(
        "implicit",
        () -> {
          Tensor z = solution.stopGradient();
          for (int reached = 0; reached < order; reached = 2 * reached + 1) {
            z = z.minus(step(z, parameters));
          }
          return z;
        });
  }

  private Tensor step(Tensor z, P parameters) {
    Tensor r = residual.apply(z, parameters);
    if (!r.shape().equals(z.shape()) || z.rank() == 0 && !whole) {
      throw new ShapeException(
          "implicit: residual "
              + r.shape()
              + " of a solution "
              + z.shape()
              + "; they need one shape, [B, ...], or any with whole()");
    }
    if (whole) {
      int n = z.shape().elements();
      Tensor jacobian = r.fullJacobian(z).reshape(n, n);
      return LinearAlgebra.solveVector(jacobian, r.reshape(n)).reshape(z.shape());
    }
    int samples = z.size(0);
    int n = samples == 0 ? 0 : z.shape().elements() / samples;
    Tensor jacobian = r.jacobian(z).reshape(samples, n, n);
    return LinearAlgebra.solveVector(jacobian, r.reshape(samples, n)).reshape(z.shape());
  }
}
