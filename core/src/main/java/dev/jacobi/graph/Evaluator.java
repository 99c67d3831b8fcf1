package dev.jacobi.graph;

import java.util.List;
import java.util.Map;

/** Computes the values of nodes. */
public interface Evaluator {
  /**
   * The values of {@code outputs}, in order.
   *
   * @param inputs a value for each {@link Op.Source.Input} that the outputs depend on
   * @throws dev.jacobi.type.IndexException if an index points outside its axis
   */
  List<ArrayValue> evaluate(List<Node> outputs, Map<Node, ArrayValue> inputs);
}
