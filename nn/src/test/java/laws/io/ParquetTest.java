package laws.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.io.FileException;
import dev.jacobi.io.Parquet;
import dev.jacobi.io.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files that Arrow wrote. */
class ParquetTest {
  @TempDir Path folder;

  private static Parquet file(String name) {
    return Parquet.of(Samples.file(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.parquet", "gzip.parquet"})
  void everyTypeIsRead(String name) {
    Table table = file(name).labels("species").read();
    assertThat(table.names()).containsExactly("f", "d", "i", "l", "s", "u", "b", "species");
    assertThat(table.doubles("f").toDoubles()).containsExactly(0, 0.5, 1, 1.5, 2, 2.5, 3);
    assertThat(table.doubles("d").toDoubles()).containsExactly(1.5, -2.25, 0.1, 1e300, -0.0, 5, 6);
    assertThat(table.integers("i").toLongs()).containsExactly(-3, -2, -1, 0, 1, 2, 3);
    assertThat(table.integers("l").toLongs()[0]).isEqualTo((1L << 53) - 1);
    assertThat(table.integers("s").toLongs()).containsExactly(-1, 0, 1, 2, 3, 4, 300);
    assertThat(table.integers("u").toLongs()).containsExactly(4294967295L, 0, 1, 2, 3, 4, 5);
    assertThat(table.integers("b").toLongs()).containsExactly(1, 0, 1, 1, 0, 0, 1);
    assertThat(table.labels("species")).containsExactly("setosa", "versicolor", "virginica");
    assertThat(table.integers("species").toLongs()).containsExactly(0, 2, 0, 1, 2, 0, 0);
  }

  @Test
  void partsAreTheWhole() {
    Parquet columns = file("types.parquet").columns("d", "i");
    double[] whole = columns.read().doubles().toDoubles();
    for (int rows : new int[] {1, 2, 3, 5, 7, 9}) {
      List<Double> all = new ArrayList<>();
      for (Table part : columns.chunks(rows)) {
        assertThat(part.size()).isLessThanOrEqualTo(rows);
        for (double value : part.doubles().toDoubles()) {
          all.add(value);
        }
      }
      assertThat(all.stream().mapToDouble(v -> v)).containsExactly(box(whole));
    }
  }

  private static Double[] box(double[] values) {
    return java.util.Arrays.stream(values).boxed().toArray(Double[]::new);
  }

  @Test
  void nullsAreNamedReplacedOrLeftOut() {
    Parquet file = file("nulls.parquet").columns("a", "b");
    assertThatThrownBy(file::read)
        .isInstanceOf(FileException.class)
        .hasMessageContaining("nulls.parquet, row 2, column 'a': null; say what stands for it");
    assertThat(file.missing(-7).read().doubles().toDoubles())
        .containsExactly(1, 1, -7, 2, 3, -7, -7, 4);
    List<String> told = new ArrayList<>();
    Parquet skipping = file.skipBadRows(bad -> told.add(bad.getMessage()));
    assertThat(skipping.read().doubles().toDoubles()).containsExactly(1, 1);
    assertThat(told).hasSize(3);
    assertThat(told.get(2)).contains("row 4, column 'a': NaN is not finite");
    assertThatThrownBy(() -> file("nulls.parquet").columns("w").labels("w").read())
        .hasMessageContaining("row 2, column 'w': null");
    assertThatThrownBy(() -> file("nulls.parquet").columns("w").labels("w", List.of("y")).read())
        .hasMessageContaining("row 1, column 'w': 'x' is not among the words");
  }

  @ParameterizedTest
  @ValueSource(strings = {"when", "price", "list.list.element", "nothing"})
  void otherColumnsAreRefused(String column) {
    Parquet file = file("others.parquet");
    assertThatThrownBy(() -> file.columns(column).read())
        .isInstanceOf(FileException.class)
        .hasMessageContaining("column '" + column + "'");
    assertThatThrownBy(file::read).isInstanceOf(FileException.class);
    assertThat(file.columns("x").read().doubles().toDoubles()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"big", "ub"})
  void wholeNumbersThatNoDoubleHoldsAreRefused(String column) {
    assertThatThrownBy(() -> file("others.parquet").columns(column).read())
        .isInstanceOf(FileException.class)
        .hasMessageContaining("row 1, column '" + column + "': a whole number beyond 2^53");
  }

  @Test
  void wordsAreAskedFor() {
    assertThatThrownBy(() -> file("types.parquet").read())
        .hasMessageContaining("column 'species'")
        .hasMessageContaining("those of words with labels(...)");
    assertThatThrownBy(() -> file("types.parquet").columns("d").labels("d").read())
        .hasMessageContaining("column 'd' of type DOUBLE, as words");
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] right = Files.readAllBytes(Samples.file("types.parquet"));
    SplittableRandom random = new SplittableRandom(1);
    Path file = folder.resolve("x.parquet");
    for (byte[] bytes : Stream.of(new byte[0], new byte[100], truncated(right)).toList()) {
      Files.write(file, bytes);
      assertThatThrownBy(() -> Parquet.read(file))
          .isInstanceOf(FileException.class)
          .hasMessageStartingWith("parquet: " + file);
    }
    for (int i = 0; i < 60; i++) {
      byte[] mutant = right.clone();
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, mutant);
      try {
        Parquet.of(file).columns("d", "i").read();
      } catch (FileException refused) {
        assertThat(refused).hasMessageContaining(file.toString());
      }
    }
  }

  private static byte[] truncated(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, bytes.length / 2);
  }
}
