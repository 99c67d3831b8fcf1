package dev.jacobi.data;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.io.StoredTensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Samples by number. Some of them are asked for at a time and come as one tree of tensors, such as
 * a record {@code Batch(Tensor x, Tensor t)}, with axis 0 over the samples. What lies in a file
 * need not fit into memory.
 *
 * <pre>{@code
 * Dataset<Batch> all = Dataset.of(new Batch(x, t));                          // tensors in hand
 * Dataset<Batch> big = Dataset.of(Npy.open(images))                          // mapped files
 *     .with(Dataset.of(Npy.open(labels)), Batch::new);
 * List<Dataset<Batch>> parts = all.split(1, 0.8, 0.2);                       // by seed
 * }</pre>
 *
 * @param <T> a tensor, record, list or map of tensors
 */
public interface Dataset<T> {
  /** How many samples there are. */
  int size();

  /**
   * The given samples in that order.
   *
   * @throws dev.jacobi.type.IndexException if there is no such sample
   */
  T rows(int... rows);

  /**
   * Tensors in hand.
   *
   * @param tree its tensors have axis 0 over the samples, all of one size
   */
  static <T> Dataset<T> of(T tree) {
    T values = Jacobi.leaves(tree);
    int size = Rows.count(values);
    return of(
        size,
        rows -> {
          Rows.require(rows, size);
          return Rows.take(values, rows);
        });
  }

  /** A tensor in a mapped file, its axis 0 over the samples. */
  static Dataset<Tensor> of(StoredTensor stored) {
    long[] sizes = stored.sizes();
    long size = sizes.length == 0 ? -1 : sizes[0];
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw new dev.jacobi.type.ShapeException(
          "dataset: " + stored + "; axis 0 runs over the samples, at most 2147483647");
    }
    return of((int) size, rows -> stored.rows(Arrays.stream(rows).asLongStream().toArray()));
  }

  /** So many samples of a source of your own. */
  static <T> Dataset<T> of(int size, Function<int[], T> rows) {
    return new Dataset<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public T rows(int... asked) {
        return rows.apply(asked);
      }
    };
  }

  /** All samples at once. */
  default T all() {
    return rows(IntStream.range(0, size()).toArray());
  }

  /** Each batch of samples as the function makes it. It is called when they are asked for. */
  default <R> Dataset<R> map(Function<? super T, ? extends R> f) {
    return of(size(), rows -> f.apply(rows(rows)));
  }

  /**
   * The samples of this set and those of another of the same size, side by side.
   *
   * @throws dev.jacobi.type.ShapeException if the sizes differ
   */
  default <U, R> Dataset<R> with(
      Dataset<U> other, BiFunction<? super T, ? super U, ? extends R> f) {
    if (other.size() != size()) {
      throw new dev.jacobi.type.ShapeException(
          "with: " + size() + " samples and " + other.size() + "; give as many of both");
    }
    return of(size(), rows -> f.apply(rows(rows), other.rows(rows)));
  }

  /** Some of the samples, in that order. */
  default Dataset<T> subset(int... chosen) {
    int[] own = chosen.clone();
    Rows.require(own, size());
    return of(
        own.length,
        rows -> {
          Rows.require(rows, own.length);
          return rows(Arrays.stream(rows).map(row -> own[row]).toArray());
        });
  }

  /**
   * The samples in random order, cut into parts. The same seed gives the same parts.
   *
   * @param shares of the parts; their sum is 1
   */
  default List<Dataset<T>> split(long seed, double... shares) {
    return Split.of(size(), seed, shares).stream().map(this::subset).toList();
  }
}
