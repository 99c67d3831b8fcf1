package laws.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.data.Dataset;
import dev.jacobi.data.Sampler;
import dev.jacobi.io.Npy;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets give the rows that are asked for; splits and samplers follow from their seeds. */
class DatasetTest {
  @TempDir Path folder;

  @Samples
  record Batch(Tensor x, Tensor t) {}

  /** Row b holds 10 b, 10 b + 1, ... and the label b. */
  static Batch batch(int rows) {
    double[] x = IntStream.range(0, rows * 2).mapToDouble(i -> i / 2 * 10 + i % 2).toArray();
    long[] t = IntStream.range(0, rows).asLongStream().toArray();
    return new Batch(Tensor.of(Shape.of(rows, 1, 2), x), Tensor.of(t));
  }

  static void assertRows(Batch found, int... rows) {
    assertThat(found.t().toInts()).containsExactly(rows);
    assertThat(found.x().shape().sizes()).containsExactly(rows.length, 1, 2);
    assertThat(found.x().toDoubles())
        .isEqualTo(
            Arrays.stream(rows)
                .flatMap(r -> IntStream.of(10 * r, 10 * r + 1))
                .asDoubleStream()
                .toArray());
  }

  @Test
  void givesTheRowsThatAreAskedFor() {
    Dataset<Batch> data = Dataset.of(batch(7));
    assertThat(data.size()).isEqualTo(7);
    assertRows(data.rows(6, 0, 0, 3), 6, 0, 0, 3);
    assertRows(data.rows());
    assertRows(data.all(), 0, 1, 2, 3, 4, 5, 6);
    assertRows(data.subset(5, 1, 1).rows(2, 0), 1, 5);
    assertThat(data.map(b -> b.t().times(2)).rows(3, 1).toInts()).containsExactly(6, 2);
    for (Dataset<?> any : List.of(data, data.subset(0, 1, 2, 3, 4, 5, 6))) {
      assertThatThrownBy(() -> any.rows(7)).isInstanceOf(IndexException.class);
      assertThatThrownBy(() -> any.rows(-1)).isInstanceOf(IndexException.class);
    }
    assertThatThrownBy(() -> data.subset(7)).isInstanceOf(IndexException.class);
  }

  @Test
  void aTensorAtTwoPlacesStaysOne() {
    Tensor x = Tensor.of(1, 2, 3);
    Batch rows = Dataset.of(new Batch(x, x)).rows(2, 1);
    assertThat(rows.x()).isSameAs(rows.t());
  }

  @Test
  void mappedFilesAreDataSetsToo() {
    Npy.write(folder.resolve("x.npy"), batch(7).x());
    Npy.write(folder.resolve("t.npy"), batch(7).t());
    Dataset<Batch> data =
        Dataset.of(Npy.open(folder.resolve("x.npy")))
            .with(Dataset.of(Npy.open(folder.resolve("t.npy"))), Batch::new);
    assertRows(data.rows(6, 0, 0, 3), 6, 0, 0, 3);
    assertThatThrownBy(() -> data.rows(7)).isInstanceOf(IndexException.class);
    assertThatThrownBy(() -> data.with(data.subset(1), (a, b) -> a))
        .isInstanceOf(ShapeException.class)
        .hasMessage("with: 7 samples and 1; give as many of both");
    Npy.write(folder.resolve("s.npy"), Tensor.scalar(1));
    assertThatThrownBy(() -> Dataset.of(Npy.open(folder.resolve("s.npy"))))
        .isInstanceOf(ShapeException.class);
  }

