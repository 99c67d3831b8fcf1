package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.Operand;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The labels that a schedule is made from follow values: where they say that samples keep to
 * themselves, another sample's numbers, be they NaN, do not move a bit of one's own.
 */
final class PerturbationTest {
  private static final int BATCH = 3;

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#withOperands")
  void aBatchIsProvenAndDoesNotMove(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      Shape lead = Shape.of(BATCH);
      List<Node> inputs = sample.inputs(DType.FLOAT64, lead);
      Node y = sample.apply(inputs, lead);
      boolean batched = sample.operands().stream().anyMatch(o -> !o.shared());
      Label label = SampleLabels.schedule(List.of(y)).of(y);
      if (batched) {
        assertThat(label).as("%s", sample).isInstanceOf(Label.Sample.class);
      }
      for (Node output : withDerivatives(sample, inputs, y)) {
        unmoved(sample, output, inputs, lead);
      }
    }
  }

  /** Also the derivative of each sample's own sum, which a training step is made of. */
  private static List<Node> withDerivatives(OpSample sample, List<Node> inputs, Node y) {
    List<Node> outputs = new ArrayList<>(List.of(y));
    if (y.dtype().isFloat()) {
      for (int i : sample.reals()) {
        if (!sample.operands().get(i).shared()) {
          Tensor x = new Tensor(inputs.get(i));
          outputs.add(new Tensor(y).vjp(x, new Tensor(y).onesLike()).node());
        }
      }
    }
    return outputs;
  }

  /** Operands whose axis 0 has the sample's size take it for the samples'. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#withOperands")
  void theFirstAxisDoesNotMoveWhereItIsProven(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      List<Node> inputs = new ArrayList<>();
      for (int i = 0; i < sample.operands().size(); i++) {
        Operand operand = sample.operands().get(i);
        boolean own = operand.shape().rank() > 0 && operand.shape().size(0) == sample.size();
        inputs.add(
            Node.of(
                new Op.Source.Input(
                    "x" + i, operand.shape(), operand.dtype(DType.FLOAT64), own ? 0 : -1)));
      }
      unmoved(sample, sample.apply(inputs, Shape.scalar()), inputs, Shape.scalar());
    }
  }

  private static void unmoved(OpSample sample, Node y, List<Node> inputs, Shape lead) {
    SampleLabels labels = SampleLabels.schedule(List.of(y));
    // a total of all samples may enter each of them: the schedule cuts the work there
    boolean total =
        Walk.topological(List.of(y)).stream().anyMatch(n -> labels.of(n) instanceof Label.Total);
    if (total || !(labels.of(y) instanceof Label.Sample(var axis, var run))) {
      return;
    }
    List<ArrayValue> before = sample.draw(DType.FLOAT64, lead, Laws.SEED);
    List<ArrayValue> other = sample.draw(DType.FLOAT64, lead, Laws.SEED + 1);
    int count = y.shape().size(axis) / run;
    for (int b = 0; b < Math.min(count, BATCH); b++) {
      List<ArrayValue> after = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        boolean has = inputs.get(i).op() instanceof Op.Source.Input in && in.sampleAxis() == 0;
        after.add(has ? mixed(before.get(i), other.get(i), b) : before.get(i));
      }
      for (Evaluator evaluator : Laws.evaluators()) {
        ArrayValue unmoved = evaluate(evaluator, y, inputs, before);
        ArrayValue moved = evaluate(evaluator, y, inputs, after);
        for (int e = 0; e < y.shape().elements(); e++) {
          int at = e / y.shape().elements(axis + 1, y.shape().rank()) % y.shape().size(axis);
          if (at / run != b) {
            assertThat(moved.getDouble(e))
                .as("%s: sample %d when sample %d is another", sample, at / run, b)
                .isEqualTo(unmoved.getDouble(e));
          }
        }
      }
    }
  }

  /** Sample b of {@code other} and the other samples of {@code value}; floats become NaN there. */
  private static ArrayValue mixed(ArrayValue value, ArrayValue other, int b) {
    Tensor samples = Tensor.iota(DType.INT64, value.shape(), 0);
    Tensor replacement =
        value.dtype().isFloat()
            ? Tensor.full(value.dtype(), value.shape(), Double.NaN)
            : Tensor.of(other);
    return Laws.value(Tensor.where(samples.eq(b), replacement, Tensor.of(value)));
  }

  private static ArrayValue evaluate(
      Evaluator evaluator, Node y, List<Node> inputs, List<ArrayValue> values) {
    Map<Node, ArrayValue> given = new IdentityHashMap<>();
    IntStream.range(0, inputs.size()).forEach(i -> given.put(inputs.get(i), values.get(i)));
    return evaluator.evaluate(List.of(y), given).get(0);
  }
}
