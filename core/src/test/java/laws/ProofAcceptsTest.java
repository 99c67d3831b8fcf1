package laws;

import static dev.jacobi.Tensor.where;
import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Attention;
import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where samples do not mix the proof says so, for one sample as for many; the Jacobians are then
 * the diagonal blocks of the whole Jacobian, and there is nothing beside them.
 */
final class ProofAcceptsTest {
  private static final Tensor W = normal(1, 3, 3);
  private static final Tensor V = normal(2, 4, 3);
  private static final UnaryOperator<Tensor> AS_IT_IS = y -> y;

  /**
   * @param sample the shape of a sample of z
   * @param program from z to y
   * @param first y with its samples along axis 0
   */
  record Case(
      String name, Shape sample, UnaryOperator<Tensor> program, UnaryOperator<Tensor> first) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case vectors(String name, UnaryOperator<Tensor> program) {
    return new Case(name, Shape.of(3), program, AS_IT_IS);
  }

  private static Case sequences(String name, UnaryOperator<Tensor> program) {
    return new Case(name, Shape.of(4, 3), program, AS_IT_IS);
  }

  static Stream<Case> cases() {
    return Stream.of(issue(), shapes(), cuts(), compositions(), derivatives())
        .flatMap(List::stream);
  }

  /** The cases that the documentation promises. */
  private static List<Case> issue() {
    Tensor statistics = normal(3, 3);
    return List.of(
        vectors(
            "batch norm in evaluation",
            z ->
                Normalization.frozenBatchNorm(
                    z, statistics, statistics.square(), statistics, null, 1e-5)),
        vectors(
            "skip connection beside z",
            z -> {
              Tensor x = normal(4, z.size(0), 3);
              return x.minus(x.mean(0)).plus(z.matmul(W).tanh());
            }),
        vectors("gather within a sample", z -> z.gather(1, Tensor.of(2, 0, 0))),
        vectors("gather within a sample, indices of its own", z -> z.takeAlongLast(z.argsort(-1))),
        sequences("attention within a sample", z -> z.matmul(z.transpose()).softmax(-1).matmul(z)),
        sequences("attention, the composition", z -> Attention.of(z, z.matmul(W), z)),
        sequences("[B, a, b] to [B, ab]", z -> z.tanh().reshape(z.size(0), -1)),
        sequences(
            "[B, T, d] to [BT, d], linear, [B, T, d]",
            z -> z.reshape(-1, 3).matmul(V.transpose()).tanh().reshape(z.size(0), 4, 4)),
        new Case(
            "[B, T, d] to [BT, d], linear",
            Shape.of(4, 3),
            z -> z.reshape(-1, 3).matmul(V.transpose()).tanh(),
            y -> y.reshape(y.size(0) / 4, 4, 4)),
        vectors("the sample axis moved and back", z -> V.matmul(z.transpose()).transpose()),
        sequences(
            "the sample axis moved last and back",
            z -> z.permute(1, 2, 0).sin().permute(2, 0, 1).matmul(W)),
        vectors("concat over features", z -> Tensor.concat(1, z, z.sin(), z.matmul(W))),
        vectors("a constant of shape [B, ...]", z -> z.times(normal(5, z.size(0), 3)).tanh()),
        vectors("z times stopGradient of a mean", z -> z.times(z.mean(0).stopGradient())));
  }

  private static List<Case> shapes() {
    return List.of(
        vectors("z itself", z -> z),
        new Case("rank 1", Shape.scalar(), z -> z.times(2).tanh(), AS_IT_IS),
        new Case(
            "rank 1 to features",
            Shape.scalar(),
            z -> z.unsqueeze(1).times(normal(6, 4)),
            AS_IT_IS),
        new Case(
            "rank 1 stacked",
            Shape.scalar(),
            z -> Tensor.stack(1, z, z.square(), z.sin()),
            AS_IT_IS),
        vectors("features to rank 1", z -> z.matmul(W).prod(1)),
        new Case(
            "samples at axis 1", Shape.of(3), z -> V.matmul(z.transpose()), y -> y.transpose()),
        new Case(
            "samples at axis 1 of 3",
            Shape.of(3),
            z -> z.times(normal(7, 5, 1, 3)),
            y -> y.moveAxis(1, 0)),
        new Case(
            "samples last", Shape.of(4, 3), z -> z.tanh().permute(2, 1, 0), y -> y.moveAxis(2, 0)),
        new Case("all axes merged", Shape.of(3), z -> z.exp().reshape(-1), y -> y.reshape(-1, 3)),
        new Case(
            "runs of two, summed",
            Shape.of(4),
            z -> z.square().reshape(-1, 2).sum(1),
            y -> y.reshape(-1, 2)),
        new Case("three axes", Shape.of(2, 1, 3), z -> z.sum(1).matmul(W).tanh().sum(2), AS_IT_IS),
        new Case(
            "windows over time",
            Shape.of(6),
            z ->
                z.unfold(new int[] {1}, new int[] {3}, new int[] {1}, new int[] {2})
                    .matmul(normal(8, 3)),
            AS_IT_IS),
        vectors("a reversed sample", z -> z.flip(1).times(normal(9, 3))),
        vectors("scattered within a sample", z -> z.scatterAdd(1, Tensor.of(0, 0, 1), 4, 0)),
        vectors("padded and sliced features", z -> z.pad(1, 2, 1).slice(1, 1, 6, 2)),
        vectors("sorted within a sample", z -> z.sort(1)),
        vectors("largest of a sample", z -> z.max(1)));
  }

