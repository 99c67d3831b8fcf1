package dev.jacobi.cpu.kernel;

import dev.jacobi.graph.Op.ReduceKind;

/**
 * Rows of truth values combined to one: any (the largest, the sum), all (the smallest, the
 * product).
 */
final class BoolReduction {
  private BoolReduction() {}

  static boolean run(ReduceKind kind, boolean[] x, int xo, int n) {
    boolean neutral = neutral(kind);
    boolean all = neutral;
    for (int i = 0; i < n && all == neutral; i++) {
      all = x[xo + i];
    }
    return all;
  }

  /** What no elements give. */
  static boolean neutral(ReduceKind kind) {
    return switch (kind) {
      case SUM, MAX -> false;
      case PROD, MIN -> true;
    };
  }
}
