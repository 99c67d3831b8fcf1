package dev.jacobi.reference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's method (1846; Golub and Van Loan,
 * <i>Matrix Computations</i>, section 8.5): plane rotations, row by row, each of which makes one
 * element off the diagonal zero, until all of them are negligible.
 */
final class SymmetricEigen {
  /** An element is negligible beside a matrix of norm 1 if it is smaller than this. */
  private static final double NEGLIGIBLE = 0x1p-60;

  /** Convergence is quadratic: some six sweeps are usual, for any size. */
  private static final int SWEEPS = 64;

  private SymmetricEigen() {}

  /** The eigenvalues of s in ascending order; s is destroyed, vectors become columns. */
  static double[] of(double[][] s, double[][] vectors) {
    int n = s.length;
    double largest =
        Arrays.stream(s).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
    int exponent = largest == 0 ? 0 : Math.getExponent(largest);
    double[][] v = new double[n][n];
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
      for (int j = 0; j < n; j++) {
        s[i][j] = Math.scalb(s[i][j], -exponent);
      }
    }
    boolean rotated = true;
    for (int sweep = 0; rotated && sweep < SWEEPS; sweep++) {
      rotated = false;
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (Math.abs(s[p][q]) > NEGLIGIBLE) {
            rotate(s, v, p, q);
            rotated = true;
          }
        }
      }
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> s[i][i]))
            .mapToInt(i -> i)
            .toArray();
    for (int k = 0; k < n; k++) {
      double sign = sign(v, order[k]);
      for (int i = 0; i < n; i++) {
        vectors[i][k] = sign * v[i][order[k]];
      }
    }
    return IntStream.of(order).mapToDouble(i -> Math.scalb(s[i][i], exponent)).toArray();
  }

  /** The rotation by t = tan(angle), the smaller root of t^2 + 2 theta t = 1. */
  private static void rotate(double[][] s, double[][] v, int p, int q) {
    double theta = (s[q][q] - s[p][p]) / (2 * s[p][q]);
    double size = 1 / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double t = theta < 0 ? -size : size;
    double cosine = 1 / Math.sqrt(t * t + 1);
    double sine = t * cosine;
    s[p][p] -= t * s[p][q];
    s[q][q] += t * s[p][q];
    s[p][q] = 0;
    s[q][p] = 0;
    for (int r = 0; r < s.length; r++) {
      if (r != p && r != q) {
        double left = s[r][p];
        double right = s[r][q];
        s[r][p] = cosine * left - sine * right;
        s[r][q] = sine * left + cosine * right;
        s[p][r] = s[r][p];
        s[q][r] = s[r][q];
      }
      double left = v[r][p];
      double right = v[r][q];
      v[r][p] = cosine * left - sine * right;
      v[r][q] = sine * left + cosine * right;
    }
  }

  /** What makes the first of the largest components positive. */
  private static double sign(double[][] v, int column) {
    double largest = 0;
    for (double[] row : v) {
      largest = Math.abs(row[column]) > Math.abs(largest) ? row[column] : largest;
    }
    return largest < 0 ? -1 : 1;
  }
}
