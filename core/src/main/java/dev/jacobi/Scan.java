package dev.jacobi;

import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a step of {@link Jacobi#scan} gives, and what all of them give.
 *
 * @param state a tree of tensors that the next step gets; at the end the last one
 * @param output a tree of tensors; at the end those of all steps along the axis of the inputs
 */
public record Scan<S, Y>(S state, Y output) {

  static <S, X, Y> Scan<S, Y> over(BiFunction<S, X, Scan<S, Y>> step, S start, X inputs, int axis) {
    int steps = steps(inputs, axis);
    S state = start;
    List<List<Tensor>> outputs = new ArrayList<>();
    @Nullable Y one = null;
    for (int t = 0; t < steps; t++) {
      int at = t;
      Scan<S, Y> done = step.apply(state, Tree.map(inputs, x -> x.select(axis, at)));
      requireAlike(start, done.state, t);
      state = done.state;
      one = done.output;
      outputs.add(Tree.leaves(one));
    }
    List<Tensor> stacked = new ArrayList<>();
    for (int i = 0; i < outputs.get(0).size(); i++) {
      int leaf = i;
      stacked.add(Tensor.stack(axis, outputs.stream().map(own -> own.get(leaf)).toList()));
    }
    return new Scan<>(state, Tree.rebuild(Objects.requireNonNull(one), stacked));
  }

  /** The size of the axis, which all inputs share. */
  private static int steps(Object inputs, int axis) {
    List<Tensor> leaves = Tree.leaves(inputs);
    List<Integer> sizes =
        leaves.stream().map(x -> x.shape().size(x.shape().axis("scan", axis))).distinct().toList();
    if (sizes.size() != 1 || sizes.get(0) == 0) {
      throw new ShapeException(
          "scan: inputs "
              + leaves.stream().map(Tensor::shape).toList()
              + " over axis "
              + axis
              + "; all of them need as many steps there, one or more");
    }
    return sizes.get(0);
  }

  private static void requireAlike(Object start, Object state, int t) {
    List<String> before = Tree.described(start).stream().map(Scan::described).toList();
    List<String> after = Tree.described(state).stream().map(Scan::described).toList();
    if (!before.equals(after)) {
      throw new ShapeException(
          "scan: the state after step "
              + t
              + " is "
              + after
              + " and was "
              + before
              + "; a step returns a state like the one it gets");
    }
  }

  private static String described(Tree.Leaf leaf) {
    return (leaf.name() + " " + leaf.tensor().dtype() + leaf.tensor().shape()).strip();
  }
}
