package dev.jacobi.cli;

import dev.jacobi.Compiled;
import dev.jacobi.Tensor;
import dev.jacobi.cli.Batches.Batch;
import dev.jacobi.optim.Sgd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * The question's network trained twice from the same start on the same batches: by one call for
 * each sample and output, and by one for the whole batch.
 *
 * @param batch how many samples a step took
 * @param steps how many steps were made
 * @param difference the largest difference of a loss or a weight after any step
 * @param loopMillis the median time of a warm step by one call for each sample and output
 * @param batchMillis the median time of a warm step for the whole batch
 */
record TwoWays(int batch, int steps, double difference, double loopMillis, double batchMillis) {
  /** What the difference must stay below: both ways do the same arithmetic up to rounding. */
  static final double TOLERANCE = 1e-12;

  /** How long each training is. */
  static final int EPOCHS = 4;

  /** More calls in one step make the loop's graph too slow to trace for a demonstration. */
  private static final int MOST_CALLS = 64;

  private static final int MOST_ROWS = 300;

  /**
   * Trains both, then takes times of further steps.
   *
   * @param timing how long to take times
   * @param progress called after every epoch of each
   */
  static TwoWays compare(
      QuestionNetwork start, Batches batches, Sgd sgd, Duration timing, Runnable progress) {
    return compare(start, batches, sgd, QuestionNetwork::wholeBatch, timing, progress);
  }

  /** The same with another way in place of the one call for the whole batch. */
  static TwoWays compare(
      QuestionNetwork start,
      Batches batches,
      Sgd sgd,
      BinaryOperator<Tensor> wholeBatch,
      Duration timing,
      Runnable progress) {
    int columns = start.decoder().weight().size(0);
    Tensor rows = batches.rows().slice(0, 0, Math.min(batches.rows().size(0), MOST_ROWS)).value();
    int most = Math.min(rows.size(0), Math.max(2, MOST_CALLS / columns));
    int size = Math.min(batches.size(), most);
    Batches few = new Batches(rows, size, batches.seed());
    Run loop = new Run(start, few, sgd, QuestionNetwork::oneCallPerSampleAndOutput);
    Run whole = new Run(start, few, sgd, wholeBatch);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      loop.train(epoch);
      progress.run();
      whole.train(epoch);
      progress.run();
    }
    // One step of each in turn, so that a busy machine slows both.
    long end = System.nanoTime() + timing.toNanos();
    do {
      loop.time();
      whole.time();
    } while (System.nanoTime() < end);
    return new TwoWays(
        size,
        loop.steps,
        largestDifference(loop.numbers, whole.numbers),
        loop.medianMillis(),
        whole.medianMillis());
  }

  private static double largestDifference(List<double[]> one, List<double[]> other) {
    double largest = 0;
    for (int i = 0; i < one.size(); i++) {
      for (int j = 0; j < one.get(i).length; j++) {
        // Math.max keeps a NaN.
        largest = Math.max(largest, Math.abs(one.get(i)[j] - other.get(i)[j]));
      }
    }
    return largest;
  }

  /** One of the two trainings, and what it gave after every step. */
  private static final class Run {
    private final Compiled.Of2<QuestionNetwork, Batch, QuestionNetwork.Step> step;
    private final Batches batches;
    private final Batch full;
    private QuestionNetwork net;
    private int steps;
    private final List<double[]> numbers = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();

    Run(QuestionNetwork start, Batches batches, Sgd sgd, BinaryOperator<Tensor> way) {
      this.step = QuestionNetwork.step(sgd, way);
      this.batches = batches;
      this.full = batches.epoch(0).iterator().next();
      this.net = start;
    }

    void train(int epoch) {
      for (Batch batch : batches.epoch(epoch)) {
        QuestionNetwork.Step result = step.apply(net, batch);
        net = result.net();
        steps++;
        numbers.add(result.loss1().toDoubles());
        numbers.add(result.loss2().toDoubles());
        numbers.add(net.encoder().weight().toDoubles());
        numbers.add(net.decoder().weight().toDoubles());
      }
    }

    void time() {
      long start = System.nanoTime();
      step.apply(net, full);
      nanos.add(System.nanoTime() - start);
    }

    /** Of the second half: the first warms. */
    double medianMillis() {
      long[] sorted =
          nanos.stream().skip(nanos.size() / 2).mapToLong(Long::longValue).sorted().toArray();
      return sorted[sorted.length / 2] / 1e6;
    }
  }
}
