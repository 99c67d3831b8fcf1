package dev.jacobi.optimize;

import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sums of contractions over the same first axis, such as the gradients of a weight that every step
 * of a sequence uses: {@code sum of a_i^T b_i} is one contraction of all a_i with all b_i, stacked
 * along one more axis that is summed. What would be added for every element of every result is
 * added while the products are made.
 */
final class StackedContractions {
  /** Copying an operand into its place costs about as much as so many operations an element. */
  private static final long COPY_FLOPS = 32;

  private StackedContractions() {}

  /**
   * Terms of a sum.
   *
   * @param op their letters, numbered in the order in which they are met
   * @param order the axes into which each result is brought, or null
   */
  private record Terms(Op.Contract op, @Nullable Ints order, List<Node> left, List<Node> right) {

    boolean goWith(Terms other) {
      return op.equals(other.op)
          && Objects.equals(order, other.order)
          && left.get(0).shape().equals(other.left.get(0).shape())
          && right.get(0).shape().equals(other.right.get(0).shape());
    }

    /**
     * Whether the first axis of both is summed, and no letter is in both operands and the result.
     */
    boolean addsAlongFirst() {
      return !op.lhs().isEmpty()
          && op.rhs().indexOf(op.lhs().get(0)) == 0
          && op.out().stream().noneMatch(l -> op.lhs().contains(l) && op.rhs().contains(l));
    }

    boolean isWorthwhile() {
      Node a = left.get(0);
      Node b = right.get(0);
      long flops = Cost.flops(Nodes.contract(a, op.lhs(), b, op.rhs(), op.out()));
      return flops >= COPY_FLOPS * ((long) a.shape().elements() + b.shape().elements());
    }
  }

  /** The sum of two contractions, or of what such sums have become, as one. */
  static @Nullable Node stacked(Node node) {
    if (!(node.op() instanceof Op.Elementwise.Binary(var kind))
        || kind != Op.BinaryKind.ADD
        || !node.dtype().isFloat()) {
      return null;
    }
    Terms a = terms(node.input(0));
    Terms b = terms(node.input(1));
    if (a == null || b == null || !a.goWith(b) || !a.addsAlongFirst() || !a.isWorthwhile()) {
      return null;
    }
    int letter = a.op.lhs().size() + a.op.rhs().size();
    Node sum =
        Nodes.contract(
            stack(a.left, b.left),
            a.op.lhs().prepend(letter),
            stack(a.right, b.right),
            a.op.rhs().prepend(letter),
            a.op.out());
    return a.order == null ? sum : Nodes.permute(sum, a.order);
  }

  private static Node stack(List<Node> first, List<Node> second) {
    List<Node> layers =
        Stream.concat(first.stream(), second.stream())
            .map(n -> Nodes.insertAxes(n, Ints.of(0)))
            .toList();
    return Node.of(new Op.Movement.Concat(0), layers);
  }

  private static @Nullable Terms terms(Node node) {
    if (node.op() instanceof Op.Movement.Permute(var order)) {
      Node inner = node.input(0);
      return inner.op() instanceof Op.Contract op ? terms(op, order, inner) : null;
    }
    return node.op() instanceof Op.Contract op ? terms(op, null, node) : null;
  }

  private static Terms terms(Op.Contract op, @Nullable Ints order, Node node) {
    List<Node> left = layers(node.input(0));
    List<Node> right = layers(node.input(1));
    boolean stacked =
        !left.isEmpty()
            && left.size() == right.size()
            && op.lhs().get(0) == op.rhs().get(0)
            && !op.out().contains(op.lhs().get(0));
    return stacked
        ? new Terms(
            numbered(new Op.Contract(withoutFirst(op.lhs()), withoutFirst(op.rhs()), op.out())),
            order,
            left,
            right)
        : new Terms(numbered(op), order, List.of(node.input(0)), List.of(node.input(1)));
  }

  private static Ints withoutFirst(Ints letters) {
    return Ints.of(letters.stream().skip(1).toArray());
  }

  /** What is stacked along a new first axis, or nothing. */
  static List<Node> layers(Node node) {
    if (!(node.op() instanceof Op.Movement.Concat(var axis)) || axis != 0) {
      return List.of();
    }
    Ints behind = Ints.range(1, node.shape().rank());
    boolean all =
        node.inputs().stream()
            .allMatch(part ->
                part.op() instanceof Op.Movement.Expand(var shape, var axes)
                    && axes.equals(behind)
                    && shape.size(0) == 1
                    && shape.without(Ints.of(0)).equals(part.input(0).shape())
                    && part.input(0).shape().equals(node.input(0).input(0).shape()));
    return all ? node.inputs().stream().map(part -> part.input(0)).toList() : List.of();
  }

  private static Op.Contract numbered(Op.Contract op) {
    List<Integer> met = new ArrayList<>();
    for (int letter : IntStream.concat(op.lhs().stream(), op.rhs().stream()).toArray()) {
      if (!met.contains(letter)) {
        met.add(letter);
      }
    }
    return new Op.Contract(numbers(op.lhs(), met), numbers(op.rhs(), met), numbers(op.out(), met));
  }

  private static Ints numbers(Ints letters, List<Integer> met) {
    return Ints.of(letters.stream().map(met::indexOf).toArray());
  }
}
