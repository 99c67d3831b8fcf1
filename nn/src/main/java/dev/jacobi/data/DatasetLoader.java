package dev.jacobi.data;

import dev.jacobi.Jacobi;
import dev.jacobi.type.JacobiException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalInt;

/** Batches of a data set, in the order that a sampler gives. */
public final class DatasetLoader<T> implements Loader<T> {
  private final Dataset<T> dataset;
  private final Sampler sampler;
  private final int size;
  private final boolean whole;

  DatasetLoader(Dataset<T> dataset, Sampler sampler, int size, boolean whole) {
    this.dataset = dataset;
    this.sampler = sampler;
    this.size = requireSize(size);
    this.whole = whole;
  }

  static int requireSize(int batch) {
    if (batch < 1) {
      throw new JacobiException("loader: batches of " + batch + " samples; give 1 or more");
    }
    return batch;
  }

  /** The same in another random order for every epoch. */
  public DatasetLoader<T> shuffle(long seed) {
    return sample(Sampler.shuffled(seed));
  }

  /** The same with the samples that the sampler chooses. */
  public DatasetLoader<T> sample(Sampler sampler) {
    return new DatasetLoader<>(dataset, sampler, size, whole);
  }

  /** The same without the last batch of an epoch if it is smaller than the others. */
  public DatasetLoader<T> dropLast() {
    return new DatasetLoader<>(dataset, sampler, size, true);
  }

  @Override
  public OptionalInt count(int epoch) {
    return OptionalInt.of(count(sampler.rows(dataset.size(), epoch)));
  }

  private int count(int[] rows) {
    return whole ? rows.length / size : (int) (((long) rows.length + size - 1) / size);
  }

  @Override
  public Iterator<T> batches(int epoch, int from) {
    int[] rows = sampler.rows(dataset.size(), epoch);
    int count = count(rows);
    return new Iterator<>() {
      private int next = from;

      @Override
      public boolean hasNext() {
        return next < count;
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int start = next * size;
        next++;
        int end = (int) Math.min(rows.length, (long) start + size);
        return Jacobi.leaves(dataset.rows(Arrays.copyOfRange(rows, start, end)));
      }
    };
  }
}
