package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.graph.Walk;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of a checkpoint (Griewank, 1992). In reverse mode its arguments are taken once
 * more, after the cotangent is there ({@link Op.Marker.After}), and what follows from them is
 * computed again: the two copies never share a value, so the first need not be kept. In forward
 * mode the tangent is a checkpoint of its own, of the arguments and their tangents.
 */
final class Recomputation {
  private Recomputation() {}

  /** The cotangents of the operands {@code active}, by their indices; none where zero. */
  static Map<Integer, Masked> cotangents(Node node, int[] active, Masked c) {
    int arguments = ((Op.Marker.Checkpoint) node.op()).arguments();
    Map<Node, Node> replaced = new IdentityHashMap<>();
    for (int i = 1; i <= arguments; i++) {
      Node late = Node.of(new Op.Marker.After(), node.input(i), c.value());
      replaced.put(node.input(i), late);
    }
    Node again = rebuilt(node, replaced);
    List<Node> sources = new ArrayList<>();
    for (int i : active) {
      sources.add(replaced.getOrDefault(node.input(i), node.input(i)));
    }
    List<@Nullable Masked> all = Reverse.partial(List.of(again), List.of(c), sources);
    Map<Integer, Masked> found = new LinkedHashMap<>();
    for (int k = 0; k < active.length; k++) {
      Masked own = all.get(k);
      if (own != null) {
        found.put(active[k], own);
      }
    }
    return found;
  }

  /** The value of a checkpoint from other arguments. */
  private static Node rebuilt(Node node, Map<Node, Node> replaced) {
    Map<Node, Node> made = new IdentityHashMap<>(replaced);
    for (Node operand : node.inputs().subList(1, node.inputs().size())) {
      made.putIfAbsent(operand, operand);
    }
    int lowest = made.keySet().stream().mapToInt(Node::depth).min().orElse(0);
    Map<Node, Node> changed = new IdentityHashMap<>(replaced);
    for (Node inner :
        Walk.topological(
            List.of(node.input(0)),
            n -> made.containsKey(n) || n.depth() <= lowest ? List.of() : n.inputs())) {
      if (!made.containsKey(inner) && inner.inputs().stream().anyMatch(changed::containsKey)) {
        List<Node> inputs = inner.inputs().stream().map(i -> changed.getOrDefault(i, i)).toList();
        changed.put(inner, Origin.of(inner, () -> Node.of(inner.op(), inputs)));
      }
    }
    return changed.getOrDefault(node.input(0), node.input(0));
  }

  /** The tangent, given those of the operands. */
  static @Nullable Masked tangent(Node node, Map<Node, Masked> tangents) {
    int arguments = ((Op.Marker.Checkpoint) node.op()).arguments();
    List<Node> sources = new ArrayList<>();
    List<Masked> seeds = new ArrayList<>();
    List<Node> starts = new ArrayList<>(node.inputs().subList(1, arguments + 1));
    for (Node x : node.inputs().subList(1, node.inputs().size())) {
      Masked t = tangents.get(x);
      if (t != null && !sources.contains(x)) {
        Node own = Nodes.reshape(t.value(), t.value().shape());
        sources.add(x);
        seeds.add(new Masked(own, t.mask()));
        starts.add(own);
      }
    }
    Masked found = Forward.partial(node.input(0), sources, seeds);
    if (found == null) {
      return null;
    }
    List<Node> operands = new ArrayList<>();
    operands.add(found.value());
    operands.addAll(starts);
    operands.addAll(node.inputs().subList(arguments + 1, node.inputs().size()));
    Op checkpoint = new Op.Marker.Checkpoint(starts.size());
    return new Masked(Node.of(checkpoint, operands), found.mask());
  }
}