  private static List<Case> cuts() {
    return List.of(
        vectors("stopGradient of all", z -> z.plus(z.sum(0).stopGradient())),
        vectors(
            "comparison across samples", z -> where(z.gt(z.mean(0)), z.square(), z.unaryMinus())),
        vectors("an integer path", z -> z.times(z.argmax(0).cast(DType.FLOAT64))),
        vectors("a rounded statistic", z -> z.times(z.mean(0).floor())),
        vectors("only values", z -> z.gt(0).cast(DType.FLOAT64)));
  }

  private static List<Case> compositions() {
    return List.of(
        vectors("softmax over features", z -> z.softmax(1)),
        vectors("layer norm", z -> Normalization.layerNorm(z, normal(10, 3), normal(11, 3), 1e-5)),
        vectors("norm of each sample", z -> z.norm(1)),
        sequences("einsum", z -> Tensor.einsum("bti,oi->bot", z, V)),
        vectors("vmap", z -> Jacobi.vmap((Tensor x) -> W.matmul(x).tanh()).apply(z)),
        sequences(
            "vmap with a reshape", z -> Jacobi.vmap((Tensor x) -> x.reshape(-1).sin()).apply(z)),
        vectors(
            "vmap of grad",
            z -> Jacobi.vmap(Jacobi.grad((Tensor x) -> W.matmul(x).tanh().sum())).apply(z)));
  }

  private static List<Case> derivatives() {
    return List.of(
        vectors("a Jacobian", z -> z.matmul(W).tanh().jacobian(z)),
        vectors(
            "the Jacobian of a scalar with an axis of size 1",
            z -> z.select(1, 0).div(z.square().sum(1).plus(1)).jacobian(z)),
        vectors("the Jacobian of a linear map", z -> z.matmul(W).jacobian(z)),
        vectors("the gradient of a sum", z -> z.matmul(W).tanh().sum().gradient(z)),
        vectors("the gradient of a linear sum", z -> z.matmul(W).sum().gradient(z)),
        vectors("a jvp", z -> z.matmul(W).jvp(z, normal(12, z.size(0), 3))),
        new Case(
            "the whole Jacobian of a linear total",
            Shape.of(3),
            z -> z.matmul(W).sum(0).fullJacobian(z),
            y -> y.unsqueeze(0).expand(y.size(1), 3, y.size(1), 3)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void blocksOfTheWholeJacobianAndNothingElse(Case c) {
    for (int samples : new int[] {1, 2, 3, 5}) {
      Tensor z = normal(20 + samples, c.sample.insert(0, samples).sizes());
      Tensor y = c.program.apply(z);
      Tensor first = c.first.apply(y);
      int[] z0 = z.shape().sizes();
      Tensor full = first.fullJacobian(z);
      for (Mode mode : Mode.values()) {
        Tensor jacobian = y.jacobian(z, mode);
        assertThat(jacobian.shape())
            .as("%s samples, %s", samples, mode)
            .isEqualTo(first.shape().concat(Shape.of(z0).slice(1, z0.length)));
        int blockAxis = first.rank();
        for (int b = 0; b < samples; b++) {
          Tensor row = full.get(b);
          int sample = b;
          assertClose(jacobian.get(b), row.select(blockAxis - 1, b), 1e-13);
          IntStream.range(0, samples)
              .filter(other -> other != sample)
              .forEach(other -> assertAllZero(row.select(blockAxis - 1, other)));
        }
      }
    }
  }
}
