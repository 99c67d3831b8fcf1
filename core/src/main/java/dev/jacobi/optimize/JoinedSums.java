package dev.jacobi.optimize;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code sum(x_1) + ... + sum(x_n)} over the samples, as the gradients of a bias that every step of
 * a sequence uses, is one sum over samples and steps where the x are stacked anyway. The sums, and
 * their sums on the way, must serve nothing else: what a program returns is what its own operation
 * makes of its operands.
 */
final class JoinedSums extends WholeRewrite {
  /** Fewer sums stay as they are. */
  private static final int FEWEST = 4;

  private final Stacks stacks;
  private final Map<Node, Joined> joined = new IdentityHashMap<>();

  /**
   * A sum of sums.
   *
   * @param run where what they sum is stacked
   * @param axes that are summed there
   * @param others what is added to them
   */
  private record Joined(Stacks.Run run, Ints axes, List<Node> others) {}

  JoinedSums(Uses uses) {
    super(uses);
    this.stacks = new Stacks(uses.nodes());
    for (Node node : uses.nodes()) {
      Joined found = isAddition(node) && !isInner(node) ? join(node) : null;
      if (found != null) {
        joined.put(node, found);
      }
    }
  }

  @Override
  List<Node> before(Node node) {
    return stacks.before(node);
  }

  private static boolean isAddition(Node node) {
    return node.op() instanceof Op.Elementwise.Binary(var kind)
        && kind == Op.BinaryKind.ADD
        && node.dtype().isFloat()
        && node.shape().elements() > 1;
  }

  /** Whether an addition only serves another one. */
  private boolean isInner(Node node) {
    return uses().isUsedOnce(node) && isAddition(uses().of(node).get(0));
  }

  private @Nullable Joined join(Node node) {
    List<Node> addends = addends(node);
    Node first = addends.stream().filter(this::isOwnSum).findFirst().orElse(null);
    if (first == null || !(first.op() instanceof Op.Reduction.Reduce(var kind, var axes))) {
      return null;
    }
    List<Node> layers = new ArrayList<>();
    List<Node> others = new ArrayList<>();
    for (Node addend : addends) {
      boolean goesWith =
          isOwnSum(addend)
              && addend.op().equals(first.op())
              && addend.input(0).shape().equals(first.input(0).shape());
      (goesWith ? layers : others).add(goesWith ? addend.input(0) : addend);
    }
    Stacks.Run run = layers.size() < FEWEST ? null : stacks.find(layers, node);
    Ints behind = Ints.of(axes.stream().skip(1).map(axis -> axis + 1).toArray());
    return run == null ? null : new Joined(run, behind.prepend(1).prepend(0), others);
  }

  private List<Node> addends(Node node) {
    List<Node> addends = new ArrayList<>();
    List<Node> open = new ArrayList<>(node.inputs().reversed());
    while (!open.isEmpty()) {
      Node next = open.removeLast();
      if (isAddition(next) && isInner(next)) {
        open.addAll(next.inputs().reversed());
      } else {
        addends.add(next);
      }
    }
    return addends;
  }

  /** Whether it is a sum over the first axis and serves one addition only. */
  private boolean isOwnSum(Node node) {
    return node.op() instanceof Op.Reduction.Reduce(var kind, var axes)
        && kind == Op.ReduceKind.SUM
        && !axes.isEmpty()
        && axes.get(0) == 0
        && uses().isUsedOnce(node);
  }

  @Override
  @Nullable Node rewritten(Node node) {
    Joined found = joined.get(node);
    if (found == null) {
      return null;
    }
    Node sum = Nodes.sum(found.run.in(now(found.run.stack())), found.axes);
    for (Node other : found.others) {
      sum = Nodes.add(sum, now(other));
    }
    return sum;
  }
}
