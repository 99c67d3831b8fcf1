package dev.jacobi.cli;

import dev.jacobi.cli.model.Autoencoder;
import dev.jacobi.cli.model.TableModel;
import dev.jacobi.cli.report.Chart;
import dev.jacobi.cli.report.Chart.Axis;
import dev.jacobi.cli.report.Chart.Series;
import dev.jacobi.cli.report.Chart.Style;
import dev.jacobi.cli.report.Report;
import dev.jacobi.train.Epoch;
import dev.jacobi.train.Trained;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The report of {@code jacobi train}.
 *
 * @param command the line that was typed
 * @param seconds how long it trained
 */
record TrainReport(
    String command,
    TrainOptions options,
    TrainData data,
    Training training,
    Trained<TableModel> trained,
    Inspection before,
    Inspection after,
    double seconds) {
  private static final int WORST = 10;
  private static final int MOST_COLUMNS = 8;

  void write(Path file) {
    Epoch best = trained.history().epochs().get(trained.bestEpoch());
    Summary norms = Summary.of(after.norms());
    String norm = "||dy/d" + after.inner() + "||";
    Report report =
        new Report(
            training.describe(),
            Console.format(
                "Trained on %d rows of %s. Mean squared error %s, before training %s; %s is %s on"
                    + " average, with a standard deviation of %s.",
                data.raw().size(0),
                data.source(),
                Summary.number(after.mse()),
                Summary.number(before.mse()),
                norm,
                Summary.number(norms.mean()),
                Summary.number(norms.deviation())));
    report.section("What was run").facts(facts());
    report
        .section("Result")
        .table(
            "Over all rows, standardised; "
                + norm
                + " of each row. Kept is the model after epoch "
                + best.number()
                + ", the best on the rows to judge by.",
            List.of("", "mse", norm + " mean", "std", "std/mean", "min", "max"),
            List.of(row("before training", before), row("after training", after)));
    report.section("Losses").chart(losses());
    report.section("Jacobians of all rows").chart(norms(norm)).chart(singular());
    report.section(after.inner().equals("z") ? "What was learned" : "Predictions");
    learned(report);
    report
        .section("Worst rows")
        .table("The rows with the largest error. Rows count from 1.", heads(norm), worst());
    report.section("Timings").table("Seconds", List.of("", "seconds"), timings());
    report.write(file);
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Command", command);
    facts.put("Data", data.source() + ", " + data.raw().size(0) + " rows");
    facts.put("Columns", DemoCommand.list(data.inputs()));
    if (options.isRegressor()) {
      facts.put("Targets", DemoCommand.list(data.targets()));
    }
    facts.put(
        "Rows to learn from and to judge by",
        data.learned().size() + " and " + (data.judged() == null ? 0 : data.judged().size()));
    facts.put("Loss", training.describeLoss());
    facts.put(
        "Optimiser",
        Training.lower(options.optimizer)
            + ", learning rate "
            + options.rate()
            + ", batches of "
            + training.batch());
    facts.put("Seed", Long.toString(options.seed));
    facts.put("Written", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    InfoCommand.facts()
        .forEach((name, value) -> {
          if (!name.equals("memory")) {
            facts.put(
                name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1),
                String.valueOf(value));
          }
        });
    return facts;
  }

  private static List<String> row(String name, Inspection found) {
    return Stream.concat(
            Stream.of(name, Summary.number(found.mse())),
            Arrays.stream(Summary.of(found.norms()).cells()))
        .toList();
  }

  private Chart losses() {
    Map<String, double[]> curves = new LinkedHashMap<>();
    for (String measure : trained.history().measures()) {
      if (!measure.endsWith(" r2")) {
        curves.put(measure, trained.history().of(measure));
      }
    }
    return Charts.curves(
        "Loss after each epoch",
        "loss is the mean of the steps of an epoch, " + training.describeLoss() + ".",
        curves);
  }

  private Chart norms(String norm) {
    return Charts.histogram(
        "Distribution of " + norm,
        "How many rows have which norm of their own Jacobian, before and after training.",
        norm,
        Charts.kinds(
            Map.entry("before training", before.norms()),
            Map.entry("after training", after.norms())));
  }

  private Chart singular() {
    Map<String, double[]> kinds = new LinkedHashMap<>();
    int few = Math.min(4, after.singular().size(1));
    for (int i = 0; i < few; i++) {
      kinds.put("sigma " + (i + 1) + " after training", column(after, i));
    }
    kinds.put("sigma 1 before training", column(before, 0));
    return Charts.sorted(
        "Singular values of dy/d" + after.inner(),
        "How much y moves when "
            + after.inner()
            + " does, direction by direction, rows in order of size. Flat lines are the same"
            + " everywhere.",
        "singular value",
        kinds);
  }

  private static double[] column(Inspection found, int column) {
    return found.singular().select(1, column).toDoubles();
  }

  // ---- what was learned

  private void learned(Report report) {
    if (!(trained.best() instanceof Autoencoder net)) {
      for (int i = 0; i < Math.min(3, data.targets().size()); i++) {
        report.chart(predictions(i));
      }
      return;
    }
    int latent = after.codes().size(1);
    if (latent == 1) {
      CurveChart curve = new CurveChart(data.inputs(), data.input(), data.raw());
      curve.curve(
          "learned curve",
          after.codes().toDoubles(),
          z -> net.decoder().apply(z.cast(net.dtype())));
      report.chart(
          curve.chart(
              "The learned curve and the data",
              "The first two columns. Rings stand at equal steps of z; a standard deviation is as"
                  + " long on both axes. Where rings are equally far apart, z measures length along"
                  + " the curve: that is what the isometry penalty asks for."));
    } else {
      double[] first = after.codes().select(1, 0).toDoubles();
      double[] second = after.codes().select(1, 1).toDoubles();
      double reach =
          1.05
              * Math.max(
                  Arrays.stream(first).map(Math::abs).max().orElse(1),
                  Arrays.stream(second).map(Math::abs).max().orElse(1));
      report.chart(
          new Chart(
              "The latent map",
              "The first two numbers of each row's code. With the isometry penalty, distances here"
                  + " are distances between standardised rows.",
              Axis.of("z[0]").range(-reach, reach),
              Axis.of("z[1]").range(-reach, reach),
              List.of(Charts.points("rows", first, second))));
    }
  }

  private Chart predictions(int target) {
    String name = data.targets().get(target);
    double[] found = after.outputs().select(1, target).toDoubles();
    double mean = data.output().mean().toDoubles()[target];
    double deviation = data.output().deviation().toDoubles()[target];
    double[] wanted =
        Arrays.stream(data.all().t().select(1, target).toDoubles())
            .map(t -> t * deviation + mean)
            .toArray();
    double low = Math.min(min(found), min(wanted));
    double high =
        Math.max(Arrays.stream(found).max().orElse(1), Arrays.stream(wanted).max().orElse(1));
    double margin = 0.05 * (high - low);
    Axis x = Axis.of(name + " in the file").range(low - margin, high + margin);
    Axis y = Axis.of(name + " predicted").range(low - margin, high + margin);
    double[] ends = {low, high};
    return new Chart(
        "Predictions of " + name,
        "Each row's prediction against what the file says; on the line they agree.",
        x,
        y,
        List.of(
            Charts.points("rows", wanted, found), new Series("equal", Style.DASHED, ends, ends)));
  }

  private static double min(double[] numbers) {
    return Arrays.stream(numbers).min().orElse(0);
  }

  // ---- tables

  private List<String> shown() {
    return data.inputs().subList(0, Math.min(MOST_COLUMNS, data.inputs().size()));
  }

  private List<String> heads(String norm) {
    List<String> heads = new ArrayList<>(List.of("row", "error", norm));
    heads.addAll(shown());
    data.targets().stream()
        .limit(MOST_COLUMNS)
        .map(name -> name + (options.isRegressor() ? " predicted" : " restored"))
        .forEach(heads::add);
    return heads;
  }

  private List<List<String>> worst() {
    double[] errors = after.errors();
    int inputs = data.inputs().size();
    int outputs = data.targets().size();
    double[] rows = data.raw().toDoubles();
    double[] found = after.outputs().toDoubles();
    return IntStream.range(0, errors.length)
        .boxed()
        .sorted(Comparator.comparingDouble(b -> -errors[b]))
        .limit(WORST)
        .map(b -> {
          List<String> cells = new ArrayList<>();
          cells.add(Integer.toString(b + 1));
          cells.add(Summary.number(errors[b]));
          cells.add(Summary.number(after.norms()[b]));
          for (int i = 0; i < shown().size(); i++) {
            cells.add(Report.number(rows[b * inputs + i]));
          }
          for (int i = 0; i < Math.min(MOST_COLUMNS, outputs); i++) {
            cells.add(Report.number(found[b * outputs + i]));
          }
          return cells;
        })
        .toList();
  }

  private List<List<String>> timings() {
    List<Epoch> epochs = trained.history().epochs();
    double[] each = epochs.stream().mapToDouble(Epoch::seconds).sorted().toArray();
    double all = Arrays.stream(each).sum();
    long steps = epochs.isEmpty() ? 1 : epochs.get(epochs.size() - 1).steps();
    return List.of(
        List.of("this training, with the files it wrote", Summary.number(seconds)),
        List.of("all " + epochs.size() + " epochs, steps and judging", Summary.number(all)),
        List.of("an epoch, median", Summary.number(each.length == 0 ? 0 : each[each.length / 2])),
        List.of("a step, on average", Summary.number(all / Math.max(1, steps))));
  }
}
