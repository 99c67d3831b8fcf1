package dev.jacobi.conformance.reports;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.nn.Loss;
import java.util.HashMap;
import java.util.Map;

/** The Jacobian of every sample with respect to a hidden node, inside a loss that is trained. */
final class HiddenJacobianLoss {
  private HiddenJacobianLoss() {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs = Named.of(file, "input", "x", "t", "W1", "b1", "W2", "b2", "W3", "b3");
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> results(in, mode));
    }
  }

  private static Map<String, Object> results(Named in, Mode mode) {
    Tensor z = in.linear("W1", "b1").apply(in.get("x")).tanh();
    Tensor h = in.linear("W2", "b2").apply(z).tanh();
    Tensor y = in.linear("W3", "b3").apply(h);
    Tensor jacobian = y.jacobian(z, mode);
    Tensor norms = jacobian.frobenius(1, 2);
    Tensor mse = Loss.mse(y, in.get("t"));
    Tensor penalty = norms.minus(1).abs().sum();
    Tensor loss = mse.plus(penalty);

    Map<String, Tensor> sources = new HashMap<>(in.byName());
    sources.remove("t");
    sources.put("z", z);
    return Map.of(
        "z", z,
        "y", y,
        "jacobian_y_wrt_z", jacobian,
        "jacobian_frobenius_norm_per_sample", norms,
        "jacobian_row_norms_per_sample", jacobian.norm(2),
        "mse", mse,
        "penalty", penalty,
        "loss", loss,
        "grad_loss_wrt", loss.gradient(sources));
  }
}
