package dev.jacobi.cli;

import dev.jacobi.cli.report.Chart;
import dev.jacobi.cli.report.Chart.Axis;
import dev.jacobi.cli.report.Chart.Series;
import dev.jacobi.cli.report.Chart.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The charts that reports of several commands have in common. */
final class Charts {
  private static final int BINS = 30;
  private static final int MOST_POINTS = 400;

  private Charts() {}

  /** Curves over the epochs; equal factors at equal heights if all are above 0. */
  static Chart curves(String title, String description, Map<String, double[]> curves) {
    List<Series> series = new ArrayList<>();
    boolean positive = true;
    for (Map.Entry<String, double[]> curve : curves.entrySet()) {
      double[] all = curve.getValue();
      int[] kept = some(all.length);
      double[] epochs = Arrays.stream(kept).asDoubleStream().toArray();
      double[] values = Arrays.stream(kept).mapToDouble(i -> all[i]).toArray();
      positive &= Arrays.stream(values).allMatch(v -> v > 0);
      series.add(new Series(curve.getKey(), Style.LINE, epochs, values));
    }
    Axis y = Axis.of("loss");
    return new Chart(title, description, Axis.of("epoch"), positive ? y.log() : y, series);
  }

  /** How often numbers of some kinds fall into each of the same bins. */
  static Chart histogram(
      String title, String description, String label, Map<String, double[]> kinds) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] numbers : kinds.values()) {
      low = Math.min(low, Arrays.stream(numbers).min().orElse(0));
      high = Math.max(high, Arrays.stream(numbers).max().orElse(1));
    }
    double width = high > low ? (high - low) / BINS : 1;
    double[] centres = new double[BINS];
    double begin = low;
    Arrays.setAll(centres, i -> begin + (i + 0.5) * width);
    List<Series> series = new ArrayList<>();
    kinds.forEach((name, numbers) -> {
      double[] counts = new double[BINS];
      for (double number : numbers) {
        counts[Math.min(BINS - 1, (int) ((number - begin) / width))]++;
      }
      series.add(new Series(name, Style.BARS, centres, counts));
    });
    return new Chart(
        title,
        description,
        Axis.of(label).range(begin, begin + BINS * width),
        Axis.of("samples"),
        series);
  }

  /** Numbers of some kinds in the order of their size. */
  static Chart sorted(String title, String description, String label, Map<String, double[]> kinds) {
    List<Series> series = new ArrayList<>();
    kinds.forEach((name, numbers) -> {
      double[] order = numbers.clone();
      Arrays.sort(order);
      int[] kept = some(order.length);
      double last = Math.max(1, order.length - 1);
      series.add(
          new Series(
              name,
              Style.LINE,
              Arrays.stream(kept).mapToDouble(i -> i / last).toArray(),
              Arrays.stream(kept).mapToDouble(i -> order[i]).toArray()));
    });
    return new Chart(
        title, description, Axis.of("share of samples").range(0, 1), Axis.of(label), series);
  }

  /** Points of at most as many rows as a page can bear. */
  static Series points(String name, double[] x, double[] y) {
    int[] kept = some(x.length);
    return new Series(
        name,
        Style.POINTS,
        Arrays.stream(kept).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(kept).mapToDouble(i -> y[i]).toArray());
  }

  /** Places spread evenly over so many, the first and the last among them. */
  static int[] some(int count) {
    if (count <= MOST_POINTS) {
      int[] all = new int[count];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] some = new int[MOST_POINTS];
    Arrays.setAll(some, i -> (int) ((long) i * (count - 1) / (MOST_POINTS - 1)));
    return some;
  }

  /** A map in the given order. */
  @SafeVarargs
  static Map<String, double[]> kinds(Map.Entry<String, double[]>... entries) {
    Map<String, double[]> map = new LinkedHashMap<>();
    for (Map.Entry<String, double[]> entry : entries) {
      map.put(entry.getKey(), entry.getValue());
    }
    return map;
  }
}
