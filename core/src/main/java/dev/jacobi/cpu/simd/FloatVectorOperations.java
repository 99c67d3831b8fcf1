package dev.jacobi.cpu.simd;

import static dev.jacobi.cpu.simd.FloatVectorFunctions.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The operations of fused loops on vectors of floats, called like the constants of {@link
 * dev.jacobi.graph.Op}; {@link LoopWriter} finds them by name.
 */
final class FloatVectorOperations {
  private FloatVectorOperations() {}

  static FloatVector load(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }

  static FloatVector repeat(float[] x, int i) {
    return FloatVector.broadcast(S, x[i]);
  }

  static void store(FloatVector v, float[] y, int i) {
    v.intoArray(y, i);
  }

  static VectorMask<Float> load(boolean[] x, int i) {
    return VectorMask.fromArray(S, x, i);
  }

  static VectorMask<Float> repeat(boolean[] x, int i) {
    return S.maskAll(x[i]);
  }

  static void store(VectorMask<Float> m, boolean[] y, int i) {
    m.intoArray(y, i);
  }

  static FloatVector neg(FloatVector x) {
    return x.neg();
  }

  static FloatVector abs(FloatVector x) {
    return x.abs();
  }

  /** Zeros and NaN are their own signs. */
  static FloatVector sign(FloatVector x) {
    FloatVector positive = x.blend(1, x.compare(VectorOperators.GT, 0));
    return positive.blend(-1, x.compare(VectorOperators.LT, 0));
  }

  static FloatVector sqrt(FloatVector x) {
    return x.sqrt();
  }

  static FloatVector norm_sqrt(FloatVector x) {
    return x.sqrt();
  }

  static FloatVector rsqrt(FloatVector x) {
    return FloatVector.broadcast(S, 1).div(x.sqrt());
  }

  static FloatVector square(FloatVector x) {
    return x.mul(x);
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

  static FloatVector zero() {
    return FloatVector.zero(S);
  }

  /** {@code sum + a b}, rounded once. */
  static FloatVector add_product(FloatVector sum, FloatVector a, FloatVector b) {
    return a.fma(b, sum);
  }

  static FloatVector add(FloatVector a, FloatVector b) {
    return a.add(b);
  }

  static FloatVector sub(FloatVector a, FloatVector b) {
    return a.sub(b);
  }

  static FloatVector mul(FloatVector a, FloatVector b) {
    return a.mul(b);
  }

  static FloatVector div(FloatVector a, FloatVector b) {
    return a.div(b);
  }

  static FloatVector min(FloatVector a, FloatVector b) {
    return a.min(b);
  }

  static FloatVector max(FloatVector a, FloatVector b) {
    return a.max(b);
  }

  static VectorMask<Float> lt(FloatVector a, FloatVector b) {
    return a.compare(VectorOperators.LT, b);
  }

  static VectorMask<Float> le(FloatVector a, FloatVector b) {
    return a.compare(VectorOperators.LE, b);
  }

  static VectorMask<Float> eq(FloatVector a, FloatVector b) {
    return a.compare(VectorOperators.EQ, b);
  }

  static VectorMask<Float> ne(FloatVector a, FloatVector b) {
    return a.compare(VectorOperators.NE, b);
  }

  static VectorMask<Float> not(VectorMask<Float> m) {
    return m.not();
  }

  static VectorMask<Float> and(VectorMask<Float> a, VectorMask<Float> b) {
    return a.and(b);
  }

  static VectorMask<Float> or(VectorMask<Float> a, VectorMask<Float> b) {
    return a.or(b);
  }

  static VectorMask<Float> xor(VectorMask<Float> a, VectorMask<Float> b) {
    return a.xor(b);
  }

  static FloatVector select(VectorMask<Float> condition, FloatVector a, FloatVector b) {
    return b.blend(a, condition);
  }
}
