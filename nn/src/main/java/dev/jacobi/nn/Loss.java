package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.ShapeException;

/**
 * Losses: scalars to descend on. Each takes what a model gives and what it should have given, of
 * equal shapes, and says what becomes of the elements: their mean if nothing is said. Their
 * derivatives are right to any order.
 */
public final class Loss {
  private Loss() {}

  // ---- for numbers

  /**
   * The mean over all elements of {@code (y - target)^2}.
   *
   * @throws ShapeException if the shapes differ: a loss does not broadcast
   */
  public static Tensor mse(Tensor y, Tensor target) {
    return mse(y, target, Reduction.MEAN);
  }

  /** {@code (y - target)^2}. */
  public static Tensor mse(Tensor y, Tensor target, Reduction reduction) {
    requireEqualShapes("mse", y, target);
    return Origin.within("mse", () -> reduction.of(y.minus(target).square()));
  }

  /** The mean over all elements of {@code |y - target|}. */
  public static Tensor mae(Tensor y, Tensor target) {
    return mae(y, target, Reduction.MEAN);
  }

  /** {@code |y - target|}; the derivative where they are equal is 0. */
  public static Tensor mae(Tensor y, Tensor target, Reduction reduction) {
    requireEqualShapes("mae", y, target);
    return Origin.within("mae", () -> reduction.of(y.minus(target).abs()));
  }

  /** {@link #huber(Tensor, Tensor, double, Reduction)}, the mean. */
  public static Tensor huber(Tensor y, Tensor target, double delta) {
    return huber(y, target, delta, Reduction.MEAN);
  }

  /**
   * {@code d^2 / 2} where {@code d = |y - target|} is at most delta, else {@code delta (d - delta /
   * 2)} (Huber, 1964).
   */
  public static Tensor huber(Tensor y, Tensor target, double delta, Reduction reduction) {
    requireEqualShapes("huber", y, target);
    if (!(delta > 0) || Double.isInfinite(delta)) {
      throw new JacobiException("huber: delta " + delta + "; it must be finite and positive");
    }
    return Origin.within(
        "huber",
        () -> {
          Tensor d = y.minus(target);
          Tensor far = d.abs().minus(delta / 2).times(delta);
          return reduction.of(Tensor.where(d.abs().le(delta), d.square().times(0.5), far));
        });
  }

  // ---- for classes

  /** {@link CrossEntropy} with its usual settings. */
  public static Tensor crossEntropy(Tensor logits, Tensor target) {
    return CrossEntropy.of().apply(logits, target);
  }

  /** {@link #binaryCrossEntropy(Tensor, Tensor, Reduction)}, the mean. */
  public static Tensor binaryCrossEntropy(Tensor logits, Tensor target) {
    return binaryCrossEntropy(logits, target, Reduction.MEAN);
  }

  /**
   * {@code -t ln s(x) - (1 - t) ln(1 - s(x))} with the logistic function s, for logits x and
   * probabilities t, in the form {@code softplus(x) - t x} that does not overflow.
   */
  public static Tensor binaryCrossEntropy(Tensor logits, Tensor target, Reduction reduction) {
    requireEqualShapes("binaryCrossEntropy", logits, target);
    return Origin.within(
        "binaryCrossEntropy",
        () -> {
          Tensor t = target.cast(logits.dtype());
          return reduction.of(logits.softplus().minus(t.times(logits)));
        });
  }

  /**
   * The same where a positive target counts {@code weights} times: {@code (1 - t) x + (1 + (w - 1)
   * t) softplus(-x)}.
   *
   * @param weights w, broadcast to the logits
   */
  public static Tensor binaryCrossEntropy(
      Tensor logits, Tensor target, Tensor weights, Reduction reduction) {
    requireEqualShapes("binaryCrossEntropy", logits, target);
    return Origin.within(
        "binaryCrossEntropy",
        () -> {
          Tensor t = target.cast(logits.dtype());
          Tensor negative = t.unaryMinus().plus(1).times(logits);
          Tensor factor = weights.minus(1).times(t).plus(1);
          return reduction.of(negative.plus(factor.times(logits.unaryMinus().softplus())));
        });
  }

