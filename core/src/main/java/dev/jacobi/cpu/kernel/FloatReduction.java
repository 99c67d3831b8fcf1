package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.ReduceKind;
import java.util.Arrays;

/** Rows of floats combined to one number. */
public final class FloatReduction {
  private FloatReduction() {}

  /** Element i goes to lane i mod 32, the lanes are combined by the tree of {@link Kernels}. */
  public static float run(ReduceKind kind, float[] x, int xo, int n) {
    if (n == 0) {
      return neutral(kind);
    }
    if (n == Kernels.PANEL && kind == ReduceKind.SUM) {
      return (four(x, xo) + four(x, xo + 4) + (four(x, xo + 2) + four(x, xo + 6)))
          + (four(x, xo + 1) + four(x, xo + 5) + (four(x, xo + 3) + four(x, xo + 7)));
    }
    float[] lanes = new float[Kernels.PANEL];
    Arrays.fill(lanes, start(kind));
    for (int i = 0; i < n; i += Kernels.PANEL) {
      combine(kind, lanes, x, xo + i, Math.min(Kernels.PANEL, n - i));
    }
    for (int step = Kernels.PANEL / 2; step > 0; step /= 2) {
      combine(kind, lanes, lanes, step, step);
    }
    return lanes[0];
  }

  /** The tree's sum of lanes l, l + 8, l + 16 and l + 24. */
  private static float four(float[] x, int l) {
    return (x[l] + x[l + 16]) + (x[l + 8] + x[l + 24]);
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

  /** An empty lane changes nothing: 0 + -0.0 would be 0, but -0.0 + x is x. */
  private static float start(ReduceKind kind) {
    return kind == ReduceKind.SUM ? -0.0f : neutral(kind);
  }

  private static void combine(ReduceKind kind, float[] lanes, float[] x, int xo, int n) {
    switch (kind) {
      case SUM -> {
        for (int l = 0; l < n; l++) {
          lanes[l] += x[xo + l];
        }
      }
      case PROD -> {
        for (int l = 0; l < n; l++) {
          lanes[l] *= x[xo + l];
        }
      }
      case MAX -> {
        for (int l = 0; l < n; l++) {
          lanes[l] = Math.max(lanes[l], x[xo + l]);
        }
      }
      case MIN -> {
        for (int l = 0; l < n; l++) {
          lanes[l] = Math.min(lanes[l], x[xo + l]);
        }
      }
    }
  }
}
