package dev.jacobi.testkit.laws;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.testkit.GradientCheck;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In a random direction the derivative is what central finite differences say, to order 2, and to
 * order 3 where the operation is smooth, in every mixture of the modes.
 */
final class FiniteDifferencesTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#differentiable")
  void derivativesAreFiniteDifferences(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      if (sample.smooth() > 0) {
        List<Tensor> inputs =
            Laws.tensors(Laws.constants(sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED)));
        for (Evaluator evaluator : Laws.evaluators()) {
          GradientCheck.checkGradients(
              sample.function(Shape.scalar()), inputs, sample.smooth(), evaluator);
        }
      }
    }
  }
}
