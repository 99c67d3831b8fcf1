package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.DeterminantPart;
import dev.jacobi.graph.Op.EigenPart;
import dev.jacobi.graph.Op.Part;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;

/**
 * Linear algebra of small matrices, one for each sample. Matrices stand in the last two axes; the
 * axes before them are broadcast by NumPy's rule. Everything is computed in double and rounded once
 * to the element type, and is differentiable to any order.
 *
 * <p>A matrix on which a function is not defined (singular, not positive definite, not finite) is
 * an error if its numbers are in hand when the call is made. If it is computed later, its own
 * results and derivatives are NaN, those of the other matrices are not touched; nothing is silently
 * zero. Where the choice is the model's, put a regular matrix in the place with {@link
 * Tensor#where} before the call, and mask the result after it: derivatives of what is masked are 0.
 *
 * <p>Derivatives follow Giles, <i>Collected matrix derivative results</i> (2008).
 */
public final class LinearAlgebra {
  private LinearAlgebra() {}

  /**
   * x with {@code a x = b}, by elimination with partial pivoting. A matrix that several right-hand
   * sides share is factorised once.
   *
   * @param a {@code [..., n, n]}
   * @param b columns, {@code [..., n, k]}; for vectors see {@link #solveVector}
   * @return {@code [..., n, k]}
   */
  public static Tensor solve(Tensor a, Tensor b) {
    return solve("solve", Part.ALL, a, b);
  }

  /** The same with one right-hand side for each matrix, {@code [..., n]}. */
  public static Tensor solveVector(Tensor a, Tensor b) {
    return Origin.within(
        "solveVector", () -> solve("solveVector", Part.ALL, a, b.unsqueeze(-1)).squeeze(-1));
  }

  /** x with {@code l x = b} for lower triangular l; what is above its diagonal is not read. */
  public static Tensor solveLower(Tensor l, Tensor b) {
    return solve("solveLower", Part.LOWER, l, b);
  }

  /** x with {@code u x = b} for upper triangular u; what is below its diagonal is not read. */
  public static Tensor solveUpper(Tensor u, Tensor b) {
    return solve("solveUpper", Part.UPPER, u, b);
  }

  private static Tensor solve(String name, Part part, Tensor a, Tensor b) {
    return Origin.within(
        name,
        () -> {
          DType dtype = Arithmetic.floatOf(a.dtype().promote(b.dtype()));
          Node matrix = Nodes.cast(square(name, a).node(), dtype);
          Node right = Nodes.cast(b.node(), dtype);
          int rank = b.rank();
          if (rank < 2 || b.size(-2) != a.size(-1)) {
            throw new ShapeException(
                Origin.named(name)
                    + ": "
                    + a.shape()
                    + " and "
                    + b.shape()
                    + "; a right-hand side needs "
                    + a.size(-1)
                    + " rows; reshape it, or use solveVector for [..., n]");
          }
          MatricesInHand.requireRegular(name, part, new Tensor(matrix));
          Shape batch =
              a.shape().slice(0, a.rank() - 2).broadcast(name, b.shape().slice(0, rank - 2));
          return new Tensor(
              Node.of(new Op.Matrix.Solve(part), over(batch, matrix), over(batch, right)));
        });
  }

  /** The matrices repeated for all of {@code batch}. */
  private static Node over(Shape batch, Node x) {
    int rank = x.shape().rank();
    return Nodes.broadcast(x, batch.concat(x.shape().slice(rank - 2, rank)));
  }

  private static Tensor square(String name, Tensor a) {
    if (a.rank() < 2 || a.size(-1) != a.size(-2)) {
      throw new ShapeException(
          Origin.named(name)
              + ": "
              + a.shape()
              + "; it takes square matrices [..., n, n]; reshape it, or multiply by the transpose");
    }
    return Activations.floats(a);
  }

  /** The inverse; to multiply by it, {@link #solve} is more accurate and cheaper. */
  public static Tensor inverse(Tensor a) {
    return Origin.within(
        "inverse",
        () -> {
          Tensor x = square("inverse", a);
          return solve("inverse", Part.ALL, x, Tensor.eye(x.dtype(), x.size(-1)));
        });
  }

