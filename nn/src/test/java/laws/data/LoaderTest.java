package laws.data;

import static laws.data.DatasetTest.assertRows;
import static laws.data.DatasetTest.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.data.Dataset;
import dev.jacobi.data.Loader;
import dev.jacobi.data.Sampler;
import dev.jacobi.io.Csv;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.ShapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import laws.data.DatasetTest.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Loaders of every kind hand out each sample once, in batches, the same for the same epoch. */
class LoaderTest {
  private static final int ROWS = 23;

  @TempDir Path folder;

  private static Loader<Batch> streaming(int part, int size) {
    Dataset<Batch> data = Dataset.of(batch(ROWS));
    List<int[]> parts = new ArrayList<>();
    for (int from = 0; from < ROWS; from += part) {
      parts.add(IntStream.range(from, Math.min(ROWS, from + part)).toArray());
    }
    return Loader.streaming(parts, data::rows, size);
  }

  static Stream<Arguments> loaders() {
    Dataset<Batch> data = Dataset.of(batch(ROWS));
    return IntStream.of(1, 4, 23, 100)
        .boxed()
        .flatMap(size ->
            Stream.of(
                Arguments.of(size, "in order", Loader.of(data, size), false),
                Arguments.of(size, "shuffled", Loader.of(data, size).shuffle(1), true),
                Arguments.of(size, "ahead", Loader.of(data, size).shuffle(1).prefetch(3), true),
                Arguments.of(size, "parts of 1", streaming(1, size), false),
                Arguments.of(size, "parts of 5", streaming(5, size), false),
                Arguments.of(size, "parts ahead", streaming(5, size).prefetch(1), false),
                Arguments.of(
                    size,
                    "windows",
                    ((dev.jacobi.data.StreamLoader<Batch>) streaming(5, size)).shuffle(1, 100),
                    true),
                Arguments.of(
                    size,
                    "small windows",
                    ((dev.jacobi.data.StreamLoader<Batch>) streaming(3, size)).shuffle(1, size),
                    false)));
  }

  private static List<Batch> list(Iterable<Batch> batches) {
    List<Batch> all = new ArrayList<>();
    batches.forEach(all::add);
    return all;
  }

  private static int[] rows(Iterable<Batch> batches) {
    return list(batches).stream().flatMapToInt(b -> Arrays.stream(b.t().toInts())).toArray();
  }

