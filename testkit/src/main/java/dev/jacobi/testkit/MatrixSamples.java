package dev.jacobi.testkit;

import static dev.jacobi.testkit.OpSamples.sizes;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.DeterminantPart;
import dev.jacobi.graph.Op.EigenPart;
import dev.jacobi.graph.Op.Part;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * Samples of linear algebra. The matrices are drawn small and get a diagonal that keeps them
 * regular, positive or their eigenvalues apart.
 */
final class MatrixSamples {
  private MatrixSamples() {}

  static List<OpSample> all() {
    return Stream.of(solve(), factors(), eigen()).flatMap(samples -> samples).toList();
  }

  private static Operand matrix(int... sizes) {
    return Operand.real(Domain.between(-0.3, 0.3), sizes);
  }

  /** The matrices plus start, start + step, ... on the diagonal. */
  private static Node plusDiagonal(Node x, double start, double step) {
    int n = x.shape().size(x.shape().rank() - 1);
    Shape square = Shape.of(n, n);
    Node index = Nodes.cast(Nodes.iota(square, 0, DType.INT64), x.dtype());
    Node diagonal = Nodes.mul(Nodes.plus(Nodes.scale(step, index), start), Nodes.eye(n, x.dtype()));
    return Nodes.add(x, Nodes.broadcast(diagonal, x.shape()));
  }

  private static Stream<OpSample> solve() {
    return Stream.of(
            sizes(n -> solve("solve", Part.ALL, n, matrix(n, 3, 3), Operand.real(n, 3, 2))),
            sizes(n -> solve("solve many", Part.ALL, n, matrix(2, 2), Operand.real(2, n))),
            sizes(n ->
                solve("solve by one matrix", Part.ALL, n, matrix(3, 3).sharedByAll(), columns(n))),
            sizes(
                n -> solve("solve, lower", Part.LOWER, n, matrix(n, 3, 3), Operand.real(n, 3, 1))),
            sizes(
                n -> solve("solve, upper", Part.UPPER, n, matrix(n, 2, 2), Operand.real(n, 2, 2))))
        .flatMap(samples -> samples);
  }

  private static Operand columns(int n) {
    return Operand.real(n, 3, 1);
  }

  private static OpSample solve(String name, Part part, int n, Operand a, Operand b) {
    return OpSample.of(
            name,
            n,
            List.of(a, b),
            (in, lead) -> {
              Node matrix = plusDiagonal(in.get(0), 1.5, 0.5);
              int m = a.shape().size(a.shape().rank() - 1);
              Node given = in.get(1);
              Shape batch = given.shape().slice(0, given.shape().rank() - 2);
              Node each = Nodes.broadcast(matrix, batch.concat(Shape.of(m, m)));
              return Node.of(new Op.Matrix.Solve(part), each, given);
            })
        .smoothTo(2);
  }

  private static OpSample of(String name, int n, Op op, double start, double step, Operand a) {
    return OpSample.of(
            name, n, List.of(a), (in, lead) -> Node.of(op, plusDiagonal(in.get(0), start, step)))
        .smoothTo(2);
  }

  private static Stream<OpSample> factors() {
    Op cholesky = new Op.Matrix.Cholesky();
    Op logarithm = new Op.Matrix.Determinant(DeterminantPart.LOG_ABS);
    Op sign = new Op.Matrix.Determinant(DeterminantPart.SIGN);
    return Stream.of(
            sizes(n -> of("cholesky", n, cholesky, 1.5, 0.5, matrix(n, 3, 3))),
            sizes(n -> of("log determinant", n, logarithm, -1, 3, matrix(n, 3, 3))),
            sizes(n -> of("log determinant of one number", n, logarithm, 2, 0, matrix(n, 1, 1))),
            sizes(n ->
                of("sign of the determinant", n, sign, -1, 3, Operand.real(n, 2, 2)).smoothTo(0)))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> eigen() {
    return Stream.of(
            sizes(n -> eigen("eigenvalues", n, EigenPart.VALUES, 0, 3)),
            sizes(n -> eigen("the largest eigenvalues", n, EigenPart.VALUES, 1, 3)),
            sizes(n -> eigen("eigenvectors", n, EigenPart.VECTORS, 0, 3)),
            sizes(n -> eigen("one eigenvector", n, EigenPart.VECTORS, 1, 2)))
        .flatMap(samples -> samples);
  }

  private static OpSample eigen(String name, int n, EigenPart part, int from, int to) {
    return of(name, n, new Op.Matrix.Eigen(part, from, to), -1.5, 2, matrix(n, 3, 3));
  }
}
