package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.ReduceKind;

/** Rows of longs combined to one number. */
final class LongReduction {
  private LongReduction() {}

  /** Element i goes to lane i mod 32, the lanes are combined by the tree of {@link Kernels}. */
  static long run(ReduceKind kind, long[] x, int xo, int n) {
    return n == 0 ? neutral(kind) : tree(kind, x, xo, xo + n, 0, 1);
  }

  /** What no elements give. */
  static long neutral(ReduceKind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX -> Long.MIN_VALUE;
      case MIN -> Long.MAX_VALUE;
    };
  }

  /** The lanes {@code lane}, {@code lane + step}, {@code lane + 2 step} ... below 32. */
  private static long tree(ReduceKind kind, long[] x, int xo, int end, int lane, int step) {
    return step == Kernels.PANEL
        ? lane(kind, x, xo + lane, end)
        : combine(
            kind,
            tree(kind, x, xo, end, lane, 2 * step),
            tree(kind, x, xo, end, lane + step, 2 * step));
  }

  private static long lane(ReduceKind kind, long[] x, int start, int end) {
    long all = neutral(kind);
    for (int i = start; i < end; i += Kernels.PANEL) {
      all = combine(kind, all, x[i]);
    }
    return all;
  }

  private static long combine(ReduceKind kind, long a, long b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }
}
