package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.transform.Forward;
import dev.jacobi.type.TreeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hessians by all tensors of a tree, times a tree like it: forward over reverse. */
final class HessianProducts {
  private HessianProducts() {}

  static <T> T of(Tensor y, T tree, T direction) {
    List<Tree.Leaf> leaves = Tree.described(tree);
    List<Tensor> along = Tree.leaves(direction);
    if (along.size() != leaves.size()) {
      throw new TreeException(
          "hvp: a direction of "
              + along.size()
              + " tensors for parameters of "
              + leaves.size()
              + "; they must be built alike");
    }
    List<Tensor> gradients = Tree.leaves(Derivatives.gradients(y, tree, Unused.REFUSE));
    // a parameter that stands at several places is one, and moves as its first place does
    Map<Node, Node> moves = new LinkedHashMap<>();
    Map<Node, Node> results = new LinkedHashMap<>();
    for (int i = 0; i < along.size(); i++) {
      Tensor x = leaves.get(i).tensor();
      if (leaves.get(i).trained() && !moves.containsKey(x.node())) {
        Derivatives.requireShape("hvp", "direction", along.get(i), leaves.get(i).name(), x);
        moves.put(x.node(), along.get(i).cast(x.dtype()).node());
        results.put(x.node(), gradients.get(i).node());
      }
    }
    List<Node> sources = List.copyOf(moves.keySet());
    List<Node> own = List.copyOf(results.values());
    List<@Nullable Node> found = Forward.pushforward(own, sources, List.copyOf(moves.values()));
    Map<Node, Tensor> products = new HashMap<>();
    for (int i = 0; i < own.size(); i++) {
      Node g = own.get(i);
      products.put(sources.get(i), Derivatives.derived(-1, found.get(i), g, sources.get(i), g));
    }
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      Tensor product = leaves.get(i).trained() ? products.get(leaves.get(i).tensor().node()) : null;
      all.add(product == null ? gradients.get(i) : product);
    }
    return Tree.rebuild(tree, all);
  }
}
