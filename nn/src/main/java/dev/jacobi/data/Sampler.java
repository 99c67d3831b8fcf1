package dev.jacobi.data;

import dev.jacobi.type.JacobiException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which samples an epoch goes through, in which order: a function of the number of samples and the
 * number of the epoch, always the same.
 */
@FunctionalInterface
public interface Sampler {
  /** The samples of an epoch. */
  int[] rows(int size, int epoch);

  /** Each sample once, in the order of the data set. */
  static Sampler inOrder() {
    return (size, epoch) -> IntStream.range(0, size).toArray();
  }

  /** Each sample once, in another random order for each epoch (Fisher and Yates). */
  static Sampler shuffled(long seed) {
    return (size, epoch) -> {
      int[] rows = IntStream.range(0, size).toArray();
      shuffle(rows, random(seed, epoch));
      return rows;
    };
  }

  /**
   * So many draws, each independent of the others: sample b with probability {@code weights[b] /
   * sum}.
   *
   * @param weights one for each sample, none negative
   */
  static Sampler weighted(long seed, int draws, double... weights) {
    WeightedDraw draw = WeightedDraw.of(weights);
    if (draws < 1) {
      throw new JacobiException("weighted: " + draws + " draws; give 1 or more");
    }
    return (size, epoch) -> {
      if (size != weights.length) {
        throw new JacobiException(
            "weighted: " + weights.length + " weights for " + size + " samples; give one for each");
      }
      SplittableRandom random = random(seed, epoch);
      return IntStream.range(0, draws).map(i -> draw.at(random.nextDouble())).toArray();
    };
  }

  /**
   * As many draws as samples, so that every class is drawn as often: {@link #weighted} by 1 over
   * the size of each sample's class.
   */
  static Sampler balanced(long seed, long... classes) {
    Map<Long, Integer> sizes = new HashMap<>();
    for (long each : classes) {
      sizes.merge(each, 1, Integer::sum);
    }
    double[] weights =
        Arrays.stream(classes).mapToDouble(each -> 1.0 / sizes.getOrDefault(each, 1)).toArray();
    return weighted(seed, classes.length, weights);
  }

  /** The random numbers of an epoch (SplitMix64: Steele, Lea and Flood, 2014). */
  static SplittableRandom random(long seed, int epoch) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
  }

  /** Puts rows into random order. */
  static void shuffle(int[] rows, SplittableRandom random) {
    for (int i = rows.length - 1; i > 0; i--) {
      // A number from 0 to i by the upper half of a product: the same in every JDK.
      int j = (int) Math.unsignedMultiplyHigh(random.nextLong(), i + 1);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
  }
}
