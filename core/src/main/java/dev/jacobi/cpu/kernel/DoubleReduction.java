package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.ReduceKind;

/** Rows of doubles combined to one number. */
final class DoubleReduction {
  private DoubleReduction() {}

  /** Element i goes to lane i mod 32, the lanes are combined by the tree of {@link Kernels}. */
  static double run(ReduceKind kind, double[] x, int xo, int n) {
    return n == 0 ? neutral(kind) : tree(kind, x, xo, xo + n, 0, 1);
  }

  /** What no elements give. */
  static double neutral(ReduceKind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  /** The lanes {@code lane}, {@code lane + step}, {@code lane + 2 step} ... below 32. */
  private static double tree(ReduceKind kind, double[] x, int xo, int end, int lane, int step) {
    return step == Kernels.PANEL
        ? lane(kind, x, xo + lane, end)
        : combine(
            kind,
            tree(kind, x, xo, end, lane, 2 * step),
            tree(kind, x, xo, end, lane + step, 2 * step));
  }

  private static double lane(ReduceKind kind, double[] x, int start, int end) {
    double all = start(kind);
    for (int i = start; i < end; i += Kernels.PANEL) {
      all = combine(kind, all, x[i]);
    }
    return all;
  }

  /** An empty lane changes nothing: 0 + -0.0 would be 0, but -0.0 + x is x. */
  private static double start(ReduceKind kind) {
    return kind == ReduceKind.SUM ? -0.0 : neutral(kind);
  }

  private static double combine(ReduceKind kind, double a, double b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }
}
