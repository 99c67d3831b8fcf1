package dev.jacobi.cli.model;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.Pass;
import dev.jacobi.nn.Sequential;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors on the way through a model, by name, in the order in which they are computed. */
public final class Nodes {
  private final boolean learning;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /**
   * No tensors yet.
   *
   * @param learning whether layers work as they do while they learn, as with batch statistics
   */
  public Nodes(boolean learning) {
    this.learning = learning;
  }

  /** Begins with x, the standardised columns. */
  public void put(Tensor x) {
    put("x", x);
  }

  /** Names a tensor. */
  Tensor put(String name, Tensor tensor) {
    tensors.put(name, tensor);
    return tensor;
  }

  /**
   * Applies layers one after the other. Layer i gives the node {@code name.i}, the last one {@code
   * last}.
   *
   * @return the layers with the statistics they took
   */
  Pass<Sequential> through(String name, Sequential layers, Tensor x, String last) {
    List<Layer> after = new ArrayList<>();
    Tensor y = x;
    for (int i = 0; i < layers.layers().size(); i++) {
      Layer layer = layers.layers().get(i);
      if (learning) {
        // no layer of ours draws random numbers
        Pass<? extends Layer> pass = layer.train(y, Key.of(0));
        y = pass.output();
        after.add(pass.layer());
      } else {
        y = layer.apply(y);
        after.add(layer);
      }
      put(i == layers.layers().size() - 1 ? last : name + "." + i, y);
    }
    return new Pass<>(y, new Sequential(after));
  }

  /** The names in order. */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /** Whether there is one of that name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The tensor of that name.
   *
   * @throws JacobiException if there is none; it suggests the nearest
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new JacobiException(
          "no node '"
              + name
              + "'"
              + Nearest.hint(name, tensors.keySet())
              + " the model has "
              + String.join(", ", tensors.keySet()));
    }
    return tensor;
  }
}
