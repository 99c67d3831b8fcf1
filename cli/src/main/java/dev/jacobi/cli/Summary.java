package dev.jacobi.cli;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What many numbers are like.
 *
 * @param deviation the root of the mean squared distance from the mean
 */
public record Summary(double mean, double deviation, double min, double max) {
  /** Of some numbers. */
  public static Summary of(double[] numbers) {
    DoubleSummaryStatistics all = Arrays.stream(numbers).summaryStatistics();
    double mean = all.getAverage();
    double variance = Arrays.stream(numbers).map(n -> (n - mean) * (n - mean)).average().orElse(0);
    return new Summary(mean, Math.sqrt(variance), all.getMin(), all.getMax());
  }

  /** The cells of a table: mean, std, std/mean, min, max. */
  String[] cells() {
    return new String[] {
      number(mean), number(deviation), number(deviation / mean), number(min), number(max)
    };
  }

  /** With three digits after the point, or as few as its size asks for. */
  static String number(double value) {
    double size = Math.abs(value);
    return String.format(
        Locale.ROOT, size != 0 && (size < 5e-4 || size >= 1e6) ? "%.3g" : "%.3f", value);
  }

  /** For JSON. */
  public Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mean", mean);
    map.put("std", deviation);
    map.put("min", min);
    map.put("max", max);
    return map;
  }
}
