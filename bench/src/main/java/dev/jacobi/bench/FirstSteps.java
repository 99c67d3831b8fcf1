package dev.jacobi.bench;

import dev.jacobi.bench.peers.Case;
import dev.jacobi.bench.peers.JacobiServer;
import dev.jacobi.bench.peers.Workload;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.type.DType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A fresh process: makes steps of a case from its first moment on, then says when which speed was
 * reached.
 */
final class FirstSteps {
  private static final double WITHIN = 1.2;
  private static final double BUCKET = 0.05;
  private static final int FEWEST = 3;

  private FirstSteps() {}

  /** A stretch of time: when it ended, in seconds, and the median of its steps. */
  record Bucket(double end, double median) {}

  /** Arguments: the case, and for how many seconds once the kernels are those that stay. */
  public static void main(String[] args) {
    Case given = Case.parse(args[0]);
    double seconds = Double.parseDouble(args[1]);
    double machine = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
    double started = System.currentTimeMillis() / 1e3 - machine;
    long begin = System.nanoTime();
    List<Bucket> buckets = new ArrayList<>();
    try (Workload workload = JacobiServer.prepare(given)) {
      workload.step();
      double first = (System.nanoTime() - begin) / 1e9;
      double now = first;
      double settled = first;
      boolean waiting = !JacobiServer.settled(DType.FLOAT32);
      while (now - settled < seconds || buckets.size() < FEWEST) {
        Bucket bucket = bucket(workload, begin);
        buckets.add(bucket);
        now = bucket.end();
        if (waiting) {
          settled = now;
          waiting = !JacobiServer.settled(DType.FLOAT32) && now < JacobiServer.PATIENCE;
        }
      }
      double last = steady(buckets);
      System.out.printf(
          Locale.ROOT,
          "%s %.3f %.2f # process started %.3f s before, %s kernels after %.2f s, in the end %.4g ms a"
              + " step%n",
          given,
          first,
          reached(buckets, last),
          started,
          KernelSets.current(DType.FLOAT32).name(),
          settled,
          1e3 * last);
    }
  }

  private static Bucket bucket(Workload workload, long begin) {
    List<Double> steps = new ArrayList<>();
    long start = System.nanoTime();
    long now = start;
    while (now - start < BUCKET * 1e9) {
      long before = now;
      workload.step();
      now = System.nanoTime();
      steps.add((now - before) / 1e9);
    }
    steps.sort(null);
    return new Bucket((now - begin) / 1e9, steps.get(steps.size() / 2));
  }

  /** Seconds of a step in the end: the median of the last third. */
  static double steady(List<Bucket> buckets) {
    double[] last =
        buckets.stream().skip(buckets.size() * 2L / 3).mapToDouble(Bucket::median).toArray();
    Arrays.sort(last);
    return last[last.length / 2];
  }

  /** When the speed was within 20 % of that: the end of the first such bucket. */
  static double reached(List<Bucket> buckets, double steady) {
    return buckets.stream()
        .filter(bucket -> bucket.median() <= WITHIN * steady)
        .findFirst()
        .orElseThrow()
        .end();
  }
}
