package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Substitution;
import dev.jacobi.graph.Walk;
import dev.jacobi.transform.Forward;
import dev.jacobi.transform.Reverse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function at a point: its value there and its Jacobian J as a linear map. What the map needs of
 * the function is computed once, with the value, so that many products cost no evaluation of the
 * function. Both products can be differentiated further, by the point too.
 */
public final class Linearization {
  private final Tensor value;
  private final Tensor at;
  private final Node seed;
  private final @Nullable Node product;

  private Linearization(Tensor value, Tensor at, Node seed, @Nullable Node product) {
    this.value = value;
    this.at = at;
    this.seed = seed;
    this.product = product;
  }

  static Linearization of(Tensor y, Tensor x) {
    Derivatives.requireFloat("linearize", "y", y);
    Derivatives.requireFloat("linearize", "x", x);
    Node seed = Nodes.placeholder("tangent", x.node());
    Node product = Forward.pushforward(List.of(y.node()), List.of(x.node()), List.of(seed)).get(0);
    if (!y.node().traced()) {
      List<Tensor> known = new ArrayList<>();
      known.add(y);
      coefficients(product, seed).forEach(node -> known.add(new Tensor(node)));
      Jacobi.leaves(known);
    }
    return new Linearization(y, x, seed, product);
  }

  /** What the linear map is made of: the nodes that it uses and that no tangent enters. */
  private static List<Node> coefficients(@Nullable Node product, Node seed) {
    if (product == null) {
      return List.of();
    }
    Set<Node> moving = Collections.newSetFromMap(new IdentityHashMap<>());
    moving.add(seed);
    Set<Node> found = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Node> order = new ArrayList<>();
    for (Node node : Walk.topological(List.of(product))) {
      if (node.inputs().stream().anyMatch(moving::contains)) {
        moving.add(node);
        for (Node operand : node.inputs()) {
          if (!moving.contains(operand) && found.add(operand)) {
            order.add(operand);
          }
        }
      }
    }
    return order;
  }

  /** The value of the function. */
  public Tensor value() {
    return value;
  }

  /** {@code J v}, of the value's shape. */
  public Tensor apply(Tensor v) {
    Derivatives.requireShape("linearize", "tangent", v, "x", at);
    Node found =
        product == null
            ? null
            : Substitution.apply(List.of(product), Map.of(seed, v.cast(at.dtype()).node())).get(0);
    return Derivatives.derived(-1, found, value.node(), at.node(), value.node());
  }

  /** {@code J^T c}, of the point's shape. */
  public Tensor transpose(Tensor c) {
    Derivatives.requireShape("linearize", "cotangent", c, "y", value);
    Node found =
        product == null
            ? null
            : Reverse.pullback(
                    List.of(product), List.of(c.cast(value.dtype()).node()), List.of(seed))
                .get(0);
    return Derivatives.derived(-1, found, at.node(), value.node(), at.node());
  }
}
