package dev.jacobi.graph;

import dev.jacobi.type.Shape;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What computing a node costs, in floating-point operations. */
public final class Cost {
  private static final long TRANSCENDENTAL = 20;

  private Cost() {}

  /** The operations of all {@code nodes}. */
  public static long flops(Collection<Node> nodes) {
    return nodes.stream().mapToLong(Cost::flops).sum();
  }

  /** The operations of one node: an exponential counts twenty, a movement one an element. */
  public static long flops(Node node) {
    return switch (node.op()) {
      case Op.Elementwise.Unary(var kind) -> node.shape().elements() * weight(kind);
      case Op.Elementwise.Binary(var kind) ->
          node.shape().elements()
              * switch (kind) {
                case ADD, SUB, MUL, MIN, MAX -> 1;
                case DIV -> 4;
                case POW, ATAN2 -> 2 * TRANSCENDENTAL;
              };
      case Op.Elementwise.LogGamma op -> 5 * TRANSCENDENTAL * node.shape().elements();
      case Op.Elementwise op -> node.shape().elements();
      case Op.Movement.Reshape op -> 0;
      case Op.Movement.Expand op -> 0;
      case Op.Movement op -> node.shape().elements();
      case Op.Reduction op -> node.input(0).shape().elements();
      case Op.Contract op -> contraction(op, node);
      case Op.Indexing.Gather op -> node.shape().elements();
      case Op.Indexing.ScatterAdd op -> node.input(0).shape().elements();
      case Op.Indexing.ArgSort op -> 10L * node.shape().elements();
      case Op.Matrix op -> matrix(op, node.input(0).shape(), node.shape());
      case Op.Window.Unfold op -> node.shape().elements();
      case Op.Window.Fold op -> node.input(0).shape().elements();
      case Op.Source.RandomBits op -> 20L * node.shape().elements();
      case Op.Source op -> 0;
      case Op.Marker op -> 0;
    };
  }

  private static long weight(Op.UnaryKind kind) {
    return switch (kind) {
      case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, SQUARE, IS_FINITE, NOT -> 1;
      case SQRT, NORM_SQRT, RSQRT -> 4;
      case EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          SIGMOID,
          ERF,
          ERFC ->
          TRANSCENDENTAL;
    };
  }

  // elimination takes n^3 / 3 products and as many sums, a sweep of rotations 6 n^3, six of them
  private static long matrix(Op.Matrix op, Shape a, Shape result) {
    long n = a.size(a.rank() - 1);
    long cube = n * n * n * a.slice(0, a.rank() - 2).elements();
    return switch (op) {
      case Op.Matrix.Solve(var part) ->
          2 * n * result.elements() + (part == Op.Part.ALL ? 2 * cube / 3 : 0);
      case Op.Matrix.Cholesky() -> cube / 3;
      case Op.Matrix.Determinant(var part) -> 2 * cube / 3;
      case Op.Matrix.Eigen(var part, var from, var to) -> 36 * cube;
    };
  }

  private static long contraction(Op.Contract op, Node node) {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int i = 0; i < op.lhs().size(); i++) {
      sizes.put(op.lhs().get(i), node.input(0).shape().size(i));
    }
    for (int i = 0; i < op.rhs().size(); i++) {
      sizes.put(op.rhs().get(i), node.input(1).shape().size(i));
    }
    return 2 * sizes.values().stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b);
  }
}
