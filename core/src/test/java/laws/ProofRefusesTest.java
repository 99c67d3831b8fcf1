package laws;

import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jacobi.Jacobi;
import dev.jacobi.Mixing;
import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.Shape;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where samples look at each other a per-sample Jacobian is refused, for one sample as for many;
 * the message names the operation, the user's line and the ways out.
 */
final class ProofRefusesTest {
  private static final Tensor W = normal(1, 3, 3);

  /**
   * @param at the operation that the message names
   */
  record Case(String name, Shape sample, String at, UnaryOperator<Tensor> program) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case vectors(String name, String at, UnaryOperator<Tensor> program) {
    return new Case(name, Shape.of(3), at, program);
  }

  static Stream<Case> cases() {
    return Stream.of(
        vectors(
            "batch norm in training",
            "sum over axis 0 of batchNorm",
            z -> Normalization.batchNorm(z, null, null, 1e-5).output()),
        vectors("a mean by hand", "sum over axis 0 of mean", z -> z.minus(z.mean(0))),
        vectors(
            "a mean by hand, then a network",
            "sum over axis 0 of mean",
            z -> z.minus(z.mean(0)).matmul(W).tanh().matmul(W)),
        vectors("softmax over the batch", "sum over axis 0 of softmax", z -> z.softmax(0)),
        vectors(
            "a matmul that contracts the batch",
            "contraction ab,bc->ac of matmul",
            z -> z.transpose().matmul(z)),
        vectors(
            "what a contraction of the batch is put into",
            "contraction ab,bc->ac of matmul",
            z -> z.matmul(z.transpose().matmul(z))),
        vectors(
            "each sample by each", "contraction ab,bc->ac of matmul", z -> z.matmul(z.transpose())),
        vectors("a reversed batch", "flip over axis 0", z -> z.flip(0)),
        vectors("a batch reversed twice", "flip over axis 0", z -> z.flip(0).tanh().flip(0)),
        vectors("a sorted batch", "gather along axis 1, 1 batch axes of sort", z -> z.sort(0)),
        vectors(
            "a gathered batch", "gather along axis 0", z -> z.gather(0, Tensor.arange(z.size(0)))),
        vectors("two batches", "concat over axis 0", z -> Tensor.concat(0, z, z.tanh())),
        vectors(
            "two batches and one of them again",
            "concat over axis 0",
            z -> Tensor.concat(0, z, z.tanh()).slice(0, 0, z.size(0))),
        vectors(
            "a batch beside a constant one",
            "concat over axis 0",
            z -> Tensor.concat(0, z, normal(2, 4, 3))),
        vectors("the first sample", "slice over axis 0 from [0] to [1] by [1]", z -> z.get(0)),
        vectors(
            "a shifted batch",
            "pad over axis 0 by [1] and [0], between [0]",
            z -> z.pad(0, 1, 0).slice(0, 0, z.size(0))),
        vectors(
            "windows over the batch",
            "windows over axis 0 of [1], stride [1], dilation [1]",
            z -> z.unfold(new int[] {0}, new int[] {1}, new int[] {1}, new int[] {1})),
        vectors(
            "a scattered batch",
            "scatter-add along axis 0 of 7",
            z -> z.scatterAdd(0, Tensor.arange(z.size(0)), 7, 0)),
        vectors("the total", "sum over axes [0, 1]", Tensor::sum),
        vectors("the largest of the batch", "max over axis 0", z -> z.max(0)),
        vectors("the product of the batch", "prod over axis 0", z -> z.prod(0)),
        vectors("each minus the largest", "max over axis 0", z -> z.minus(z.max(0)).exp()),
        vectors(
            "the total through a detour",
            "sum over axes [0, 1]",
            z -> z.times(Tensor.where(normal(3, 3).gt(0), z.sum(), 0))),
        vectors(
            "a total inside vmap",
            "sum over axes [0, 1] of mean",
            z -> Jacobi.vmap((Tensor x) -> x.times(z.mean())).apply(z)),
        vectors(
            "a gradient of a mixing function",
            "sum over axis 0 of mean",
            z -> z.minus(z.mean(0)).square().square().sum().gradient(z)),
        new Case(
            "time before samples, merged",
            Shape.of(2, 3),
            "reshape to ",
            z -> z.transpose(0, 1).reshape(-1, 3)),
        new Case(
            "merged runs summed", Shape.of(4, 3), "sum over axis 0", z -> z.reshape(-1, 3).sum(0)),
        new Case("rank 1 by rank 1", Shape.scalar(), "mul", z -> z.times(z.unsqueeze(1))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusedForAnyNumberOfSamples(Case c) {
    for (int samples : new int[] {1, 2, 5}) {
      Tensor z = normal(20, c.sample.insert(0, samples).sizes());
      Tensor y = c.program.apply(z);
      MixedSamplesException refusal =
          catchThrowableOfType(MixedSamplesException.class, () -> y.jacobian(z));
      assertThat(refusal)
          .as("%s samples", samples)
          .hasMessageStartingWith(
              "jacobian of y "
                  + y.shape()
                  + " with respect to z "
                  + z.shape()
                  + ": samples mix at "
                  + c.at)
          .hasMessageMatching("(?s).*made at ProofRefusesTest\\.java:\\d+\\. Ways out: .*")
          .hasMessageContaining("y.fullJacobian(z), " + y.shape().concat(z.shape()))
          .hasMessageContaining("stopGradient()");
      assertThat(y.fullJacobian(z).shape()).isEqualTo(y.shape().concat(z.shape()));
    }
  }

  private static int line() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst())
        .orElseThrow()
        .getLineNumber();
  }

  @Test
  void theMessageOfAMeanByHand() {
    Tensor z = normal(1, 4, 3);
    int made = line() + 1;
    Tensor mean = z.mean(0);
    Tensor y = z.minus(mean).tanh();
    assertThatThrownBy(() -> y.jacobian(z))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessage(
            "jacobian of y [4, 3] with respect to z [4, 3]: samples mix at sum over axis 0 of mean,"
                + " made at ProofRefusesTest.java:"
                + made
                + ". Ways out: Mixing.EXACT (about 4 times the cost); y.fullJacobian(z),"
                + " [4, 3, 4, 3]; stopGradient() on what is taken over the samples.");
  }

  @Test
  void theMessageOfBatchNormNamesFrozenStatistics() {
    Tensor z = normal(1, 4, 3);
    int made = line() + 1;
    Tensor y = Normalization.batchNorm(z, null, null, 1e-5).output();
    assertThatThrownBy(() -> y.jacobian(z))
        .hasMessage(
            "jacobian of y [4, 3] with respect to z [4, 3]: samples mix at sum over axis 0 of"
                + " batchNorm, made at ProofRefusesTest.java:"
                + made
                + ". Ways out: frozen statistics (batchNorm in evaluation); Mixing.EXACT (about 4"
                + " times the cost); y.fullJacobian(z), [4, 3, 4, 3]; stopGradient() on what is"
                + " taken over the samples.");
  }

  @Test
  void aCompositionOfTheUserIsNamedByItsLine() {
    Tensor z = normal(1, 4, 3);
    Tensor y = Origin.within("whitening", () -> z.div(z.square().sum(0)));
    assertThatThrownBy(() -> y.jacobian(z))
        .hasMessageContaining("sum over axis 0 of whitening, made at ProofRefusesTest.java:");
  }

  @Test
  void exactIsNotOfferedWhereNothingPairsSamples() {
    Tensor z = normal(1, 4, 3);
    assertThatThrownBy(() -> z.sum(0).jacobian(z, Mixing.EXACT))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining(
            ". Ways out: y.fullJacobian(z), [3, 4, 3]; stopGradient() on what is taken over the"
                + " samples.");
  }

  @Test
  void insideVmapThereAreNoSamples() {
    Tensor x = normal(1, 4, 3);
    assertThatThrownBy(() -> Jacobi.vmap((Tensor z) -> z.matmul(W).tanh().jacobian(z)).apply(x))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessage(
            "jacobian of y [3] with respect to z [3]: inside vmap there is no sample axis, each call"
                + " sees one sample; use y.fullJacobian(z)");
  }

  @Test
  void insideVmapWhatDoesNotDependOnItsArgumentHasSamples() {
    Tensor z = normal(1, 2, 3);
    Tensor all =
        Jacobi.vmap((Tensor x) -> z.matmul(W).tanh().jacobian(z).times(x)).apply(normal(2, 5));
    assertThat(all.shape()).isEqualTo(Shape.of(5, 2, 3, 3));
  }
}
