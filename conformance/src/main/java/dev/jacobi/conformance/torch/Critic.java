package dev.jacobi.conformance.torch;

import dev.jacobi.Convolution;
import dev.jacobi.Mode;
import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import java.util.Map;

/**
 * The gradient penalty of a Wasserstein critic, {@code mean_b (||ds_b/dx_b|| - 1)^2}, through a
 * convolution, a leaky relu and layer norm.
 */
record Critic(Convolution convolution, double slope, double eps, Mode mode) {

  record Inputs(Tensor x, Named weights) {}

  static void run(CaseFile file, Comparison comparison) {
    Inputs inputs = new Inputs(file.tensor("x"), Named.all(file, "weights"));
    Convolution convolution =
        new Convolution()
            .withStride((int) file.stated("stride (\\d+)", 1))
            .withPadding((int) file.stated("padding (\\d+)", 0));
    double slope = file.stated("leaky_relu ([0-9.]+)", 0.01);
    double eps = file.stated("eps[ =]+([0-9.eE-]+)", 1e-5);
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, new Critic(convolution, slope, eps, mode)::results);
    }
  }

  private Map<String, Object> results(Inputs in) {
    Named w = in.weights();
    Tensor features =
        convolution
            .apply(in.x(), w.get("conv.weight"), w.get("conv.bias"))
            .leakyRelu(slope)
            .flatten(1, -1);
    Tensor normal = Normalization.layerNorm(features, w.get("ln.weight"), w.get("ln.bias"), eps);
    Tensor score = w.linear("fc").apply(normal);
    Tensor dx = score.squeeze(1).jacobian(in.x(), mode);
    Tensor penalty = dx.norm(1, 2, 3).minus(1).square().mean();
    return Map.of(
        "score", score,
        "dx", dx,
        "gp", penalty,
        "grads", penalty.gradient(w, Unused.ZEROS).byName());
  }
}
