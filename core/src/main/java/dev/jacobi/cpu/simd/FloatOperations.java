package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.FloatFunctions;
import dev.jacobi.cpu.kernel.FloatReduction;
import dev.jacobi.cpu.kernel.Fma;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.Op.ReduceKind;

/** What {@link FloatVectorOperations} does with vectors, with single floats. */
final class FloatOperations {
  private FloatOperations() {}

  static float load(float[] x, int i) {
    return x[i];
  }

  static float repeat(float[] x, int i) {
    return x[i];
  }

  /** The sum of the 32 lanes of an accumulator. */
  static float sum_lanes(float[] x, int i) {
    return FloatReduction.run(ReduceKind.SUM, x, i, Kernels.PANEL);
  }

  static void store(float v, float[] y, int i) {
    y[i] = v;
  }

  static boolean load(boolean[] x, int i) {
    return x[i];
  }

  static boolean repeat(boolean[] x, int i) {
    return x[i];
  }

  static void store(boolean v, boolean[] y, int i) {
    y[i] = v;
  }

  static float zero() {
    return 0;
  }

  /** {@code sum + a b}, rounded once. */
  static float add_product(float sum, float a, float b) {
    return Fma.fma(a, b, sum);
  }

  static float neg(float x) {
    return -x;
  }

  static float abs(float x) {
    return Math.abs(x);
  }

  static float sign(float x) {
    return Math.signum(x);
  }

  static float sqrt(float x) {
    return (float) Math.sqrt(x);
  }

  static float norm_sqrt(float x) {
    return (float) Math.sqrt(x);
  }

  static float rsqrt(float x) {
    return 1 / (float) Math.sqrt(x);
  }

  static float square(float x) {
    return x * x;
  }

  static float exp(float x) {
    return FloatFunctions.exp(x);
  }

  static float expm1(float x) {
    return FloatFunctions.expm1(x);
  }

  static float log(float x) {
    return FloatFunctions.log(x);
  }

  static float log1p(float x) {
    return FloatFunctions.log1p(x);
  }

  static float tanh(float x) {
    return FloatFunctions.tanh(x);
  }

  static float sigmoid(float x) {
    return FloatFunctions.sigmoid(x);
  }

  static boolean is_finite(float x) {
    return Float.isFinite(x);
  }

  static float add(float a, float b) {
    return a + b;
  }

  static float sub(float a, float b) {
    return a - b;
  }

  static float mul(float a, float b) {
    return a * b;
  }

  static float div(float a, float b) {
    return a / b;
  }

  static float min(float a, float b) {
    return Math.min(a, b);
  }

  static float max(float a, float b) {
    return Math.max(a, b);
  }

  static boolean lt(float a, float b) {
    return a < b;
  }

  static boolean le(float a, float b) {
    return a <= b;
  }

  static boolean eq(float a, float b) {
    return a == b;
  }

  static boolean ne(float a, float b) {
    return a != b;
  }

  static boolean not(boolean x) {
    return !x;
  }

  static boolean and(boolean a, boolean b) {
    return a & b;
  }

  static boolean or(boolean a, boolean b) {
    return a | b;
  }

  static boolean xor(boolean a, boolean b) {
    return a ^ b;
  }

  static float select(boolean condition, float a, float b) {
    return condition ? a : b;
  }
}