  /**
   * The determinant, {@code [...]}. Of matrices of up to three rows it is a polynomial, and so are
   * its derivatives; of larger ones {@link #logDeterminant} gives it, whose derivatives are NaN
   * where the matrix is singular.
   */
  public static Tensor determinant(Tensor a) {
    return Origin.within(
        "determinant",
        () -> {
          Tensor x = square("determinant", a);
          return switch (x.size(-1)) {
            case 1 -> at(x, 0, 0);
            case 2 -> minor(x, 0, 0, 1);
            case 3 ->
                at(x, 2, 0)
                    .times(minor(x, 0, 1, 2))
                    .minus(at(x, 2, 1).times(minor(x, 0, 0, 2)))
                    .plus(at(x, 2, 2).times(minor(x, 0, 0, 1)));
            default -> {
              LogDeterminant factors = logDeterminant(x);
              yield factors.sign().times(factors.logarithm().exp());
            }
          };
        });
  }

  private static Tensor at(Tensor x, int row, int column) {
    return x.select(-2, row).select(-1, column);
  }

  /** The determinant of two columns of the rows {@code row} and {@code row + 1}. */
  private static Tensor minor(Tensor x, int row, int left, int right) {
    return at(x, row, left)
        .times(at(x, row + 1, right))
        .minus(at(x, row, right).times(at(x, row + 1, left)));
  }

  /** The determinant as sign and logarithm, each {@code [...]}. */
  public static LogDeterminant logDeterminant(Tensor a) {
    return Origin.within(
        "logDeterminant",
        () -> {
          Tensor x = square("logDeterminant", a);
          MatricesInHand.requireFinite("logDeterminant", x);
          return new LogDeterminant(
              one(new Op.Matrix.Determinant(DeterminantPart.SIGN), x),
              one(new Op.Matrix.Determinant(DeterminantPart.LOG_ABS), x));
        });
  }

  private static Tensor one(Op.Matrix op, Tensor x) {
    return new Tensor(Node.of(op, x.node()));
  }

  /**
   * The lower triangular l with {@code l l^T = (a + a^T) / 2}, {@code [..., n, n]}; a must be
   * positive definite.
   */
  public static Tensor cholesky(Tensor a) {
    return Origin.within(
        "cholesky",
        () -> {
          Tensor x = square("cholesky", a);
          MatricesInHand.requirePositiveDefinite("cholesky", x);
          return one(new Op.Matrix.Cholesky(), x);
        });
  }

  /**
   * The eigenvalues of {@code (a + a^T) / 2} in ascending order, {@code [..., n]}.
   *
   * <p>Where eigenvalues tie, a first derivative is that of one choice of eigenvectors, so that
   * symmetric functions of all of them (their sum, the sum of their squares) have the right one;
   * higher derivatives do not exist there and are NaN, or very large where rounding made the tie
   * inexact.
   */
  public static Tensor eigenvalues(Tensor a) {
    return Origin.within("eigenvalues", () -> eigen("eigenvalues", EigenPart.VALUES, a));
  }

  /**
   * The eigenvalues and eigenvectors of {@code (a + a^T) / 2}. The derivatives of an eigenvector
   * exist where its own eigenvalue differs from all others; where it ties they are NaN, or very
   * large where rounding made the tie inexact.
   */
  public static Eigen eigen(Tensor a) {
    return Origin.within(
        "eigen",
        () -> new Eigen(eigen("eigen", EigenPart.VALUES, a), eigen("eigen", EigenPart.VECTORS, a)));
  }

  private static Tensor eigen(String name, EigenPart part, Tensor a) {
    Tensor x = square(name, a);
    MatricesInHand.requireFinite(name, x);
    return one(new Op.Matrix.Eigen(part, 0, x.size(-1)), x);
  }

  /**
   * The singular values of matrices {@code [..., m, n]} in descending order, {@code [..., min(m,
   * n)]}: the eigenvalues that are not negative of {@code [0, a; a^T, 0]}. Absolute errors are some
   * roundings of the largest.
   *
   * <p>At a singular value of 0 the derivative is that of one of its signs; at 0 and where singular
   * values tie, higher derivatives are as those of {@link #eigenvalues}.
   */
  public static Tensor singularValues(Tensor a) {
    return Origin.within(
        "singularValues",
        () -> {
          if (a.rank() < 2) {
            throw new ShapeException(
                Origin.named("singularValues")
                    + ": "
                    + a.shape()
                    + "; it takes matrices [..., m, n]; add an axis");
          }
          Tensor x = Activations.floats(a);
          MatricesInHand.requireFinite("singularValues", x);
          int m = x.size(-2);
          int n = x.size(-1);
          int count = Math.min(m, n);
          Tensor above = x.pad(-1, m, 0).pad(-2, 0, n);
          Tensor below = x.transpose().pad(-1, 0, n).pad(-2, m, 0);
          Op.Matrix largest = new Op.Matrix.Eigen(EigenPart.VALUES, m + n - count, m + n);
          return one(largest, above.plus(below)).flip(-1);
        });
  }
}
