package dev.jacobi.optim;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The exponential moving average of a model (Polyak and Juditsky, 1992): {@code a = decay a + (1 -
 * decay) p} for each parameter; what is not learned is taken over from the model. A model of its
 * own, to be evaluated in place of the one that is trained.
 *
 * @param decay how much of the average is kept
 */
public record Ema(double decay) {
  /** Requires a decay in [0, 1). */
  public Ema {
    Numbers.requireDecay("decay", decay);
  }

  /** The average with this decay. */
  public static Ema decay(double decay) {
    return new Ema(decay);
  }

  /**
   * The average after one more step.
   *
   * @param average what it was; the model itself before the first step
   * @param model the model after the step
   * @return a tree like the model, of leaves
   */
  public <T> T update(T average, T model) {
    List<Tree.Leaf> before = Tree.described(average);
    List<Tree.Leaf> now = Tree.described(model);
    if (!before.stream()
        .map(Tree.Leaf::name)
        .toList()
        .equals(now.stream().map(Tree.Leaf::name).toList())) {
      throw new JacobiException(
          "ema: average and model are built differently; begin with the model");
    }
    Map<Object, Tensor> known = new HashMap<>();
    List<Tensor> all = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      Tensor a = before.get(i).tensor();
      Tensor p = now.get(i).tensor();
      all.add(
          now.get(i).trained()
              ? known.computeIfAbsent(
                  List.of(a.node(), p.node()), pair -> a.times(decay).plus(p.times(1 - decay)))
              : p);
    }
    return Jacobi.leaves(Tree.rebuild(model, all));
  }
}
