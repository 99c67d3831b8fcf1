package laws.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.data.Dataset;
import dev.jacobi.data.Standardization;
import dev.jacobi.io.Csv;
import dev.jacobi.io.FileException;
import dev.jacobi.io.Table;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mean 0 and deviation 1 on what it was fitted on, the inverse everywhere. */
class StandardizationTest {
  @TempDir Path folder;

  private static Tensor samples(int rows) {
    Tensor normal = Key.of(1).normal(DType.FLOAT64, Shape.of(rows, 2, 3));
    return normal.times(Tensor.of(1e-2, 1, 1e6)).plus(Tensor.of(5.0, -3, 1e8)).value();
  }

  @Test
  void meanZeroAndDeviationOne() {
    Tensor x = samples(101);
    Standardization scale = Standardization.fit(x);
    double[] moved = scale.apply(x).toDoubles();
    for (int feature = 0; feature < 6; feature++) {
      int j = feature;
      double mean = IntStream.range(0, 101).mapToDouble(i -> moved[i * 6 + j]).sum() / 101;
      double square = IntStream.range(0, 101).mapToDouble(i -> Math.pow(moved[i * 6 + j], 2)).sum();
      assertThat(mean).isCloseTo(0, within(1e-9));
      assertThat(square / 101).isCloseTo(1, within(1e-9));
    }
    double[] back = scale.invert(scale.apply(x)).toDoubles();
    double[] original = x.toDoubles();
    for (int i = 0; i < back.length; i++) {
      assertThat(back[i]).isCloseTo(original[i], within(1e-12 * Math.abs(original[i])));
    }
    assertThat(scale.apply(x.cast(DType.FLOAT32)).dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void partsGiveWhatTheWholeGives() {
    Tensor x = samples(50);
    Dataset<Tensor> data = Dataset.of(x);
    Standardization whole = Standardization.fit(x);
    Standardization parts =
        Standardization.fit(
            List.of(
                data.rows(IntStream.range(0, 7).toArray()),
                data.rows(),
                data.rows(IntStream.range(7, 49).toArray()),
                data.rows(49)));
    double[] expected = whole.deviation().toDoubles();
    double[] found = parts.deviation().toDoubles();
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-10 * expected[i]));
    }
  }

  @Test
  void columnsOfATableAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("x.csv"), "a,b\n1,0.1\n3,0.1\n5,0.1\n");
    Table table = Csv.read(file);
    assertThat(Standardization.fit(table, "a").mean().toDoubles()).containsExactly(3);
    assertThatThrownBy(() -> Standardization.fit(table))
        .isInstanceOf(JacobiException.class)
        .hasMessageStartingWith("standardization: " + file + ", column 'b': 0.1")
        .hasMessageContaining("in all 3 samples; a constant");
    assertThatThrownBy(() -> Standardization.fit(table, "c")).isInstanceOf(FileException.class);
  }

  @Test
  void whatHasNoDeviationIsRefused() {
    for (double[] column :
        new double[][] {{2, 2, 2}, {1}, {1, Double.NaN}, {1, 1e200}, {0, 1e-300}}) {
      assertThatThrownBy(() -> Standardization.fit(Tensor.of(column)))
          .isInstanceOf(JacobiException.class)
          .hasMessageStartingWith("standardization: feature 0: ");
    }
    assertThatThrownBy(() -> Standardization.fit(List.of())).hasMessageContaining("no samples");
    assertThatThrownBy(() -> Standardization.fit(Tensor.of(1, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("it takes floats");
    assertThatThrownBy(() -> Standardization.fit(List.of(Tensor.zeros(2, 2), Tensor.zeros(2, 3))))
        .hasMessageContaining("a part [2, 3] after features [2]");
    assertThatThrownBy(() -> Standardization.fit(samples(3)).apply(Tensor.zeros(5, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("x [5, 3], fitted on features [2, 3]");
  }
}
