package dev.jacobi.cli;

import dev.jacobi.Tensor;
import dev.jacobi.cli.report.JsonText;
import dev.jacobi.data.Standardization;
import dev.jacobi.io.Csv;
import dev.jacobi.optim.Sgd;
import dev.jacobi.train.Progress;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
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

  @Option(
      names = "--report",
      paramLabel = "FILE",
      defaultValue = "jacobi-demo.html",
      description = "Where to write the report for the browser. Default: ${DEFAULT-VALUE}.")
  private Path report = Path.of("jacobi-demo.html");

  @Option(
      names = "--print-data",
      description = "Prints the Old Faithful data as CSV, and does nothing else.")
  private boolean printData;

  @ParentCommand private @Nullable Main main;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (printData) {
      spec.commandLine().getOut().print(data());
      return ExitCode.OK;
    }
    requireRange("--epochs", epochs, MOST_EPOCHS);
    requireRange("--batch", batch, MOST_SAMPLES);
    var table = (csv == null ? faithful() : Csv.of(csv)).read();
    int columns = table.names().size();
    if (columns < 2) {
      throw new JacobiException("csv: " + table.source() + ": one column; it takes two or more");
    }
    Standardization scale = Standardization.fit(table);
    Tensor rows = scale.apply(table.doubles()).value();
    int size = Math.min(batch, table.size());
    print("%s: %d rows of %s, standardised", table.source(), table.size(), list(table.names()));
    print("batches of %d, seed %d", size, seed);
    List<QuestionNetwork.Epoch> epochsOfFirst = new ArrayList<>();
    TwoWays ways = questionNetwork(new Batches(rows, size, seed), columns, epochsOfFirst);
    Batches narrow = new Batches(rows.cast(DType.FLOAT32).value(), size, seed);
    Map<String, IsometricAutoencoder.Quality> second = autoencoder(narrow, columns);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "Command",
        "jacobi " + String.join(" ", spec.commandLine().getParseResult().originalArgs()));
    facts.put("Data", table.source() + ", " + table.size() + " rows of " + list(table.names()));
    facts.put("Epochs, batch, seed", epochs + ", " + size + ", " + seed);
    new DemoReport(facts, table.names(), scale, table.doubles(), epochsOfFirst, ways, second)
        .write(report);
    console().tell("%nreport: %s", report);
    console().print(json(epochsOfFirst, ways, second));
    return ExitCode.OK;
  }

  private static void requireRange(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new JacobiException(
          option + ": " + value + " is out of range; give a whole number from 1 to " + most);
    }
  }

  private static String data() {
    try (InputStream in =
        Objects.requireNonNull(DemoCommand.class.getResourceAsStream("faithful.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Old Faithful: eruption time and waiting time in minutes, shipped with the command. */
  static Csv faithful() {
    return Csv.of(
        "Old Faithful",
        () -> Objects.requireNonNull(DemoCommand.class.getResourceAsStream("faithful.csv")));
  }

  static String list(List<String> columns) {
    String names = String.join(", ", columns);
    return names.length() <= LONGEST_NAMES ? names : columns.size() + " columns";
  }

  private Console console() {
    return Objects.requireNonNull(main).console(spec);
  }

  private JsonText json(
      List<QuestionNetwork.Epoch> first,
      TwoWays ways,
      Map<String, IsometricAutoencoder.Quality> second) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("report", report);
    map.put("loss1", first.stream().map(QuestionNetwork.Epoch::loss1).toList());
    map.put("loss2", first.stream().map(QuestionNetwork.Epoch::loss2).toList());
    map.put("loop ms", ways.loopMillis());
    map.put("batch ms", ways.batchMillis());
    map.put("difference", ways.difference());
    second.forEach((name, quality) -> {
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("mse", quality.mse());
      found.put("norm", Summary.of(quality.norms()).map());
      map.put(name, found);
    });
    return new JsonText(map);
  }

  private TwoWays questionNetwork(Batches batches, int columns, List<QuestionNetwork.Epoch> told) {
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
          told.add(epoch);
          if (epoch.number() % every == 0 || epoch.number() == epochs) {
            print(
                "   %5d %9.4f %9.4f %9.4f",
                epoch.number(), epoch.loss1(), epoch.loss2(), epoch.loss());
          }
        });
    TwoWays ways;
    try (Progress progress = progress("two ways", 2 * TwoWays.EPOCHS)) {
      ways = TwoWays.compare(start, batches, sgd, TIMING, progress::step);
    }
    printWays(ways, columns);
    if (!(ways.difference() <= TwoWays.TOLERANCE)) {
      throw new IllegalStateException(
          "two ways to the same Jacobians differ by " + ways.difference());
    }
    return ways;
  }

  private void printWays(TwoWays ways, int columns) {
    print("");
    console()
        .print(
            new Table("the same training, batches of " + ways.batch(), "ms a step", "")
                .row(
                    "one call per sample and output (" + ways.batch() * columns + " calls)",
                    number("%.3f", ways.loopMillis()),
                    "")
                .row(
                    "whole batch at once",
                    number("%.3f", ways.batchMillis()),
                    number("%.1f times faster", ways.loopMillis() / ways.batchMillis())),
            INDENT);
    print(
        "   largest difference of a loss or a weight in %d steps: %s",
        ways.steps(), ways.difference() == 0 ? "0" : number("%.1e", ways.difference()));
  }

  private Map<String, IsometricAutoencoder.Quality> autoencoder(Batches batches, int columns) {
    heading("2. Deeper autoencoder %d-32-32-1-32-32-%1$d, tanh, Adam, float32", columns);
    print("   loss = mse(y, x) + penalty; penalty = mean of (||dy_b/dz_b|| - 1)^2");
    print(
        "   %d epochs each; below, ||dy_b/dz_b|| over all %d samples%n",
        epochs, batches.rows().size(0));
    Table table = new Table("", "mse", "mean", "std", "std/mean", "min", "max");
    Map<String, IsometricAutoencoder.Quality> found = new LinkedHashMap<>();
    found.put("without penalty", addQuality(table, "without penalty", batches, 0));
    found.put("with penalty", addQuality(table, "with penalty", batches, 1));
    console().print(table, INDENT);
    return found;
  }

  private IsometricAutoencoder.Quality addQuality(
      Table table, String name, Batches batches, double weight) {
    IsometricAutoencoder.Quality quality;
    try (Progress progress = progress(name, epochs)) {
      quality = IsometricAutoencoder.train(batches, epochs, weight, progress::step);
    }
    Summary norms = Summary.of(quality.norms());
    table.row(
        name,
        number("%.4f", quality.mse()),
        number("%.3f", norms.mean()),
        number("%.3f", norms.deviation()),
        number("%.3f", norms.deviation() / norms.mean()),
        number("%.3f", norms.min()),
        number("%.3f", norms.max()));
    return quality;
  }

  /** Shown unless it is asked to be quiet. */
  private Progress progress(String task, int steps) {
    return console().quiet()
        ? new Progress() {
          @Override
          public void step() {}

          @Override
          public void close() {}
        }
        : Progress.of(task, steps, err());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void heading(String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    print("");
    print("%s", spec.commandLine().getColorScheme().ansi().text("@|bold " + text + "|@"));
  }

  private void print(String format, Object... values) {
    console().print("%s", String.format(Locale.ROOT, format, values));
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
