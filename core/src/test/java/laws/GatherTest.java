package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gather moves numbers, whatever their type and wherever samples and indices lie. */
final class GatherTest {
  record Batch(@Samples Tensor table, @Samples Tensor rows) {}

  private final SplittableRandom random = new SplittableRandom(3);

  private int[] indices(int count, int size) {
    return random.ints(count, 0, size).toArray();
  }

  private Tensor numbers(DType dtype, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] all = random.ints(shape.elements(), 0, 100).asDoubleStream().toArray();
    return Tensor.of(shape, all).cast(dtype);
  }

  /** Runs of a thousand places and of a few, with and without the indices' axis in them. */
  @ParameterizedTest
  @EnumSource(DType.class)
  void ofWholeValues(DType dtype) {
    Tensor x = numbers(dtype, 5, 2500);
    double[] all = x.toDoubles();
    int[] rows = indices(3, 5);
    int[] columns = indices(2051, 2500);
    var along = Jacobi.compile((Tensor t, Tensor i) -> t.gather(0, i));
    var across = Jacobi.compile((Tensor t, Tensor i) -> t.gather(1, i));
    assertThat(along.apply(x, Tensor.of(rows)).toDoubles())
        .containsExactly(
            IntStream.range(0, 3 * 2500)
                .mapToDouble(e -> all[rows[e / 2500] * 2500 + e % 2500])
                .toArray());
    assertThat(across.apply(x, Tensor.of(columns).cast(DType.INT64)).toDoubles())
        .containsExactly(
            IntStream.range(0, 5 * 2051)
                .mapToDouble(e -> all[e / 2051 * 2500 + columns[e % 2051]])
                .toArray());
    Tensor one = Tensor.scalar(1).cast(DType.INT32);
    assertThat(along.apply(x, one).toDoubles())
        .containsExactly(IntStream.range(2500, 5000).mapToDouble(e -> all[e]).toArray());
  }

  /** From a table that all share, and from each sample's own numbers. */
  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 77, 700})
  void ofSamples(int n) {
    Tensor shared = numbers(DType.FLOAT64, 9, 3);
    Tensor own = numbers(DType.FLOAT64, n, 9);
    int[] rows = indices(n * 2, 9);
    Batch batch = new Batch(own, Tensor.of(Shape.of(n, 2), rows));
    var f =
        Jacobi.compile((Tensor table, Batch b) ->
            Tensor.concat(
                1,
                table.gather(0, b.rows()).reshape(-1, 6),
                Jacobi.vmap((Batch one) -> one.table().gather(0, one.rows())).apply(b)));
    double[] expected = new double[n * 8];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < 2; k++) {
        for (int j = 0; j < 3; j++) {
          expected[i * 8 + k * 3 + j] = shared.toDoubles()[rows[2 * i + k] * 3 + j];
        }
        expected[i * 8 + 6 + k] = own.toDoubles()[i * 9 + rows[2 * i + k]];
      }
    }
    assertThat(f.apply(shared, batch).toDoubles()).containsExactly(expected);
  }

  /** The first index that is out of range is named, also in the middle of a run. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 9})
  void ofNothing(int wrong) {
    int[] rows = indices(50, 9);
    rows[41] = wrong;
    rows[43] = 1000;
    var f = Jacobi.compile((Tensor table, Batch b) -> table.gather(0, b.rows()));
    Batch batch = new Batch(numbers(DType.FLOAT32, 50, 1), Tensor.of(rows));
    assertThatThrownBy(() -> f.apply(numbers(DType.FLOAT32, 9, 3), batch))
        .isInstanceOf(IndexException.class)
        .hasMessageContaining("index " + wrong + "; axis 0 has indices 0 to 8");
  }
}
