package dev.jacobi.cli;

import dev.jacobi.nn.Activation;
import dev.jacobi.optim.Adagrad;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.AdamW;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.RmsProp;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.JacobiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code jacobi train} is told, on the command line or in a file. */
final class TrainOptions {
  private static final int MOST = 1_000_000_000;

  /** What is added to the error. */
  enum Penalty {
    ISOMETRY,
    CONTRACTIVE,
    SOBOLEV,
    NONE
  }

  /** How a step is made, with its usual learning rate. */
  enum Rule {
    ADAM(1e-3, Adam::learningRate),
    ADAMW(1e-3, AdamW::learningRate),
    SGD(1e-2, Sgd::learningRate),
    RMSPROP(1e-3, RmsProp::learningRate),
    ADAGRAD(1e-2, Adagrad::learningRate);

    final double usual;
    private final DoubleFunction<Optimizer> of;

    Rule(double usual, DoubleFunction<Optimizer> of) {
      this.usual = usual;
      this.of = of;
    }

    Optimizer of(double learningRate) {
      return of.apply(learningRate);
    }
  }

  /** What stands between a layer and its activation. */
  enum Norm {
    NONE,
    BATCH,
    LAYER
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "CSV, Parquet or NPY (a matrix); - reads standard input.")
  @Nullable String file;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "NAME",
      description = "The columns to learn from, separated by commas. Default: all but the targets.")
  List<String> columns = List.of();

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "NAME",
      description = "Columns to predict: a regressor. Without it an autoencoder is trained.")
  List<String> target = List.of();

  @Option(
      names = "--derivatives",
      split = ",",
      paramLabel = "NAME",
      description = {
        "For --penalty sobolev: the columns that hold dTARGET/dCOLUMN, first all of the first target."
            + " Default: those that are called so, as dprice/dstrike."
      })
  List<String> derivatives = List.of();

  @Option(
      names = "--latent",
      paramLabel = "N",
      description = "How many numbers the code z of an autoencoder has. Default: 1.")
  @Nullable Integer latent;

  @Option(
      names = "--hidden",
      split = ",",
      paramLabel = "N",
      defaultValue = "32,32",
      description =
          "The widths of the hidden layers, the decoder's in reverse; 0 for none."
              + " Default: ${DEFAULT-VALUE}.")
  List<Integer> hidden = List.of();

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      defaultValue = "tanh",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  Activation activation = Activation.TANH;

  @Option(
      names = "--norm",
      paramLabel = "NAME",
      defaultValue = "none",
      description =
          "Normalisation in hidden layers: none, batch, layer. With batch, samples look at each"
              + " other while it learns. Default: ${DEFAULT-VALUE}.")
  Norm norm = Norm.NONE;

  @Option(
      names = "--penalty",
      paramLabel = "NAME",
      description = {
        "isometry: an autoencoder's z measures lengths: mean ||J'J - I||^2, J = dy/dz.",
        "contractive: little moves with x: mean ||dz/dx||^2, or ||dy/dx||^2 of a regressor.",
        "sobolev: a regressor's derivatives are those of the file.",
        "none. Default: isometry for autoencoders, sobolev where the file has derivatives, else"
            + " none."
      })
  @Nullable Penalty penalty;

  @Option(
      names = "--weight",
      paramLabel = "W",
      defaultValue = "0.1",
      description = "loss = mse + W * penalty. Default: ${DEFAULT-VALUE}.")
  double weight;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "adam, adamw, sgd, rmsprop, adagrad. Default: ${DEFAULT-VALUE}.")
  Rule optimizer = Rule.ADAM;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Default: 0.001, for sgd and adagrad 0.01.")
  @Nullable Double learningRate;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "200",
      description = "How often it sees all rows. Default: ${DEFAULT-VALUE}.")
  int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "How many rows a step takes. Default: 32, or all if there are fewer.")
  @Nullable Integer batch;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "The share of rows that it does not learn from; the epoch that does best on them is kept."
              + " 0 for none. Default: ${DEFAULT-VALUE}.")
  double validation;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "First weights and all orders follow from it: the same seed gives the same bits."
              + " Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--skip-bad-rows",
      description = "Leaves out rows that cannot be read, and says how many.")
  boolean skipBadRows;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Default: one for each processor. Results do not depend on it.")
  @Nullable Integer threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = ByteSize.class,
      description = "Most memory of a step, as 64M or 2G. Results do not depend on it.")
  @Nullable Long memory;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for the results. Default: the file's name with -model.")
  @Nullable Path out;

  boolean isRegressor() {
    return !target.isEmpty();
  }

  /** The learning rate that is asked for, or the usual one. */
  double rate() {
    return learningRate == null ? optimizer.usual : learningRate;
  }

  List<Integer> widths() {
    return hidden.equals(List.of(0)) ? List.of() : hidden;
  }

  int latent() {
    return latent == null ? 1 : latent;
  }

  int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** Refuses what no data would make sensible. */
  void check() {
    range("--epochs", epochs);
    range("--latent", latent());
    widths().forEach(width -> range("--hidden", width));
    range("--batch", batch == null ? 1 : batch);
    range("--threads", threads());
    if (!(validation >= 0 && validation < 1)) {
      throw new JacobiException("--validation: " + validation + "; give a share from 0 to below 1");
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new JacobiException("--weight: " + weight + "; give a number from 0");
    }
    if (!(rate() > 0) || Double.isInfinite(rate())) {
      throw new JacobiException("--learning-rate: " + rate() + "; give a number above 0");
    }
    if (isRegressor() && latent != null) {
      throw new JacobiException("--latent: a regressor has no code; leave it or --target out");
    }
    if (isRegressor() && penalty == Penalty.ISOMETRY) {
      throw new JacobiException(
          "--penalty: isometry is of autoencoders; give contractive or sobolev, or leave --target"
              + " out");
    }
    if (!isRegressor() && penalty == Penalty.SOBOLEV) {
      throw new JacobiException(
          "--penalty: sobolev is of regressors; say what to predict with --target");
    }
    if (!isRegressor() && !derivatives.isEmpty()) {
      throw new JacobiException(
          "--derivatives: of which target? say what to predict with --target");
    }
  }

  private static void range(String option, int value) {
    if (value < 1 || value > MOST) {
      throw new JacobiException(
          option + ": " + value + " is out of range; give a whole number from 1 to " + MOST);
    }
  }

  /** Names that are neither inputs nor targets, by the convention {@code dTARGET/dCOLUMN}. */
  static List<String> derivativeNames(List<String> targets, List<String> inputs) {
    List<String> names = new ArrayList<>();
    for (String target : targets) {
      inputs.forEach(input -> names.add("d" + target + "/d" + input));
    }
    return names;
  }
}
