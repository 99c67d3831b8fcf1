package dev.jacobi.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The timings of one case, one for each round. */
final class Rounds {
  private final List<Timing> timings = new ArrayList<>();

  void add(Timing timing) {
    timings.add(timing);
  }

  boolean isEmpty() {
    return timings.isEmpty();
  }

  private double median(ToDoubleFunction<Timing> number) {
    return Timing.median(timings.stream().mapToDouble(number).sorted().toArray());
  }

  /** Milliseconds of a step: the median over the rounds of the medians. */
  double median() {
    return median(Timing::median);
  }

  /** Milliseconds of the fastest step of all. */
  double least() {
    return timings.stream().mapToDouble(Timing::least).min().orElse(Double.NaN);
  }

  /** Milliseconds of processor time of a step: the median over the rounds of the means. */
  double cpu() {
    return median(Timing::cpu);
  }

  /** The loss before the first step. */
  double loss() {
    return timings.get(0).loss();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "median %.4g ms, least %.4g, cpu %.4g, busy %.0f %%, %d rounds, %d steps, loss %.6g",
        median(),
        least(),
        cpu(),
        100 * median(Timing::busy),
        timings.size(),
        timings.stream().mapToInt(Timing::count).sum(),
        loss());
  }
}
