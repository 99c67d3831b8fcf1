package dev.jacobi.conformance.reports;

import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Map;

/** Derivatives of rising order through layer norm and batch norm, along a curve t. */
final class NormalizationLayers {
  private NormalizationLayers() {}

  record Inputs(Named layer, Named batch) {}

  static void run(CaseFile file, Comparison comparison) {
    Inputs inputs = new Inputs(parameters(file, "layer"), parameters(file, "batch"));
    double layerEps = file.number("input", "layer", "eps");
    double batchEps = file.number("input", "batch", "eps");
    List<String> layer = file.keys("expected", "layer");
    List<String> batch = file.keys("expected", "batch");
    for (List<Sweep> route : Sweep.ROUTES) {
      comparison.run(
          route.toString(),
          inputs,
          in ->
              Map.of(
                  "layer",
                  Sweep.orders(route, layer(in.layer(), layerEps), in.layer().get("t"), layer),
                  "batch",
                  Sweep.orders(route, batch(in.batch(), batchEps), in.batch().get("t"), batch)));
    }
  }

  private static Named parameters(CaseFile file, String norm) {
    return new Named(
        Map.of(
            "t", file.tensor("input", norm, "t"),
            "weight", file.tensor("input", norm, "weight"),
            "bias", file.tensor("input", norm, "bias")));
  }

  /** The sum of the outputs for x = (t, 0, ...). */
  private static Tensor layer(Named in, double eps) {
    Tensor x = in.get("t").unsqueeze(0).pad(0, 0, in.get("weight").size(0) - 1);
    return Normalization.layerNorm(x, in.get("weight"), in.get("bias"), eps).sum();
  }

  /**
   * {@code sum_i (i + 1) output_i} for {@code x_i = (i + 1) t + ((i mod 3) - 1) t^2 + i}, as
   * (sample 2, channel, length 2).
   */
  private static Tensor batch(Named in, double eps) {
    Tensor t = in.get("t");
    int channels = in.get("weight").size(0);
    Tensor i = Tensor.iota(DType.FLOAT64, Shape.of(4 * channels), 0);
    Tensor curve = i.minus(i.div(3).floor().times(3)).minus(1);
    Tensor x = i.plus(1).times(t).plus(curve.times(t.square())).plus(i);
    Tensor output =
        Normalization.batchNorm(x.reshape(2, channels, 2), in.get("weight"), in.get("bias"), eps)
            .output();
    return output.reshape(-1).times(i.plus(1)).sum();
  }
}
