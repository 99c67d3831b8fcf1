package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.transform.Jacobians;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The proof that samples do not mix, against the whole Jacobian: where it says yes, the blocks off
 * the diagonal are zero, and the blocks on it are {@code y.jacobian(z)}.
 */
final class SampleLabelsTest {
  /**
   * A batch of samples: an axis in front of all operands. It must be proven, for any batch size.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void anAxisInFrontIsProven(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      for (int i : sample.reals()) {
        if (sample.operands().get(i).shared()) {
          continue;
        }
        Set<Label> answers = new HashSet<>();
        for (int batch : new int[] {1, 2, 3}) {
          Shape lead = Shape.of(batch);
          List<Node> operands = Laws.constants(sample.draw(DType.FLOAT64, lead, Laws.SEED));
          Node z = operands.get(i);
          Node y = sample.apply(operands, lead);
          Label label = proof(y, z);
          assertThat(label)
              .as("%s by operand %d", sample, i)
              .isInstanceOfAny(Label.Sample.class, Label.Shared.class);
          compareWithFullJacobian(sample, y, z, label);
          answers.add(label);
        }
        assertThat(answers).as("%s by operand %d, for each batch size", sample, i).hasSize(1);
      }
    }
  }

  /**
   * The operation's own axis 0 taken for the samples': it may be refused, but the answer is the
   * same for every size, and never wrong.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void theFirstAxisIsProvenOrRefusedWhateverItsSize(String family, List<OpSample> samples) {
    for (int i : samples.get(0).reals()) {
      Set<String> answers = new HashSet<>();
      for (OpSample sample : samples) {
        Shape shape = sample.operands().get(i).shape();
        if (shape.rank() == 0) {
          continue;
        }
        List<Node> operands = Laws.constants(sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED));
        Node z = operands.get(i);
        Node y = sample.apply(operands, Shape.scalar());
        Label label = proof(y, z);
        compareWithFullJacobian(sample, y, z, label);
        if (shape.size(0) == sample.size()) {
          answers.add(answer(label));
        }
      }
      assertThat(answers).as("%s by operand %d", family, i).hasSizeLessThanOrEqualTo(1);
    }
  }

  private static Label proof(Node y, Node z) {
    return SampleLabels.proof(List.of(y), z).of(y);
  }

  /** The label without the node that it names. */
  private static String answer(Label label) {
    return switch (label) {
      case Label.Shared() -> "shared";
      case Label.Sample sample -> sample.toString();
      case Label.Total(var at) -> "total";
      case Label.Mixed(var at) -> "mixed";
    };
  }

  private static void compareWithFullJacobian(OpSample sample, Node y, Node z, Label label) {
    switch (label) {
      case Label.Sample(var axis, var run) -> {
        int count = z.shape().size(0);
        assertThat(y.shape().size(axis)).as("%s", sample).isEqualTo(count * run);
        Node first = Jacobians.samplesFirst(y, new Label.Sample(axis, run));
        ArrayValue blocks =
            Laws.value(
                new Tensor(first)
                    .fullJacobian(new Tensor(z))
                    .reshape(
                        count, y.shape().elements() / count, count, z.shape().elements() / count));
        assertOffDiagonalZero(sample, blocks);
        ArrayValue own = Laws.value(new Tensor(y).jacobian(new Tensor(z)));
        assertThat(own.shape().size(0)).isEqualTo(count);
        assertDiagonal(sample, blocks, own);
      }
      case Label.Shared() -> {
        for (double entry : Laws.numbers(Laws.value(new Tensor(y).fullJacobian(new Tensor(z))))) {
          assertThat(entry).as("%s: does not depend on z", sample).isZero();
        }
      }
      // what is refused may be anything
      case Label.Total(var at) -> assertThat(at).isNotNull();
      case Label.Mixed(var at) -> assertThat(at).isNotNull();
    }
  }

  private static void assertOffDiagonalZero(OpSample sample, ArrayValue blocks) {
    Shape shape = blocks.shape();
    for (int e = 0; e < shape.elements(); e++) {
      int of = e / shape.elements(1, 4);
      int by = e / shape.size(3) % shape.size(2);
      if (of != by) {
        assertThat(blocks.getDouble(e)).as("%s: sample %d by sample %d", sample, of, by).isZero();
      }
    }
  }

  private static void assertDiagonal(OpSample sample, ArrayValue blocks, ArrayValue own) {
    Shape shape = blocks.shape();
    List<Double> diagonal = new ArrayList<>();
    for (int e = 0; e < shape.elements(); e++) {
      if (e / shape.elements(1, 4) == e / shape.size(3) % shape.size(2)) {
        diagonal.add(blocks.getDouble(e));
      }
    }
    assertThat(own.shape().elements()).isEqualTo(diagonal.size());
    for (int e = 0; e < diagonal.size(); e++) {
      double scale = Math.max(1, Math.abs(diagonal.get(e)));
      assertThat(Math.abs(own.getDouble(e) - diagonal.get(e)) / scale)
          .as("%s: entry %d of each sample's own Jacobian", sample, e)
          .isLessThanOrEqualTo(1e-12);
    }
  }
}
