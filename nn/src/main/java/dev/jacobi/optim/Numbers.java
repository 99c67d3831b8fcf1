package dev.jacobi.optim;

import dev.jacobi.type.JacobiException;

/** What the settings of optimisers may be. */
final class Numbers {
  private Numbers() {}

  static double requireRate(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new JacobiException(name + ": " + value + "; it must be finite and not negative");
    }
    return value;
  }

  static double requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new JacobiException(name + ": " + value + "; it must be finite and positive");
    }
    return value;
  }

  static int requireCount(String name, int value) {
    if (value < 1) {
      throw new JacobiException(name + ": " + value + "; it must be 1 or more");
    }
    return value;
  }

  static double requireDecay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new JacobiException(name + ": " + value + "; it must be at least 0 and below 1");
    }
    return value;
  }
}
