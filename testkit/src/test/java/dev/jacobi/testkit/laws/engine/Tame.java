package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import java.util.List;

/**
 * Where operations are well conditioned. Two evaluators that round differently agree in the end
 * only if no operation makes much of little: a comparison of numbers that were rounded, a logarithm
 * near zero.
 */
final class Tame {
  private Tame() {}

  /**
   * Whether two evaluators may differ in the last bits of the result though the operands are the
   * same to the bit.
   */
  static boolean rounds(Op op, DType dtype) {
    return switch (op) {
      case Op.Elementwise.Unary(var kind) ->
          switch (kind) {
            case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, SQRT, NORM_SQRT, SQUARE, IS_FINITE, NOT ->
                false;
            case RSQRT,
                EXP,
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
                true;
          };
      case Op.Elementwise.Binary(var kind) ->
          switch (kind) {
            case ADD, SUB, MUL, DIV, MIN, MAX -> false;
            case POW, ATAN2 -> true;
          };
      case Op.Elementwise.LogGamma rest -> true;
      case Op.Elementwise rest -> false;
      case Op.Movement rest -> false;
      case Op.Reduction.Reduce(var kind, var axes) ->
          dtype.isFloat() && (kind == ReduceKind.SUM || kind == ReduceKind.PROD);
      case Op.Reduction.ArgReduce rest -> false;
      case Op.Contract contract -> dtype.isFloat();
      case Op.Indexing.Gather rest -> false;
      case Op.Indexing.ScatterAdd rest -> dtype.isFloat();
      case Op.Indexing.ArgSort rest -> false;
      case Op.Matrix rest -> false;
      case Op.Window.Unfold rest -> false;
      case Op.Window.Fold rest -> dtype.isFloat();
      case Op.Source rest -> false;
      case Op.Marker rest -> false;
    };
  }

  /**
   * Whether the operation and its derivatives are smooth at the operands.
   *
   * @param exact whether the operands are the same to the bit in every evaluator
   */
  static boolean allows(Op op, List<ArrayValue> x, boolean exact) {
    return switch (op) {
      case Op.Elementwise.Unary(var kind) -> unary(kind, x.get(0), exact);
      case Op.Elementwise.Binary(var kind) ->
          switch (kind) {
            case ADD, SUB, MUL -> true;
            case MIN, MAX -> exact;
            case DIV -> smallest(x.get(1)) >= 0.1;
            case POW -> lowest(x.get(0)) >= 0.1 && RandomGraph.largest(x.get(1)) <= 3;
            case ATAN2 -> smallest(x.get(0)) >= 0.1 && smallest(x.get(1)) >= 0.1;
          };
      case Op.Elementwise.LogGamma rest -> lowest(x.get(0)) >= 2;
      case Op.Elementwise.Compare(var kind) -> exact;
      case Op.Elementwise.Cast(var to) -> to.isFloat() || exact;
      case Op.Elementwise.Logic rest -> true;
      case Op.Elementwise.Select rest -> true;
      case Op.Movement rest -> true;
      case Op.Reduction.Reduce(var kind, var axes) ->
          switch (kind) {
            case SUM, PROD -> true;
            case MAX, MIN -> exact;
          };
      case Op.Reduction.ArgReduce rest -> exact;
      case Op.Contract rest -> true;
      case Op.Indexing.ArgSort rest -> exact;
      case Op.Indexing.Gather rest -> true;
      case Op.Indexing.ScatterAdd rest -> true;
      case Op.Matrix rest -> false;
      case Op.Window rest -> true;
      case Op.Source rest -> true;
      case Op.Marker rest -> true;
    };
  }

  private static boolean unary(Op.UnaryKind kind, ArrayValue x, boolean exact) {
    return switch (kind) {
      case NEG, SQUARE, EXP, EXPM1, SIN, COS, ATAN, SINH, COSH, TANH, SIGMOID, ERF, ERFC -> true;
      case IS_FINITE, NOT -> true;
      case ABS, SIGN, FLOOR, CEIL, ROUND -> exact;
      case NORM_SQRT -> exact && lowest(x) >= 0.1;
      case SQRT, RSQRT, LOG, LOG2 -> lowest(x) >= 0.1;
      case LOG1P -> lowest(x) >= -0.8;
      case TAN -> RandomGraph.largest(x) <= 1.3;
      case ASIN, ACOS -> RandomGraph.largest(x) <= 0.9;
    };
  }

  private static double lowest(ArrayValue x) {
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.shape().elements(); i++) {
      lowest = Math.min(lowest, x.getDouble(i));
    }
    return lowest;
  }

  private static double smallest(ArrayValue x) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.shape().elements(); i++) {
      smallest = Math.min(smallest, Math.abs(x.getDouble(i)));
    }
    return smallest;
  }
}
