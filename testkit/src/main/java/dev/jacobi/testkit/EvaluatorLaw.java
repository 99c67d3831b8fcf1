package dev.jacobi.testkit;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Evaluator;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.transform.Forward;
import dev.jacobi.transform.Reverse;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An evaluator computes what the reference computes, within the bound of each sample: in both float
 * types, for single values and for batches whose axis 0 is known to be the samples', at ordinary
 * and at special numbers, and for first and second derivatives.
 */
public final class EvaluatorLaw {
  private static final long SEED = 20_260_229L;
  private static final List<Shape> LEADS =
      List.of(Shape.scalar(), Shape.of(1), Shape.of(5), Shape.of(2, 3));

  /** What derivatives may differ by: they are some dozen operations. */
  private static final Bound DERIVATIVES = new Bound.Normwise(256);

  private final Evaluator reference = new ReferenceEvaluator();
  private final Evaluator candidate;

  private EvaluatorLaw(Evaluator candidate) {
    this.candidate = candidate;
  }

  /** The law for an evaluator. */
  public static EvaluatorLaw of(Evaluator candidate) {
    return new EvaluatorLaw(candidate);
  }

  /**
   * Compares on one sample.
   *
   * @throws CheckFailedException if the evaluator is further from the reference than the sample's
   *     bound, naming sample, type, element and both numbers
   */
  public void check(OpSample sample) {
    for (DType real : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (Shape lead : LEADS) {
        check(sample, real, lead, sample.draw(real, lead, SEED), "ordinary numbers");
      }
      Shape rounds = Shape.of(sample.rounds(real));
      check(sample, real, rounds, sample.special(real), "special numbers");
      if (sample.hasDerivatives()) {
        for (Shape lead : List.of(Shape.scalar(), Shape.of(5))) {
          checkDerivatives(sample, real, lead);
        }
      }
    }
  }

  private void check(
      OpSample sample, DType real, Shape lead, List<ArrayValue> values, String numbers) {
    List<Node> inputs = sample.inputs(real, lead);
    Node output = sample.apply(inputs, lead);
    ArrayValue expected = evaluate(reference, output, inputs, values);
    ArrayValue found = evaluate(candidate, output, inputs, values);
    String what = sample + " in " + real + ", axes in front " + lead + ", " + numbers;
    compare(what, found, expected, allowed(sample, lead, values, expected));
  }

  private void checkDerivatives(OpSample sample, DType real, Shape lead) {
    List<Node> inputs = sample.inputs(real, lead);
    List<ArrayValue> values = sample.draw(real, lead, SEED);
    Node y = sample.apply(inputs, lead);
    for (int i : sample.reals()) {
      Node x = inputs.get(i);
      List<Node> derivatives = new ArrayList<>();
      @Nullable Node reverse = pullback(y, x);
      @Nullable Node forward = pushforward(y, x);
      if (reverse != null) {
        derivatives.add(reverse);
        add(derivatives, pushforward(reverse, x));
      }
      if (forward != null) {
        derivatives.add(forward);
        add(derivatives, pullback(forward, x));
      }
      for (Node derivative : derivatives) {
        ArrayValue expected = evaluate(reference, derivative, inputs, values);
        ArrayValue found = evaluate(candidate, derivative, inputs, values);
        String what =
            "derivative by operand "
                + i
                + " of "
                + sample
                + " in "
                + real
                + ", axes in front "
                + lead;
        compare(what, found, expected, normwise(DERIVATIVES, expected));
      }
    }
  }

  private static void add(List<Node> derivatives, @Nullable Node derivative) {
    if (derivative != null) {
      derivatives.add(derivative);
    }
  }

  private static @Nullable Node pullback(Node y, Node x) {
    return Reverse.pullback(List.of(y), List.of(Nodes.fillLike(y, 0.75)), List.of(x)).get(0);
  }

  private static @Nullable Node pushforward(Node y, Node x) {
    return Forward.pushforward(List.of(y), List.of(x), List.of(Nodes.fillLike(x, 0.75))).get(0);
  }

  private static ArrayValue evaluate(
      Evaluator evaluator, Node output, List<Node> inputs, List<ArrayValue> values) {
    Map<Node, ArrayValue> given = new IdentityHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      given.put(inputs.get(i), values.get(i));
    }
    return evaluator.evaluate(List.of(output), given).get(0);
  }

  /** The error that each element may have, beside units in its last place. */
  private interface Allowed {
    boolean at(int index, double found, double expected);
  }

  private Allowed allowed(
      OpSample sample, Shape lead, List<ArrayValue> values, ArrayValue expected) {
    return switch (sample.bound()) {
      case Bound.Exact() -> (i, a, b) -> false;
      case Bound.WithinUlps within ->
          (i, a, b) -> ulps(a, b, expected.dtype()) <= within.ulps(expected.dtype());
      case Bound.Backward backward -> backward(backward, sample, lead, values, expected);
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
  private Allowed backward(
      Bound.Backward bound,
      OpSample sample,
      Shape lead,
      List<ArrayValue> values,
      ArrayValue expected) {
    if (!expected.dtype().isFloat()) {
      return (i, a, b) -> false;
    }
    List<ArrayValue> sizes = values.stream().map(EvaluatorLaw::sizes).toList();
    List<Node> inputs = sample.inputs(DType.FLOAT64, lead);
    ArrayValue size = evaluate(reference, sample.apply(inputs, lead), inputs, sizes);
    double roundoff = bound.terms() * Ulps.roundoff(expected.dtype());
    double smallest = smallest(expected.dtype());
    double largest = largest(expected.dtype());
    return (i, a, b) ->
        !(size.getDouble(i) <= largest)
            || Math.abs(a - b) <= roundoff * size.getDouble(i) + bound.terms() * smallest;
  }

  /** Absolute values in float64; what is not finite decides by itself and is left out. */
  private static ArrayValue sizes(ArrayValue value) {
    if (!value.dtype().isFloat()) {
      return value;
    }
    double[] sizes = new double[value.shape().elements()];
    for (int i = 0; i < sizes.length; i++) {
      double size = Math.abs(value.getDouble(i));
      sizes[i] = Double.isFinite(size) ? size : 0;
    }
    return ArrayValue.of(value.shape(), sizes);
  }

  private static double smallest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
  }

  private static double largest(DType dtype) {
    return dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
  }

  private static Allowed normwise(Bound bound, ArrayValue expected) {
    int roundings = bound instanceof Bound.Normwise(var count) ? count : 0;
    double size = 0;
    for (int i = 0; i < expected.shape().elements(); i++) {
      double element = Math.abs(expected.getDouble(i));
      size = Double.isFinite(element) ? Math.max(size, element) : size;
    }
    double error = roundings * Ulps.roundoff(expected.dtype()) * Math.max(1, size);
    return (i, a, b) -> Math.abs(a - b) <= error;
  }

  private static void compare(String what, ArrayValue found, ArrayValue expected, Allowed allowed) {
    Ulps.requireAlike(found, expected);
    for (int i = 0; i < expected.shape().elements(); i++) {
      if (Ulps.distance(found, expected, i) != 0
          && !allowed.at(i, found.getDouble(i), expected.getDouble(i))) {
        throw new CheckFailedException(
            String.format(
                Locale.ROOT,
                "evaluator: %s: element %d is %s, by the reference %s (seed %d)",
                what,
                i,
                found.getDouble(i),
                expected.getDouble(i),
                SEED));
      }
    }
  }
}
