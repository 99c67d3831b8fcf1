package dev.jacobi.testkit.laws.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.fail;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each operation within a program is what the reference makes of the operands that the program
 * made: at NaN, infinities, negative zero, the smallest and the largest numbers, in all types.
 */
final class EngineOperationsTest {
  private static final int[] BATCHES = {0, 1, 2, 5, 31, 32, 33, 65};
  private static final int CHUNK = 80;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void eightyRandomGraphs(int chunk) {
    for (int i = 0; i < CHUNK; i++) {
      long seed = 10_000L + chunk * CHUNK + i;
      RandomGraph graph =
          RandomGraphs.grow(seed, BATCHES[i % BATCHES.length], 40, Growth.Kind.WILD);
      check(graph.returningAll());
    }
  }

  private static void check(RandomGraph graph) {
    List<ArrayValue> found = Programs.run(graph);
    Map<Node, ArrayValue> values = new IdentityHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      values.put(graph.outputs().get(i), found.get(i));
    }
    for (Node node : graph.outputs()) {
      if (node.op() instanceof Op.Source.Input) {
        continue;
      }
      List<ArrayValue> operands = new ArrayList<>();
      for (Node operand : node.inputs()) {
        operands.add(
            operand.op() instanceof Op.Source.Constant(var constant)
                ? constant
                : requireNonNull(values.get(operand)));
      }
      ArrayValue y = requireNonNull(values.get(node));
      int wrong = Rounding.firstWrong(node.op(), operands, y);
      if (wrong >= 0) {
        fail(
            "%s: element %d is %s, by the reference %s; %s",
            node,
            wrong,
            y.getDouble(wrong),
            RandomGraph.value(node.op(), operands).getDouble(wrong),
            graph);
      }
    }
  }
}
