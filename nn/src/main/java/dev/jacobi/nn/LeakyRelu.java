package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.type.JacobiException;

/**
 * x where x is positive, else {@code slope x} (Maas, Hannun, Ng, 2013).
 *
 * @param slope the slope
 */
public record LeakyRelu(double slope) implements Layer {
  /** Requires a finite slope. */
  public LeakyRelu {
    if (!Double.isFinite(slope)) {
      throw new JacobiException("leakyRelu: slope " + slope + "; it must be finite");
    }
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("leakyRelu", this, x, () -> x.leakyRelu(slope));
  }

  @Override
  public String toString() {
    return "LeakyRelu(" + slope + ")";
  }
}
