package dev.jacobi.transform;

import static dev.jacobi.graph.Nodes.add;
import static dev.jacobi.graph.Nodes.cast;
import static dev.jacobi.graph.Nodes.or;
import static dev.jacobi.graph.Nodes.select;
import static dev.jacobi.graph.Nodes.truth;
import static dev.jacobi.graph.Nodes.zerosLike;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.type.DType;
import org.jspecify.annotations.Nullable;

/**
 * A tangent or cotangent that travels with its mask: where the mask is false the value is zero by
 * construction (a branch that was not chosen, padding, an element that nobody gathered), and a
 * product with it stays zero even if the other factor is infinite or NaN.
 *
 * @param mask a BOOL node of the value's shape; null means true everywhere
 */
record Masked(Node value, @Nullable Node mask) {

  static Masked plain(Node value) {
    return new Masked(value, null);
  }

  /** This value times a local derivative, taken under the mask, in the type it flows to. */
  Masked times(Partial partial, DType to) {
    return switch (partial) {
      case Partial.Zero() -> throw new IllegalStateException("no derivative flows here");
      case Partial.One() -> new Masked(cast(value, to), mask);
      case Partial.MinusOne() -> new Masked(Nodes.neg(value), mask);
      case Partial.Times(var factor) -> keep(Nodes.mul(value, factor));
      case Partial.Over(var divisor) -> keep(Nodes.div(value, divisor));
      case Partial.Where(var chosen, var inner) -> under(chosen).times(inner, to);
    };
  }

  /** The product of two; zero where one of them is, even if the other is infinite or NaN there. */
  Masked times(Masked other) {
    Node both = mask == null ? other.mask : other.mask == null ? mask : Nodes.and(mask, other.mask);
    return new Masked(value, both).keep(Nodes.mul(value, other.value));
  }

  private Masked keep(Node product) {
    return mask == null
        ? plain(product)
        : new Masked(select(mask, product, zerosLike(product)), mask);
  }

  /** This value where {@code chosen} holds, else zero. */
  Masked under(Node chosen) {
    return new Masked(
        select(chosen, value, zerosLike(value)), mask == null ? chosen : Nodes.and(mask, chosen));
  }

  /** The sum; zero where both are. */
  Masked plus(Masked other) {
    return new Masked(
        add(value, other.value), mask == null || other.mask == null ? null : or(mask, other.mask));
  }

  /** The mask as a node. */
  Node maskOrTrue() {
    return mask == null ? truth(value, true) : mask;
  }
}
