package dev.jacobi.optim;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Bounds for gradients. */
public sealed interface Clip {

  /**
   * A gradient within its bound.
   *
   * @param gradient the tree of gradients
   * @param norm what the norm of all of them was, a float64 scalar
   */
  record Clipped<T>(T gradient, Tensor norm) {}

  /**
   * All gradients times {@code min(1, bound / (norm + 1e-6))} with the norm over all of them
   * (Pascanu, Mikolov, Bengio, 2013). A norm that is infinite or NaN makes all of them NaN: a step
   * with zeros in their place would hide what went wrong.
   */
  static <T> Clipped<T> norm(T gradient, double bound) {
    List<Tensor> trained = trained(gradient);
    Tensor norm = norm(trained);
    Tensor factor = factor(norm, new Norm(bound).bound());
    return new Clipped<>(mapTrained(gradient, g -> scaled(g, factor)), norm);
  }

  /** Each element of each gradient cut off at {@code -bound} and {@code bound}; NaN stays NaN. */
  static <T> T value(T gradient, double bound) {
    Value value = new Value(bound);
    return mapTrained(gradient, g -> g.clamp(-value.bound(), value.bound()));
  }

  /** The gradients within the bound. */
  List<Tensor> apply(List<Tensor> gradients);

  /**
   * A bound for the norm over all gradients.
   *
   * @param bound the largest norm
   */
  record Norm(double bound) implements Clip {
    /** Requires a finite positive bound. */
    public Norm {
      Numbers.requirePositive("clip norm", bound);
    }

    @Override
    public List<Tensor> apply(List<Tensor> gradients) {
      Tensor factor = factor(norm(gradients), bound);
      return gradients.stream().map(g -> scaled(g, factor)).toList();
    }
  }

  /**
   * A bound for each element.
   *
   * @param bound the largest absolute value
   */
  record Value(double bound) implements Clip {
    /** Requires a finite positive bound. */
    public Value {
      Numbers.requirePositive("clip value", bound);
    }

    @Override
    public List<Tensor> apply(List<Tensor> gradients) {
      return gradients.stream().map(g -> g.clamp(-bound, bound)).toList();
    }
  }

  private static Tensor norm(List<Tensor> gradients) {
    return gradients.stream()
        .map(g -> g.square().sum().cast(DType.FLOAT64))
        .reduce(Tensor.scalar(0.0), Tensor::plus)
        .sqrt();
  }

  private static Tensor factor(Tensor norm, double bound) {
    Tensor factor = Tensor.scalar(bound).div(norm.plus(1e-6)).minimum(1);
    return Tensor.where(norm.isFinite(), factor, Double.NaN);
  }

  private static Tensor scaled(Tensor gradient, Tensor factor) {
    return gradient.times(factor.cast(gradient.dtype()));
  }

  /** The gradients of a tree, shared ones once. */
  private static List<Tensor> trained(Object tree) {
    List<Tensor> trained = new ArrayList<>();
    Set<Object> seen = new LinkedHashSet<>();
    for (Tree.Leaf leaf : Tree.described(tree)) {
      if (leaf.trained() && seen.add(leaf.tensor().node())) {
        trained.add(leaf.tensor());
      }
    }
    return trained;
  }

  private static <T> T mapTrained(T tree, java.util.function.UnaryOperator<Tensor> f) {
    Set<Object> trained = new LinkedHashSet<>();
    trained(tree).forEach(t -> trained.add(t.node()));
    return Tree.map(tree, t -> trained.contains(t.node()) ? f.apply(t) : t);
  }
}
