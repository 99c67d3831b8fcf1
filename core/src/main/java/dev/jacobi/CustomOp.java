package dev.jacobi;

import dev.jacobi.graph.CustomRule;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Jacobians;
import dev.jacobi.transform.Reverse;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TreeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A function with derivatives of the user's own, made of tensors as the function is: where the
 * composition's derivatives would overflow, cost too much, or are not wanted (a straight-through
 * estimator).
 *
 * <p>One rule is enough: the other mode is its transpose, if it is linear in the tangents or the
 * cotangent; if not, that mode is refused. A rule's derivatives are those of its own graph, so
 * every order follows. Under {@code vmap} and in Jacobians it is batched; whether it keeps samples
 * apart is read from its graph. Tensors that the function captures have no derivatives by it:
 * asking for one is refused.
 *
 * <p>Without a rule it is a composition like any other. {@code GradientCheck.checkCustomOp} of the
 * testkit compares rules with finite differences.
 *
 * @param <T> the tree of the arguments: a tensor, record, list or map
 */
public final class CustomOp<T> implements Function<T, Tensor> {
  private final String name;
  private final Function<T, Tensor> f;
  private final @Nullable Tangent<T> tangent;
  private final @Nullable Cotangent<T> cotangent;

  CustomOp(
      String name,
      Function<T, Tensor> f,
      @Nullable Tangent<T> tangent,
      @Nullable Cotangent<T> cotangent) {
    this.name = name;
    this.f = f;
    this.tangent = tangent;
    this.cotangent = cotangent;
  }

  /** The derivative along a direction. */
  @FunctionalInterface
  public interface Tangent<T> {
    /**
     * {@code J(x) v}.
     *
     * @param x the arguments
     * @param y the value, for rules that are shorter with it
     * @param v a tangent for each argument of a float type; others are as in x
     * @return of y's shape and type
     */
    Tensor of(T x, Tensor y, T v);
  }

  /** The derivative the other way. */
  @FunctionalInterface
  public interface Cotangent<T> {
    /**
     * {@code J(x)^T c}.
     *
     * @param x the arguments
     * @param y the value, for rules that are shorter with it
     * @param c of y's shape
     * @return a tree like x, with a cotangent for each argument of a float type
     */
    T of(T x, Tensor y, Tensor c);
  }

  /** The same function with a rule for forward mode. */
  public CustomOp<T> jvp(Tangent<T> rule) {
    return new CustomOp<>(name, f, rule, cotangent);
  }

  /** The same function with a rule for reverse mode. */
  public CustomOp<T> vjp(Cotangent<T> rule) {
    return new CustomOp<>(name, f, tangent, rule);
  }

  /** The name it was given. */
  public String name() {
    return name;
  }

  @Override
  public Tensor apply(T x) {
    if (tangent == null && cotangent == null) {
      return f.apply(x);
    }
    T own = Jacobi.freshTree(x);
    Tensor y = f.apply(own);
    if (!y.dtype().isFloat()) {
      throw new DTypeException(
          name + ": a value of " + y.dtype() + y.shape() + "; only floats have derivatives");
    }
    List<Node> operands = new ArrayList<>(List.of(y.node()));
    Tree.leaves(own).forEach(leaf -> operands.add(leaf.node()));
    return new Tensor(Node.of(new Op.Marker.Custom(new Rule(own)), operands));
  }

  private final class Rule implements CustomRule {
    private final T like;

    Rule(T like) {
      this.like = like;
    }

    @Override
    public String name() {
      return name;
    }

    private T tree(List<Node> nodes) {
      return Tree.rebuild(like, nodes.stream().map(Tensor::new).toList());
    }

    @Override
    public @Nullable Node pushforward(Node y, List<Node> x, List<@Nullable Node> tangents) {
      return tangent != null
          ? along(tangent, y, x, tangents)
          : transposed(Objects.requireNonNull(cotangent), y, x, tangents);
    }

