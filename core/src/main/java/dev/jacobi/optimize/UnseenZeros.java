package dev.jacobi.optimize;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code x + 0.0} differs from {@code x} where that is -0.0. A contraction does not see it: the
 * same products are added, but for the sign of those that are 0, and a sum of products that is 0
 * has either sign. A sum of values that all are {@code x + 0.0} is the sum of {@code x}, plus 0.0.
 * Such sums come of the cotangents of slices, put side by side ({@link Pieces}).
 */
final class UnseenZeros extends WholeRewrite {
  /** Of these nobody sees the sign of a zero. */
  private final Set<Node> unseen = Collections.newSetFromMap(new IdentityHashMap<>());

  UnseenZeros(Uses uses) {
    super(uses);
    for (Node node : uses.nodes().reversed()) {
      if (!uses.isOutput(node) && uses.of(node).stream().allMatch(this::overlooks)) {
        unseen.add(node);
      }
    }
  }

  private boolean overlooks(Node user) {
    Node summed = summed(user);
    return user.op() instanceof Op.Contract(var lhs, var rhs, var out)
            && lhs.stream().anyMatch(letter -> !out.contains(letter))
        || user.op() instanceof Op.Movement && unseen.contains(user)
        || summed != null && isZeroed(summed);
  }

  /** Whether nothing in {@code node} is -0.0, since 0.0 was added to all of it. */
  private static boolean isZeroed(Node node) {
    return node.op() instanceof Op.Movement
        ? node.inputs().stream().allMatch(UnseenZeros::isZeroed)
        : Pieces.isZero(node) || beforeZero(node) != null;
  }

  /** The x of {@code x + 0.0}, or null. */
  private static @Nullable Node beforeZero(Node node) {
    return node.op() instanceof Op.Elementwise.Binary(var kind)
            && kind == Op.BinaryKind.ADD
            && node.dtype().isFloat()
            && Pieces.isZero(node.input(1))
        ? node.input(0)
        : null;
  }

  @Override
  @Nullable Node rewritten(Node node) {
    Node x = beforeZero(node);
    if (x != null) {
      return unseen.contains(node) ? now(x) : null;
    }
    Node summed = summed(node);
    return summed != null && unseen.contains(summed) && isZeroed(summed) && now(summed) != summed
        ? Nodes.plus(rebuilt(node), 0.0)
        : null;
  }
}
