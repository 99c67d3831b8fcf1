package dev.jacobi.conformance.reports;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import java.util.Map;

/**
 * Gradients of every sample by a weight that is used twice, {@code o = v . tanh(W tanh(W x))},
 * clipped to a norm and summed: the two uses add up before the norm is taken.
 */
final class SharedWeight {
  private SharedWeight() {}

  /** The two uses of the weight, to be differentiated apart. */
  record Uses(Tensor first, Tensor second) {}

  record Sample(Tensor x, Tensor t) {}

  static void run(CaseFile file, Comparison comparison) {
    Named inputs = Named.of(file, "input", "x", "W", "v", "t", "clip");
    comparison.run("vmap", inputs, in -> results(in, eachByVmap(in)));
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> results(in, eachByJacobian(in, mode)));
    }
  }

  private static Tensor output(Uses w, Tensor v, Tensor x) {
    Tensor h = x.matmul(w.first().transpose()).tanh();
    return h.matmul(w.second().transpose()).tanh().matmul(v);
  }

  private static Tensor loss(Uses w, Tensor v, Sample sample) {
    return output(w, v, sample.x()).minus(sample.t()).square().div(2);
  }

  private static Tensor eachByVmap(Named in) {
    Tensor v = in.get("v");
    return Jacobi.<Sample, Tensor>vmap(
            s -> Jacobi.<Tensor>grad(w -> loss(new Uses(w, w), v, s)).apply(in.get("W")))
        .apply(new Sample(in.get("x"), in.get("t")));
  }

  private static Tensor eachByJacobian(Named in, Mode mode) {
    Tensor w = in.get("W");
    Sample all = new Sample(in.get("x"), in.get("t"));
    return loss(new Uses(w, w), in.get("v"), all).fullJacobian(w, mode);
  }

  private static Map<String, Object> results(Named in, Tensor each) {
    Tensor w = in.get("W");
    Tensor v = in.get("v");
    // A tensor of its own for the second use: a tensor at two places of a record is one parameter.
    Uses two = new Uses(w, w.reshape(w.size(0), w.size(1)));
    Uses apart =
        Jacobi.<Sample, Uses>vmap(s -> Jacobi.<Uses>grad(uses -> loss(uses, v, s)).apply(two))
            .apply(new Sample(in.get("x"), in.get("t")));
    Tensor norm = each.square().sum(1, 2).sqrt();
    Tensor factor = in.get("clip").div(norm).minimum(1);
    Tensor clipped = each.times(factor.reshape(-1, 1, 1));
    return Map.of(
        "output", output(new Uses(w, w), v, in.get("x")),
        "per_sample_gradient", each,
        "per_sample_norm", norm,
        "clip_factor", factor,
        "clipped_sum", clipped.sum(0),
        "clipped_mean", clipped.mean(0),
        "per_sample_gradient_first_use", apart.first(),
        "per_sample_gradient_second_use", apart.second());
  }
}
