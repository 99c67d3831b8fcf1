package dev.jacobi.conformance.reports;

import dev.jacobi.Mixing;
import dev.jacobi.Mode;
import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.conformance.Refusal;
import java.util.HashMap;
import java.util.Map;

/**
 * Batch norm in training makes every sample depend on every other: the Jacobian of each sample is
 * refused, or exact on request; with frozen statistics it is given.
 */
final class BatchNormMixing {
  private BatchNormMixing() {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs = Named.of(file, "input", "z", "gamma", "beta", "running_mean", "running_var");
    double eps = file.number("input", "eps");
    for (String head : new String[] {"linear", "tanh", "eval"}) {
      boolean wanted = file.flag("expected", head, "samples_mix");
      if (wanted == head.equals("eval")) {
        comparison.fail("expected." + head + ".samples_mix: " + wanted);
      }
    }
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> results(in, eps, mode));
    }
  }

  private static Map<String, Object> results(Named in, double eps, Mode mode) {
    Tensor z = in.get("z");
    Tensor weight = in.get("gamma").reshape(1);
    Tensor bias = in.get("beta").reshape(1);
    Tensor linear = Normalization.batchNorm(z, weight, bias, eps).output();
    Tensor tanh = linear.tanh();
    Tensor mean = in.get("running_mean").reshape(1);
    Tensor variance = in.get("running_var").reshape(1);
    Tensor eval = Normalization.frozenBatchNorm(z, mean, variance, weight, bias, eps).tanh();
    Refusal.require(linear, z);
    Refusal.require(tanh, z);

    Map<String, Tensor> tanhNumbers = new HashMap<>(mixed(tanh, z, mode));
    tanhNumbers.put("y", tanh.flatten(0, 1));
    return Map.of(
        "linear", mixed(linear, z, mode),
        "tanh", tanhNumbers,
        "eval",
            Map.of(
                "y", eval.flatten(0, 1),
                "per_sample_diagonal", eval.jacobian(z, mode).flatten(0, 2),
                "sum_trick", eval.sum().gradient(z).flatten(0, 1)));
  }

  private static Map<String, Tensor> mixed(Tensor y, Tensor z, Mode mode) {
    int samples = z.size(0);
    return Map.of(
        "full_jacobian", y.fullJacobian(z, mode).reshape(samples, samples),
        "per_sample_diagonal", y.jacobian(z, Mixing.EXACT).flatten(0, 2),
        "sum_trick", y.sum().gradient(z).flatten(0, 1),
        "sum_trick_forward_mode", y.jvp(z, z.onesLike()).flatten(0, 1));
  }
}
