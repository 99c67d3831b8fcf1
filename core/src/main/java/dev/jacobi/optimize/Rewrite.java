package dev.jacobi.optimize;

import dev.jacobi.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * One line of the simplifier's table.
 *
 * @param name what it is called in explanations and tests
 * @param equation left side = right side
 * @param safety why NaN, infinity and -0.0 come out the same
 * @param rule gives the right side where the left side matches, else null
 */
public record Rewrite(String name, String equation, String safety, Rule rule) {
  /** Gives the simpler node, or null where the pattern does not match. */
  @FunctionalInterface
  public interface Rule {
    @Nullable Node apply(Node node);
  }
}
