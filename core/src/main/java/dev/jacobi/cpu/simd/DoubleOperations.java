package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.DoubleFunctions;
import dev.jacobi.cpu.kernel.DoubleReduction;
import dev.jacobi.cpu.kernel.Fma;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.Op.ReduceKind;

/** What {@link DoubleVectorOperations} does with vectors, with single doubles. */
final class DoubleOperations {
  private DoubleOperations() {}

  static double load(double[] x, int i) {
    return x[i];
  }

  static double repeat(double[] x, int i) {
    return x[i];
  }

  /** The sum of the 32 lanes of an accumulator. */
  static double sum_lanes(double[] x, int i) {
    return DoubleReduction.run(ReduceKind.SUM, x, i, Kernels.PANEL);
  }

  static void store(double v, double[] y, int i) {
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

  static double zero() {
    return 0;
  }

  /** {@code sum + a b}, rounded once. */
  static double add_product(double sum, double a, double b) {
    return Fma.fma(a, b, sum);
  }

  static double neg(double x) {
    return -x;
  }

  static double abs(double x) {
    return Math.abs(x);
  }

  static double sign(double x) {
    return Math.signum(x);
  }

  static double sqrt(double x) {
    return Math.sqrt(x);
  }

  static double norm_sqrt(double x) {
    return Math.sqrt(x);
  }

  static double rsqrt(double x) {
    return 1 / Math.sqrt(x);
  }

  static double square(double x) {
    return x * x;
  }

  static double exp(double x) {
    return DoubleFunctions.exp(x);
  }

  static double expm1(double x) {
    return DoubleFunctions.expm1(x);
  }

  static double log(double x) {
    return DoubleFunctions.log(x);
  }

  static double log1p(double x) {
    return DoubleFunctions.log1p(x);
  }

  static double tanh(double x) {
    return DoubleFunctions.tanh(x);
  }

  static double sigmoid(double x) {
    return DoubleFunctions.sigmoid(x);
  }

  static boolean is_finite(double x) {
    return Double.isFinite(x);
  }

  static double add(double a, double b) {
    return a + b;
  }

  static double sub(double a, double b) {
    return a - b;
  }

  static double mul(double a, double b) {
    return a * b;
  }

  static double div(double a, double b) {
    return a / b;
  }

  static double min(double a, double b) {
    return Math.min(a, b);
  }

  static double max(double a, double b) {
    return Math.max(a, b);
  }

  static boolean lt(double a, double b) {
    return a < b;
  }

  static boolean le(double a, double b) {
    return a <= b;
  }

  static boolean eq(double a, double b) {
    return a == b;
  }

  static boolean ne(double a, double b) {
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

  static double select(boolean condition, double a, double b) {
    return condition ? a : b;
  }
}
