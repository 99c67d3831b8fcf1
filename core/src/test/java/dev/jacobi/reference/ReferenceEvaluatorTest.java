package dev.jacobi.reference;

import static dev.jacobi.reference.Grid.assertElements;
import static dev.jacobi.reference.Grid.assertSameBits;
import static dev.jacobi.reference.Grid.doubles;
import static dev.jacobi.reference.Grid.evaluate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.TracingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk over the graph: inputs, leaves, sharing, depth; and sources and markers. */
final class ReferenceEvaluatorTest {
  private final ReferenceEvaluator evaluator = new ReferenceEvaluator();

  private static Node input(String name, int... sizes) {
    return Node.of(new Op.Source.Input(name, Shape.of(sizes), DType.FLOAT64, -1));
  }

  @Test
  void computesSeveralOutputsFromInputs() {
    Node x = input("x", 2);
    Node y = input("y", 2);
    Node product = Nodes.mul(x, y);
    List<ArrayValue> values =
        evaluator.evaluate(
            List.of(Nodes.add(product, x), y, product, product),
            Map.of(x, doubles(2, 3), y, doubles(5, 7)));
    assertThat(values).hasSize(4);
    assertSameBits(values.get(0), doubles(12, 24));
    assertSameBits(values.get(1), doubles(5, 7));
    assertSameBits(values.get(2), doubles(10, 21));
    assertThat(values.get(3)).isSameAs(values.get(2));
  }

  @Test
  void computesNothingForNoOutputs() {
    assertThat(evaluator.evaluate(List.of(), Map.of())).isEmpty();
  }

  @Test
  void aLongChainNeedsNoStack() {
    Node one = Nodes.constant(doubles(1));
    Node sum = one;
    for (int i = 0; i < Node.MAX_DEPTH; i++) {
      sum = Nodes.add(sum, one);
    }
    assertSameBits(evaluate(sum), doubles(Node.MAX_DEPTH + 1));
  }

  /** Without memory of what was computed this would take 2^1000 steps. */
  @Test
  void computesEachNodeOnce() {
    Node sum = Nodes.constant(doubles(1));
    for (int i = 0; i < 1000; i++) {
      sum = Nodes.add(sum, sum);
    }
    assertSameBits(evaluate(sum), doubles(0x1p1000));
  }

  @Test
  void aNodeWithAValueIsALeaf() {
    Node x = input("x", 1);
    Node y = Nodes.neg(x);
    y.remember(doubles(42));
    assertSameBits(evaluate(Nodes.add(y, y)), doubles(84));
  }

  @Test
  void remembersNothing() {
    Node x = input("x", 1);
    Node y = Nodes.neg(x);
    assertSameBits(evaluator.evaluate(List.of(y), Map.of(x, doubles(1))).get(0), doubles(-1));
    assertThat(y.value()).isNull();
    assertSameBits(evaluator.evaluate(List.of(y), Map.of(x, doubles(2))).get(0), doubles(-2));
  }

  @Test
  void anInputWithoutAValueIsNamed() {
    Node x = input("x", 2, 3);
    assertThatThrownBy(() -> evaluator.evaluate(List.of(Nodes.neg(x)), Map.of()))
        .isInstanceOf(TracingException.class)
        .hasMessage(
            "evaluate: input x, float64[2, 3]; it has no value; give one for each input that the"
                + " outputs depend on (made at "
                + x.origin().place()
                + ")");
  }

  @Test
  void anInputTakesOnlyItsShapeAndType() {
    Node x = input("x", 2);
    String expected = "evaluate: input x, float64[2]; the value given for it is ";
    assertThatThrownBy(() -> evaluator.evaluate(List.of(x), Map.of(x, doubles(1, 2, 3))))
        .isInstanceOf(TracingException.class)
        .hasMessageStartingWith(expected + "float64[3]; ");
    assertThatThrownBy(() -> evaluator.evaluate(List.of(x), Map.of(x, Grid.ints(1, 2))))
        .isInstanceOf(TracingException.class)
        .hasMessageStartingWith(expected + "int32[2]; ");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32", "INT64"})
  void iotaCountsAlongItsAxis(DType dtype) {
    Shape shape = Shape.of(2, 7, 3);
    assertElements(evaluate(new Op.Source.Iota(shape, 0, dtype)), shape, c -> c[0]);
    assertElements(evaluate(new Op.Source.Iota(shape, 1, dtype)), shape, c -> c[1]);
    assertElements(evaluate(new Op.Source.Iota(shape, 2, dtype)), shape, c -> c[2]);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void iotaOfEverySize(int n) {
    assertElements(
        evaluate(new Op.Source.Iota(Shape.of(n), 0, DType.INT64)), Shape.of(n), c -> c[0]);
  }

  @Test
  void markersPassTheFirstOperandOn() {
    ArrayValue x = doubles(-0.0, Double.NaN);
    assertSameBits(evaluate(new Op.Marker.StopGradient(), x), x);
    assertSameBits(evaluate(new Op.Marker.Derived(-1), x, doubles(1)), x);
    assertSameBits(evaluate(new Op.Source.Constant(x)), x);
  }
}
