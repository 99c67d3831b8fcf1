package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.optimize.Simplifier.Simplified;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.Operand;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simplified graph has the values of the graph as written, bit for bit, at ordinary and at
 * special numbers, derivatives included. The exceptions are the sum of equal terms, which is
 * rounded fewer times, contractions with ones, which become sums and add in the order of sums, and
 * sums of contractions, which add all products, sums over samples that become one, and the sign of
 * a zero that only contractions read.
 */
final class SimplifierTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#all")
  void simplifiedIsUnsimplified(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      for (DType real : List.of(DType.FLOAT64, DType.FLOAT32)) {
        Shape rounds = Shape.of(sample.rounds(real));
        compare(sample, rounds, sample.inputs(real, rounds), sample.special(real));
        Shape lead = Shape.of(3);
        compare(sample, lead, sample.inputs(real, lead), sample.draw(real, lead, Laws.SEED));
      }
    }
  }

  private static void compare(
      OpSample sample, Shape lead, List<Node> inputs, List<ArrayValue> values) {
    Map<Node, ArrayValue> given = new IdentityHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      given.put(inputs.get(i), values.get(i));
    }
    same(sample, outputs(sample, inputs, lead), given, lead);
  }

  /** The operation, and its first and second derivatives with seeds of 1. */
  private static List<Node> outputs(OpSample sample, List<Node> operands, Shape lead) {
    Node value = sample.apply(operands, lead);
    List<Node> outputs = new ArrayList<>(List.of(value));
    if (value.dtype().isFloat()) {
      Tensor y = new Tensor(value);
      for (int i : sample.reals()) {
        Tensor x = new Tensor(operands.get(i));
        Tensor reverse = y.vjp(x, y.onesLike());
        outputs.add(reverse.node());
        outputs.add(y.jvp(x, x.onesLike()).node());
        outputs.add(reverse.jvp(x, x.onesLike()).node());
      }
    }
    return outputs;
  }

  /** Operands that are repeated along an axis: what makes most rewrites match. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.jacobi.testkit.laws.Laws#all")
  void repeatedOperandsSimplifyToTheSameValues(String family, List<OpSample> samples) {
    OpSample sample = samples.get(samples.size() > 1 ? 1 : 0);
    Shape lead = Shape.of(3);
    for (int axis = 0; axis < 4; axis++) {
      List<Node> operands = new ArrayList<>();
      Map<Node, ArrayValue> given = new IdentityHashMap<>();
      boolean any = false;
      for (Operand operand : sample.operands()) {
        Shape full = operand.shape(lead);
        boolean repeats = axis < full.rank();
        any |= repeats;
        Shape small = repeats ? full.with(axis, Math.min(1, full.size(axis))) : full;
        ArrayValue numbers = operand.draw(DType.FLOAT64, lead, new Random(Laws.SEED));
        Node drawn = Nodes.constant(numbers);
        ArrayValue first =
            repeats
                ? Laws.value(new Tensor(drawn).slice(axis, 0, small.size(axis)).node())
                : numbers;
        Node input = Nodes.placeholder("x", Nodes.constant(first));
        given.put(input, first);
        operands.add(repeats ? Nodes.expand(input, full, Ints.range(0, full.rank())) : input);
      }
      if (any) {
        same(sample, outputs(sample, operands, lead), given, lead);
      }
    }
  }

  private static void same(
      OpSample sample, List<Node> outputs, Map<Node, ArrayValue> given, Shape lead) {
    Simplified simplified = Simplifier.run(outputs);
    boolean rounded =
        List.of(
                "reduce-expand",
                "contract-repeated",
                "contract-ones",
                "contract-stacked",
                "stacks-shared",
                "sums-joined",
                "zeros-unseen")
            .stream()
            .anyMatch(simplified.applied()::containsKey);
    for (Evaluator evaluator : Laws.evaluators()) {
      List<ArrayValue> before = evaluator.evaluate(outputs, given);
      List<ArrayValue> after = evaluator.evaluate(simplified.outputs(), given);
      for (int i = 0; i < before.size(); i++) {
        Node node = outputs.get(i);
        assertThat(simplified.outputs().get(i).shape()).isEqualTo(node.shape());
        assertThat(simplified.outputs().get(i).dtype()).isEqualTo(node.dtype());
        double error =
            before.get(i).sameBits(after.get(i))
                ? 0
                : Ulps.relativeError(after.get(i), before.get(i));
        boolean same = before.get(i).sameBits(after.get(i));
        assertThat(same || rounded && error <= 64 * unit(node.dtype()))
            .as(
                "%s, axes in front %s, output %d, seed %d, rewrites %s: error %s",
                sample, lead, i, Laws.SEED, simplified.applied(), error)
            .isTrue();
      }
    }
  }

  private static double unit(DType dtype) {
    return dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
  }
}
