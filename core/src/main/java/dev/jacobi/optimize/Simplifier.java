package dev.jacobi.optimize;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.graph.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Simplifies a graph for computing it: applies the table of {@link Rewrites} until no line matches
 * and merges common subexpressions, then applies those that see the whole graph ({@link
 * WholeRewrite}), unless values wait for others so that not all are held at a time, which a stack
 * would do. It runs after derivatives are expanded; what it returns stands for the same values, not
 * for the same nodes.
 */
public final class Simplifier {
  private final Map<Node, Node> done = new IdentityHashMap<>();
  private final Map<Key, Node> known = new HashMap<>();
  private final Map<String, Integer> applied = new TreeMap<>();

  private final List<Rewrite> table;

  private Simplifier(List<Rewrite> table) {
    this.table = table;
  }

  /**
   * Simpler nodes.
   *
   * @param outputs one for each given node, of equal value, shape and type
   * @param applied how often each rewrite was used
   */
  public record Simplified(List<Node> outputs, Map<String, Integer> applied) {}

  /** Nodes of equal value for {@code outputs}, in order. */
  public static List<Node> simplify(List<Node> outputs) {
    return run(outputs).outputs();
  }

  /** The same, with a count of the rewrites used. */
  public static Simplified run(List<Node> outputs) {
    List<Node> nodes = Walk.topological(outputs, Simplifier::operands);
    boolean waits = nodes.stream().anyMatch(n -> n.op() instanceof Op.Marker.After);
    Simplifier simplifier = new Simplifier(waits ? Rewrites.WITH_WAITS : Rewrites.TABLE);
    for (Node node : nodes) {
      simplifier.settle(node);
    }
    List<Node> settled = outputs.stream().map(simplifier::settle).toList();
    for (WholeRewrite.Line line : waits ? List.<WholeRewrite.Line>of() : WholeRewrite.TABLE) {
      settled = simplifier.rewritten(line, settled);
    }
    return new Simplified(settled, simplifier.applied);
  }

  private List<Node> rewritten(WholeRewrite.Line line, List<Node> outputs) {
    WholeRewrite rewrite = line.of().apply(new Uses(outputs));
    List<Node> rewritten = rewrite.apply(outputs);
    if (rewrite.count() == 0) {
      return outputs;
    }
    applied.merge(line.name(), rewrite.count(), Integer::sum);
    Walk.topological(rewritten).forEach(this::settle);
    return rewritten.stream().map(this::settle).toList();
  }

  // a computed value is a leaf; of a marker only the first operand enters its value
  private static List<Node> operands(Node node) {
    if (node.value() != null) {
      return List.of();
    }
    return isTransparent(node) ? node.inputs().subList(0, 1) : node.inputs();
  }

  private static boolean isTransparent(Node node) {
    return node.op() instanceof Op.Marker && !(node.op() instanceof Op.Marker.After);
  }

  /** The simplest form of a node whose operands are settled, or newly made by a rewrite. */
  private Node settle(Node node) {
    Node found = done.get(node);
    if (found != null) {
      return found;
    }
    Node settled = merge(rebuild(node));
    if (!done.containsKey(settled)) {
      for (Rewrite rewrite : table) {
        Node current = settled;
        Node simpler = Origin.of(current, () -> rewrite.rule().apply(current));
        if (simpler != null) {
          applied.merge(rewrite.name(), 1, Integer::sum);
          settled = settle(simpler);
          break;
        }
      }
    }
    done.put(node, settled);
    done.put(settled, settled);
    return settled;
  }

  private Node rebuild(Node node) {
    ArrayValue value = node.value();
    if (value != null && !(node.op() instanceof Op.Source.Constant)) {
      return Origin.of(node, () -> Nodes.constant(value));
    }
    if (isTransparent(node)) {
      return settle(node.input(0));
    }
    List<Node> inputs = new ArrayList<>(node.inputs());
    inputs.replaceAll(this::settle);
    boolean same = true;
    for (int i = 0; i < inputs.size(); i++) {
      same &= inputs.get(i) == node.input(i);
    }
    return same ? node : Origin.of(node, () -> Node.of(node.op(), inputs));
  }

  /**
   * The first node known for the same operation on the same operands; random bits are never one.
   */
  private Node merge(Node node) {
    if (node.op() instanceof Op.Source.RandomBits || node.op() instanceof Op.Source.Input) {
      return node;
    }
    return known.computeIfAbsent(Key.of(node), k -> node);
  }

  private record Key(Object op, List<Identity> inputs) {
    static Key of(Node node) {
      Object op = node.op();
      if (op instanceof Op.Source.Constant(ArrayValue value) && value.shape().rank() == 0) {
        op =
            List.of(
                value.dtype(),
                value.dtype().isFloat()
                    ? Double.doubleToLongBits(value.getDouble(0))
                    : value.getLong(0));
      }
      return new Key(op, node.inputs().stream().map(Identity::new).toList());
    }
  }

  private record Identity(Node node) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Identity(Node that) && that == node;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(node);
    }
  }
}
