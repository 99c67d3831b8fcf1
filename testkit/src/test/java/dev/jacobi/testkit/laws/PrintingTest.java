package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.OpNames;
import dev.jacobi.graph.Walk;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation, also those of derivatives, has a name, and every value can be printed. */
final class PrintingTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#all")
  void everyNodeHasAName(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      List<Node> operands = Laws.constants(sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED));
      Tensor y = new Tensor(sample.apply(operands, Shape.scalar()));
      Tensor last = y;
      for (int i : sample.hasDerivatives() ? sample.reals() : List.<Integer>of()) {
        last = y.vjp(new Tensor(operands.get(i)), y.onesLike());
        assertThat(last.toString()).contains(last.dtype().toString());
      }
      assertThat(y.toString()).as("%s", sample).contains(y.dtype().toString());
      for (Node node : Walk.topological(List.of(y.node(), last.node()))) {
        assertThat(OpNames.of(node)).isNotBlank().doesNotContain("null", "dev.jacobi");
        assertThat(node.toString()).contains(node.shape().toString()).contains(" (made at ");
      }
    }
  }
}
