package dev.jacobi.train;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of an epoch.
 *
 * @param number from 0
 * @param steps how many steps were made up to its end
 * @param seconds how long it took, evaluation included
 * @param measures by name: {@code loss}, the mean over the samples of the losses at which the steps
 *     were made; then, for each evaluation, its loss and metrics, as {@code validation accuracy}
 */
public record Epoch(int number, long steps, double seconds, Map<String, Double> measures) {
  /** On one line. */
  @Override
  public String toString() {
    return measures.entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "%s %.4g", each.getKey(), each.getValue()))
        .collect(
            Collectors.joining(
                ", ", "epoch " + number + ": ", String.format(Locale.ROOT, " (%.1f s)", seconds)));
  }
}
