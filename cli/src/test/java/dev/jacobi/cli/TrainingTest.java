package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.cli.Batches.Batch;
import dev.jacobi.data.Standardization;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the demonstration shows is so. */
class TrainingTest {
  private static final Tensor FAITHFUL = faithful();

  private static Tensor faithful() {
    Tensor rows = DemoCommand.faithful().read().doubles();
    return Standardization.fit(rows).apply(rows).value();
  }

  private static Tensor rows(int count, int columns) {
    return Tensor.of(
        Shape.of(count, columns),
        IntStream.range(0, count * columns)
            .mapToDouble(i -> Math.sin(1 + 3 * (i / columns) + 7 * (i % columns)))
            .toArray());
  }

  @Test
  void everyRowOnceAnEpochAndTheRestIsKept() {
    Batches batches = new Batches(rows(13, 2), 5, 1);
    List<Batch> epoch = new ArrayList<>();
    batches.epoch(0).forEach(epoch::add);
    assertThat(epoch.stream().map(batch -> batch.x().size(0))).containsExactly(5, 5, 3);
    assertThat(values(epoch)).containsExactlyInAnyOrderElementsOf(values(List.of(batches.all())));
    assertThat(values(batches.epoch(0))).isEqualTo(values(epoch));
    assertThat(values(batches.epoch(1))).isNotEqualTo(values(epoch));
  }

  private static List<Double> values(Iterable<Batch> batches) {
    List<Double> values = new ArrayList<>();
    for (Batch batch : batches) {
      DoubleStream.of(batch.x().toDoubles()).forEach(values::add);
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"13, 2, 5", "7, 3, 7", "9, 70, 4", "2, 2, 1"})
  void bothWaysAgree(int count, int columns, int size) {
    Batches batches = new Batches(rows(count, columns), size, 1);
    TwoWays ways =
        TwoWays.compare(
            QuestionNetwork.of(columns, 1),
            batches,
            Sgd.learningRate(0.01),
            Duration.ZERO,
            () -> {});
    assertThat(ways.difference()).isLessThanOrEqualTo(TwoWays.TOLERANCE);
    assertThat(ways.loopMillis()).isPositive();
    assertThat(ways.batchMillis()).isPositive();
  }

  @Test
  void aWayThatIsWrongInTheTenthDigitIsNoticed() {
    Batches batches = new Batches(rows(13, 2), 5, 1);
    TwoWays ways =
        TwoWays.compare(
            QuestionNetwork.of(2, 1),
            batches,
            Sgd.learningRate(0.01),
            (y, z) -> y.jacobian(z).times(1 + 1e-9),
            Duration.ZERO,
            () -> {});
    assertThat(ways.difference()).isGreaterThan(TwoWays.TOLERANCE);
  }

  @Test
  void bothLossesDescend() {
    Batches batches = new Batches(FAITHFUL, 16, 1);
    List<QuestionNetwork.Epoch> epochs = new ArrayList<>();
    QuestionNetwork.of(2, 1).train(batches, 40, Sgd.learningRate(1e-3), epochs::add);
    assertThat(epochs.get(40).loss1()).isLessThan(0.5 * epochs.get(0).loss1());
    assertThat(epochs.get(40).loss2()).isLessThan(0.5 * epochs.get(0).loss2());
  }

  @Test
  void aTrainingThatLeavesTheRangeOfNumbersIsRefused() {
    Batches batches = new Batches(rows(4, 2), 2, 1);
    assertThatThrownBy(
            () -> QuestionNetwork.of(2, 1).train(batches, 100, Sgd.learningRate(50), _ -> {}))
        .isInstanceOf(JacobiException.class)
        .hasMessageMatching(
            "training: the loss of epoch \\d+ is (NaN|Infinity); the steps were too long for these"
                + " rows; look for outliers, or use a smaller batch");
  }

  @Test
  void penaltyMakesTheNormsEven() {
    Batches batches = new Batches(FAITHFUL.cast(DType.FLOAT32).value(), 16, 1);
    double[] without = IsometricAutoencoder.train(batches, 10, 0, () -> {}).norms();
    double[] with = IsometricAutoencoder.train(batches, 10, 1, () -> {}).norms();
    assertThat(worst(with)).isLessThan(0.5 * worst(without));
  }

  /** The largest distance of a norm from 1. */
  private static double worst(double[] norms) {
    return Arrays.stream(norms).map(n -> Math.abs(n - 1)).max().orElseThrow();
  }
}
