package dev.jacobi.conformance.torchlayers;

import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.JsonCases;
import dev.jacobi.conformance.Tolerance;

/** The folder {@code torch_layers/}: a file's kind shows in its parts. */
public final class TorchLayerCases extends JsonCases {

  /** The cases of {@code torch_layers/}. */
  public TorchLayerCases() {
    super("torch_layers");
  }

  @Override
  protected Outcome run(String stem, CaseFile file) {
    Comparison comparison = new Comparison(file, place -> Tolerance.FLOAT64);
    if (file.has("losses") && file.has("start")) {
      OptimizerTrial.run(stem, file, comparison);
    } else if (file.has("losses")) {
      LossTrial.run(file, comparison);
    } else if (file.has("schedules")) {
      ScheduleTrial.run(file, comparison);
    } else if (file.has("weights") && file.has("y")) {
      LayerTrial.run(file, comparison);
    } else {
      throw new CaseException("unknown structure: " + String.join(", ", file.keys()));
    }
    return comparison.outcome();
  }
}
