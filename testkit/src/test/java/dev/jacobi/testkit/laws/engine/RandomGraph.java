package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Printer;
import dev.jacobi.graph.Walk;
import dev.jacobi.reference.ReferenceEvaluator;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph grown from a seed, and numbers for its inputs.
 *
 * @param seed what it was grown from
 * @param inputs the placeholders, some of which no output may need
 * @param values a value for each input
 * @param nodes all that grew
 * @param outputs what is asked for
 */
record RandomGraph(
    long seed, List<Node> inputs, List<ArrayValue> values, List<Node> nodes, List<Node> outputs) {
  private static final ReferenceEvaluator REFERENCE = new ReferenceEvaluator();

  /** The inputs with their values. */
  Map<Node, ArrayValue> given() {
    return given(values);
  }

  /** The inputs with other values. */
  Map<Node, ArrayValue> given(List<ArrayValue> others) {
    Map<Node, ArrayValue> given = new IdentityHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      given.put(inputs.get(i), others.get(i));
    }
    return given;
  }

  /** What the reference computes. */
  List<ArrayValue> expected() {
    return REFERENCE.evaluate(outputs, given());
  }

  /** The largest finite number anywhere in the graph, at least 1: what rounding is relative to. */
  double magnitude() {
    List<Node> all = Walk.topological(outputs);
    double largest = 1;
    for (ArrayValue value : REFERENCE.evaluate(all, given())) {
      largest = Math.max(largest, largest(value));
    }
    return largest;
  }

  /** What the coarsest float type in the graph rounds by. */
  double unit() {
    return Walk.topological(outputs).stream()
        .filter(node -> node.dtype().isFloat())
        .mapToDouble(node -> Rounding.unit(node.dtype()))
        .max()
        .orElse(0);
  }

  /** The largest finite element of a float value by size, 0 for other types. */
  static double largest(ArrayValue value) {
    double largest = 0;
    for (int i = 0; value.dtype().isFloat() && i < value.shape().elements(); i++) {
      double size = Math.abs(value.getDouble(i));
      largest = Double.isFinite(size) ? Math.max(largest, size) : largest;
    }
    return largest;
  }

  /** The same graph with other outputs. */
  RandomGraph returning(List<Node> others) {
    return new RandomGraph(seed, inputs, values, nodes, List.copyOf(others));
  }

  /** The same graph with every value that it computes or is given as an output. */
  RandomGraph returningAll() {
    return returning(
        nodes.stream().filter(node -> !(node.op() instanceof Op.Source.Constant)).toList());
  }

  /** The value of one operation on operands in hand, by the reference. */
  static ArrayValue value(Op op, List<ArrayValue> operands) {
    List<Node> constants = new ArrayList<>();
    operands.forEach(operand -> constants.add(Node.of(new Op.Source.Constant(operand))));
    return REFERENCE.evaluate(List.of(Node.of(op, constants)), Map.of()).get(0);
  }

  /** Seed, inputs and graph: what a failure needs to be looked at. */
  @Override
  public String toString() {
    return "seed " + seed + "\ninputs " + values + "\n" + Printer.print(outputs);
  }
}
