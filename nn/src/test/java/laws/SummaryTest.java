package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.Embedding;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Residual;
import dev.jacobi.nn.Sequential;
import dev.jacobi.nn.Summary;
import dev.jacobi.nn.Summary.Row;
import dev.jacobi.nn.TransformerEncoderLayer;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A summary says what the model is, under the names that its tensors have. */
class SummaryTest {
  private static final Key KEY = Key.of(1);

  static Stream<LayerSamples> samples() {
    return LayerSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theFirstRowIsTheLayerItself(LayerSamples sample) {
    Summary summary = Summary.of(sample.layer(), sample.layer(), sample.x());
    Row first = summary.rows().getFirst();
    assertThat(first.name()).isEmpty();
    assertThat(first.layer()).isEqualTo(sample.layer().toString());
    assertThat(first.shape()).isEqualTo(sample.layer().apply(sample.x()).shape());
    assertThat(first.parameters()).isEqualTo(Weights.count(sample.layer()));
    assertThat(summary.parameters()).isEqualTo(first.parameters());
    assertThat(summary.flops()).isEqualTo(first.flops());
    long within =
        summary.rows().stream().filter(row -> row.depth() == 1).mapToLong(Row::flops).sum();
    assertThat(within).isLessThanOrEqualTo(first.flops());
  }

  /** {@code x W^T} is 2 B in out, the bias B out, tanh 20 each. */
  @Test
  void flopsAreThoseOfTheFormulas() {
    Sequential net =
        Sequential.of(Linear.of(KEY, 7, 13), Activation.TANH, Linear.withoutBias(KEY, 13, 2));
    Summary summary = Summary.of(net, Shape.of(5, 7));
    // the weight is transposed, which moves its numbers
    assertThat(summary.rows().stream().map(Row::flops))
        .containsExactly(
            5L * (2 * 7 * 13 + 13 + 20 * 13 + 2 * 13 * 2) + 7 * 13 + 13 * 2,
            5L * (2 * 7 * 13 + 13) + 7 * 13,
            5L * 20 * 13,
            5L * 2 * 13 * 2 + 13 * 2);
    assertThat(summary.rows().stream().map(Row::name)).containsExactly("", "0", "1", "2");
    assertThat(summary.rows().stream().map(Row::depth)).containsExactly(0, 1, 1, 1);
  }

  record Net(Embedding words, List<TransformerEncoderLayer> blocks, Residual end) {
    Tensor scores(Tensor x) {
      Tensor h = words.apply(x);
      for (TransformerEncoderLayer block : blocks) {
        h = block.apply(h);
      }
      return end.apply(h);
    }
  }

  @Test
  void namesAreThoseOfTheTensors() {
    TransformerEncoderLayer shared = TransformerEncoderLayer.of(KEY, 4, 2, 3);
    Linear linear = Linear.of(KEY, 4, 4);
    Net net = new Net(Embedding.of(KEY, 9, 4), List.of(shared, shared), new Residual(linear));
    Summary summary = Summary.of(net, net::scores, Tensor.of(new long[][] {{1, 2, 8}}));
    assertThat(summary.shape()).isEqualTo(Shape.of(1, 3, 4));
    assertThat(summary.parameters()).isEqualTo(Weights.count(net));
    List<String> names = summary.rows().stream().map(Row::name).toList();
    assertThat(names).contains("words", "blocks.0", "blocks.1", "blocks.1.norm2", "end.layer");
    for (Row row : summary.rows()) {
      if (row.parameters() > 0 && !row.name().isEmpty()) {
        assertThat(Tree.named(net).keySet()).anyMatch(name -> name.startsWith(row.name() + "."));
      }
    }
  }

  @Test
  void isATable() {
    Sequential net = Sequential.of(Linear.of(KEY, 784, 256), Activation.RELU);
    assertThat(Summary.of(net, Shape.of(1, 784)).toString().lines())
        .hasSize(5)
        .element(2)
        .asString()
        .matches(" {2}0 {2}Linear\\(784 -> 256\\) +\\[1, 256] +200,960 +602,368");
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Summary.of(Linear.of(KEY, 3, 2), Shape.of(1, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("x [1, 4] and weight [2, 3]");
    assertThatThrownBy(() -> Summary.of(KEY, x -> null, Tensor.zeros(1)))
        .hasMessageContaining("summary: the function gave null");
  }
}
