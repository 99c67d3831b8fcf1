package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.testkit.CheckFailedException;
import dev.jacobi.testkit.EvaluatorLaw;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.OpSamples;
import dev.jacobi.type.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every evaluator computes what the reference computes. */
final class EvaluatorLawTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#all")
  void evaluatorsAgreeWithTheReference(String family, List<OpSample> samples) {
    for (Evaluator evaluator : Laws.evaluators()) {
      samples.forEach(EvaluatorLaw.of(evaluator)::check);
    }
  }

  /** An evaluator that is some steps off in every float. */
  private record Off(int steps) implements Evaluator {
    @Override
    public List<ArrayValue> evaluate(List<Node> outputs, Map<Node, ArrayValue> inputs) {
      return new ReferenceEvaluator()
          .evaluate(outputs, inputs).stream().map(this::shifted).toList();
    }

    private ArrayValue shifted(ArrayValue value) {
      return switch (value.array()) {
        case float[] a -> {
          float[] b = a.clone();
          for (int i = 0; i < b.length; i++) {
            b[i] = Float.intBitsToFloat(Float.floatToIntBits(b[i]) + steps);
          }
          yield ArrayValue.of(value.shape(), b);
        }
        case double[] a -> {
          double[] b = a.clone();
          for (int i = 0; i < b.length; i++) {
            b[i] = Double.longBitsToDouble(Double.doubleToLongBits(b[i]) + steps);
          }
          yield ArrayValue.of(value.shape(), b);
        }
        default -> value;
      };
    }
  }

  private static OpSample sample(String family, int size) {
    return OpSamples.all().stream()
        .filter(s -> s.family().equals(family) && s.size() == size)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anEvaluatorThatIsOffIsFound() {
    for (String family :
        List.of("add", "tanh", "sum over the first axis", "contraction bi,oi->bo")) {
      EvaluatorLaw law = EvaluatorLaw.of(new Off(100));
      assertThatThrownBy(() -> law.check(sample(family, 7)))
          .as(family)
          .isInstanceOf(CheckFailedException.class)
          .hasMessageContaining("evaluator: " + family + ", size 7 in " + DType.FLOAT32)
          .hasMessageContaining("by the reference");
    }
  }
}
