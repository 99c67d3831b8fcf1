package dev.jacobi.transform;

import dev.jacobi.graph.Node;

/** A local derivative of an elementwise operation: what multiplies a tangent or cotangent. */
sealed interface Partial {
  /** No derivative flows: the operation is piecewise constant or the operand is no float. */
  record Zero() implements Partial {}

  /** The derivative is 1. */
  record One() implements Partial {}

  /** The derivative is -1. */
  record MinusOne() implements Partial {}

  /** The derivative is {@code factor}. */
  record Times(Node factor) implements Partial {}

  /** The derivative is {@code 1 / divisor}. */
  record Over(Node divisor) implements Partial {}

  /** The derivative is {@code inner} where {@code mask} holds and exactly zero elsewhere. */
  record Where(Node mask, Partial inner) implements Partial {}

  Partial ZERO = new Zero();
  Partial ONE = new One();
  Partial MINUS_ONE = new MinusOne();
}
