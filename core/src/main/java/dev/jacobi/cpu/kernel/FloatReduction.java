package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.ReduceKind;

/** Rows of floats combined to one number. */
final class FloatReduction {
  private FloatReduction() {}

  /** Element i goes to lane i mod 32, the lanes are combined by the tree of {@link Kernels}. */
  static float run(ReduceKind kind, float[] x, int xo, int n) {
    return n == 0 ? neutral(kind) : tree(kind, x, xo, xo + n, 0, 1);
  }

  /** What no elements give. */
  static float neutral(ReduceKind kind) {
    return switch (kind) {
      case SUM -> 0;
      case PROD -> 1;
      case MAX -> Float.NEGATIVE_INFINITY;
      case MIN -> Float.POSITIVE_INFINITY;
    };
  }

  /** The lanes {@code lane}, {@code lane + step}, {@code lane + 2 step} ... below 32. */
  private static float tree(ReduceKind kind, float[] x, int xo, int end, int lane, int step) {
    return step == Kernels.PANEL
        ? lane(kind, x, xo + lane, end)
        : combine(
            kind,
            tree(kind, x, xo, end, lane, 2 * step),
            tree(kind, x, xo, end, lane + step, 2 * step));
  }

  private static float lane(ReduceKind kind, float[] x, int start, int end) {
    float all = start(kind);
    for (int i = start; i < end; i += Kernels.PANEL) {
      all = combine(kind, all, x[i]);
    }
    return all;
  }

  /** An empty lane changes nothing: 0 + -0.0 would be 0, but -0.0 + x is x. */
  private static float start(ReduceKind kind) {
    return kind == ReduceKind.SUM ? -0.0f : neutral(kind);
  }

  private static float combine(ReduceKind kind, float a, float b) {
    return switch (kind) {
      case SUM -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }
}
