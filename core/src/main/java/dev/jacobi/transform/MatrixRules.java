package dev.jacobi.transform;

import static dev.jacobi.graph.Nodes.add;
import static dev.jacobi.graph.Nodes.mul;
import static dev.jacobi.graph.Nodes.neg;
import static dev.jacobi.graph.Nodes.scale;
import static dev.jacobi.graph.Nodes.sub;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.EigenPart;
import dev.jacobi.graph.Op.Part;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of linear algebra (Giles, <i>Collected matrix derivative results for forward and
 * reverse mode algorithmic differentiation</i>, 2008). In the formulas a dot is a tangent, a bar a
 * cotangent, S the symmetric part of A:
 *
 * <pre>
 *   A X = B             X' = A^-1 (B' - A' X)            B_ = A^-T X_,  A_ = -B_ X^T
 *   L L^T = S           L' = L phi(L^-1 S' L^-T)         S_ = L^-T phi(L^T L_) L^-1
 *   y = ln |det A|      y' = &lt;A^-T, A'&gt;                  A_ = y_ A^-T
 *   S v = l v           l' = v^T S' v                    S_ = l_ v v^T
 *                       [S - l, v; v^T, 0] [v'; -l'] = [-S' v; 0]
 * </pre>
 *
 * phi takes the lower triangle and half of the diagonal. The bordered system is regular wherever
 * the eigenvalue l is simple, whatever the others do, so that derivatives of every order exist
 * there. All of it is made of the operations themselves. Where every tangent or cotangent of a
 * matrix is masked, what comes out is zero even if the matrix is singular.
 */
final class MatrixRules {
  private MatrixRules() {}

  /**
   * The tangent of the result.
   *
   * @param a that of the first operand, null if zero
   * @param b that of the last operand
   */
  static Masked forward(Op.Matrix op, Node y, @Nullable Masked a, @Nullable Masked b) {
    Node x = y.input(0);
    return switch (op) {
      case Op.Matrix.Solve solve -> {
        Masked left = a == null ? null : masked(a, moveOf(solve, x, a.value(), y));
        Masked right = b == null ? null : masked(b, Node.of(solve, x, b.value()));
        yield left == null ? nonNull(right) : right == null ? left : left.plus(right);
      }
      case Op.Matrix.Cholesky cholesky -> masked(nonNull(a), lowerOf(y, nonNull(a).value()));
      case Op.Matrix.Determinant determinant ->
          masked(nonNull(a), inner(inverseTranspose(x), nonNull(a).value()));
      case Op.Matrix.Eigen(var part, var from, var to) -> {
        Masked moved = nonNull(a);
        yield masked(
            moved,
            switch (part) {
              case VALUES -> valueMoves(vectors(y, from, to), moved.value());
              case VECTORS -> vectorMoves(y, from, to, moved.value());
            });
      }
    };
  }

  private static Masked nonNull(@Nullable Masked tangent) {
    return java.util.Objects.requireNonNull(tangent);
  }

  /** What operand {@code index} receives from the cotangent c of the result. */
  static Masked reverse(Op.Matrix op, Node y, int index, Masked c) {
    Node x = y.input(0);
    return switch (op) {
      case Op.Matrix.Solve(var part) -> {
        Node right = solve(transposed(part), transpose(x), c.value());
        Node left = only(part, neg(product(right, transpose(y))));
        yield masked(c, index == 1 ? right : left);
      }
      case Op.Matrix.Cholesky cholesky -> {
        Node weighed = mul(phi(y), product(transpose(y), c.value()));
        Node half = solve(Part.UPPER, transpose(y), weighed);
        Node whole = solve(Part.UPPER, transpose(y), transpose(half));
        yield masked(c, symmetric(whole));
      }
      case Op.Matrix.Determinant determinant -> {
        Node p = inverseTranspose(x);
        int rank = p.shape().rank();
        yield masked(
            c, mul(Nodes.expandBack(c.value(), p.shape(), Ints.of(rank - 2, rank - 1)), p));
      }
      case Op.Matrix.Eigen(var part, var from, var to) ->
          masked(
              c,
              switch (part) {
                case VALUES -> {
                  Node v = vectors(y, from, to);
                  Ints rows = Ints.of(v.shape().rank() - 2);
                  Node each = Nodes.expandBack(c.value(), v.shape(), rows);
                  yield product(mul(v, each), transpose(v));
                }
                case VECTORS -> {
                  Node u = bordered(y, from, to, transpose(c.value()), null);
                  yield neg(symmetric(product(transpose(u), transpose(y))));
                }
              });
    };
  }

  // ---- tangents, and what Taylor mode makes of lower coefficients in place of A' X and the like

  /** -A^-1 A' X. */
  static Node moveOf(Op.Matrix.Solve op, Node a, Node moved, Node x) {
    return neg(Node.of(op, a, product(only(op.part(), moved), x)));
  }

  /** L phi(L^-1 S' L^-T) for the symmetric part S' of {@code moved}. */
  static Node lowerOf(Node l, Node moved) {
    Node half = solve(Part.LOWER, l, symmetric(moved));
    Node whole = transpose(solve(Part.LOWER, l, transpose(half)));
    return product(l, mul(phi(l), whole));
  }

  /** {@code v_j^T A' v_j} for the columns v_j. */
  static Node valueMoves(Node v, Node moved) {
    return Nodes.sum(mul(v, product(moved, v)), Ints.of(v.shape().rank() - 2));
  }

  private static Node vectorMoves(Node v, int from, int to, Node moved) {
    Node rows = neg(transpose(product(symmetric(moved), v)));
    return transpose(bordered(v, from, to, rows, null));
  }

  /**
   * The eigenvectors of order k that lower orders i + j = k of A, the values and vectors ask for.
   */
  static Node vectorRest(Node v, Op.Matrix.Eigen op, Node ai, Node li, Node vi, Node vj) {
    Ints rows = Ints.of(v.shape().rank() - 2);
    Node moved = sub(product(symmetric(ai), vj), mul(Nodes.expandBack(li, v.shape(), rows), vj));
    Node last = scale(-0.5, Nodes.sum(mul(vi, vj), rows));
    return transpose(bordered(v, op.from(), op.to(), neg(transpose(moved)), last));
  }

  /** {@code v_j^T A v_j}, which are the eigenvalues as long as the v_j have length 1. */
  static Node quotients(Node values) {
    if (!(values.op() instanceof Op.Matrix.Eigen(var part, var from, var to))) {
      throw new IllegalArgumentException("no eigenvalues: " + values);
    }
    return valueMoves(vectors(values, from, to), values.input(0));
  }

  /**
   * The first n components of the solutions z_j of {@code [S - l_j, v_j; v_j^T, 0] z_j = [r_j;
   * s_j]}, row j of the result.
   *
   * @param rows the r_j as rows, {@code [batch, k, n]}
   * @param last the s_j, {@code [batch, k]}; null for zeros
   */
  static Node bordered(Node v, int from, int to, Node rows, @Nullable Node last) {
    Node s = symmetric(v.input(0));
    Node values = Node.of(new Op.Matrix.Eigen(EigenPart.VALUES, from, to), v.input(0));
    int axis = rows.shape().rank() - 2;
    int k = rows.shape().size(axis);
    int n = rows.shape().size(axis + 1);
    Shape squares = rows.shape().concat(Shape.of(n));
    Node repeated = Nodes.expandBack(s, squares, Ints.of(axis));
    Node diagonal =
        mul(
            Nodes.expandBack(values, squares, Ints.of(axis + 1, axis + 2)),
            Nodes.broadcast(Nodes.eye(n, v.dtype()), squares));
    Node columns = Nodes.insertAxes(transpose(v), Ints.of(axis + 2));
    Node bottom = Nodes.insertAxes(transpose(v), Ints.of(axis + 1));
    Shape corner = rows.shape().slice(0, axis + 1).concat(Shape.of(1, 1));
    Node matrix =
        concat(
            axis + 1,
            concat(axis + 2, sub(repeated, diagonal), columns),
            concat(axis + 2, bottom, Nodes.fill(v.dtype(), corner, 0)));
    Node end = last == null ? Nodes.fill(v.dtype(), corner, 0) : Nodes.reshape(last, corner);
    Node right = concat(axis + 1, Nodes.insertAxes(rows, Ints.of(axis + 2)), end);
    Node solution = solve(Part.ALL, matrix, right);
    Node head =
        Node.of(
            new Op.Movement.Slice(Ints.of(axis + 1), Ints.of(0), Ints.of(n), Ints.of(1)), solution);
    return Nodes.reshape(head, rows.shape().slice(0, axis).concat(Shape.of(k, n)));
  }

  private static Node concat(int axis, Node a, Node b) {
    return Node.of(new Op.Movement.Concat(axis), a, b);
  }

  // ---- matrices

  private static Node vectors(Node values, int from, int to) {
    return Node.of(new Op.Matrix.Eigen(EigenPart.VECTORS, from, to), values.input(0));
  }

  static Node solve(Part part, Node a, Node b) {
    return Node.of(new Op.Matrix.Solve(part), a, b);
  }

  private static Part transposed(Part part) {
    return switch (part) {
      case ALL -> Part.ALL;
      case LOWER -> Part.UPPER;
      case UPPER -> Part.LOWER;
    };
  }

  static Node inverseTranspose(Node a) {
    int n = a.shape().size(a.shape().rank() - 1);
    return solve(Part.ALL, transpose(a), Nodes.broadcast(Nodes.eye(n, a.dtype()), a.shape()));
  }

  static Node transpose(Node x) {
    int rank = x.shape().rank();
    return Nodes.moveAxis(x, rank - 1, rank - 2);
  }

  static Node product(Node a, Node b) {
    int batch = a.shape().rank() - 2;
    Ints outer = Ints.range(0, batch);
    return Nodes.contract(
        a,
        outer.append(batch).append(batch + 1),
        b,
        outer.append(batch + 1).append(batch + 2),
        outer.append(batch).append(batch + 2));
  }

  /** The sum of the products of the elements at the same place. */
  static Node inner(Node a, Node b) {
    int batch = a.shape().rank() - 2;
    Ints all = Ints.range(0, batch + 2);
    return Nodes.contract(a, all, b, all, Ints.range(0, batch));
  }

  static Node symmetric(Node x) {
    return scale(0.5, add(x, transpose(x)));
  }

  /** The named part of matrices, 0 elsewhere. */
  static Node only(Part part, Node x) {
    return switch (part) {
      case ALL -> x;
      case LOWER -> Nodes.select(Nodes.broadcast(lower(x), x.shape()), x, Nodes.zerosLike(x));
      case UPPER ->
          Nodes.select(Nodes.broadcast(transpose(lower(x)), x.shape()), x, Nodes.zerosLike(x));
    };
  }

  /** Where the column is not behind the row. */
  private static Node lower(Node x) {
    int n = x.shape().size(x.shape().rank() - 1);
    Shape square = Shape.of(n, n);
    return Nodes.compare(
        Comparison.LE, Nodes.iota(square, 1, DType.INT64), Nodes.iota(square, 0, DType.INT64));
  }

  /** The weights of phi: 1 below the diagonal, 1/2 on it, 0 above. */
  private static Node phi(Node like) {
    int n = like.shape().size(like.shape().rank() - 1);
    Node weights =
        sub(Nodes.cast(lower(like), like.dtype()), scale(0.5, Nodes.eye(n, like.dtype())));
    return Nodes.broadcast(weights, like.shape());
  }

  /** The value, zero for those matrices of which {@code from} is masked as a whole. */
  private static Masked masked(Masked from, Node value) {
    Node mask = from.mask();
    if (mask == null || mask.shape().elements() == 0) {
      return Masked.plain(value);
    }
    int outer = batchAxes(from.value(), value);
    Ints inside = Ints.range(outer, mask.shape().rank());
    Node any = inside.isEmpty() ? mask : Nodes.reduce(ReduceKind.MAX, mask, inside);
    Node chosen = Nodes.expandBack(any, value.shape(), Ints.range(outer, value.shape().rank()));
    return Masked.plain(value).under(chosen);
  }

  /** The axes before the matrices: one of the two is a matrix, and has the more axes. */
  private static int batchAxes(Node a, Node b) {
    return Math.max(a.shape().rank(), b.shape().rank()) - 2;
  }
}
