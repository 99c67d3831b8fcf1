package laws.errors;

import static laws.errors.Mistake.V;
import static laws.errors.Mistake.X;
import static laws.errors.Mistake.general;
import static laws.errors.Mistake.shape;

import dev.jacobi.LinearAlgebra;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import java.util.stream.Stream;

/** Matrices that do not fit, and those on which an operation is not defined. */
final class LinearAlgebraMistakes {
  private static final Tensor SQUARE = Tensor.of(new double[][] {{2, 1}, {1, 3}});
  private static final Tensor SINGULAR = Tensor.stack(0, SQUARE, SQUARE.zerosLike()).value();

  private LinearAlgebraMistakes() {}

  static Stream<Mistake> all() {
    return Stream.of(shapes(), primitives(), undefined()).flatMap(s -> s);
  }

  private static Stream<Mistake> shapes() {
    String square =
        "; it takes square matrices [..., n, n]; reshape it, or multiply by the transpose";
    return Stream.of(
        shape("inverse: [2, 3]" + square, () -> LinearAlgebra.inverse(X)),
        shape("determinant: [3]" + square, () -> LinearAlgebra.determinant(V)),
        shape(
            "solve: [2, 2] and [3]; a right-hand side needs 2 rows; reshape it, or use solveVector"
                + " for [..., n]",
            () -> LinearAlgebra.solve(SQUARE, V)),
        shape(
            "solve: [2, 2] and [3, 2]; a right-hand side needs 2 rows; reshape it, or use"
                + " solveVector for [..., n]",
            () -> LinearAlgebra.solve(SQUARE, X.transpose())),
        shape(
            "singularValues: [3]; it takes matrices [..., m, n]; add an axis",
            () -> LinearAlgebra.singularValues(V)));
  }

  private static Stream<Mistake> primitives() {
    Op solve = new Op.Matrix.Solve(Op.Part.ALL);
    return Stream.of(
        shape(
            "cholesky: [2, 3]; it takes square matrices [..., n, n]; reshape, or multiply by the"
                + " transpose",
            () -> Node.of(new Op.Matrix.Cholesky(), X.node())),
        shape(
            "solve: [2, 2] and [3, 2]; right-hand sides are columns, [2] and one more axis; add an"
                + " axis for a single one",
            () -> Node.of(solve, SQUARE.node(), X.transpose().node())),
        shape(
            "eigenvalues 1 to 3: 1 to 3 of 2 eigenvalues; give 0 <= from <= to <= n",
            () -> Node.of(new Op.Matrix.Eigen(Op.EigenPart.VALUES, 1, 3), SQUARE.node())));
  }

  private static Stream<Mistake> undefined() {
    Tensor infinite = Tensor.full(DType.FLOAT64, X.shape(), Double.POSITIVE_INFINITY).value();
    return Stream.of(
        general(
            "inverse: matrix 1 of 2, 2 by 2; it is singular; add a multiple of the identity, or put"
                + " another in its place",
            () -> LinearAlgebra.inverse(SINGULAR)),
        general(
            "solveLower: matrix 1 of 2, 2 by 2; it is singular; add a multiple of the identity, or"
                + " put another in its place",
            () -> LinearAlgebra.solveLower(SINGULAR, SQUARE)),
        general(
            "cholesky: matrix 1 of 2, 2 by 2; it is not positive definite; add a multiple of the"
                + " identity, or use eigen",
            () -> LinearAlgebra.cholesky(SINGULAR)),
        general(
            "singularValues: matrix 0 of 1, 2 by 3; it holds NaN or infinity; look where that comes"
                + " from",
            () -> LinearAlgebra.singularValues(infinite)));
  }
}
