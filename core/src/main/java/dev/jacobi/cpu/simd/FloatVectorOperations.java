package dev.jacobi.cpu.simd;

import static dev.jacobi.cpu.simd.FloatVectorFunctions.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The operations of fused loops on vectors of floats that are more than one method of the Vector
 * API ({@link VectorCalls}), called like the constants of {@link dev.jacobi.graph.Op}; {@link
 * LoopWriter} finds them by name.
 */
final class FloatVectorOperations {
  private FloatVectorOperations() {}

  /** Zeros and NaN are their own signs. */
  static FloatVector sign(FloatVector x) {
    FloatVector positive = x.blend(1, x.compare(VectorOperators.GT, 0));
    return positive.blend(-1, x.compare(VectorOperators.LT, 0));
  }

  static FloatVector rsqrt(FloatVector x) {
    return FloatVector.broadcast(S, 1).div(x.sqrt());
  }

  static FloatVector exp(FloatVector x) {
    return FloatVectorFunctions.exp(x);
  }

  static FloatVector expm1(FloatVector x) {
    return FloatVectorFunctions.expm1(x);
  }

  static FloatVector log(FloatVector x) {
    return FloatVectorFunctions.log(x);
  }

  static FloatVector log1p(FloatVector x) {
    return FloatVectorFunctions.log1p(x);
  }

  static FloatVector tanh(FloatVector x) {
    return FloatVectorFunctions.tanh(x);
  }

  static FloatVector sigmoid(FloatVector x) {
    return FloatVectorFunctions.sigmoid(x);
  }

  static VectorMask<Float> is_finite(FloatVector x) {
    return x.abs().compare(VectorOperators.LE, Float.MAX_VALUE);
  }
}
