package dev.jacobi.transform;

import static dev.jacobi.graph.Nodes.add;
import static dev.jacobi.graph.Nodes.cast;
import static dev.jacobi.graph.Nodes.compare;
import static dev.jacobi.graph.Nodes.div;
import static dev.jacobi.graph.Nodes.expandBack;
import static dev.jacobi.graph.Nodes.fillLike;
import static dev.jacobi.graph.Nodes.mul;
import static dev.jacobi.graph.Nodes.neg;
import static dev.jacobi.graph.Nodes.nonZero;
import static dev.jacobi.graph.Nodes.not;
import static dev.jacobi.graph.Nodes.or;
import static dev.jacobi.graph.Nodes.plus;
import static dev.jacobi.graph.Nodes.reduce;
import static dev.jacobi.graph.Nodes.scale;
import static dev.jacobi.graph.Nodes.select;
import static dev.jacobi.graph.Nodes.sub;
import static dev.jacobi.graph.Nodes.sum;
import static dev.jacobi.graph.Nodes.unary;
import static dev.jacobi.transform.Partial.MINUS_ONE;
import static dev.jacobi.transform.Partial.ONE;
import static dev.jacobi.transform.Partial.ZERO;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.stream.IntStream;

/**
 * The local derivatives of elementwise operations and of reductions that are not linear, each
 * stated once; forward and reverse mode both multiply by them. In the formulas x is the operand, y
 * the result.
 */
final class Partials {
  private Partials() {}

  /** The derivative of an elementwise node by its operand {@code index}. */
  static Partial of(Op.Elementwise op, Node y, int index) {
    return switch (op) {
      case Op.Elementwise.Unary(var kind) -> unaryPartial(kind, y.input(0), y);
      // the derivative of one order is the next one
      case Op.Elementwise.LogGamma(var order) ->
          new Partial.Times(Node.of(new Op.Elementwise.LogGamma(order + 1), y.input(0)));
      case Op.Elementwise.Binary(var kind) -> binaryPartial(kind, y, index);
      case Op.Elementwise.Compare(var kind) -> ZERO;
      case Op.Elementwise.Logic(var kind) -> ZERO;
      case Op.Elementwise.Select() ->
          switch (index) {
            case 0 -> ZERO;
            case 1 -> new Partial.Where(y.input(0), ONE);
            default -> new Partial.Where(not(y.input(0)), ONE);
          };
      case Op.Elementwise.Cast(var to) -> ONE;
    };
  }

  private static Partial unaryPartial(UnaryKind kind, Node x, Node y) {
    return switch (kind) {
      // d(-x) = -dx
      case NEG -> MINUS_ONE;
      // d|x| = sign(x) dx, 0 at 0
      case ABS -> new Partial.Times(unary(UnaryKind.SIGN, x));
      case SIGN, FLOOR, CEIL, ROUND, IS_FINITE, NOT -> ZERO;
      // d sqrt(x) = dx / (2 y)
      case SQRT -> new Partial.Over(scale(2, y));
      // the same, and 0 by convention where y = 0
      case NORM_SQRT -> new Partial.Where(nonZero(y), new Partial.Over(scale(2, y)));
      // d x^(-1/2) = -y / (2 x) dx
      case RSQRT -> new Partial.Times(div(scale(-0.5, y), x));
      // d x^2 = 2 x dx
      case SQUARE -> new Partial.Times(scale(2, x));
      // d e^x = y dx
      case EXP -> new Partial.Times(y);
      // d (e^x - 1) = e^x dx
      case EXPM1 -> new Partial.Times(unary(UnaryKind.EXP, x));
      // d ln x = dx / x
      case LOG -> new Partial.Over(x);
      // d ln(1 + x) = dx / (1 + x)
      case LOG1P -> new Partial.Over(plus(x, 1));
      // d log2 x = dx / (x ln 2)
      case LOG2 -> new Partial.Over(scale(Math.log(2), x));
      // d sin x = cos x dx
      case SIN -> new Partial.Times(unary(UnaryKind.COS, x));
      // d cos x = -sin x dx
      case COS -> new Partial.Times(neg(unary(UnaryKind.SIN, x)));
      // d tan x = (1 + y^2) dx
      case TAN -> new Partial.Times(plus(unary(UnaryKind.SQUARE, y), 1));
      // d asin x = ((1 - x)(1 + x))^(-1/2) dx
      case ASIN -> new Partial.Times(arcSlope(x));
      // d acos x = -((1 - x)(1 + x))^(-1/2) dx
      case ACOS -> new Partial.Times(neg(arcSlope(x)));
      // d atan x = dx / (1 + x^2)
      case ATAN -> new Partial.Over(plus(unary(UnaryKind.SQUARE, x), 1));
      // d sinh x = cosh x dx
      case SINH -> new Partial.Times(unary(UnaryKind.COSH, x));
      // d cosh x = sinh x dx
      case COSH -> new Partial.Times(unary(UnaryKind.SINH, x));
      // d tanh x = (1 - y^2) dx
      case TANH -> new Partial.Times(sub(fillLike(y, 1), unary(UnaryKind.SQUARE, y)));
      // d sigmoid(x) = sigmoid(x) sigmoid(-x) dx: 1 - sigmoid(x) would cancel
      case SIGMOID -> new Partial.Times(mul(y, unary(UnaryKind.SIGMOID, neg(x))));
      // d erf x = 2 / sqrt(pi) e^(-x^2) dx
      case ERF -> new Partial.Times(bell(2 / Math.sqrt(Math.PI), x));
      // d erfc x = -2 / sqrt(pi) e^(-x^2) dx
      case ERFC -> new Partial.Times(bell(-2 / Math.sqrt(Math.PI), x));
    };
  }

