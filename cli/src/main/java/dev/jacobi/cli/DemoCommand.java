package dev.jacobi.cli;

import dev.jacobi.Tensor;
import dev.jacobi.data.Standardization;
import dev.jacobi.io.Csv;
import dev.jacobi.optim.Sgd;
import dev.jacobi.train.Progress;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobi demo}: two networks trained through their own per-sample Jacobians. */
@Command(
    name = "demo",
    description = {
      "Trains two networks through their own per-sample Jacobians.",
      "",
      "1. An autoencoder n-1-n without bias on mse + sum of | ||dy_b/dz_b|| - 1 |, by one call for"
          + " each sample and output and by one for the whole batch: both ways give the same"
          + " numbers, and their times are compared.",
      "2. A deeper one with and without such a penalty: how even ||dy_b/dz_b|| gets.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it went well",
      "1:an error inside jacobi, or output that could not be written",
      "2:bad input: an option, the file, or what the library refused"
    },
    footer = {
      "",
      "Results go to standard output, progress to standard error.",
      "",
      "Example:",
      "  jacobi demo --csv measurements.csv --epochs 50 --seed 7"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int MOST_EPOCHS = 1_000_000;
  private static final int MOST_SAMPLES = 1_000_000;
  private static final int LINES = 5;
  private static final Duration TIMING = Duration.ofSeconds(2);
  private static final int INDENT = 3;
  private static final int LONGEST_NAMES = 50;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "Two or more columns of numbers, separated by commas, with or without a header."
              + " Default: the Old Faithful data.")
  private @Nullable Path csv;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "100",
      description = "How often each training sees all rows. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many rows a step takes. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "First weights and the order of the rows follow from it: the same seed gives the same"
              + " numbers. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    requireRange("--epochs", epochs, MOST_EPOCHS);
    requireRange("--batch", batch, MOST_SAMPLES);
    var table = (csv == null ? faithful() : Csv.of(csv)).read();
    int columns = table.names().size();
    if (columns < 2) {
      throw new JacobiException("csv: " + table.source() + ": one column; it takes two or more");
    }
    Tensor rows = Standardization.fit(table).apply(table.doubles()).value();
    int size = Math.min(batch, table.size());
    print("%s: %d rows of %s, standardised", table.source(), table.size(), list(table.names()));
    print("batches of %d, seed %d", size, seed);
    questionNetwork(new Batches(rows, size, seed), columns);
    autoencoder(new Batches(rows.cast(DType.FLOAT32).value(), size, seed), columns);
    return ExitCode.OK;
  }

  private static void requireRange(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new JacobiException(
          option + ": " + value + " is out of range; give a whole number from 1 to " + most);
    }
  }

  /** Old Faithful: eruption time and waiting time in minutes, shipped with the command. */
  static Csv faithful() {
    return Csv.of(
        "Old Faithful",
        () -> Objects.requireNonNull(DemoCommand.class.getResourceAsStream("faithful.csv")));
  }

  private static String list(List<String> columns) {
    String names = String.join(", ", columns);
    return names.length() <= LONGEST_NAMES ? names : columns.size() + " columns";
  }

  private void questionNetwork(Batches batches, int columns) {
    // loss2 is a sum over the batch: longer steps than this would leap over its minimum.
    double learningRate = Math.min(1e-3, 0.064 / batches.size());
    Sgd sgd = Sgd.learningRate(learningRate);
    heading("1. Linear autoencoder %d-1-%1$d without bias, SGD, float64", columns);
    print("   loss1 = mse(y, x); loss2 = sum over the batch of | ||dy_b/dz_b|| - 1 |%n");
    print("   %5s %9s %9s %9s", "epoch", "loss1", "loss2", "loss");
    QuestionNetwork start = QuestionNetwork.of(columns, seed);
    int every = Math.ceilDiv(epochs, LINES);
    start.train(
        batches,
        epochs,
        sgd,
        epoch -> {
          if (epoch.number() % every == 0 || epoch.number() == epochs) {
            print(
                "   %5d %9.4f %9.4f %9.4f",
                epoch.number(), epoch.loss1(), epoch.loss2(), epoch.loss());
          }
        });
    TwoWays ways;
    try (Progress progress = Progress.of("two ways", 2 * TwoWays.EPOCHS, err())) {
      ways = TwoWays.compare(start, batches, sgd, TIMING, progress::step);
    }
    printWays(ways, columns);
    if (!(ways.difference() <= TwoWays.TOLERANCE)) {
      throw new IllegalStateException(
          "two ways to the same Jacobians differ by " + ways.difference());
    }
  }

  private void printWays(TwoWays ways, int columns) {
    print("");
    out()
        .print(
            new Table("the same training, batches of " + ways.batch(), "ms a step", "")
                .row(
                    "one call per sample and output (" + ways.batch() * columns + " calls)",
                    number("%.3f", ways.loopMillis()),
                    "")
                .row(
                    "whole batch at once",
                    number("%.3f", ways.batchMillis()),
                    number("%.1f times faster", ways.loopMillis() / ways.batchMillis()))
                .format(INDENT, spec.commandLine().getColorScheme()));
    print(
        "   largest difference of a loss or a weight in %d steps: %s",
        ways.steps(), ways.difference() == 0 ? "0" : number("%.1e", ways.difference()));
  }

  private void autoencoder(Batches batches, int columns) {
    heading("2. Deeper autoencoder %d-32-32-1-32-32-%1$d, tanh, Adam, float32", columns);
    print("   loss = mse(y, x) + penalty; penalty = mean of (||dy_b/dz_b|| - 1)^2");
    print(
        "   %d epochs each; below, ||dy_b/dz_b|| over all %d samples%n",
        epochs, batches.rows().size(0));
    Table table = new Table("", "mse", "mean", "std", "std/mean", "min", "max");
    addQuality(table, "without penalty", batches, 0);
    addQuality(table, "with penalty", batches, 1);
    out().print(table.format(INDENT, spec.commandLine().getColorScheme()));
    out().flush();
  }

  private void addQuality(Table table, String name, Batches batches, double weight) {
    IsometricAutoencoder.Quality quality;
    try (Progress progress = Progress.of(name, epochs, err())) {
      quality = IsometricAutoencoder.train(batches, epochs, weight, progress::step);
    }
    DoubleSummaryStatistics norms = DoubleStream.of(quality.norms()).summaryStatistics();
    double mean = norms.getAverage();
    double deviation =
        Math.sqrt(
            DoubleStream.of(quality.norms()).map(n -> (n - mean) * (n - mean)).average().orElse(0));
    table.row(
        name,
        number("%.4f", quality.mse()),
        number("%.3f", mean),
        number("%.3f", deviation),
        number("%.3f", deviation / mean),
        number("%.3f", norms.getMin()),
        number("%.3f", norms.getMax()));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void heading(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    out().println();
    out().println(spec.commandLine().getColorScheme().ansi().text("@|bold " + text + "|@"));
  }

  private void print(String format, Object... values) {
    out().println(String.format(Locale.ROOT, format, values));
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
