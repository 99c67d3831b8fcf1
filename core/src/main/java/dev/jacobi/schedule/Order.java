package dev.jacobi.schedule;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.graph.Walk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which a graph is computed. Where a node has to wait for another ({@link
 * Op.Marker.After}), it stands behind it, and the wait itself is gone; what makes less of its
 * operands, such as a weight's gradient, then comes as early as it can, so that they are done with.
 *
 * @param outputs the outputs without waits
 * @param nodes all nodes below them, operands first
 */
record Order(List<Node> outputs, List<Node> nodes) {

  static Order of(List<Node> outputs) {
    List<Node> nodes = Walk.topological(outputs);
    boolean waits = nodes.stream().anyMatch(n -> n.op() instanceof Op.Marker.After);
    return waits ? withoutWaits(outputs, early(nodes)) : new Order(outputs, nodes);
  }

  private static List<Node> early(List<Node> nodes) {
    Map<Node, List<Node>> users = new IdentityHashMap<>();
    for (Node node : nodes) {
      for (Node operand : node.inputs()) {
        users.computeIfAbsent(operand, n -> new ArrayList<>()).add(node);
      }
    }
    Set<Node> ordered = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Node> order = new ArrayList<>();
    for (Node node : nodes) {
      List<Node> pending = new ArrayList<>(List.of(node));
      while (!pending.isEmpty()) {
        Node next = pending.removeLast();
        if (ordered.add(next)) {
          order.add(next);
          for (Node user : users.getOrDefault(next, List.of())) {
            if (shrinks(user) && ordered.containsAll(user.inputs())) {
              pending.add(user);
            }
          }
        }
      }
    }
    return order;
  }

  private static boolean shrinks(Node node) {
    long operands = node.inputs().stream().mapToLong(n -> n.shape().elements()).sum();
    boolean adds = node.op() instanceof Op.Contract || node.op() instanceof Op.Reduction.Reduce;
    return adds && node.shape().elements() < operands;
  }

  private static Order withoutWaits(List<Node> outputs, List<Node> nodes) {
    Map<Node, Node> stripped = new IdentityHashMap<>();
    Set<Node> order = new LinkedHashSet<>();
    for (Node node : nodes) {
      List<Node> inputs = node.inputs().stream().map(i -> stripped.getOrDefault(i, i)).toList();
      if (node.op() instanceof Op.Marker.After) {
        stripped.put(node, inputs.get(0));
      } else {
        Node own =
            inputs.equals(node.inputs()) ? node : Origin.of(node, () -> Node.of(node.op(), inputs));
        stripped.put(node, own);
        order.add(own);
      }
    }
    List<Node> results = outputs.stream().map(o -> stripped.getOrDefault(o, o)).toList();
    Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.addAll(Walk.topological(results));
    return new Order(results, order.stream().filter(needed::contains).toList());
  }
}
