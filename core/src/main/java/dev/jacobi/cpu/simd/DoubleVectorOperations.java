package dev.jacobi.cpu.simd;

import static dev.jacobi.cpu.simd.DoubleVectorFunctions.S;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The operations of fused loops on vectors of doubles, called like the constants of {@link
 * dev.jacobi.graph.Op}; {@link LoopWriter} finds them by name.
 */
final class DoubleVectorOperations {
  private DoubleVectorOperations() {}

  static DoubleVector load(double[] x, int i) {
    return DoubleVector.fromArray(S, x, i);
  }

  static DoubleVector repeat(double[] x, int i) {
    return DoubleVector.broadcast(S, x[i]);
  }

  static void store(DoubleVector v, double[] y, int i) {
    v.intoArray(y, i);
  }

  static VectorMask<Double> load(boolean[] x, int i) {
    return VectorMask.fromArray(S, x, i);
  }

  static VectorMask<Double> repeat(boolean[] x, int i) {
    return S.maskAll(x[i]);
  }

  static void store(VectorMask<Double> m, boolean[] y, int i) {
    m.intoArray(y, i);
  }

  static DoubleVector neg(DoubleVector x) {
    return x.neg();
  }

  static DoubleVector abs(DoubleVector x) {
    return x.abs();
  }

  /** Zeros and NaN are their own signs. */
  static DoubleVector sign(DoubleVector x) {
    DoubleVector positive = x.blend(1, x.compare(VectorOperators.GT, 0));
    return positive.blend(-1, x.compare(VectorOperators.LT, 0));
  }

  static DoubleVector sqrt(DoubleVector x) {
    return x.sqrt();
  }

  static DoubleVector norm_sqrt(DoubleVector x) {
    return x.sqrt();
  }

  static DoubleVector rsqrt(DoubleVector x) {
    return DoubleVector.broadcast(S, 1).div(x.sqrt());
  }

  static DoubleVector square(DoubleVector x) {
    return x.mul(x);
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

  static DoubleVector zero() {
    return DoubleVector.zero(S);
  }

  /** {@code sum + a b}, rounded once. */
  static DoubleVector add_product(DoubleVector sum, DoubleVector a, DoubleVector b) {
    return a.fma(b, sum);
  }

  static DoubleVector add(DoubleVector a, DoubleVector b) {
    return a.add(b);
  }

  static DoubleVector sub(DoubleVector a, DoubleVector b) {
    return a.sub(b);
  }

  static DoubleVector mul(DoubleVector a, DoubleVector b) {
    return a.mul(b);
  }

  static DoubleVector div(DoubleVector a, DoubleVector b) {
    return a.div(b);
  }

  static DoubleVector min(DoubleVector a, DoubleVector b) {
    return a.min(b);
  }

  static DoubleVector max(DoubleVector a, DoubleVector b) {
    return a.max(b);
  }

  static VectorMask<Double> lt(DoubleVector a, DoubleVector b) {
    return a.compare(VectorOperators.LT, b);
  }

  static VectorMask<Double> le(DoubleVector a, DoubleVector b) {
    return a.compare(VectorOperators.LE, b);
  }

  static VectorMask<Double> eq(DoubleVector a, DoubleVector b) {
    return a.compare(VectorOperators.EQ, b);
  }

  static VectorMask<Double> ne(DoubleVector a, DoubleVector b) {
    return a.compare(VectorOperators.NE, b);
  }

  static VectorMask<Double> not(VectorMask<Double> m) {
    return m.not();
  }

  static VectorMask<Double> and(VectorMask<Double> a, VectorMask<Double> b) {
    return a.and(b);
  }

  static VectorMask<Double> or(VectorMask<Double> a, VectorMask<Double> b) {
    return a.or(b);
  }

  static VectorMask<Double> xor(VectorMask<Double> a, VectorMask<Double> b) {
    return a.xor(b);
  }

  static DoubleVector select(VectorMask<Double> condition, DoubleVector a, DoubleVector b) {
    return b.blend(a, condition);
  }
}
