package dev.jacobi.cli;

import dev.jacobi.Tensor;
import dev.jacobi.cli.report.Report;
import dev.jacobi.data.Standardization;
import dev.jacobi.type.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The report of {@code jacobi demo}.
 *
 * @param facts what was run
 * @param names of the columns
 * @param scale what standardised them
 * @param rows as the file has them
 * @param first the epochs of the linear autoencoder
 * @param ways how it was computed in two ways
 * @param second the deeper autoencoders by what they were trained on
 */
record DemoReport(
    Map<String, String> facts,
    List<String> names,
    Standardization scale,
    Tensor rows,
    List<QuestionNetwork.Epoch> first,
    TwoWays ways,
    Map<String, IsometricAutoencoder.Quality> second) {

  void write(Path file) {
    String faster = Summary.number(ways.loopMillis() / ways.batchMillis());
    Map<String, String> all = new LinkedHashMap<>(facts);
    InfoCommand.facts().forEach((name, value) -> all.put(name, String.valueOf(value)));
    Report report =
        new Report(
            "Per-sample Jacobians in training",
            "Two networks trained through their own per-sample Jacobians: the whole batch at once"
                + " takes "
                + Summary.number(ways.batchMillis())
                + " ms a step, one call for each sample and output "
                + Summary.number(ways.loopMillis())
                + " ms, "
                + faster
                + " times as long.");
    report.section("What was run").facts(all);
    linear(report);
    deeper(report);
    report.write(file);
  }

  private void linear(Report report) {
    double[] epochs = first.stream().mapToDouble(QuestionNetwork.Epoch::loss1).toArray();
    double[] penalties = first.stream().mapToDouble(QuestionNetwork.Epoch::loss2).toArray();
    report
        .section("Linear autoencoder")
        .text(
            "loss1 is the mean squared error, loss2 the sum over the batch of how far ||dy_b/dz_b||"
                + " of each sample b is from 1.")
        .chart(
            Charts.curves(
                "Both losses descend",
                "Means over the steps of each epoch.",
                Charts.kinds(Map.entry("loss1", epochs), Map.entry("loss2", penalties))))
        .table(
            "The same training twice, batches of " + ways.batch() + "; times of a warm step.",
            List.of("", "ms a step"),
            List.of(
                List.of("one call for each sample and output", Summary.number(ways.loopMillis())),
                List.of("whole batch at once", Summary.number(ways.batchMillis())),
                List.of(
                    "largest difference of a loss or weight in " + ways.steps() + " steps",
                    Report.number(ways.difference()))));
  }

  private void deeper(Report report) {
    Map<String, double[]> norms = new LinkedHashMap<>();
    second.forEach((name, quality) -> norms.put(name, quality.norms()));
    report
        .section("Deeper autoencoder, with and without the penalty")
        .table(
            "||dy_b/dz_b|| over all samples",
            List.of("", "mse", "mean", "std", "std/mean", "min", "max"),
            second.entrySet().stream().map(DemoReport::row).toList())
        .chart(
            Charts.histogram(
                "Distribution of ||dy_b/dz_b||",
                "How many samples have which norm of their own Jacobian.",
                "||dy_b/dz_b||",
                norms));
    second.forEach((name, quality) -> {
      CurveChart curve = new CurveChart(names, scale, rows);
      curve.curve(
          "curve " + name,
          quality.codes(),
          z -> quality.net().decoder().apply(z.cast(DType.FLOAT32)));
      report.chart(
          curve.chart(
              "The learned curve " + name,
              name.startsWith("with ")
                  ? "Rings stand at equal steps of z. They are equally far apart: z measures length"
                      + " along the curve."
                  : "Rings stand at equal steps of z. They are dense in some places and wide apart"
                      + " in others: z measures nothing."));
    });
    worst(report);
  }

  private static List<String> row(Map.Entry<String, IsometricAutoencoder.Quality> entry) {
    return Stream.concat(
            Stream.of(entry.getKey(), Summary.number(entry.getValue().mse())),
            Stream.of(Summary.of(entry.getValue().norms()).cells()))
        .toList();
  }

  /** The samples whose norm is farthest from 1. */
  private void worst(Report report) {
    double[] norms = Objects.requireNonNull(second.get("with penalty")).norms();
    double[] numbers = rows.toDoubles();
    List<String> heads = new ArrayList<>(List.of("row", "||dy/dz||"));
    heads.addAll(names.subList(0, Math.min(8, names.size())));
    report.table(
        "The rows whose norm is farthest from 1, with penalty. Rows count from 1.",
        heads,
        IntStream.range(0, norms.length)
            .boxed()
            .sorted((a, b) -> Double.compare(Math.abs(norms[b] - 1), Math.abs(norms[a] - 1)))
            .limit(10)
            .map(b -> {
              List<String> cells = new ArrayList<>();
              cells.add(Integer.toString(b + 1));
              cells.add(Summary.number(norms[b]));
              for (int i = 0; i < heads.size() - 2; i++) {
                cells.add(Report.number(numbers[b * names.size() + i]));
              }
              return cells;
            })
            .toList());
  }
}
