package dev.jacobi;

import dev.jacobi.graph.Origin;
import dev.jacobi.type.Ints;

/**
 * Sums of exponentials. The largest element m is taken out first, so that nothing overflows; the
 * results do not depend on m, so it is a constant for derivatives.
 */
final class Softmax {
  private Softmax() {}

  // e^(x - m) / sum e^(x - m)
  static Tensor softmax(Tensor x, int axis) {
    return Origin.within(
        "softmax",
        () -> {
          Ints over = Ints.of(x.shape().axis("softmax", axis));
          Tensor e = shifted(x, over).exp();
          return e.div(Norms.spread(e.sum(axis), e, over));
        });
  }

  // x - m - ln sum e^(x - m)
  static Tensor logSoftmax(Tensor x, int axis) {
    return Origin.within(
        "logSoftmax",
        () -> {
          Ints over = Ints.of(x.shape().axis("logSoftmax", axis));
          Tensor below = shifted(x, over);
          return below.minus(Norms.spread(below.exp().sum(axis).log(), below, over));
        });
  }

  private static Tensor shifted(Tensor x, Ints over) {
    Tensor floats = Activations.floats(x);
    if (floats.shape().elements() == 0) {
      return floats;
    }
    Tensor m = floats.max(over.toArray()).stopGradient();
    return floats.minus(Norms.spread(m, floats, over));
  }

  // m + ln sum e^(x - m); m is 0 where the largest element is infinite, since inf - inf is NaN. The
  // sum is 0 only where all elements are -inf, and there the logarithm has no slope to hand on.
  static Tensor logSumExp(Tensor x, int... axes) {
    return Origin.within(
        "logSumExp",
        () -> {
          Tensor floats = Activations.floats(x);
          Ints over = x.shape().axes("logSumExp", axes);
          if (floats.shape().elements() == 0) {
            return floats.exp().sum(axes).log();
          }
          Tensor largest = floats.max(axes).stopGradient();
          Tensor m = Tensor.where(largest.isFinite(), largest, 0);
          Tensor sum = floats.minus(Norms.spread(m, floats, over)).exp().sum(axes);
          return Tensor.where(sum.eq(0), Double.NEGATIVE_INFINITY, sum.log()).plus(m);
        });
  }

  // ln(e^a + e^b) = hi + softplus(lo - hi). At a tie hi is b, and softplus'(0) = 1/2 makes the
  // derivatives of both 1/2. Equal infinities have no difference; their mean is the same infinity.
  static Tensor logAddExp(Tensor a, Tensor b) {
    return Origin.within(
        "logAddExp",
        () -> {
          a.shape().broadcast("logAddExp", b.shape());
          Tensor x = Activations.floats(a);
          Tensor y = Activations.floats(b);
          Tensor swap = x.le(y);
          Tensor hi = Tensor.where(swap, y, x);
          Tensor lo = Tensor.where(swap, x, y);
          Tensor infiniteTie = x.eq(y).and(x.isFinite().not());
          return Tensor.where(infiniteTie, x.plus(y).times(0.5), hi.plus(lo.minus(hi).softplus()));
        });
  }
}
