package dev.jacobi.optimize;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Walk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a local rewrite does not see of a graph: which nodes use a value, and what is a result. */
final class Uses {
  private final List<Node> nodes;
  private final Map<Node, List<Node>> users = new IdentityHashMap<>();
  private final Set<Node> outputs = Collections.newSetFromMap(new IdentityHashMap<>());

  Uses(List<Node> outputs) {
    this.nodes = Walk.topological(outputs);
    this.outputs.addAll(outputs);
    for (Node node : nodes) {
      node.inputs().forEach(i -> users.computeIfAbsent(i, n -> new ArrayList<>()).add(node));
    }
  }

  /** All nodes, operands first. */
  List<Node> nodes() {
    return nodes;
  }

  /** What uses {@code node}, once for each operand that it is. */
  List<Node> of(Node node) {
    return users.getOrDefault(node, List.of());
  }

  boolean isOutput(Node node) {
    return outputs.contains(node);
  }

  /** Whether one operand of one node is all that needs {@code node}. */
  boolean isUsedOnce(Node node) {
    return of(node).size() == 1 && !isOutput(node);
  }
}
