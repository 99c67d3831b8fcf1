package dev.jacobi.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of a function y of x that is a composition but has rules of its own: the one door
 * through which rules come that are not in {@code transform}.
 */
public interface CustomRule {
  /** What messages call the function. */
  String name();

  /**
   * Whether y is of x's shape and each element depends on the same one of x alone, as do its
   * derivatives of every order. Then nobody needs to read that from the rule, which may go on to
   * the next order without end.
   */
  default boolean isElementwise() {
    return false;
  }

  /**
   * The tangent of y, linear in the tangents of x.
   *
   * @param tangents one for each of x, null where zero
   * @return null where zero
   */
  @Nullable Node pushforward(Node y, List<Node> x, List<@Nullable Node> tangents);

  /**
   * The cotangents of x, linear in that of y.
   *
   * @return one for each of x, null where zero
   */
  List<@Nullable Node> pullback(Node y, List<Node> x, Node cotangent);
}
