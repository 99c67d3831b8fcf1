package dev.jacobi.cli;

import dev.jacobi.Compiled;
import dev.jacobi.cli.Batches.Batch;
import dev.jacobi.optim.Sgd;
import java.util.ArrayList;
import java.util.List;

/**
 * The question's network trained twice from the same start on the same batches: by one call for
 * each sample and output, and by one for the whole batch.
 *
 * @param batch how many samples a step took
 * @param steps how many steps were made
 * @param difference the largest difference of a loss or a weight after any step
 * @param loopMillis the median time of a step by one call for each sample and output
 * @param batchMillis the median time of a step for the whole batch
 */
record TwoWays(int batch, int steps, double difference, double loopMillis, double batchMillis) {
  /** What the difference must stay below: both ways do the same arithmetic up to rounding. */
  static final double TOLERANCE = 1e-12;

  /** The first epoch traces and warms; times are taken from the others. */
  static final int EPOCHS = 4;

  /** More calls in one step make the loop's graph too slow to trace for a demonstration. */
  private static final int MOST_CALLS = 64;

  private static final int MOST_ROWS = 300;

  /** Trains both; {@code progress} advances with every epoch of each. */
  static TwoWays compare(QuestionNetwork start, Batches batches, Sgd sgd, Runnable progress) {
    int columns = start.decoder().weight().size(0);
    List<double[]> rows = batches.rows().subList(0, Math.min(batches.rows().size(), MOST_ROWS));
    int most = Math.min(rows.size(), Math.max(2, MOST_CALLS / columns));
    int size = Math.min(batches.size(), most);
    Batches few = new Batches(rows, size, batches.dtype(), batches.seed());
    Run loop = new Run(start, few, sgd, false);
    Run whole = new Run(start, few, sgd, true);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      loop.train(epoch);
      progress.run();
      whole.train(epoch);
      progress.run();
    }
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
    private QuestionNetwork net;
    private int steps;
    private final List<double[]> numbers = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();

    Run(QuestionNetwork start, Batches batches, Sgd sgd, boolean wholeBatch) {
      this.step =
          wholeBatch
              ? QuestionNetwork.step(sgd, QuestionNetwork::wholeBatch)
              : QuestionNetwork.step(sgd, QuestionNetwork::oneCallPerSampleAndOutput);
      this.batches = batches;
      this.net = start;
    }

    void train(int epoch) {
      for (Batch batch : batches.epoch(epoch)) {
        long start = System.nanoTime();
        QuestionNetwork.Step result = step.apply(net, batch);
        long time = System.nanoTime() - start;
        if (epoch > 0 && batch.x().size(0) == batches.size()) {
          nanos.add(time);
        }
        net = result.net();
        steps++;
        numbers.add(result.loss1().toDoubles());
        numbers.add(result.loss2().toDoubles());
        numbers.add(net.encoder().weight().toDoubles());
        numbers.add(net.decoder().weight().toDoubles());
      }
    }

    double medianMillis() {
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      return sorted[sorted.length / 2] / 1e6;
    }
  }
}
