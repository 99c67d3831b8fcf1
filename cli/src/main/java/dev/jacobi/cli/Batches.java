package dev.jacobi.cli;

import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows of a table in a new order for every epoch, cut into batches. The last batch holds what
 * is left and may be smaller.
 *
 * @param rows the rows
 * @param size how many of them a batch has
 * @param dtype the type of the tensors
 * @param seed the order of an epoch follows from it
 */
record Batches(List<double[]> rows, int size, DType dtype, long seed) {
  /** The samples of one step; an autoencoder's target is its input. */
  @Samples
  record Batch(Tensor x) {}

  /** The batches of an epoch: always the same for this epoch and seed. */
  List<Batch> epoch(int epoch) {
    List<Integer> order =
        IntStream.range(0, rows.size()).boxed().collect(Collectors.toCollection(ArrayList::new));
    SplittableRandom ofSeed = new SplittableRandom(seed);
    Collections.shuffle(order, new SplittableRandom(ofSeed.nextLong() + epoch));
    List<Batch> batches = new ArrayList<>();
    for (int start = 0; start < order.size(); start += size) {
      int limit = Math.min(start + size, order.size());
      batches.add(batch(order.subList(start, limit).stream().map(rows::get).toList()));
    }
    return batches;
  }

  /** All rows, in the order of the table. */
  Batch all() {
    return batch(rows);
  }

  private Batch batch(List<double[]> chosen) {
    return new Batch(Tensor.of(chosen.toArray(double[][]::new)).cast(dtype).value());
  }
}
