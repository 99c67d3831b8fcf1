package dev.jacobi.nn;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.optim.NamePattern;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is done with all weights of a model, or with some of them by name. */
public final class Weights {
  private Weights() {}

  /** How many numbers a model learns; shared ones count once. */
  public static long count(Object model) {
    Set<Object> seen = new HashSet<>();
    return Tree.described(model).stream()
        .filter(leaf -> leaf.trained() && seen.add(leaf.tensor().node()))
        .mapToLong(leaf -> leaf.tensor().shape().elements())
        .sum();
  }

  /** The same model with numbers of another float type. */
  public static <T> T cast(T model, DType dtype) {
    if (!dtype.isFloat()) {
      throw new DTypeException("cast: weights as " + dtype + "; they are float32 or float64");
    }
    return Jacobi.leaves(Tree.map(model, t -> t.dtype().isFloat() ? t.cast(dtype) : t));
  }

  /**
   * The same model with other numbers in the weights whose names fit a pattern.
   *
   * @throws JacobiException if no name fits
   */
  public static <T> T init(T model, String pattern, Init init, Key key) {
    List<Tree.Leaf> leaves = Tree.described(model);
    NamePattern chosen = NamePattern.of(pattern);
    chosen.requireAmong(leaves.stream().filter(Tree.Leaf::trained).map(Tree.Leaf::name).toList());
    Set<Object> nodes = new HashSet<>();
    for (Tree.Leaf leaf : leaves) {
      if (leaf.trained() && chosen.matches(leaf.name())) {
        nodes.add(leaf.tensor().node());
      }
    }
    int[] number = {0};
    return Jacobi.leaves(
        Tree.map(
            model,
            t ->
                nodes.contains(t.node())
                    ? init.of(key.foldIn(number[0]++), t.dtype(), t.shape())
                    : t));
  }

  /**
   * The same model with the numbers of another one by name, as a file of weights holds them.
   *
   * @throws JacobiException if a name is missing or unknown, or a shape differs; all of them are
   *     named
   */
  public static <T> T load(T model, Map<String, Tensor> named) {
    List<String> faults = new ArrayList<>();
    Set<String> unknown = new LinkedHashSet<>(named.keySet());
    List<Tensor> loaded = new ArrayList<>();
    for (Tree.Leaf leaf : Tree.described(model)) {
      unknown.remove(leaf.name());
      Tensor own = leaf.tensor();
      Tensor given = named.get(leaf.name());
      if (given == null) {
        faults.add(leaf.name() + " " + own.shape() + " is missing");
      } else if (!given.shape().equals(own.shape())) {
        faults.add(leaf.name() + " is " + given.shape() + " and not " + own.shape());
      } else if (given.dtype().isFloat() != own.dtype().isFloat()) {
        faults.add(leaf.name() + " is " + given.dtype() + " and not " + own.dtype());
      } else {
        loaded.add(given.cast(own.dtype()));
      }
    }
    unknown.forEach(name -> faults.add(name + " is not in the model"));
    if (!faults.isEmpty()) {
      throw new JacobiException(
          "load: "
              + String.join("; ", faults)
              + "; load what belongs to this model, or leave out or rename by its names");
    }
    return Jacobi.leaves(Tree.rebuild(model, loaded));
  }
}
