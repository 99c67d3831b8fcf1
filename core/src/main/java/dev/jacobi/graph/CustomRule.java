package dev.jacobi.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of a user's own function y of x: the one door through which rules come that are
 * not in {@code transform}.
 */
public interface CustomRule {
  /** What messages call the function. */
  String name();

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
