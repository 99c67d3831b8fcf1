package dev.jacobi.conformance.reports;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import java.util.Map;

/** A norm at zero: its square is smooth there, it has the gradient 0 there by convention. */
final class NormAtZero {
  private NormAtZero() {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs =
        Named.of(file, "input", "squared_x", "plain_x", "penalty_A_diagonal", "penalty_z");
    // says of the numbers below what they are; there is nothing to compute
    file.flag("expected", "penalty", "row_0_is_a_convention");
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> results(in, mode));
    }
  }

  private static Map<String, Object> results(Named in, Mode mode) {
    Tensor x = in.get("squared_x");
    Tensor squared = x.norm().square();
    Tensor g = in.get("plain_x");
    return Map.of(
        "squared",
            Map.of(
                "value", squared,
                "gradient", squared.gradient(x),
                "hessian", squared.gradient(x).fullJacobian(x, mode)),
        "plain", Map.of("value", g.norm(), "gradient_by_convention", g.norm().gradient(g)),
        "penalty", penalty(in.get("penalty_A_diagonal"), in.get("penalty_z"), mode));
  }

  /** {@code loss = sum_b | norm(dy_b/dz_b) - 1 |} for {@code y_b = sum_i a_i z_bi^2 / 2}. */
  private static Map<String, Tensor> penalty(Tensor a, Tensor z, Mode mode) {
    Tensor y = z.square().times(a).sum(1).div(2);
    Tensor norm = y.jacobian(z, mode).norm(1);
    Tensor loss = norm.minus(1).abs().sum();
    return Map.of("per_sample_norm", norm, "loss", loss, "grad_loss_wrt_z", loss.gradient(z));
  }
}
