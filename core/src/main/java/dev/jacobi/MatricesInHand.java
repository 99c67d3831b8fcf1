package dev.jacobi;

import dev.jacobi.cpu.kernel.LinearSystems;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op.Part;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.JacobiException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses matrices on which an operation is not defined where the call is made, if their numbers
 * are known there. What is computed later gives NaN for the matrix.
 */
final class MatricesInHand {
  private final String name;
  private final @Nullable ArrayValue value;
  private final int rows;
  private final int n;
  private final int count;

  /** Of matrices {@code [..., rows, n]} of a float type. */
  private MatricesInHand(String name, Tensor a) {
    this.name = name;
    this.value = a.node().value();
    this.rows = a.size(-2);
    this.n = a.size(-1);
    this.count = value == null || rows * n == 0 ? 0 : a.shape().elements() / (rows * n);
  }

  static void requireFinite(String name, Tensor a) {
    MatricesInHand matrices = new MatricesInHand(name, a);
    for (int m = 0; m < matrices.count; m++) {
      matrices.read(Part.ALL, m);
    }
  }

  static void requireRegular(String name, Part part, Tensor a) {
    MatricesInHand matrices = new MatricesInHand(name, a);
    int[] order = new int[matrices.n];
    for (int m = 0; m < matrices.count; m++) {
      double[] matrix = matrices.read(part, m);
      if (part == Part.ALL) {
        LinearSystems.factorize(matrix, matrices.n, order);
      }
      if (LinearSystems.isSingular(matrix, matrices.n)) {
        throw matrices.refused(
            m, "it is singular; add a multiple of the identity, or put another in its place");
      }
    }
  }

  static void requirePositiveDefinite(String name, Tensor a) {
    MatricesInHand matrices = new MatricesInHand(name, a);
    for (int m = 0; m < matrices.count; m++) {
      double[] matrix = matrices.read(Part.ALL, m);
      LinearSystems.cholesky(matrix, matrices.n);
      if (Double.isNaN(matrix[0])) {
        throw matrices.refused(
            m, "it is not positive definite; add a multiple of the identity, or use eigen");
      }
    }
  }

  /** The named part of matrix m, which is finite. */
  private double[] read(Part part, int m) {
    double[] matrix = new double[rows * n];
    for (int i = 0; i < matrix.length; i++) {
      boolean named =
          switch (part) {
            case ALL -> true;
            case LOWER -> i % n <= i / n;
            case UPPER -> i % n >= i / n;
          };
      matrix[i] = named && value != null ? value.getDouble(m * matrix.length + i) : 0;
    }
    if (!LinearSystems.isFinite(matrix, matrix.length)) {
      throw refused(m, "it holds NaN or infinity; look where that comes from");
    }
    return matrix;
  }

  private JacobiException refused(int m, String wrong) {
    return new JacobiException(
        Origin.named(name)
            + ": matrix "
            + m
            + " of "
            + count
            + ", "
            + rows
            + " by "
            + n
            + "; "
            + wrong);
  }
}
