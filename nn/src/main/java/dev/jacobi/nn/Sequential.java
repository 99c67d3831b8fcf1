package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Name;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers one after the other, called {@code 0}, {@code 1}, ...; a layer that stands twice is one
 * layer. A {@code Tensor::relu} is a layer too.
 *
 * @param layers the layers
 */
public record Sequential(@Name("") List<Layer> layers) implements Layer {
  /** Keeps the layers. */
  public Sequential {
    layers = List.copyOf(layers);
  }

  /** These layers. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of(
        "sequential",
        this,
        x,
        () -> {
          Tensor y = x;
          for (Layer layer : layers) {
            y = layer.apply(y);
          }
          return y;
        });
  }

  /**
   * The result while learning; layer i has the key that belongs to i. A layer that stands twice
   * takes the statistics of both passes, one after the other.
   */
  @Override
  public Pass<Sequential> train(Tensor x, Key key) {
    Map<List<Node>, Layer> learned = new HashMap<>();
    Tensor y = x;
    for (int i = 0; i < layers.size(); i++) {
      List<Node> tensors = tensors(layers.get(i));
      Layer now = learned.getOrDefault(tensors, layers.get(i));
      Pass<? extends Layer> pass = now.train(y, key.foldIn(i));
      y = pass.output();
      if (!tensors.isEmpty()) {
        learned.put(tensors, pass.layer());
      }
    }
    List<Layer> after = new ArrayList<>();
    for (Layer layer : layers) {
      after.add(learned.getOrDefault(tensors(layer), layer));
    }
    return new Pass<>(y, new Sequential(after));
  }

  /** By which a layer is known again: it may be rebuilt, but its tensors are the same. */
  private static List<Node> tensors(Layer layer) {
    return Tree.leaves(layer).stream().map(Tensor::node).toList();
  }

  @Override
  public String toString() {
    return "Sequential(" + layers.size() + " layers)";
  }
}
