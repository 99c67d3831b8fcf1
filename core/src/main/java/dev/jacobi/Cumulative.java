package dev.jacobi;

import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import java.util.function.BinaryOperator;

/**
 * Running sums and the like along an axis, by doubling (Hillis and Steele, 1986): after step k each
 * element is the combination of the last 2^k up to it. A running sum of n elements takes log2(n)
 * sums of whole tensors and has as few roundings; no element meets one that comes after it, so that
 * NaN and infinity spoil only what follows them.
 */
final class Cumulative {
  private Cumulative() {}

  static Tensor sum(Tensor x, int axis) {
    return Origin.within("cumsum", () -> running("cumsum", number(x), axis, Tensor::plus));
  }

  static Tensor product(Tensor x, int axis) {
    return Origin.within("cumprod", () -> running("cumprod", number(x), axis, Tensor::times));
  }

  static Tensor logSumExp(Tensor x, int axis) {
    return Origin.within(
        "logCumSumExp",
        () -> running("logCumSumExp", Activations.floats(x), axis, Softmax::logAddExp));
  }

  private static Tensor number(Tensor x) {
    return x.dtype() == DType.BOOL ? new Tensor(Nodes.cast(x.node(), DType.INT64)) : x;
  }

  private static Tensor running(String name, Tensor x, int axis, BinaryOperator<Tensor> combine) {
    int at = x.shape().axis(name, axis);
    int n = x.shape().size(at);
    Tensor running = x;
    for (int step = 1; step < n; step *= 2) {
      Tensor head = running.slice(at, 0, step);
      Tensor before = running.slice(at, 0, n - step);
      Tensor rest = running.slice(at, step, n);
      running = Tensor.concat(at, head, combine.apply(before, rest));
    }
    return running;
  }
}
