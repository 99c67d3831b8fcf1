package laws;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Tensor;
import dev.jacobi.nn.CrossEntropy;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Reduction;
import dev.jacobi.testkit.GradientCheck;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses are their formulas, with every reduction, to second order, and at the edges. */
class LossTest {
  private static final double[] X = {1.3, -0.4, 0.2, 2.1, -1.7, 0.6};
  private static final double[] T = {0.5, 0.1, 0.9, 2.4, -0.3, 0.55};

  private static Tensor matrix(double... numbers) {
    return Tensor.of(Shape.of(2, 3), numbers);
  }

  private interface Formula {
    double of(double x, double t);
  }

  private static void check(
      UnaryOperator<Tensor> none, Formula formula, Map<Reduction, Tensor> reduced) {
    double[] each = new double[X.length];
    Arrays.setAll(each, i -> formula.of(X[i], T[i]));
    double sum = Arrays.stream(each).sum();
    Case.assertClose(none.apply(matrix(X)), matrix(each));
    assertThat(requireNonNull(reduced.get(Reduction.MEAN)).item())
        .isCloseTo(sum / 6, within(1e-14));
    assertThat(requireNonNull(reduced.get(Reduction.SUM)).item()).isCloseTo(sum, within(1e-14));
    assertThat(requireNonNull(reduced.get(Reduction.MEAN_OF_SAMPLES)).item())
        .isCloseTo(sum / 2, within(1e-14));
    GradientCheck.checkGradients(none::apply, matrix(X), 2);
  }

  private interface WithReduction {
    Tensor of(Tensor x, Reduction reduction);
  }

  private static void check(WithReduction loss, Formula formula) {
    Tensor x = matrix(X);
    check(
        y -> loss.of(y, Reduction.NONE),
        formula,
        Map.of(
            Reduction.MEAN, loss.of(x, Reduction.MEAN),
            Reduction.SUM, loss.of(x, Reduction.SUM),
            Reduction.MEAN_OF_SAMPLES, loss.of(x, Reduction.MEAN_OF_SAMPLES)));
  }

  private static double softplus(double x) {
    return Math.log1p(Math.exp(x));
  }

  @Test
  void lossesAreTheirFormulas() {
    Tensor t = matrix(T);
    Tensor p = matrix(0.1, 0.7, 0.2, 0.5, 0, 0.5);
    check((x, r) -> Loss.mse(x, t, r), (x, y) -> (x - y) * (x - y));
    check((x, r) -> Loss.mae(x, t, r), (x, y) -> Math.abs(x - y));
    check(
        (x, r) -> Loss.huber(x, t, 0.6, r),
        (x, y) -> {
          double d = Math.abs(x - y);
          return d <= 0.6 ? d * d / 2 : 0.6 * (d - 0.3);
        });
    check((x, r) -> Loss.binaryCrossEntropy(x, t, r), (x, y) -> softplus(x) - y * x);
    check(
        (x, r) -> Loss.binaryCrossEntropy(x, t, Tensor.scalar(3.0), r),
        (x, y) -> 3 * y * softplus(-x) + (1 - y) * softplus(x));
    check((x, r) -> Loss.hinge(x, t.sign(), r), (x, y) -> Math.max(0, 1 - Math.signum(y) * x));
    check((x, r) -> Loss.poissonNll(x, t, r), (x, y) -> Math.exp(x) - y * x);
    check(
        (x, r) -> Loss.gaussianNll(x, t, Tensor.scalar(0.7), 1e-6, r),
        (x, y) -> (Math.log(0.7) + (x - y) * (x - y) / 0.7) / 2);
    double[] q = p.toDoubles();
    double[] kl = new double[6];
    Arrays.setAll(kl, i -> q[i] == 0 ? 0 : q[i] * (Math.log(q[i]) - X[i]));
    Case.assertClose(Loss.kl(matrix(X), p, Reduction.NONE), matrix(kl));
    assertThat(Loss.kl(matrix(X), p).item()).isCloseTo(Arrays.stream(kl).sum() / 2, within(1e-14));
  }

