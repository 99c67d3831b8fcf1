package dev.jacobi.cli;

import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.cli.TrainOptions.Penalty;
import dev.jacobi.cli.model.DataFile;
import dev.jacobi.data.Dataset;
import dev.jacobi.data.Standardization;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a model learns from, and those that it is judged by.
 *
 * @param source the file, for messages
 * @param inputs the columns that are given
 * @param targets the columns that are predicted; the inputs of an autoencoder
 * @param input what standardises the inputs, by the rows to learn from
 * @param output what standardises the targets
 * @param raw all rows of the inputs as the file has them, float64
 * @param all all rows standardised, float32
 * @param learned the rows to learn from
 * @param judged the other rows; null if there are none
 * @param hasDerivatives whether derivatives of targets by inputs are known
 */
record TrainData(
    String source,
    List<String> inputs,
    List<String> targets,
    Standardization input,
    Standardization output,
    Tensor raw,
    Batch all,
    Dataset<Batch> learned,
    @Nullable Dataset<Batch> judged,
    boolean hasDerivatives) {

  /**
   * Some rows, standardised.
   *
   * @param x {@code [B, n]}
   * @param t {@code [B, m]}
   * @param derivatives {@code [B, m, n]}, or null if they are not known
   */
  @Samples
  record Batch(Tensor x, Tensor t, @Nullable Tensor derivatives) {}

  /** Reads the columns that the options ask for. */
  static TrainData read(TrainOptions options, DataFile file) {
    options.target.forEach(file::require);
    options.columns.forEach(file::require);
    options.derivatives.forEach(file::require);
    DataFile.requireDistinct("--target", options.target);
    DataFile.requireDistinct("--columns", options.columns);
    List<String> inputs = inputs(options, file);
    List<String> derivatives = derivatives(options, file, inputs);
    boolean regressor = options.isRegressor();
    if (!regressor && inputs.size() < 2) {
      throw new JacobiException(
          "data: "
              + file.name()
              + ": one column, "
              + inputs.stream().map(name -> "'" + name + "'").findFirst().orElse("without a name")
              + "; an autoencoder takes two or more, parted by comma, semicolon, tab or |; a"
              + " regressor says with --target what it predicts");
    }
    if (!regressor && options.latent() > inputs.size()) {
      throw new JacobiException(
          "--latent: "
              + options.latent()
              + " numbers for "
              + inputs.size()
              + " columns; a code is no longer than what it stands for");
    }
    List<String> columns = new ArrayList<>(inputs);
    columns.addAll(options.target);
    columns.addAll(derivatives);
    return of(options, file.name(), inputs, derivatives, read(file, columns));
  }

  /** Words in a column and holes are the commonest reasons why a file cannot be read. */
  private static Tensor read(DataFile file, List<String> columns) {
    try {
      return file.read(columns);
    } catch (JacobiException refused) {
      String message = String.valueOf(refused.getMessage());
      if (message.contains("is not a number")) {
        throw new JacobiException(message + ", or choose columns with --columns", refused);
      }
      if (message.contains("take the line out")) {
        throw new JacobiException(
            message + ", or leave such lines out by --skip-bad-rows", refused);
      }
      throw refused;
    }
  }

  private static List<String> inputs(TrainOptions options, DataFile file) {
    List<String> inputs =
        options.columns.isEmpty()
            ? file.names().stream()
                .filter(name -> !options.target.contains(name))
                .filter(name -> !options.derivatives.contains(name))
                .filter(name -> !isDerivative(name, options.target, file.names()))
                .toList()
            : options.columns;
    if (inputs.isEmpty()) {
      throw new JacobiException(
          "--target: no column is left to predict it from; name fewer targets");
    }
    inputs.stream()
        .filter(options.target::contains)
        .findFirst()
        .ifPresent(both -> {
          throw new JacobiException(
              "--columns: '" + both + "' is a target too; take it out of one of them");
        });
    return inputs;
  }

  /** Whether a column is called dTARGET/dCOLUMN. */
  private static boolean isDerivative(String name, List<String> targets, List<String> all) {
    return TrainOptions.derivativeNames(targets, all).contains(name);
  }

  private static List<String> derivatives(
      TrainOptions options, DataFile file, List<String> inputs) {
    List<String> usual = TrainOptions.derivativeNames(options.target, inputs);
    if (!options.derivatives.isEmpty()) {
      if (options.derivatives.size() != usual.size()) {
        throw new JacobiException(
            "--derivatives: "
                + options.derivatives.size()
                + " columns for "
                + String.join(", ", usual)
                + "; name one for each, in this order");
      }
      return options.derivatives;
    }
    List<String> there = usual.stream().filter(file.names()::contains).toList();
    boolean asked = options.penalty == Penalty.SOBOLEV;
    if (there.size() == usual.size() && (asked || options.penalty == null)) {
      return there;
    }
    if (asked || (!there.isEmpty() && options.penalty == null)) {
      List<String> missing = usual.stream().filter(name -> !there.contains(name)).toList();
      throw new JacobiException(
          "--penalty sobolev: "
              + file.name()
              + " has no column "
              + String.join(", ", missing)
              + "; name the columns of derivatives with --derivatives, choose --columns, or give"
              + " another --penalty");
    }
    return List.of();
  }

  private static TrainData of(
      TrainOptions options,
      String source,
      List<String> inputs,
      List<String> derivatives,
      Tensor rows) {
    int n = inputs.size();
    int m = options.target.size();
    int count = rows.size(0);
    if (count < 2) {
      throw new JacobiException("data: " + source + ": one row; it takes two or more");
    }
    Tensor x = rows.slice(1, 0, n).value();
    Tensor t = m == 0 ? x : rows.slice(1, n, n + m).value();
    List<String> targets = m == 0 ? inputs : options.target;
    double share = options.validation;
    boolean judges =
        share > 0 && Math.round(share * count) > 0 && Math.round(share * count) < count;
    Dataset<Batch> raw = Dataset.of(new Batch(x, t, null));
    List<Dataset<Batch>> parts = judges ? raw.split(options.seed, 1 - share, share) : List.of(raw);
    Batch fitted = parts.get(0).all();
    Standardization input = fit(source, inputs, fitted.x());
    Standardization output = m == 0 ? input : fit(source, targets, fitted.t());
    Tensor d = null;
    if (!derivatives.isEmpty()) {
      // d (t / s_t) / d (x / s_x) = dt/dx s_x / s_t
      d =
          rows.slice(1, n + m, n + m + m * n)
              .reshape(count, m, n)
              .times(input.deviation().reshape(1, 1, n))
              .div(output.deviation().reshape(1, m, 1))
              .cast(DType.FLOAT32)
              .value();
    }
    Tensor scaled = input.apply(x).cast(DType.FLOAT32).value();
    Batch all = new Batch(scaled, m == 0 ? scaled : output.apply(t).cast(DType.FLOAT32).value(), d);
    Dataset<Batch> standard = Dataset.of(all);
    List<Dataset<Batch>> split =
        judges ? standard.split(options.seed, 1 - share, share) : List.of(standard);
    requireBatch(options, source, split.get(0).size());
    return new TrainData(
        source,
        inputs,
        targets,
        input,
        output,
        x,
        all,
        split.get(0),
        judges ? split.get(1) : null,
        d != null);
  }

  private static void requireBatch(TrainOptions options, String source, int rows) {
    if (options.batch != null && options.batch > rows) {
      throw new JacobiException(
          "--batch: "
              + options.batch
              + ", but "
              + source
              + " has "
              + rows
              + " rows to learn from; give at most as many");
    }
  }

  /** Says which column is constant; the library knows columns by number. */
  private static Standardization fit(String source, List<String> names, Tensor columns) {
    double[] least = columns.min(0).toDoubles();
    double[] most = columns.max(0).toDoubles();
    for (int i = 0; i < least.length; i++) {
      if (least[i] == most[i]) {
        throw new JacobiException(
            "data: "
                + source
                + ", column '"
                + names.get(i)
                + "': "
                + least[i]
                + " in all "
                + columns.size(0)
                + " rows; a constant says nothing; leave it out with --columns");
      }
    }
    try {
      return Standardization.fit(columns);
    } catch (JacobiException refused) {
      String message = String.valueOf(refused.getMessage());
      for (int i = 0; i < names.size(); i++) {
        message = message.replace("feature " + i + ":", "column '" + names.get(i) + "':");
      }
      throw new JacobiException("data: " + source + ": " + message, refused);
    }
  }
}
