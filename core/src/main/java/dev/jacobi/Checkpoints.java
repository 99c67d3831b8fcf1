package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Marks what a function computes as something to be computed again for derivatives. */
final class Checkpoints {
  private Checkpoints() {}

  /**
   * The value of f.
   *
   * @param x a tree of tensors that nothing else uses
   */
  static <T> Tensor apply(Function<T, Tensor> f, T x) {
    List<Node> arguments = Tree.leaves(x).stream().map(Tensor::node).distinct().toList();
    Node y = f.apply(x).node();
    Set<Node> inside = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Node> captured = new LinkedHashSet<>();
    for (Node node : Walk.topological(List.of(y), arguments)) {
      if (node.inputs().stream().anyMatch(i -> inside.contains(i) || arguments.contains(i))) {
        inside.add(node);
        node.inputs().stream()
            .filter(i -> !inside.contains(i) && !arguments.contains(i))
            .filter(i -> i.dtype().isFloat())
            .forEach(captured::add);
      }
    }
    if (!inside.contains(y) || !y.dtype().isFloat()) {
      return new Tensor(y);
    }
    List<Node> operands = new ArrayList<>(List.of(y));
    operands.addAll(arguments);
    operands.addAll(captured);
    return new Tensor(Node.of(new Op.Marker.Checkpoint(arguments.size()), operands));
  }
}
