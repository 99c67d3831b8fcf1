package dev.jacobi.cli;

import dev.jacobi.Tensor;
import dev.jacobi.cli.report.Chart;
import dev.jacobi.cli.report.Chart.Axis;
import dev.jacobi.cli.report.Chart.Series;
import dev.jacobi.cli.report.Chart.Style;
import dev.jacobi.data.Standardization;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The curve that a decoder draws through the data, with ticks at equal steps of z. A standard
 * deviation is as long on both axes, so that ticks are equally far apart where {@code ||dy/dz||} is
 * the same everywhere.
 */
final class CurveChart {
  private static final int POINTS = 200;
  private static final int TICKS = 21;
  private static final double MARGIN = 0.15;

  private final List<String> names;
  private final Standardization scale;
  private final double[] data;
  private final int columns;
  private final List<Series> series = new ArrayList<>();

  /**
   * A chart of the first two columns.
   *
   * @param rows float64 {@code [B, n]}, as the file has them
   */
  CurveChart(List<String> names, Standardization scale, Tensor rows) {
    this.names = names;
    this.scale = scale;
    this.data = rows.toDoubles();
    this.columns = names.size();
    series.add(Charts.points("data", column(data, 0), column(data, 1)));
  }

  private double[] column(double[] rows, int column) {
    double[] numbers = new double[rows.length / columns];
    Arrays.setAll(numbers, i -> rows[i * columns + column]);
    return numbers;
  }

  /**
   * Draws a decoder.
   *
   * @param name of the curve
   * @param codes those of the data, which say how far the curve goes
   * @param decoder from {@code [N, 1]} to standardised rows
   */
  CurveChart curve(String name, double[] codes, UnaryOperator<Tensor> decoder) {
    double[] sorted = codes.clone();
    Arrays.sort(sorted);
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    add(name, Style.LINE, decoded(decoder, low, high, POINTS));
    add(name + ", equal steps of z", Style.RINGS, decoded(decoder, low, high, TICKS));
    return this;
  }

  private double[] decoded(UnaryOperator<Tensor> decoder, double low, double high, int count) {
    double[] codes = new double[count];
    Arrays.setAll(codes, i -> low + (high - low) * i / (count - 1));
    Tensor rows = decoder.apply(Tensor.of(Shape.of(count, 1), codes));
    return scale.invert(rows.cast(dev.jacobi.type.DType.FLOAT64)).toDoubles();
  }

  private void add(String name, Style style, double[] rows) {
    series.add(new Series(name, style, column(rows, 0), column(rows, 1)));
  }

  /** The chart. */
  Chart chart(String title, String description) {
    double[] means = scale.mean().toDoubles();
    double[] deviations = scale.deviation().toDoubles();
    double most = 0;
    for (int axis = 0; axis < 2; axis++) {
      for (Series each : series) {
        for (double number : axis == 0 ? each.x() : each.y()) {
          most = Math.max(most, Math.abs(number - means[axis]) / deviations[axis]);
        }
      }
    }
    double reach = most + MARGIN;
    return new Chart(
        title,
        description,
        axis(0, means, deviations, reach),
        axis(1, means, deviations, reach),
        series);
  }

  private Axis axis(int number, double[] means, double[] deviations, double reach) {
    double half = reach * deviations[number];
    return Axis.of(names.get(number)).range(means[number] - half, means[number] + half);
  }
}
