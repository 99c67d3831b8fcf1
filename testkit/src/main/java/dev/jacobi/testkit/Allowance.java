package dev.jacobi.testkit;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Whether a bound covers the difference of one element from the reference. */
@FunctionalInterface
interface Allowance {
  /**
   * Whether element {@code index} may be {@code found} where the reference has {@code expected}.
   */
  boolean covers(int index, double found, double expected);

  /** Only the same bits. */
  Allowance NONE = (index, found, expected) -> false;

  /** What a sample's bound allows with these operands. */
  static Allowance of(OpSample sample, Shape lead, List<ArrayValue> values, ArrayValue expected) {
    DType dtype = expected.dtype();
    if (!dtype.isFloat()) {
      return NONE;
    }
    return switch (sample.bound()) {
      case Bound.Exact() -> NONE;
      case Bound.WithinUlps within -> (i, a, b) -> ulps(a, b, dtype) <= within.in(dtype);
      case Bound.Backward(var terms) -> backward(terms, sizes(sample, lead, values, x -> x), dtype);
      case Bound.Product(var factors) ->
          product(
              factors,
              sizes(sample, lead, values, x -> Math.max(x, 1)),
              sizes(sample, lead, values, x -> x == 0 ? 1 : Math.min(x, 1)),
              dtype);
      case Bound.Normwise normwise -> normwise(normwise, expected);
    };
  }

  private static long ulps(double a, double b, DType dtype) {
    return dtype == DType.FLOAT32 ? Ulps.distance((float) a, (float) b) : Ulps.distance(a, b);
  }

  /**
   * Rounding errors are relative to the sum of the absolute values of all terms. Where that
   * overflows, the order of summation decides what comes out.
   */
  private static Allowance backward(int terms, ArrayValue sizes, DType dtype) {
    double roundoff = terms * Ulps.roundoff(dtype);
    double underflow = terms * smallest(dtype);
    return (i, a, b) ->
        !(sizes.getDouble(i) <= largest(dtype))
            || Math.abs(a - b) <= roundoff * sizes.getDouble(i) + underflow;
  }

  private static Allowance product(int factors, ArrayValue large, ArrayValue small, DType dtype) {
    double roundoff = factors * Ulps.roundoff(dtype);
    return (i, a, b) ->
        !(large.getDouble(i) <= largest(dtype))
            || !(small.getDouble(i) >= smallest(dtype) / Ulps.roundoff(dtype))
            || Math.abs(a - b) <= roundoff * Math.abs(b);
  }

  /** Relative to the largest element, or to 1. */
  static Allowance normwise(Bound.Normwise bound, ArrayValue expected) {
    double size = 1;
    for (int i = 0; i < expected.shape().elements(); i++) {
      double element = Math.abs(expected.getDouble(i));
      size = Double.isFinite(element) ? Math.max(size, element) : size;
    }
    double error = bound.roundings() * Ulps.roundoff(expected.dtype()) * size;
    return (i, a, b) -> Math.abs(a - b) <= error;
  }

  /**
   * The same operation in float64 on a function of the operands' absolute values; what is not
   * finite decides by itself and counts as 1.
   */
  private static ArrayValue sizes(
      OpSample sample, Shape lead, List<ArrayValue> values, DoubleUnaryOperator f) {
    Evaluator reference = new ReferenceEvaluator();
    List<Node> inputs = sample.inputs(DType.FLOAT64, lead);
    List<ArrayValue> sizes = values.stream().map(value -> sizes(value, f)).toList();
    return EvaluatorLaw.evaluate(reference, sample.apply(inputs, lead), inputs, sizes);
  }

  private static ArrayValue sizes(ArrayValue value, DoubleUnaryOperator f) {
    if (!value.dtype().isFloat()) {
      return value;
    }
    double[] sizes = new double[value.shape().elements()];
    for (int i = 0; i < sizes.length; i++) {
      double size = Math.abs(value.getDouble(i));
      sizes[i] = f.applyAsDouble(Double.isFinite(size) ? size : 1);
    }
    return ArrayValue.of(value.shape(), sizes);
  }

  private static double smallest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
  }

  private static double largest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
  }
}