  @Test
  void varianceIsLearnedToo() {
    Tensor v = matrix(0.3, 1.2, 0.8, 2.0, 0.5, 0.9);
    GradientCheck.checkGradients(
        x -> Loss.gaussianNll(matrix(X), matrix(T), x, 1e-6, Reduction.NONE), v, 2);
    Tensor bad = matrix(0.3, -1, 0, 1, 1, 1);
    double[] losses = Loss.gaussianNll(matrix(X), matrix(T), bad, 0.1, Reduction.NONE).toDoubles();
    assertThat(losses[1]).isNaN();
    assertThat(losses[2]).isCloseTo((Math.log(0.1) + 0.49 / 0.1) / 2, within(1e-12));
  }

  /** No overflow where logits are large. */
  @Test
  void largeLogits() {
    Tensor x = Tensor.of(1000.0, -1000, 1000, -1000);
    Tensor t = Tensor.of(1.0, 0, 0, 1);
    Tensor each = Loss.binaryCrossEntropy(x, t, Reduction.NONE);
    assertThat(each.toDoubles()).containsExactly(0, 0, 1000, 1000);
    assertThat(each.sum().gradient(x).toDoubles()).containsExactly(0, 0, 1, -1);
    Tensor logits = Tensor.of(new double[][] {{1000, -1000, 0}});
    Tensor loss = Loss.crossEntropy(logits, Tensor.of(1L));
    assertThat(loss.item()).isEqualTo(2000);
    assertThat(loss.gradient(logits).toDoubles()).containsExactly(1, -1, 0);
  }

  // ---- cross entropy