  @Test
  void tensorsOfDifferentSizesAreRefused() {
    assertThatThrownBy(() -> Dataset.of(new Batch(Tensor.zeros(3, 2), Tensor.zeros(2))))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "dataset: x [3, 2] and t [2]; axis 0 runs over the samples and must be as long in all");
    assertThatThrownBy(() -> Dataset.of(Tensor.scalar(1))).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> Dataset.of(List.of())).isInstanceOf(ShapeException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 100, 257})
  void splitsShareTheSamplesOutBySeed(int size) {
    Dataset<Batch> data = Dataset.of(batch(size));
    List<Dataset<Batch>> parts = data.split(5, 0.5, 0.3, 0.2);
    List<Long> all = new java.util.ArrayList<>();
    parts.forEach(part -> Arrays.stream(part.all().t().toLongs()).forEach(all::add));
    assertThat(all).hasSize(size).doesNotHaveDuplicates();
    double[] shares = {0.5, 0.3, 0.2};
    for (int i = 0; i < 3; i++) {
      assertThat((double) parts.get(i).size())
          .isCloseTo(shares[i] * size, org.assertj.core.api.Assertions.within(1.0));
    }
    assertThat(data.split(5, 0.5, 0.3, 0.2).get(1).all().t().toLongs())
        .isEqualTo(parts.get(1).all().t().toLongs());
    if (size > 7) {
      assertThat(data.split(6, 0.5, 0.5).get(0).all().t().toLongs())
          .isNotEqualTo(data.split(5, 0.5, 0.5).get(0).all().t().toLongs());
    }
  }

  @Test
  void sharesThatAreNoneAreRefused() {
    Dataset<Batch> data = Dataset.of(batch(5));
    for (double[] shares :
        new double[][] {{0.5, 0.4}, {1, 0}, {0.99, 0.01}, {Double.NaN, 1}, {1.5, -0.5}, {}}) {
      assertThatThrownBy(() -> data.split(1, shares))
          .isInstanceOf(JacobiException.class)
          .hasMessageStartingWith("split: shares ");
    }
  }

  @Test
  void shufflesAreTheSameForASeedAndAnotherForEveryEpoch() {
    Sampler sampler = Sampler.shuffled(3);
    int[] rows = sampler.rows(257, 0);
    assertThat(Arrays.stream(rows).sorted().toArray()).isEqualTo(IntStream.range(0, 257).toArray());
    assertThat(Sampler.shuffled(3).rows(257, 0)).isEqualTo(rows);
    assertThat(sampler.rows(257, 1)).isNotEqualTo(rows);
    assertThat(Sampler.shuffled(4).rows(257, 0)).isNotEqualTo(rows);
    // pinned: another version must not train in another order
    assertThat(sampler.rows(8, 0)).containsExactly(PINNED);
    assertThat(sampler.rows(0, 0)).isEmpty();
    assertThat(sampler.rows(1, 0)).containsExactly(0);
  }

  private static final int[] PINNED = {0, 2, 1, 6, 7, 3, 4, 5};

  @Test
  void everyOrderIsAsProbable() {
    int[] counts = new int[6];
    Sampler sampler = Sampler.shuffled(9);
    for (int epoch = 0; epoch < 6000; epoch++) {
      int[] rows = sampler.rows(3, epoch);
      counts[2 * rows[0] + (rows[1] > rows[2] ? 1 : 0)]++;
    }
    // the standard deviation is 29
    assertThat(Arrays.stream(counts).boxed()).allMatch(count -> Math.abs(count - 1000) < 130);
  }

  @Test
  void drawsFollowTheWeights() {
    int[] rows = Sampler.weighted(1, 40_000, 0, 1, 0, 3, 0).rows(5, 0);
    assertThat(rows).hasSize(40_000);
    assertThat(Arrays.stream(rows).distinct().sorted().toArray()).containsExactly(1, 3);
    // the standard deviation is 87
    assertThat(Arrays.stream(rows).filter(row -> row == 1).count()).isBetween(9_600L, 10_400L);
    assertThat(Sampler.weighted(1, 10, 1, 1).rows(2, 3))
        .isEqualTo(Sampler.weighted(1, 10, 1, 1).rows(2, 3));
    int[] balanced = Sampler.balanced(1, 7, 7, 7, 7, 7, 7, 7, 7, 7, 2).rows(10, 0);
    assertThat(balanced).hasSize(10);
  }

  @Test
  void weightsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> Sampler.weighted(1, 1, 0, 0)).hasMessageContaining("sum");
    assertThatThrownBy(() -> Sampler.weighted(1, 1)).hasMessageContaining("sum");
    assertThatThrownBy(() -> Sampler.weighted(1, 1, 1, -1)).hasMessageContaining("weight 1 is -1");
    assertThatThrownBy(() -> Sampler.weighted(1, 1, Double.NaN)).hasMessageContaining("weight 0");
    assertThatThrownBy(() -> Sampler.weighted(1, 1, Double.MAX_VALUE, Double.MAX_VALUE))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> Sampler.weighted(1, 0, 1)).hasMessageContaining("0 draws");
    assertThatThrownBy(() -> Sampler.weighted(1, 1, 1, 2).rows(3, 0))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("2 weights for 3 samples");
  }
}
