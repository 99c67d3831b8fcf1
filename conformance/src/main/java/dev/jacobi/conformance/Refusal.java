package dev.jacobi.conformance;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.type.MixedSamplesException;

/** Where samples look at each other there is no Jacobian for each of them. */
public final class Refusal {
  private Refusal() {}

  /**
   * Requires that {@code y.jacobian(z)} is refused and that the refusal names what mixes.
   *
   * @throws CaseException if it is not
   */
  public static void require(Tensor y, Tensor z) {
    for (Mode mode : Mode.values()) {
      try {
        Tensor jacobian = y.jacobian(z, mode);
        throw new CaseException(
            "samples mix, but jacobian(z, " + mode + ") gives " + jacobian.shape());
      } catch (MixedSamplesException refused) {
        if (!String.valueOf(refused.getMessage()).contains("samples mix at ")) {
          throw new CaseException("refused without the place: " + refused.getMessage(), refused);
        }
      }
    }
  }
}
