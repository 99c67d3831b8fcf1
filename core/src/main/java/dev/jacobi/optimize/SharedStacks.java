package dev.jacobi.optimize;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A contraction of stacked values ({@link StackedContractions}) reads what is stacked behind the
 * samples anyway, such as the cotangents of a sequence's steps, where it is: not a second stack.
 */
final class SharedStacks extends WholeRewrite {
  private final Stacks stacks;
  private final Map<Node, Shared> shared = new IdentityHashMap<>();

  /** Where the layers of the left and of the right operand are; null where they have no stack. */
  private record Shared(
      Stacks.@Nullable Run left, Stacks.@Nullable Run right, List<Node> lefts, List<Node> rights) {}

  SharedStacks(Uses uses) {
    super(uses);
    this.stacks = new Stacks(uses.nodes());
    for (Node node : uses.nodes()) {
      Shared found = node.op() instanceof Op.Contract op ? share(op, node) : null;
      if (found != null) {
        shared.put(node, found);
      }
    }
  }

  @Override
  List<Node> before(Node node) {
    return stacks.before(node);
  }

  private @Nullable Shared share(Op.Contract op, Node node) {
    List<Node> lefts = StackedContractions.layers(node.input(0));
    List<Node> rights = StackedContractions.layers(node.input(1));
    boolean stacked =
        !lefts.isEmpty()
            && lefts.size() == rights.size()
            && op.lhs().size() > 1
            && op.rhs().size() > 1
            && op.lhs().get(0) == op.rhs().get(0)
            && !op.out().contains(op.lhs().get(0));
    if (!stacked) {
      return null;
    }
    Stacks.Run left = stacks.find(lefts, node);
    if (left == null) {
      Stacks.Run right = stacks.find(rights, node);
      return right == null
          ? null
          : new Shared(null, right, right.ordered(lefts), right.ordered(rights));
    }
    List<Node> others = left.ordered(rights);
    Stacks.Run right = stacks.find(others, node);
    return new Shared(
        left, right != null && right.isInOrder() ? right : null, left.ordered(lefts), others);
  }

  @Override
  @Nullable Node rewritten(Node node) {
    Shared found = shared.get(node);
    if (found == null || !(node.op() instanceof Op.Contract(var lhs, var rhs, var out))) {
      return null;
    }
    return Nodes.contract(
        behind(found.left, found.lefts),
        exchanged(lhs),
        behind(found.right, found.rights),
        exchanged(rhs),
        out);
  }

  private Node behind(Stacks.@Nullable Run run, List<Node> layers) {
    return run != null
        ? run.in(now(run.stack()))
        : Stacks.of(layers.stream().map(this::now).toList());
  }

  /** The letter of the layers behind the first one of each. */
  private static Ints exchanged(Ints letters) {
    int[] order = letters.toArray();
    int layer = order[0];
    order[0] = order[1];
    order[1] = layer;
    return Ints.of(order);
  }
}
