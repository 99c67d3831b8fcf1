package laws;

import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Normalization;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.NoPathException;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TreeException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where the loss of a sample is not its own, its gradient is refused, and the place is named. */
final class PerSampleRefusesTest {
  private static final Tensor W = normal(1, 3, 2);

  private static void refused(String at, UnaryOperator<Tensor> losses) {
    for (int samples : new int[] {1, 4}) {
      Tensor y = losses.apply(normal(2, samples, 3));
      List<Runnable> calls =
          List.of(
              () -> y.perSampleGradient(W),
              () -> y.perSampleGradientNorm(W),
              () -> y.clippedGradientSum(W, 1));
      for (Runnable call : calls) {
        assertThatThrownBy(call::run)
            .isInstanceOf(MixedSamplesException.class)
            .hasMessageContaining("samples mix at " + at)
            .hasMessageContaining("made at PerSampleRefusesTest.java:");
      }
    }
  }

  @Test
  void samplesThatLookAtEachOther() {
    refused("sum over axis 0 of mean", x -> centred(x.matmul(W)).square().sum(1));
    refused("sum over axis 0 of mean", x -> centred(x).matmul(W).square().sum(1));
    refused(
        "sum over axis 0 of mean",
        x -> {
          Tensor y = x.matmul(W);
          return y.minus(y.mean(0).stopGradient()).square().sum(1);
        });
    refused(
        "sum over axis 0 of batchNorm",
        x -> Normalization.batchNorm(x.matmul(W), null, null, 1e-5).output().sin().sum(1));
    refused(
        "contraction ab,bc->ac of matmul",
        x -> {
          Tensor y = x.matmul(W);
          return y.matmul(y.transpose()).logSumExp(1);
        });
    refused("max over axis 0 of softmax", x -> x.matmul(W).softmax(0).square().sum(1));
  }

  private static Tensor centred(Tensor x) {
    return x.minus(x.mean(0));
  }

  @Samples
  record Batch(Tensor x) {}

  private static void refusedCompiled(String at, BiFunction<Tensor, Tensor, Tensor> losses) {
    var step =
        Jacobi.compile((Tensor w, Batch batch) -> losses.apply(w, batch.x()).perSampleGradient(w));
    assertThatThrownBy(() -> step.apply(W, new Batch(normal(3, 4, 3))))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining("samples mix at " + at);
  }

  @Test
  void declaredSamplesThatLeaveTheirPlace() {
    refusedCompiled("flip over axis 0", (w, x) -> x.flip(0).matmul(w).sum(1));
    refusedCompiled("slice over axis 0", (w, x) -> x.slice(0, 0, 2).matmul(w).sum(1));
    // a statistic of the batch that enters nothing else
    refusedCompiled(
        "sum over axis 0", (w, x) -> x.sum(0).unsqueeze(0).times(normal(4, 4, 1)).matmul(w).sum(1));
  }

  @Test
  void theMessageIsWhatItShouldBe() {
    Tensor y = normal(2, 4, 3).matmul(W);
    assertThatThrownBy(() -> centred(y).square().sum(1).perSampleGradient(W))
        .hasMessageMatching(
            "perSampleGradient of losses \\[4]: samples mix at sum over axis 0 of mean, made at"
                + " PerSampleRefusesTest.java:\\d+: the loss of one would be another without the"
                + " others. Ways out: compute what is taken over the samples beforehand and pass it"
                + " as a value.");
    assertThatThrownBy(() -> y.square().mean().perSampleGradient(W))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageMatching(
            "perSampleGradient: losses \\[]; it takes one loss for each sample, \\[B]; samples were"
                + " mixed at sum over axes \\[0, 1] of mean, made at PerSampleRefusesTest.java:\\d+;"
                + " leave their axis out of it, as in mean\\(1\\)");
  }

  @Test
  void lossesThatAreNotOneForEachSample() {
    Tensor y = normal(2, 4, 3).matmul(W);
    assertThatThrownBy(() -> y.perSampleGradientNorm(W))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "perSampleGradientNorm: losses [4, 2]; it takes one loss for each sample, [B]; sum or"
                + " average over the other axes");
    var step =
        Jacobi.compile((Batch b) -> b.x().reshape(-1, 3).matmul(W).sum(1).perSampleGradient(W));
    assertThatThrownBy(() -> step.apply(new Batch(normal(3, 4, 2, 3))))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "perSampleGradient: losses [8] hold 2 for each sample; it takes one; reshape to [B, 2]"
                + " and sum or average over axis 1");
  }

  @Test
  void otherBadInput() {
    Tensor losses = normal(2, 4, 3).matmul(W).square().sum(1);
    assertThatThrownBy(() -> losses.perSampleGradient(W.tanh()))
        .isInstanceOf(NoPathException.class)
        .hasMessageStartingWith("perSampleGradient: no path leads from tanh [3, 2]");
    assertThatThrownBy(() -> losses.perSampleGradient(List.of(Tensor.of(1))))
        .isInstanceOf(TreeException.class)
        .hasMessageContaining("there is no tensor of a float type to learn in it");
    assertThatThrownBy(() -> losses.argsort(0).perSampleGradient(W))
        .isInstanceOf(DTypeException.class);
    for (double bound : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> losses.clippedGradientSum(W, bound))
          .isInstanceOf(JacobiException.class)
          .hasMessage("clippedGradientSum: maxNorm = " + bound + "; it is a number greater than 0");
    }
    for (double noise : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> losses.clippedGradientSum(W, 1, noise, Key.of(1)))
          .isInstanceOf(JacobiException.class)
          .hasMessage(
              "clippedGradientSum: noise multiplier " + noise + "; it is a number of 0 or more");
    }
  }
}
