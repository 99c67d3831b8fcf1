package dev.jacobi.data;

import java.util.Iterator;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Hands out the samples of an epoch in batches. The batches are a function of the epoch's number:
 * the same number gives the same batches, at any time and on every machine.
 *
 * <pre>{@code
 * Loader<Batch> loader = Loader.of(train, 64).shuffle(1).prefetch(2);
 * for (Batch batch : loader.epoch(epoch)) { ... }
 * }</pre>
 *
 * @param <T> a tensor, record, list or map of tensors
 */
public interface Loader<T> {
  /** The batches of an epoch, without the first {@code from}. */
  Iterator<T> batches(int epoch, int from);

  /** How many batches an epoch has, if that is known before they are read. */
  OptionalInt count(int epoch);

  /** The batches of an epoch. */
  default Iterable<T> epoch(int epoch) {
    return () -> batches(epoch, 0);
  }

  /** Batches of so many samples, in the order of the data set; the last may be smaller. */
  static <T> DatasetLoader<T> of(Dataset<T> dataset, int batch) {
    return new DatasetLoader<>(dataset, Sampler.inOrder(), batch, false);
  }

  /**
   * Batches of so many samples from parts that are read one after the other, such as those of a
   * file that is larger than the memory.
   *
   * @param parts what is gone through once for every epoch
   * @param samples a part as a tree of tensors with axis 0 over its samples
   */
  static <P, T> StreamLoader<T> streaming(
      Iterable<P> parts, Function<? super P, ? extends T> samples, int batch) {
    return new StreamLoader<>(
        () -> {
          Iterator<P> each = parts.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return each.hasNext();
            }

            @Override
            public T next() {
              return samples.apply(each.next());
            }
          };
        },
        batch,
        false,
        null,
        1);
  }

  /**
   * The same, read by another thread so that so many batches are ready before they are asked for.
   */
  default Loader<T> prefetch(int ahead) {
    return new PrefetchingLoader<>(this, ahead);
  }
}