  /** {@link #hinge(Tensor, Tensor, Reduction)}, the mean. */
  public static Tensor hinge(Tensor scores, Tensor target) {
    return hinge(scores, target, Reduction.MEAN);
  }

  /** {@code max(0, 1 - t y)} for targets t of -1 and 1 (Cortes and Vapnik, 1995). */
  public static Tensor hinge(Tensor scores, Tensor target, Reduction reduction) {
    requireEqualShapes("hinge", scores, target);
    return Origin.within(
        "hinge",
        () -> {
          Tensor t = target.cast(scores.dtype());
          return reduction.of(t.times(scores).unaryMinus().plus(1).relu());
        });
  }

  // ---- for distributions

  /** {@link #kl(Tensor, Tensor, Reduction)}, the mean over samples. */
  public static Tensor kl(Tensor logQ, Tensor p) {
    return kl(logQ, p, Reduction.MEAN_OF_SAMPLES);
  }

  /**
   * The divergence of Kullback and Leibler (1951) of p from q, {@code p (ln p - ln q)}, 0 where p
   * is 0.
   *
   * @param logQ the logarithms of what a model gives, as {@link Tensor#logSoftmax} has them
   * @param p probabilities
   */
  public static Tensor kl(Tensor logQ, Tensor p, Reduction reduction) {
    requireEqualShapes("kl", logQ, p);
    return Origin.within(
        "kl", () -> reduction.of(Tensor.where(p.eq(0), 0, p.times(p.log().minus(logQ)))));
  }

  /** {@link #poissonNll(Tensor, Tensor, Reduction)}, the mean. */
  public static Tensor poissonNll(Tensor logRate, Tensor count) {
    return poissonNll(logRate, count, Reduction.MEAN);
  }

  /**
   * The negative logarithm of the probability of counts, without what does not depend on the rate:
   * {@code e^x - k x} for the logarithm x of the rate.
   */
  public static Tensor poissonNll(Tensor logRate, Tensor count, Reduction reduction) {
    requireEqualShapes("poissonNll", logRate, count);
    return Origin.within(
        "poissonNll",
        () -> {
          Tensor k = count.cast(logRate.dtype());
          return reduction.of(logRate.exp().minus(k.times(logRate)));
        });
  }

  /** {@link #gaussianNll(Tensor, Tensor, Tensor, double, Reduction)} for eps 1e-6, the mean. */
  public static Tensor gaussianNll(Tensor mean, Tensor target, Tensor variance) {
    return gaussianNll(mean, target, variance, 1e-6, Reduction.MEAN);
  }

  /**
   * The negative logarithm of the normal density, without its constant: {@code (ln v + (mean -
   * target)^2 / v) / 2} for {@code v = max(variance, eps)} (Nix and Weigend, 1994). A variance
   * below 0 gives NaN.
   *
   * @param variance of the shape of the mean, or broadcast to it
   */
  public static Tensor gaussianNll(
      Tensor mean, Tensor target, Tensor variance, double eps, Reduction reduction) {
    requireEqualShapes("gaussianNll", mean, target);
    if (!(eps > 0) || Double.isInfinite(eps)) {
      throw new JacobiException("gaussianNll: eps " + eps + "; it must be finite and positive");
    }
    return Origin.within(
        "gaussianNll",
        () -> {
          Tensor bounded = Tensor.where(variance.lt(0), Double.NaN, variance).maximum(eps);
          Tensor distance = mean.minus(target).square().div(bounded);
          return reduction.of(bounded.log().plus(distance).times(0.5));
        });
  }

  static void requireEqualShapes(String loss, Tensor y, Tensor target) {
    if (!y.shape().equals(target.shape())) {
      throw new ShapeException(
          loss
              + ": y "
              + y.shape()
              + " and target "
              + target.shape()
              + "; the shapes must be equal, a loss does not broadcast; reshape or expand one");
    }
  }
}
