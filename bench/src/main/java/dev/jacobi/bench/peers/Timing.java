package dev.jacobi.bench.peers;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a system says of some steps, in milliseconds.
 *
 * @param median of the steps
 * @param least of the steps
 * @param count how many steps
 * @param wall the mean of the steps
 * @param cpu the mean of the processor time of a step
 * @param loss before the first step of all
 */
public record Timing(double median, double least, int count, double wall, double cpu, double loss) {
  private static final int FEWEST = 3;

  /** The median is that of so many steps, the last ones. */
  private static final int MOST = 20_000;

  private static final double STRETCH = 5;
  private static final long CHECK_NANOS = 2_000_000;

  /** The clock that says how much time a processor gave. */
  @FunctionalInterface
  public interface CpuClock {
    /** Nanoseconds. */
    long nanos();
  }

  /**
   * Makes steps until they took some seconds of processor time, or {@link #STRETCH} times as long
   * on a machine that others use too; three at least.
   */
  public static Timing of(Workload workload, double loss, double seconds, CpuClock clock) {
    double[] millis = new double[MOST];
    int count = 0;
    long cpu = clock.nanos();
    long start = System.nanoTime();
    long checked = start;
    long now = start;
    boolean enough = false;
    while (count < FEWEST || !enough) {
      long before = System.nanoTime();
      workload.step();
      now = System.nanoTime();
      millis[count++ % MOST] = (now - before) / 1e6;
      if (now - checked > CHECK_NANOS) {
        checked = now;
        enough = clock.nanos() - cpu > seconds * 1e9 || now - start > STRETCH * seconds * 1e9;
      }
    }
    double wall = (now - start) / 1e6 / count;
    double used = (clock.nanos() - cpu) / 1e6 / count;
    double[] sorted = Arrays.copyOf(millis, Math.min(count, MOST));
    Arrays.sort(sorted);
    return new Timing(median(sorted), sorted[0], count, wall, used, loss);
  }

  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The share of the time in which a processor worked on it. */
  double busy() {
    return wall == 0 ? 1 : cpu / wall;
  }

  static Timing parse(String line) {
    String[] words = line.strip().split(" ");
    if (words.length != 7 || !words[0].equals("ok")) {
      throw new IllegalArgumentException("answer: '" + line + "'; it should be ok and 6 numbers");
    }
    return new Timing(
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Integer.parseInt(words[3]),
        Double.parseDouble(words[4]),
        Double.parseDouble(words[5]),
        Double.parseDouble(words[6]));
  }

  /** The line that {@link #parse} reads. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "ok %.6f %.6f %d %.6f %.6f %.8g", median, least, count, wall, cpu, loss);
  }
}
