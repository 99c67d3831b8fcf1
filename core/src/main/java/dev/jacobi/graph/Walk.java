package dev.jacobi.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Orders of the nodes below some outputs; no recursion, so depth is no limit. */
public final class Walk {
  private Walk() {}

  /** All nodes below {@code outputs} and these themselves, operands before what uses them. */
  public static List<Node> topological(Collection<Node> outputs) {
    return topological(outputs, Node::inputs);
  }

  /**
   * The nodes below {@code outputs} that may depend on a node of {@code lowest}, and some more:
   * what is no deeper than all of these is not looked below.
   */
  public static List<Node> topological(Collection<Node> outputs, Collection<Node> lowest) {
    int depth = lowest.stream().mapToInt(Node::depth).min().orElse(0);
    return topological(outputs, n -> n.depth() > depth ? n.inputs() : List.of());
  }

  /** The same with other edges than the operands. */
  public static List<Node> topological(
      Collection<Node> outputs, Function<Node, List<Node>> operands) {
    List<Node> order = new ArrayList<>();
    Map<Node, Boolean> seen = new IdentityHashMap<>();
    Deque<Visit> stack = new ArrayDeque<>();
    for (Node output : outputs) {
      if (seen.put(output, true) == null) {
        stack.push(new Visit(output, operands.apply(output).iterator()));
      }
      while (!stack.isEmpty()) {
        Visit visit = stack.peek();
        if (visit.rest().hasNext()) {
          Node operand = visit.rest().next();
          if (seen.put(operand, true) == null) {
            stack.push(new Visit(operand, operands.apply(operand).iterator()));
          }
        } else {
          order.add(visit.node());
          stack.pop();
        }
      }
    }
    return order;
  }

  private record Visit(Node node, Iterator<Node> rest) {}
}
