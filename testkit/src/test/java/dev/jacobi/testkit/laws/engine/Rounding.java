package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.DType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;

/**
 * How far one operation may be from the reference on the same operands: not at all where it is
 * exact, some units in the last place for an elementary function, and for sums and products the
 * roundings of as many terms in any order.
 */
final class Rounding {
  private static final long FUNCTION_ULPS = 3;
  private static final int TERMS = 64;

  private Rounding() {}

  /** The first element at which {@code found} is too far from {@code op} on operands, or -1. */
  static int firstWrong(Op op, List<ArrayValue> operands, ArrayValue found) {
    ArrayValue expected = RandomGraph.value(op, operands);
    IntPredicate near = near(op, operands, found, expected);
    for (int i = 0; i < expected.shape().elements(); i++) {
      if (Ulps.distance(found, expected, i) != 0 && !near.test(i)) {
        return i;
      }
    }
    return -1;
  }

  private static IntPredicate near(
      Op op, List<ArrayValue> operands, ArrayValue found, ArrayValue expected) {
    if (!Tame.rounds(op, expected.dtype())) {
      return i -> false;
    }
    return switch (op) {
      case Op.Elementwise elementwise -> i -> Ulps.distance(found, expected, i) <= FUNCTION_ULPS;
      case Op.Reduction.Reduce(var kind, var axes) when kind == ReduceKind.PROD ->
          product(op, operands, found, expected);
      default -> sum(op, operands, found, expected);
    };
  }

  /**
   * Within the roundings of the sum of absolute values. Where that overflows, the order of terms
   * decides what comes out.
   */
  private static IntPredicate sum(
      Op op, List<ArrayValue> operands, ArrayValue found, ArrayValue expected) {
    ArrayValue size =
        RandomGraph.value(op, mapped(operands, x -> Double.isFinite(x) ? Math.abs(x) : 0));
    double unit = unit(expected.dtype());
    return i ->
        !(size.getDouble(i) <= largest(expected.dtype()))
            || difference(found, expected, i)
                <= TERMS * (unit * size.getDouble(i) + smallest(expected.dtype()));
  }

  /**
   * Within the roundings of the product; where a part of it leaves the range, its order decides.
   */
  private static IntPredicate product(
      Op op, List<ArrayValue> operands, ArrayValue found, ArrayValue expected) {
    ArrayValue upper =
        RandomGraph.value(
            op, mapped(operands, x -> Double.isFinite(x) ? Math.max(1, Math.abs(x)) : 1));
    ArrayValue lower =
        RandomGraph.value(
            op, mapped(operands, x -> Double.isFinite(x) && x != 0 ? Math.min(1, Math.abs(x)) : 1));
    double unit = unit(expected.dtype());
    double normal = expected.dtype() == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return i ->
        !(upper.getDouble(i) <= largest(expected.dtype()))
            || lower.getDouble(i) < normal
            || difference(found, expected, i) <= TERMS * unit * Math.abs(expected.getDouble(i));
  }

  private static double difference(ArrayValue found, ArrayValue expected, int i) {
    return Math.abs(found.getDouble(i) - expected.getDouble(i));
  }

  private static List<ArrayValue> mapped(List<ArrayValue> operands, DoubleUnaryOperator f) {
    return operands.stream().map(operand -> mapped(operand, f)).toList();
  }

  /** Float operands in float64, others as they are. */
  private static ArrayValue mapped(ArrayValue operand, DoubleUnaryOperator f) {
    if (!operand.dtype().isFloat()) {
      return operand;
    }
    double[] mapped = new double[operand.shape().elements()];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = f.applyAsDouble(operand.getDouble(i));
    }
    return ArrayValue.of(operand.shape(), mapped);
  }

  /** Half the distance from 1 to the next larger number. */
  static double unit(DType dtype) {
    return dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
  }

  private static double largest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
  }

  private static double smallest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
  }
}