  @ParameterizedTest(name = "{1}, batches of {0}")
  @MethodSource("loaders")
  void everySampleOnceInBatches(int size, String name, Loader<Batch> loader, boolean shuffled) {
    List<Batch> epoch = list(loader.epoch(0));
    assertThat(epoch.stream().map(b -> b.t().size(0)).toList())
        .isEqualTo(
            IntStream.iterate(0, from -> from < ROWS, from -> from + size)
                .mapToObj(from -> Math.min(size, ROWS - from))
                .toList());
    epoch.forEach(b -> assertRows(b, b.t().toInts()));
    int[] rows = rows(loader.epoch(0));
    assertThat(Arrays.stream(rows).sorted().toArray())
        .isEqualTo(IntStream.range(0, ROWS).toArray());
    assertThat(rows)
        .isEqualTo(epoch.stream().flatMapToInt(b -> Arrays.stream(b.t().toInts())).toArray());
    if (shuffled) {
      assertThat(rows(loader.epoch(1))).isNotEqualTo(rows);
    }
    loader.count(0).ifPresent(count -> assertThat(count).isEqualTo(epoch.size()));
    for (int from = 0; from <= epoch.size(); from++) {
      Iterator<Batch> rest = loader.batches(0, from);
      for (Batch expected : epoch.subList(from, epoch.size())) {
        // asking twice changes nothing
        assertThat(rest.hasNext()).isTrue();
        assertThat(rest.hasNext()).isTrue();
        assertThat(rest.next().t().toInts()).isEqualTo(expected.t().toInts());
      }
      assertThat(rest.hasNext()).isFalse();
      assertThat(rest.hasNext()).isFalse();
      assertThatThrownBy(rest::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void theLastBatchCanBeLeftOut() {
    Dataset<Batch> data = Dataset.of(batch(ROWS));
    assertThat(rows(Loader.of(data, 5).dropLast().epoch(0))).hasSize(20);
    assertThat(Loader.of(data, 5).dropLast().count(0)).hasValue(4);
    assertThat(rows(Loader.of(data, 23).dropLast().epoch(0))).hasSize(23);
    assertThat(rows(Loader.of(data, 24).dropLast().epoch(0))).isEmpty();
    var parts = (dev.jacobi.data.StreamLoader<Batch>) streaming(4, 5);
    assertThat(rows(parts.dropLast().epoch(0))).hasSize(20);
    assertThat(rows(parts.shuffle(1, 9).dropLast().epoch(0))).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void samplersChoose() {
    Dataset<Batch> data = Dataset.of(batch(4));
    assertThat(
            rows(Loader.of(data, 3).sample((size, epoch) -> new int[] {3, 3, epoch, 1}).epoch(2)))
        .containsExactly(3, 3, 2, 1);
    assertThat(rows(Loader.of(data, 3).sample(Sampler.weighted(1, 50, 0, 1, 0, 0)).epoch(2)))
        .hasSize(50)
        .containsOnly(1);
  }

  @Test
  void batchesAreReadAheadButNotFurther() throws InterruptedException {
    AtomicInteger read = new AtomicInteger();
    Dataset<Tensor> counting =
        Dataset.of(
            100,
            rows -> {
              read.incrementAndGet();
              return Tensor.of(rows);
            });
    Iterator<Tensor> batches = Loader.of(counting, 1).prefetch(3).batches(0, 0);
    for (int taken = 0; taken < 5; taken++) {
      for (int wait = 0; wait < 500 && read.get() < taken + 3; wait++) {
        Thread.sleep(10);
      }
      Thread.sleep(20);
      assertThat(read).hasValue(taken + 3);
      assertThat(batches.next().toInts()).containsExactly(taken);
    }
  }

  @Test
  void whatIsThrownOnTheOtherThreadIsThrownHere() {
    Dataset<Tensor> broken = Dataset.of(Tensor.zeros(10)).map(x -> x.reshape(2, 2));
    Iterator<Tensor> batches = Loader.of(broken, 4).prefetch(2).batches(0, 0);
    assertThat(batches.next().shape().sizes()).containsExactly(2, 2);
    batches.next();
    assertThatThrownBy(batches::next).isInstanceOf(ShapeException.class);
    Loader<Tensor> none =
        Loader.of(Dataset.of(Tensor.zeros(3)), 2).sample((n, e) -> new int[] {3}).prefetch(1);
    assertThatThrownBy(() -> none.batches(0, 0).next()).isInstanceOf(IndexException.class);
  }

  @Test
  void whoIsInterruptedWhileWaitingIsTold() {
    Dataset<Tensor> slow =
        Dataset.of(
            2,
            rows -> {
              try {
                Thread.sleep(10_000);
              } catch (InterruptedException woken) {
                Thread.currentThread().interrupt();
              }
              return Tensor.of(rows);
            });
    Iterator<Tensor> batches = Loader.of(slow, 1).prefetch(1).batches(0, 0);
    Thread.currentThread().interrupt();
    assertThatThrownBy(batches::next)
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFileIsStreamedInParts() throws IOException {
    String lines =
        IntStream.range(0, ROWS)
            .mapToObj(i -> 10 * i + "," + (10 * i + 1) + "," + i)
            .collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve("x.csv"), "a,b,label\n" + lines);
    Loader<Batch> loader =
        Loader.streaming(
                Csv.of(file).chunks(6),
                part -> new Batch(part.doubles("a", "b").reshape(-1, 1, 2), part.integers("label")),
                4)
            .shuffle(1, 8)
            .prefetch(2);
    assertThat(rows(loader.epoch(0))).hasSize(ROWS).doesNotHaveDuplicates();
    loader.epoch(1).forEach(b -> assertRows(b, b.t().toInts()));
  }

  @Test
  void othersAreRefused() {
    Dataset<Batch> data = Dataset.of(batch(3));
    assertThatThrownBy(() -> Loader.of(data, 0)).hasMessageContaining("batches of 0 samples");
    assertThatThrownBy(() -> streaming(1, -1)).hasMessageContaining("batches of -1 samples");
    assertThatThrownBy(() -> Loader.of(data, 1).prefetch(0)).hasMessageContaining("0 batches");
    assertThatThrownBy(() -> ((dev.jacobi.data.StreamLoader<Batch>) streaming(1, 3)).shuffle(1, 2))
        .hasMessageContaining("a window holds one batch or more");
    Loader<Tensor> odd = Loader.streaming(List.of(1, 2), columns -> Tensor.zeros(1, columns), 2);
    assertThatThrownBy(() -> odd.batches(0, 0).next())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("a part float32[1, 2] after one float32[1, 1]");
  }
}