  private static double[][] logSoftmax(double[][] x) {
    double[][] y = new double[x.length][];
    for (int b = 0; b < x.length; b++) {
      double sum = Arrays.stream(x[b]).map(Math::exp).sum();
      y[b] = Arrays.stream(x[b]).map(v -> v - Math.log(sum)).toArray();
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource
  void crossEntropyIsItsFormula(Reduction reduction) {
    double[][] x = {{1.3, -0.4, 0.2}, {2.1, -1.7, 0.6}, {0.1, 0.2, 0.3}, {-1, 1, 0}};
    long[] labels = {2, 0, -7, 1};
    double[] weights = {0.5, 2, 1.5};
    double smoothing = 0.2;
    double[][] logs = logSoftmax(x);
    double[] each = new double[4];
    double counted = 0;
    for (int b = 0; b < 4; b++) {
      if (labels[b] == -7) {
        continue;
      }
      int label = (int) labels[b];
      counted += weights[label];
      for (int c = 0; c < 3; c++) {
        double p = (1 - smoothing) * (c == label ? 1 : 0) + smoothing / 3;
        each[b] -= p * weights[c] * logs[b][c];
      }
    }
    double sum = Arrays.stream(each).sum();
    Tensor expected =
        switch (reduction) {
          case MEAN -> Tensor.scalar(sum / counted);
          case SUM -> Tensor.scalar(sum);
          case MEAN_OF_SAMPLES -> Tensor.scalar(sum / 4);
          case NONE -> Tensor.of(each);
        };
    CrossEntropy loss =
        CrossEntropy.of()
            .withSmoothing(smoothing)
            .withWeights(Tensor.of(weights))
            .withIgnored(-7)
            .withReduction(reduction);
    Case.assertClose(loss.apply(Tensor.of(x), Tensor.of(labels)), expected);
    GradientCheck.checkGradients(y -> loss.apply(y, Tensor.of(labels)), Tensor.of(x), 2);
  }

  @Test
  void placesOfImagesHaveClasses() {
    Tensor x = matrix(X).reshape(1, 3, 2);
    Tensor labels = Tensor.of(new long[][] {{2, 0}});
    Tensor flat = x.moveAxis(1, -1).reshape(2, 3);
    Case.assertClose(Loss.crossEntropy(x, labels), Loss.crossEntropy(flat, Tensor.of(2L, 0L)));
    Tensor p = flat.softmax(-1);
    Case.assertClose(
        Loss.crossEntropy(x, p.reshape(1, 2, 3).moveAxis(-1, 1)), Loss.crossEntropy(flat, p));
    Case.assertClose(
        Loss.crossEntropy(flat.get(0), Tensor.scalar(2)),
        Loss.crossEntropy(flat.slice(0, 0, 1), Tensor.of(2)));
  }

  @Test
  void numbersAndTheirProbabilitiesAgree() {
    Tensor x = matrix(X);
    Tensor labels = Tensor.of(2, 1);
    Tensor hot = labels.unsqueeze(1).eq(Tensor.arange(3)).cast(x.dtype());
    for (double smoothing : new double[] {0, 0.3, 1}) {
      CrossEntropy loss = CrossEntropy.of().withSmoothing(smoothing);
      Case.assertClose(loss.apply(x, labels), loss.apply(x, hot));
    }
    Case.assertClose(Loss.kl(x.logSoftmax(-1), hot), Loss.crossEntropy(x, labels));
  }

  @Test
  void whatIsIgnoredTakesNoPart() {
    Tensor x = Tensor.of(new double[][] {{1, 2, 3}, {Double.NaN, 0, Double.POSITIVE_INFINITY}});
    Tensor loss = Loss.crossEntropy(x, Tensor.of(1L, -100L));
    Case.assertClose(loss, Loss.crossEntropy(x.slice(0, 0, 1), Tensor.of(1L)));
    assertThat(loss.gradient(x).get(1).toDoubles()).containsOnly(0);
    assertThat(Loss.crossEntropy(x, Tensor.of(-100L, -100L)).item()).isNaN();
  }

  @Test
  void numbersOfNoClassAreAnError() {
    Tensor x = matrix(X);
    for (long label : new long[] {3, -1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> Loss.crossEntropy(x, Tensor.of(0L, label)).item())
          .isInstanceOf(JacobiException.class)
          .hasMessageContaining(Long.toString(label));
    }
  }

  @Test
  void wrongShapesAndSettingsAreRefused() {
    Tensor x = matrix(X);
    refused(
        () -> Loss.crossEntropy(x, Tensor.of(0L, 1L, 2L)),
        "crossEntropy: logits [2, 3] and numbers of classes [3]; they need the shape [2], or"
            + " probabilities that of the logits");
    refused(
        () -> Loss.crossEntropy(x, Tensor.of(0.0, 1.0)),
        "crossEntropy: y [2, 3] and target [2]; the shapes must be equal, a loss does not broadcast;"
            + " reshape or expand one");
    refused(
        () -> Loss.crossEntropy(Tensor.scalar(1f), Tensor.of(0L)),
        "crossEntropy: logits []; they are [B, C, ...] or [C]");
    refused(
        () -> CrossEntropy.of().withWeights(Tensor.of(1.0, 2.0)).apply(x, Tensor.of(0L, 1L)),
        "crossEntropy: weights [2] for logits [2, 3]; there is one for each of 3 classes");
    refused(
        () -> CrossEntropy.of().withSmoothing(1.5),
        "crossEntropy: smoothing 1.5; it lies between 0 and 1");
    refused(() -> Loss.huber(x, x, 0), "huber: delta 0.0; it must be finite and positive");
    refused(
        () -> Loss.gaussianNll(x, x, x, -1, Reduction.MEAN),
        "gaussianNll: eps -1.0; it must be finite and positive");
    for (Runnable loss :
        new Runnable[] {
          () -> Loss.mae(x, x.get(0)),
          () -> Loss.huber(x, x.get(0), 1),
          () -> Loss.binaryCrossEntropy(x, x.get(0)),
          () -> Loss.hinge(x, x.get(0)),
          () -> Loss.kl(x, x.get(0)),
          () -> Loss.poissonNll(x, x.get(0)),
          () -> Loss.gaussianNll(x, x.get(0), x)
        }) {
      assertThatThrownBy(loss::run)
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining(": y [2, 3] and target [3]; the shapes must be equal");
    }
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(JacobiException.class).hasMessage(message);
  }
}
