package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Mixing;
import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.Shape;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where samples mix, Mixing.EXACT gives each sample's own block of the whole Jacobian. */
final class MixingExactTest {
  private static final Tensor W = normal(1, 3, 2);

  private static Tensor batchNorm(Tensor z) {
    return Normalization.batchNorm(z, null, null, 1e-5).output();
  }

  private static void assertOwnBlocks(UnaryOperator<Tensor> f, Tensor z) {
    Tensor y = f.apply(z);
    Tensor blocks = y.jacobian(z, Mixing.EXACT);
    Tensor whole = differences(f, z);
    assertThat(blocks.shape()).isEqualTo(y.shape().concat(z.shape().slice(1, z.rank())));
    for (int b = 0; b < z.size(0); b++) {
      assertClose(blocks.get(b), whole.get(b).select(y.rank() - 1, b), 1e-8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void blocksOfFiniteDifferences(int samples) {
    Tensor z = normal(samples, samples, 3);
    assertOwnBlocks(MixingExactTest::batchNorm, z);
    assertOwnBlocks(x -> x.softmax(0).matmul(W), z);
    assertOwnBlocks(x -> x.flip(0).times(x), z);
    assertOwnBlocks(x -> x.matmul(x.transpose()).tanh().matmul(x), z);
    assertOwnBlocks(x -> x.mean(0).times(normal(9, samples, 1)), z);
    assertOwnBlocks(x -> x.unsqueeze(2).times(x.sum(0).unsqueeze(1)).sin(), z);
  }

  @Test
  void agreesWithTheProofWhereSamplesDoNotMix() {
    Tensor z = normal(1, 4, 3);
    Tensor y = z.matmul(W).tanh();
    assertClose(y.jacobian(z, Mixing.EXACT), y.jacobian(z), 0);
  }

  @Test
  void canBeTrainedThrough() {
    UnaryOperator<Tensor> penalty =
        v -> {
          Tensor z = normal(3, 4, 3).times(v);
          return batchNorm(z.tanh().matmul(W))
              .times(v.slice(0, 0, 2))
              .jacobian(z, Mixing.EXACT)
              .square()
              .sum();
        };
    Tensor w = normal(2, 3);
    assertClose(penalty.apply(w).gradient(w), differences(penalty, w), 1e-7);
  }

  @Test
  void saysThatAllBlocksAreComputed() {
    Tensor z = normal(1, 4, 3);
    Node jacobian = batchNorm(z).jacobian(z, Mixing.EXACT).node().input(0);
    assertThat(Objects.requireNonNull(jacobian.note()))
        .startsWith("jacobian of y [4, 3] by z [4, 3]: samples mix, all blocks; ");
  }

  @Test
  void needsAnAxisOfSamplesInTheResult() {
    Tensor z = normal(1, 4, 3);
    assertThatThrownBy(() -> z.sum().jacobian(z, Mixing.EXACT))
        .isInstanceOf(MixedSamplesException.class);
    assertThatThrownBy(() -> Tensor.concat(0, z, z).jacobian(z, Mixing.EXACT))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageNotContaining("Mixing.EXACT");
    assertThat(z.sum().fullJacobian(z).shape()).isEqualTo(Shape.of(4, 3));
  }
}
