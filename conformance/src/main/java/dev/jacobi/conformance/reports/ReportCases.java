package dev.jacobi.conformance.reports;

import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.JsonCases;
import dev.jacobi.conformance.Tolerance;
import dev.jacobi.conformance.Trial;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folder {@code reports/}: each file says in {@code name} which report it belongs to. */
public final class ReportCases extends JsonCases {
  private static final Map<String, Trial> TRIALS =
      new TreeMap<>(
          Map.of(
              "batchnorm_mixing", BatchNormMixing::run,
              "clipped_gradients_of_a_shared_weight", SharedWeight::run,
              "hidden_jacobian_loss", HiddenJacobianLoss::run,
              "linear_decoder_constant_jacobian", LinearDecoder::run,
              "norm_at_zero", NormAtZero::run,
              "normalization_layers_higher_order", NormalizationLayers::run,
              "pow_at_zero", PowAtZero::run,
              "softmax_cross_entropy_hessian", SoftmaxCrossEntropy::run,
              "softplus_derivatives", Softplus::run,
              "where_masked_branch", MaskedBranch::run));

  /** The cases of {@code reports/}. */
  public ReportCases() {
    super("reports");
  }

  @Override
  protected Outcome run(String stem, CaseFile file) {
    String name = file.text("name");
    Trial trial = TRIALS.get(name);
    if (trial == null) {
      throw new CaseException("unknown report " + name + "; known: " + TRIALS.keySet());
    }
    if (file.has("input", "dtype") && !file.text("input", "dtype").equals("float64")) {
      throw new CaseException("input.dtype: " + file.text("input", "dtype") + ", not float64");
    }
    Map<String, Tolerance> tolerances = new TreeMap<>();
    Tolerance general = tolerance(file, "tolerance");
    for (String key : file.keys("tolerance")) {
      if (file.isObject("tolerance", key)) {
        tolerances.put(key, tolerance(file, "tolerance", key));
      }
    }
    Comparison comparison =
        new Comparison(file, place -> toleranceAt(place, general, tolerances), "expected");
    trial.run(file, comparison);
    return comparison.outcome();
  }

  /** A tolerance of its own, as {@code order3_and_order4}, holds for the places it names. */
  private static Tolerance toleranceAt(
      String place, Tolerance general, Map<String, Tolerance> tolerances) {
    String last = place.substring(place.lastIndexOf('.') + 1);
    return tolerances.entrySet().stream()
        .filter(own -> List.of(own.getKey().split("_and_")).contains(last))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(general);
  }

  private static Tolerance tolerance(CaseFile file, String... path) {
    double value = file.number(CaseFile.under(path, "value"));
    String kind = file.text(CaseFile.under(path, "kind"));
    return switch (kind) {
      case "relative" -> {
        String[] floor = CaseFile.under(path, "absolute_floor");
        yield new Tolerance(value, file.has(floor) ? file.number(floor) : 0);
      }
      case "absolute" -> new Tolerance(0, value);
      default -> throw new CaseException(CaseFile.place(path) + ".kind: unknown: " + kind);
    };
  }
}
