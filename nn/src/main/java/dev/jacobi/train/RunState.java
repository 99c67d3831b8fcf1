package dev.jacobi.train;

import java.util.List;

/**
 * Where a training stands, apart from its tensors.
 *
 * @param epoch the epoch that is under way, from 0
 * @param batch how many of its batches are done
 * @param steps how many steps were made in all
 * @param lossSum the sum of the losses of the epoch's steps, each times its samples
 * @param weight the number of samples
 * @param seconds how long the epoch took so far
 * @param bestEpoch the best epoch, -1 before there is one
 * @param best its watched measure
 * @param bad how many epochs in a row were no better
 * @param seed of the keys
 * @param firstBatch a checksum of the first batch of the epoch in which the last step was made
 * @param epochs what came of the epochs that are over
 */
record RunState(
    int epoch,
    int batch,
    long steps,
    double lossSum,
    double weight,
    double seconds,
    int bestEpoch,
    double best,
    int bad,
    long seed,
    long firstBatch,
    List<Epoch> epochs) {

  static RunState start(long seed) {
    return new RunState(0, 0, 0, 0, 0, 0, -1, Double.NaN, 0, seed, 0, List.of());
  }

  /** After one more step of the same epoch. */
  RunState step(double loss, int samples, double seconds, long firstBatch) {
    return new RunState(
        epoch,
        batch + 1,
        steps + 1,
        lossSum + loss * samples,
        weight + samples,
        this.seconds + seconds,
        bestEpoch,
        best,
        bad,
        seed,
        firstBatch,
        epochs);
  }

  /** Before the first step of the next epoch. */
  RunState next(List<Epoch> epochs, int bestEpoch, double best, int bad) {
    return new RunState(
        epoch + 1, 0, steps, 0, 0, 0, bestEpoch, best, bad, seed, firstBatch, epochs);
  }
}
