package dev.jacobi.graph;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The same computation with some nodes replaced. */
public final class Substitution {
  private Substitution() {}

  /**
   * Rebuilds {@code outputs} on top of the replacements; what does not depend on a replaced node
   * stays as it is.
   */
  public static List<Node> apply(List<Node> outputs, Map<Node, Node> replacements) {
    Map<Node, Node> rebuilt = new IdentityHashMap<>(replacements);
    for (Node node : Walk.topological(outputs)) {
      if (!rebuilt.containsKey(node) && node.inputs().stream().anyMatch(rebuilt::containsKey)) {
        List<Node> inputs = node.inputs().stream().map(i -> rebuilt.getOrDefault(i, i)).toList();
        rebuilt.put(node, Origin.of(node, () -> Node.of(node.op(), inputs)));
      }
    }
    return outputs.stream().map(o -> rebuilt.getOrDefault(o, o)).toList();
  }
}
