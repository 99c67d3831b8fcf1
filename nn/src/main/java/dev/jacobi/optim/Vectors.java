package dev.jacobi.optim;

import java.util.Arrays;

/** Sums and products of vectors. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** {@code a + factor b}. */
  static double[] plus(double[] a, double factor, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + factor * b[i]);
    return sum;
  }

  static double[] times(double factor, double[] a) {
    return Arrays.stream(a).map(v -> factor * v).toArray();
  }

  /** The largest absolute value; NaN if there is one. */
  static double largest(double[] a) {
    return Arrays.stream(a).map(Math::abs).reduce(0, Math::max);
  }

  static double sumOfAbsolutes(double[] a) {
    return Arrays.stream(a).map(Math::abs).sum();
  }
}
