package dev.jacobi.cli;

import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.data.Dataset;
import dev.jacobi.data.Loader;

/**
 * The rows of a table, and the batches in which an epoch sees them: in a new order for every epoch,
 * the last batch with what is left.
 *
 * @param rows [rows, columns]
 * @param size how many of them a batch has
 * @param seed the order of an epoch follows from it
 */
record Batches(Tensor rows, int size, long seed) {
  /** The samples of one step; an autoencoder's target is its input. */
  @Samples
  record Batch(Tensor x) {}

  /** The batches of an epoch: always the same for this epoch and seed. */
  Iterable<Batch> epoch(int epoch) {
    return Loader.of(Dataset.of(all()), size).shuffle(seed).epoch(epoch);
  }

  /** All rows, in the order of the table. */
  Batch all() {
    return new Batch(rows);
  }
}
