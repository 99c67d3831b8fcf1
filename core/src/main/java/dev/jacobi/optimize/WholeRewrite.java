package dev.jacobi.optimize;

import static java.util.Objects.requireNonNull;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.graph.Walk;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rewrite that has to see the whole graph: who else uses a value, or what else is computed. Nodes
 * are rewritten operands first.
 */
abstract class WholeRewrite {
  /**
   * The rewrites of whole graphs in the order in which they are applied.
   *
   * @param name what it is called in explanations
   * @param of the rewrite for a graph
   */
  record Line(String name, Function<Uses, WholeRewrite> of) {}

  static final List<Line> TABLE =
      List.of(
          new Line("zeros-unseen", UnseenZeros::new),
          new Line("sums-joined", JoinedSums::new),
          new Line("stacks-shared", SharedStacks::new),
          new Line("parts-computed", ComputedParts::new));

  private final Uses uses;
  private final Map<Node, Node> done = new IdentityHashMap<>();
  private int count;

  WholeRewrite(Uses uses) {
    this.uses = uses;
  }

  final Uses uses() {
    return uses;
  }

  /** How often something was rewritten. */
  final int count() {
    return count;
  }

  /** {@code outputs} rewritten. */
  final List<Node> apply(List<Node> outputs) {
    for (Node node : Walk.topological(outputs, this::before)) {
      Node rewritten = Origin.of(node, () -> rewritten(node));
      if (rewritten != null) {
        count++;
      }
      done.put(node, rewritten != null ? rewritten : rebuilt(node));
    }
    return outputs.stream().map(this::now).toList();
  }

  /** What has to be rewritten before {@code node}. */
  List<Node> before(Node node) {
    return node.inputs();
  }

  /** What has become of a node that comes before the one at hand. */
  final Node now(Node node) {
    return requireNonNull(done.get(node));
  }

  /** The same operation on rewritten operands. */
  final Node rebuilt(Node node) {
    List<Node> inputs = node.inputs().stream().map(this::now).toList();
    return inputs.equals(node.inputs()) ? node : Origin.of(node, () -> Node.of(node.op(), inputs));
  }

  /** What stands for {@code node}, or null if nothing is rewritten here. */
  abstract @Nullable Node rewritten(Node node);

  /** The summed value of a sum of floats over axes, or null. */
  static @Nullable Node summed(Node node) {
    return node.op() instanceof Op.Reduction.Reduce(var kind, var axes)
            && kind == Op.ReduceKind.SUM
            && node.dtype().isFloat()
        ? node.input(0)
        : null;
  }
}
