package laws.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.train.Metric;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Metrics agree with scikit-learn's, however the samples are cut into batches. */
class MetricTest {
  /** Scores whose highest is at the class that is said. */
  private static Tensor scores(int classes, long... said) {
    return Tensor.of(said).unsqueeze(1).eq(Tensor.arange(classes)).cast(DType.FLOAT32);
  }

  private static double value(Metric metric, Tensor y, Tensor target) {
    return metric.value(metric.statistics(y, target).toDoubles());
  }

  private static final Tensor TARGET = Tensor.of(0L, 1, 2, 2, 1, 0, 2, 2, 0, 1);
  private static final Tensor SAID = scores(4, 0, 2, 2, 2, 1, 0, 1, 2, 3, 1);

  /** sklearn.metrics 1.9.1, average="macro", zero_division=0. */
  @Test
  void classes() {
    assertThat(value(Metric.accuracy(), SAID, TARGET)).isCloseTo(0.7, within(1e-12));
    assertThat(value(Metric.precision(), SAID, TARGET)).isCloseTo(PRECISION, within(1e-12));
    assertThat(value(Metric.recall(), SAID, TARGET)).isCloseTo(RECALL, within(1e-12));
    assertThat(value(Metric.f1(), SAID, TARGET)).isCloseTo(F1, within(1e-12));
  }

  private static final double PRECISION = 0.6041666666666666;
  private static final double RECALL = 0.5208333333333333;
  private static final double F1 = 0.5541666666666667;

  @Test
  void logitsOfOneClass() {
    Tensor target = Tensor.of(0L, 1, 1, 0, 1, 1);
    Tensor logits = Tensor.of(-1.0, 2, -3, 4, 0.5, 0);
    assertThat(value(Metric.accuracy(), logits, target)).isCloseTo(3.0 / 6, within(1e-12));
    assertThat(value(Metric.precision(), logits, target)).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(value(Metric.recall(), logits, target)).isCloseTo(2.0 / 4, within(1e-12));
    assertThat(value(Metric.f1(), logits, target)).isCloseTo(4.0 / 7, within(1e-12));
    Tensor none = Tensor.of(-1.0, -1);
    assertThat(value(Metric.f1(), none, Tensor.of(0L, 0))).isZero();
  }

  @Test
  void classesWithFurtherAxes() {
    Tensor y = Key.of(1).normal(5, 3, 7);
    Tensor target = y.argmax(1);
    assertThat(value(Metric.accuracy(), y, target)).isEqualTo(1);
    assertThat(value(Metric.f1(), y, target)).isCloseTo(1, within(1e-12));
  }

  @Test
  void errors() {
    Tensor target = Tensor.of(new double[][] {{3, -0.5}, {2, 7}, {1, 1}});
    Tensor y = Tensor.of(new double[][] {{2.5, 0}, {2, 8}, {1, -1}});
    assertThat(value(Metric.mae(), y, target)).isCloseTo(4.0 / 6, within(1e-12));
    assertThat(value(Metric.mse(), y, target)).isCloseTo(5.5 / 6, within(1e-12));
    assertThat(value(Metric.rmse(), y, target)).isCloseTo(Math.sqrt(5.5 / 6), within(1e-12));
    assertThat(value(Metric.r2(), y, target)).isCloseTo(R2, within(1e-12));
    assertThat(value(Metric.r2(), target, target)).isEqualTo(1);
  }

  private static final double R2 = 0.8541666666666667;

  @Test
  void batchesTogetherGiveWhatTheWholeGives() {
    Tensor target = Key.of(1).normal(DType.FLOAT64, Shape.of(57, 3)).plus(100).value();
    Tensor y = target.plus(Key.of(2).normal(DType.FLOAT64, Shape.of(57, 3)).times(0.3)).value();
    Tensor classes = target.argmax(1).value();
    for (Metric metric :
        List.of(
            Metric.accuracy(),
            Metric.precision(),
            Metric.f1(),
            Metric.mae(),
            Metric.rmse(),
            Metric.r2())) {
      boolean ofClasses = metric.rising() && !metric.name().equals("r2");
      Tensor t = ofClasses ? classes : target;
      double whole = value(metric, y, t);
      double[] parts = metric.statistics(y.slice(0, 0, 1), t.slice(0, 0, 1)).toDoubles();
      for (int from = 1; from < 57; from += 8) {
        Tensor part = metric.statistics(y.slice(0, from, from + 8), t.slice(0, from, from + 8));
        parts = metric.together(parts, part.toDoubles());
      }
      assertThat(metric.value(parts)).as(metric.name()).isCloseTo(whole, within(1e-12));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Metric.accuracy().statistics(SAID, TARGET.cast(DType.FLOAT32)))
        .isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> Metric.f1().statistics(SAID, Tensor.of(1L, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("f1: y [10, 4] and targets [2]");
    assertThatThrownBy(() -> Metric.mae().statistics(Tensor.zeros(3), Tensor.zeros(3, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("mae: y [3] and target [3, 1]");
    assertThatThrownBy(() -> value(Metric.accuracy(), scores(2, 0, 1, 1), Tensor.of(0L, 1, 2)))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("1 targets are none of the 2 classes");
    assertThatThrownBy(() -> Metric.r2().statistics(Tensor.scalar(1), Tensor.scalar(1)))
        .isInstanceOf(ShapeException.class);
  }
}
