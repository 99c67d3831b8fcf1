package dev.jacobi.conformance.torch;

import dev.jacobi.Mixing;
import dev.jacobi.Mode;
import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.conformance.Refusal;
import java.util.Map;

/**
 * Batch norm in training makes every sample of y depend on every sample of z: the Jacobian of each
 * sample is refused, or exact on request, and is not what one sweep gives.
 */
final class BatchNorm {
  private BatchNorm() {}

  record Inputs(Tensor z, Named weights) {}

  static void run(CaseFile file, Comparison comparison) {
    Inputs inputs = new Inputs(file.tensor("z"), Named.all(file, "weights"));
    double eps = file.number("eps");
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> results(in, eps, mode));
    }
  }

  private static Map<String, Object> results(Inputs in, double eps, Mode mode) {
    Named w = in.weights();
    Tensor z = in.z();
    Tensor h = w.linear("l1").apply(z);
    Tensor normal = Normalization.batchNorm(h, w.get("bn.weight"), w.get("bn.bias"), eps).output();
    Tensor y = w.linear("l2").apply(normal.tanh());
    Refusal.require(y, z);
    return Map.of(
        "y", y,
        "full", y.fullJacobian(z, mode),
        "own", y.jacobian(z, Mixing.EXACT),
        "summed", y.sum(0).fullJacobian(z, mode).moveAxis(1, 0));
  }
}
