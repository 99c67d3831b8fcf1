package dev.jacobi.cpu.simd;

import static dev.jacobi.cpu.simd.DoubleVectorFunctions.S;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The operations of fused loops on vectors of doubles that are more than one method of the Vector
 * API ({@link VectorCalls}), called like the constants of {@link dev.jacobi.graph.Op}; {@link
 * LoopWriter} finds them by name.
 */
final class DoubleVectorOperations {
  private DoubleVectorOperations() {}

  /** Zeros and NaN are their own signs. */
  static DoubleVector sign(DoubleVector x) {
    DoubleVector positive = x.blend(1, x.compare(VectorOperators.GT, 0));
    return positive.blend(-1, x.compare(VectorOperators.LT, 0));
  }

  static DoubleVector rsqrt(DoubleVector x) {
    return DoubleVector.broadcast(S, 1).div(x.sqrt());
  }

  static DoubleVector exp(DoubleVector x) {
    return DoubleVectorFunctions.exp(x);
  }

  static DoubleVector expm1(DoubleVector x) {
    return DoubleVectorFunctions.expm1(x);
  }

  static DoubleVector log(DoubleVector x) {
    return DoubleVectorFunctions.log(x);
  }

  static DoubleVector log1p(DoubleVector x) {
    return DoubleVectorFunctions.log1p(x);
  }

  static DoubleVector tanh(DoubleVector x) {
    return DoubleVectorFunctions.tanh(x);
  }

  static DoubleVector sigmoid(DoubleVector x) {
    return DoubleVectorFunctions.sigmoid(x);
  }

  static VectorMask<Double> is_finite(DoubleVector x) {
    return x.abs().compare(VectorOperators.LE, Double.MAX_VALUE);
  }
}
