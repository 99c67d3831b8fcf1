package dev.jacobi.testkit;

import dev.jacobi.Tensor;
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
  private static final Bound.Normwise DERIVATIVES = new Bound.Normwise(256);

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
      check(sample, real, rounds, special(sample, real), "special numbers");
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
    compare(what, found, expected, Allowance.of(sample, lead, values, expected));
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
        compare(what, found, expected, Allowance.normwise(DERIVATIVES, expected));
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

  /**
   * What overflows on the way through a composition depends on the order of its sums: the largest
   * numbers are left to the primitives.
   */
  private static List<ArrayValue> special(OpSample sample, DType real) {
    boolean composition = sample.bound() instanceof Bound.Normwise;
    return composition
        ? sample.special(real).stream().map(EvaluatorLaw::withoutLargest).toList()
        : sample.special(real);
  }

  private static ArrayValue withoutLargest(ArrayValue value) {
    Tensor x = Tensor.of(value);
    return value.dtype().isFloat()
        ? Tensor.where(x.isFinite().and(x.abs().gt(1e30)), 3, x).toArrayValue()
        : value;
  }

  static ArrayValue evaluate(
      Evaluator evaluator, Node output, List<Node> inputs, List<ArrayValue> values) {
    Map<Node, ArrayValue> given = new IdentityHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      given.put(inputs.get(i), values.get(i));
    }
    return evaluator.evaluate(List.of(output), given).get(0);
  }

  private static void compare(
      String what, ArrayValue found, ArrayValue expected, Allowance allowed) {
    Ulps.requireAlike(found, expected);
    for (int i = 0; i < expected.shape().elements(); i++) {
      if (Ulps.distance(found, expected, i) != 0
          && !allowed.covers(i, found.getDouble(i), expected.getDouble(i))) {
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
