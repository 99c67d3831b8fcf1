package dev.jacobi.data;

import dev.jacobi.Jacobi;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Batches of samples that are read one part after the other. */
public final class StreamLoader<T> implements Loader<T> {
  private final Iterable<T> parts;
  private final int size;
  private final boolean whole;
  private final @Nullable Long seed;
  private final int window;

  StreamLoader(Iterable<T> parts, int size, boolean whole, @Nullable Long seed, int window) {
    this.parts = parts;
    this.size = DatasetLoader.requireSize(size);
    this.whole = whole;
    this.seed = seed;
    this.window = window;
  }

  /**
   * The same in random order within windows: that many samples are read, put into another random
   * order for every epoch, and handed out before the next are read.
   */
  public StreamLoader<T> shuffle(long seed, int window) {
    if (window < size) {
      throw new JacobiException(
          "shuffle: windows of "
              + window
              + " samples and batches of "
              + size
              + "; a window holds one batch or more");
    }
    return new StreamLoader<>(parts, size, whole, seed, window);
  }

  /** The same without the last batch of an epoch if it is smaller than the others. */
  public StreamLoader<T> dropLast() {
    return new StreamLoader<>(parts, size, true, seed, window);
  }

  /** Nobody knows before the last part is read. */
  @Override
  public OptionalInt count(int epoch) {
    return OptionalInt.empty();
  }

  @Override
  public Iterator<T> batches(int epoch, int from) {
    Batches batches = new Batches(epoch);
    for (int i = 0; i < from && batches.hasNext(); i++) {
      batches.next();
    }
    return batches;
  }

  /** A pool of samples, filled to the window and emptied in batches. */
  private final class Batches implements Iterator<T> {
    private final Iterator<T> unread = parts.iterator();
    private final @Nullable SplittableRandom random;

    /** Samples in the order in which they are handed out, from {@code taken} on. */
    private @Nullable T pool;

    private int[] order = new int[0];
    private int taken;

    Batches(int epoch) {
      random = seed == null ? null : Sampler.random(seed, epoch);
    }

    @Override
    public boolean hasNext() {
      if (order.length - taken < size && unread.hasNext()) {
        fill();
      }
      int left = order.length - taken;
      return left >= size || left > 0 && !whole;
    }

    /** Reads parts until the window is full; what was left of the last one comes first. */
    private void fill() {
      List<T> samples = new ArrayList<>();
      int count = order.length - taken;
      if (pool != null && count > 0) {
        samples.add(Rows.take(pool, Arrays.copyOfRange(order, taken, order.length)));
      }
      while (count < Math.max(window, size) && unread.hasNext()) {
        T part = Jacobi.leaves(unread.next());
        samples.add(part);
        count += Rows.count(part);
      }
      pool = Rows.concat(samples);
      order = IntStream.range(0, count).toArray();
      taken = 0;
      if (random != null) {
        Sampler.shuffle(order, random);
      }
    }

    @Override
    public T next() {
      if (!hasNext() || pool == null) {
        throw new NoSuchElementException();
      }
      int end = Math.min(order.length, taken + size);
      T batch = Rows.take(pool, Arrays.copyOfRange(order, taken, end));
      taken = end;
      return batch;
    }
  }
}