    private Node along(Tangent<T> rule, Node y, List<Node> x, List<@Nullable Node> tangents) {
      List<Node> all = new ArrayList<>();
      for (int i = 0; i < x.size(); i++) {
        Node own = tangents.get(i);
        boolean moves = x.get(i).dtype().isFloat();
        all.add(own != null ? own : moves ? Nodes.zerosLike(x.get(i)) : x.get(i));
      }
      Tensor found = rule.of(tree(x), new Tensor(y), tree(all));
      return required("tangent", found, "y", y);
    }

    /** The transpose of the rule for reverse mode, which is linear: at any cotangent. */
    private @Nullable Node transposed(
        Cotangent<T> rule, Node y, List<Node> x, List<@Nullable Node> tangents) {
      Node any = Nodes.placeholder("cotangent", y);
      List<@Nullable Node> rows = back(rule, y, x, any);
      int[] moving =
          IntStream.range(0, x.size())
              .filter(i -> tangents.get(i) != null && rows.get(i) != null)
              .toArray();
      Node found =
          Reverse.pullback(chosen(rows, moving), chosen(tangents, moving), List.of(any)).get(0);
      requireLinear("cotangent", found, any);
      return found;
    }

    private List<Node> chosen(List<@Nullable Node> nodes, int[] which) {
      List<Node> found = new ArrayList<>();
      for (int i : which) {
        found.add(Objects.requireNonNull(nodes.get(i)));
      }
      return found;
    }

    @Override
    public List<@Nullable Node> pullback(Node y, List<Node> x, Node c) {
      if (cotangent != null) {
        return back(cotangent, y, x, c);
      }
      List<@Nullable Node> any = new ArrayList<>();
      for (Node own : x) {
        any.add(own.dtype().isFloat() ? Nodes.placeholder("tangent", own) : null);
      }
      Node value = along(Objects.requireNonNull(tangent), y, x, any);
      int[] moving = IntStream.range(0, x.size()).filter(i -> any.get(i) != null).toArray();
      List<@Nullable Node> found =
          Reverse.pullback(List.of(value), List.of(c), chosen(any, moving));
      List<@Nullable Node> all = new ArrayList<>();
      int next = 0;
      for (Node seed : any) {
        all.add(seed == null ? null : found.get(next++));
      }
      for (Node seed : chosen(any, moving)) {
        all.forEach(own -> requireLinear("tangent", own, seed));
      }
      return all;
    }

    private List<@Nullable Node> back(Cotangent<T> rule, Node y, List<Node> x, Node c) {
      List<Tensor> found = Tree.leaves(rule.of(tree(x), new Tensor(y), new Tensor(c)));
      if (found.size() != x.size()) {
        throw new TreeException(
            name
                + ": a rule gave "
                + found.size()
                + " cotangents for arguments of "
                + x.size()
                + " tensors; give a tree like the arguments");
      }
      List<@Nullable Node> all = new ArrayList<>();
      for (int i = 0; i < x.size(); i++) {
        boolean real = x.get(i).dtype().isFloat();
        all.add(real ? required("cotangent", found.get(i), "an argument", x.get(i)) : null);
      }
      return all;
    }

    private Node required(String role, Tensor found, String of, Node like) {
      if (!found.shape().equals(like.shape()) || !found.dtype().isFloat()) {
        throw new ShapeException(
            name
                + ": a rule gave the "
                + role
                + " "
                + found.dtype()
                + found.shape()
                + " for "
                + of
                + " "
                + like.dtype()
                + like.shape()
                + "; it has that shape and is of a float type");
      }
      return Nodes.cast(found.node(), like.dtype());
    }

    private void requireLinear(String role, @Nullable Node derivative, Node seed) {
      if (derivative != null && Jacobians.leads(seed, derivative)) {
        throw new JacobiException(
            name
                + ": a rule is not linear in the "
                + role
                + ", so that it has no transpose; give the rule of the other mode too");
      }
    }
  }
}
