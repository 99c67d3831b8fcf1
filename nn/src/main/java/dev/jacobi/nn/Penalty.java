package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;

/**
 * Penalties on the derivatives of a network, means over the samples b of a batch. Each takes the
 * very tensors of the network, and refuses where samples look at each other. Weights of the network
 * learn through them.
 */
public final class Penalty {
  private Penalty() {}

  /**
   * How far a decoder is from an isometry: the mean over b of {@code ||J_b^T J_b - I||^2} with
   * {@code J_b = dy_b/dz_b} (Frobenius norm). It is 0 where lengths and angles of z are those of y
   * (Gropp, Atzmon, Lipman, "Isometric autoencoders", 2020, with all directions in place of random
   * ones).
   */
  public static Tensor isometry(Tensor y, Tensor z) {
    return Origin.within(
        "isometry",
        () -> {
          Tensor j = matrices(y, z);
          Tensor gram = j.transpose().matmul(j);
          Tensor identity = Tensor.eye(gram.dtype(), gram.size(-1));
          return gram.minus(identity).square().sum(1, 2).mean();
        });
  }

  /**
   * The mean over b of {@code ||dy_b/dx_b||^2} (Frobenius norm), which makes a network insensitive
   * to small changes of x (Hoffman, Roberts, Yaida, "Robust learning with Jacobian regularization",
   * 2019).
   */
  public static Tensor jacobianNorm(Tensor y, Tensor x) {
    return Origin.within("jacobianNorm", () -> matrices(y, x).square().sum(1, 2).mean());
  }

  /**
   * An estimate of {@link #jacobianNorm} from one random direction for each sample, for large
   * outputs: the mean over b of {@code m ||v_b^T dy_b/dx_b||^2} with v uniform on the unit sphere
   * of m dimensions, of the same expectation (ibid., algorithm 1). One reverse sweep.
   */
  public static Tensor jacobianNorm(Tensor y, Tensor x, Key key) {
    requireSamples("jacobianNorm", y, x);
    return Origin.within(
        "jacobianNorm",
        () -> {
          Tensor normal = key.normal(y.dtype(), y.shape());
          Tensor flat = normal.reshape(y.size(0), -1);
          Tensor unit = flat.div(flat.norm(1).unsqueeze(1)).reshape(y.shape());
          // one number for each sample, whose Jacobian is one row: samples are proven apart
          Tensor projected = y.times(unit.stopGradient());
          Tensor each = projected.reshape(y.size(0), -1).sum(1);
          Tensor rows = each.jacobian(x).reshape(x.size(0), -1);
          return rows.square().sum(1).mean().times(flat.size(1));
        });
  }

  /**
   * The gradient penalty of a Wasserstein critic: the mean over b of {@code (||ds_b/dx_b|| - 1)^2}
   * (Gulrajani et al., "Improved training of Wasserstein GANs", 2017), to be taken at {@link
   * #between} real and made samples.
   *
   * @param score {@code [B]} or {@code [B, 1]}
   */
  public static Tensor gradientPenalty(Tensor score, Tensor x) {
    requireSamples("gradientPenalty", score, x);
    if (score.shape().elements(1, score.rank()) != 1) {
      throw new ShapeException(
          "gradientPenalty: score "
              + score.shape()
              + "; it takes one number for each sample, [B] or [B, 1]");
    }
    return Origin.within(
        "gradientPenalty",
        () -> {
          Tensor rows = score.reshape(score.size(0)).jacobian(x).reshape(x.size(0), -1);
          return rows.norm(1).minus(1).square().mean();
        });
  }

  /** For each sample b a point of the line between a_b and b_b, {@code u a + (1 - u) b}. */
  public static Tensor between(Tensor a, Tensor b, Key key) {
    if (!a.shape().equals(b.shape()) || a.rank() == 0) {
      throw new ShapeException(
          "between: " + a.shape() + " and " + b.shape() + "; it takes samples of one shape");
    }
    return Origin.within(
        "between",
        () -> {
          int[] ones = new int[a.rank()];
          java.util.Arrays.fill(ones, 1);
          ones[0] = a.size(0);
          DType dtype = a.dtype().promote(b.dtype());
          Tensor u = key.uniform(dtype, Shape.of(ones));
          return a.times(u).plus(b.times(u.unaryMinus().plus(1)));
        });
  }

  /**
   * The penalty of a contractive autoencoder on its code: the mean over b of {@code
   * ||dh_b/dx_b||^2} (Rifai, Vincent, Muller, Glorot, Bengio, "Contractive auto-encoders", 2011).
   */
  public static Tensor contractive(Tensor h, Tensor x) {
    return Origin.within("contractive", () -> matrices(h, x).square().sum(1, 2).mean());
  }

  /**
   * The mean over b of {@code ||dy_b/dx_b - T_b||^2} for known derivatives T (Czarnecki et al.,
   * "Sobolev training for neural networks", 2017).
   *
   * @param derivatives {@code [B, m..., n...]} for y {@code [B, m...]} and x {@code [B, n...]}
   */
  public static Tensor sobolev(Tensor y, Tensor x, Tensor derivatives) {
    requireSamples("sobolev", y, x);
    return Origin.within(
        "sobolev",
        () -> {
          Tensor j = y.jacobian(x);
          Loss.requireEqualShapes("sobolev", j, derivatives);
          return j.minus(derivatives).square().reshape(y.size(0), -1).sum(1).mean();
        });
  }

  /** The Jacobian of each sample as a matrix, {@code [B, m, n]}. */
  private static Tensor matrices(Tensor y, Tensor z) {
    requireSamples("jacobian", y, z);
    int outputs = y.shape().elements(1, y.rank());
    int inputs = z.shape().elements(1, z.rank());
    return y.jacobian(z).reshape(z.size(0), outputs, inputs);
  }

  private static void requireSamples(String name, Tensor y, Tensor x) {
    if (y.rank() == 0 || x.rank() == 0 || y.size(0) != x.size(0) || y.shape().elements() == 0) {
      throw new ShapeException(
          name
              + ": y "
              + y.shape()
              + " and x "
              + x.shape()
              + "; axis 0 of both holds the same samples, one or more");
    }
  }
}
