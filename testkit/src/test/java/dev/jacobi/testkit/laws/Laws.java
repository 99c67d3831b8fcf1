package dev.jacobi.testkit.laws;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.testkit.CompositionSamples;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.OpSamples;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the laws run over: families of samples, and the evaluators that must agree with them. */
final class Laws {
  static final long SEED = 20_260_229L;

  /** A second evaluator is added here and is then under every law that looks at values. */
  private static final List<Evaluator> EVALUATORS = List.of(new ReferenceEvaluator());

  private Laws() {}

  /** All samples of operations and compositions by what they are. */
  static Map<String, List<OpSample>> families() {
    return OpSamples.families(
        Stream.concat(OpSamples.all().stream(), CompositionSamples.all().stream()).toList());
  }

  /** (name, samples) of each family. */
  static Stream<Arguments> all() {
    return where(sample -> true);
  }

  /** (name, samples) of each family that has derivatives. */
  static Stream<Arguments> differentiable() {
    return where(OpSample::hasDerivatives);
  }

  /** (name, samples) of each family that is applied to something. */
  static Stream<Arguments> withOperands() {
    return where(sample -> !sample.operands().isEmpty());
  }

  /** (name, samples) of the families whose samples have a property. */
  static Stream<Arguments> where(Predicate<OpSample> property) {
    return families().entrySet().stream()
        .filter(family -> property.test(family.getValue().getFirst()))
        .map(family -> Arguments.of(family.getKey(), family.getValue()));
  }

  /** The operation of a sample on placeholders. */
  static Node made(OpSample sample) {
    return sample.apply(sample.inputs(DType.FLOAT64, Shape.scalar()), Shape.scalar());
  }

  static List<Evaluator> evaluators() {
    return EVALUATORS;
  }

  /** The value of a node without placeholders, by the reference. */
  static ArrayValue value(Node node) {
    return value(EVALUATORS.get(0), node);
  }

  /** The value of a tensor, by the reference, whatever tensors are computed with. */
  static ArrayValue value(Tensor x) {
    return value(x.node());
  }

  /** The elements of a value in row-major order. */
  static double[] numbers(ArrayValue value) {
    return IntStream.range(0, value.shape().elements()).mapToDouble(value::getDouble).toArray();
  }

  static ArrayValue value(Evaluator evaluator, Node node) {
    return evaluator.evaluate(List.of(node), Map.of()).get(0);
  }

  static List<Node> constants(List<ArrayValue> values) {
    return values.stream().map(Nodes::constant).toList();
  }

  static List<Tensor> tensors(List<Node> nodes) {
    return nodes.stream().map(Tensor::new).toList();
  }

  /** Random numbers from -1 to 1 shaped and typed like a node. */
  static Node direction(Node like, Random random) {
    return Nodes.cast(
        Nodes.constant(
            ArrayValue.of(like.shape(), random.doubles(like.shape().elements(), -1, 1).toArray())),
        like.dtype());
  }

  /** Draws of a sample's operands in float64 for that many entries of a batch, one by one. */
  static List<List<ArrayValue>> entries(OpSample sample, int count) {
    List<List<ArrayValue>> entries = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      entries.add(sample.draw(DType.FLOAT64, Shape.scalar(), SEED + b));
    }
    return entries;
  }

  /** Equal values along a new axis 0. */
  static ArrayValue stack(List<ArrayValue> entries) {
    List<Tensor> parts = entries.stream().map(Tensor::of).toList();
    return value(Tensor.stack(0, parts).node());
  }

  /** Entry {@code index} of axis {@code axis}, without that axis. */
  static ArrayValue entry(ArrayValue value, int axis, int index) {
    return value(Tensor.of(value).select(axis, index).node());
  }
}