  private static Node arcSlope(Node x) {
    Node one = fillLike(x, 1);
    return unary(UnaryKind.RSQRT, mul(sub(one, x), add(one, x)));
  }

  private static Node bell(double height, Node x) {
    return scale(height, unary(UnaryKind.EXP, neg(unary(UnaryKind.SQUARE, x))));
  }

  private static Partial binaryPartial(BinaryKind kind, Node y, int index) {
    Node a = y.input(0);
    Node b = y.input(1);
    boolean first = index == 0;
    return switch (kind) {
      case ADD -> ONE;
      case SUB -> first ? ONE : MINUS_ONE;
      case MUL -> new Partial.Times(first ? b : a);
      // d(a / b) = da / b - y / b db
      case DIV -> first ? new Partial.Over(b) : new Partial.Times(neg(div(y, b)));
      // d a^b = b a^(b-1) da + y ln(a) db; the first is 0 where b = 0, the second where a = 0
      case POW ->
          first
              ? new Partial.Where(
                  nonZero(b),
                  new Partial.Times(mul(b, Nodes.binary(BinaryKind.POW, a, plus(b, -1)))))
              : new Partial.Where(nonZero(a), new Partial.Times(mul(y, unary(UnaryKind.LOG, a))));
      case MIN -> first ? chosen(b, a) : chosen(a, b);
      case MAX -> first ? chosen(a, b) : chosen(b, a);
      case ATAN2 -> first ? angleByHeight(a, b) : angleByWidth(a, b);
    };
  }

  /** The derivative of max(p, q) by p: 1 where it is larger, half where they tie. */
  private static Partial chosen(Node p, Node q) {
    Node half = fillLike(p, 0.5);
    Node share = select(compare(Comparison.EQ, p, q), half, fillLike(p, 1));
    return new Partial.Where(not(compare(Comparison.LT, p, q)), new Partial.Times(share));
  }

  // d atan2(a, b) = (b da - a db) / (a^2 + b^2), 0 at the origin. Numerator and denominator are
  // scaled by h = max(|a|, |b|), of which the quotient does not depend, so that nothing overflows.
  private static Partial angleByHeight(Node a, Node b) {
    return angle(a, b, b, 1);
  }

  private static Partial angleByWidth(Node a, Node b) {
    return angle(a, b, a, -1);
  }

  private static Partial angle(Node a, Node b, Node numerator, double sign) {
    Node size = Nodes.binary(BinaryKind.MAX, unary(UnaryKind.ABS, a), unary(UnaryKind.ABS, b));
    Node h = Node.of(new Op.Marker.StopGradient(), size);
    Node square = add(unary(UnaryKind.SQUARE, div(a, h)), unary(UnaryKind.SQUARE, div(b, h)));
    return new Partial.Where(
        nonZero(h), new Partial.Times(div(div(scale(sign, div(numerator, h)), square), h)));
  }

  /**
   * The derivative of a reduction by each element of x, so that dy = sum over the axes of it times
   * dx. The sum is linear and not asked here.
   */
  static Partial ofReduce(ReduceKind kind, Node x, Node y, Ints axes) {
    return switch (kind) {
      case SUM -> ONE;
      case PROD -> new Partial.Times(leaveOneOut(x, axes));
      case MAX, MIN -> {
        // elements equal to the extreme share the derivative equally
        Node extreme =
            or(
                compare(Comparison.EQ, x, expandBack(y, x.shape(), axes)),
                compare(Comparison.NE, x, x));
        Node count = sum(cast(extreme, x.dtype()), axes);
        yield new Partial.Where(extreme, new Partial.Over(expandBack(count, x.shape(), axes)));
      }
    };
  }

  /**
   * For each element the product of the others along the axes: no division, so zeros do no harm.
   */
  private static Node leaveOneOut(Node x, Ints axes) {
    Shape shape = x.shape();
    int rank = shape.rank();
    int[] kept = IntStream.range(0, rank).filter(a -> !axes.contains(a)).toArray();
    Ints order = Ints.of(IntStream.concat(IntStream.of(kept), axes.stream()).toArray());
    Shape outer = shape.without(axes);
    int n = axes.stream().map(shape::size).reduce(1, (p, q) -> p * q);
    // [outer, n] -> [outer, n, n], row i with a 1 at place i
    Node flat = Nodes.reshape(Nodes.permute(x, order), outer.concat(Shape.of(n)));
    Shape square = outer.concat(Shape.of(n, n));
    Node rows = Nodes.expand(flat, square, Ints.range(0, outer.rank()).append(outer.rank() + 1));
    Node own = Nodes.broadcast(Nodes.eye(n, DType.BOOL), square);
    Node others =
        reduce(ReduceKind.PROD, select(own, fillLike(rows, 1), rows), Ints.of(outer.rank() + 1));
    return Nodes.permute(Nodes.reshape(others, shape.permute(order)), order.inverse());
  }
}
