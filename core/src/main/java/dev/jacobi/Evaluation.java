package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.type.TracingException;
import java.util.List;
import java.util.Map;

/** Where lazy tensors get their numbers. */
final class Evaluation {
  private static final Evaluator EVALUATOR = new ReferenceEvaluator();

  private Evaluation() {}

  static Evaluator evaluator() {
    return EVALUATOR;
  }

  /** The value of one node, computed once. */
  static ArrayValue of(String operation, Node node) {
    return of(operation, List.of(node)).get(0);
  }

  /** The values of several nodes, computed together. */
  static List<ArrayValue> of(String operation, List<Node> nodes) {
    for (Node node : nodes) {
      if (node.traced()) {
        throw new TracingException(
            operation
                + ": "
                + node
                + "; it has no value while a function is traced (compile, vmap); return it from the"
                + " function and look at the result");
      }
    }
    List<Node> missing = nodes.stream().filter(n -> n.value() == null).toList();
    if (!missing.isEmpty()) {
      List<ArrayValue> computed = EVALUATOR.evaluate(missing, Map.of());
      for (int i = 0; i < computed.size(); i++) {
        missing.get(i).remember(computed.get(i));
      }
    }
    return nodes.stream().map(n -> java.util.Objects.requireNonNull(n.value())).toList();
  }
}
