package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.Node;
import org.jspecify.annotations.Nullable;

/** One way in which a graph grows. */
@FunctionalInterface
interface Rule {
  /** A new node, or null where the rule finds nothing to grow from. */
  @Nullable Node grow(Growth graph);
}
