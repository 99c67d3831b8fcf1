package dev.jacobi.testkit;

import dev.jacobi.type.DType;

/** How far an evaluator may be from the reference on an operation whose operands are the same. */
public sealed interface Bound {
  /** Not at all: the same bits. */
  record Exact() implements Bound {}

  /** That many units in the last place of each element. */
  record WithinUlps(long float64, long float32) implements Bound {
    /** How many in a type. */
    long in(DType dtype) {
      return dtype == DType.FLOAT32 ? float32 : float64;
    }
  }

  /**
   * {@code terms} roundings of the largest that an element could have been: the same operation on
   * absolute values. This is the backward error of a sum of products in any order.
   */
  record Backward(int terms) implements Bound {}

  /**
   * {@code factors} roundings of each element: the error of a product in any order. Where the large
   * factors alone overflow or the small ones alone underflow, the order decides.
   */
  record Product(int factors) implements Bound {}

  /** {@code roundings} roundings of the largest element of the result: what compositions claim. */
  record Normwise(int roundings) implements Bound {}

  /** The same bits. */
  Bound EXACT = new Exact();

  /** That many units in the last place. */
  static Bound ulps(long float64, long float32) {
    return new WithinUlps(float64, float32);
  }
}
