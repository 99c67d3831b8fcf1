package dev.jacobi;

import dev.jacobi.cpu.Engine;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.type.TracingException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Where lazy tensors get their numbers. */
final class Evaluation {
  private static final Engine ENGINE =
      new Engine(KernelSets::current, Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE);

  private Evaluation() {}

  /** The value of one node, computed once. */
  static ArrayValue of(String operation, Node node) {
    ArrayValue known = node.value();
    return known != null ? known : of(operation, List.of(node)).get(0);
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
    List<Node> missing = nodes.stream().filter(n -> n.value() == null).distinct().toList();
    if (!missing.isEmpty()) {
      List<ArrayValue> computed = ENGINE.evaluate(missing, Map.of());
      for (int i = 0; i < computed.size(); i++) {
        missing.get(i).remember(computed.get(i));
      }
    }
    return nodes.stream().map(n -> Objects.requireNonNull(n.value())).toList();
  }
}
