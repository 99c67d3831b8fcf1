package dev.jacobi.conformance.reports;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.nn.Loss;
import java.util.Arrays;
import java.util.Map;

/** A linear decoder has one Jacobian for all samples, and its derivatives are zeros, no error. */
final class LinearDecoder {
  private LinearDecoder() {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs = Named.of(file, "input", "z", "W", "b", "t");
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> results(in, mode));
    }
  }

  private static Map<String, Object> results(Named in, Mode mode) {
    Tensor z = in.get("z");
    Tensor y = in.linear("W", "b").apply(z);
    Tensor jacobian = y.jacobian(z, mode);
    Tensor norms = jacobian.frobenius(1, 2);
    Tensor penalty = norms.minus(1).abs().sum();
    Tensor loss = Loss.mse(y, in.get("t")).plus(penalty);
    Map<String, Tensor> sources = Map.of("W", in.get("W"), "z", z, "b", in.get("b"));

    Tensor second = jacobian.jacobian(z, mode);
    double[] sizes = Arrays.stream(second.shape().sizes()).asDoubleStream().toArray();
    return Map.of(
        "y", y,
        "jacobian_every_sample", one(jacobian),
        "frobenius", one(norms),
        "penalty", penalty,
        "loss", loss,
        "grad_penalty_wrt", penalty.gradient(sources),
        "grad_loss_wrt", loss.gradient(sources),
        "second_derivative_y_wrt_z_shape", Tensor.of(sizes),
        "second_derivative_y_wrt_z_all_entries", second.abs().max());
  }

  /** What is the same for all samples; NaN where they differ. */
  private static Tensor one(Tensor samples) {
    Tensor first = samples.get(0);
    return Tensor.where(samples.eq(first).all(0), first, Double.NaN);
  }
}
