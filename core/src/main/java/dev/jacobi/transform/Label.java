package dev.jacobi.transform;

import dev.jacobi.graph.Node;

/** What is known of a node's samples. */
public sealed interface Label {
  /** The same for every sample. */
  record Shared() implements Label {}

  /**
   * Samples run along an axis: entries {@code run * b} to {@code run * (b + 1) - 1} of axis {@code
   * axis} depend on sample b and on no other.
   */
  record Sample(int axis, int run) implements Label {}

  /** Depends on several samples and has no sample axis, made by the node {@code at}. */
  record Total(Node at) implements Label {}

  /** Samples look at each other, from the node {@code at} on. */
  record Mixed(Node at) implements Label {}

  /** The one shared label. */
  Label SHARED = new Shared();
}
