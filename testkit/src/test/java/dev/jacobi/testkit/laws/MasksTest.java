package dev.jacobi.testkit.laws;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.graph.Walk;
import dev.jacobi.testkit.OpSample;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a mask did not choose contributes exactly zero to derivatives of order 1 and 2 in both
 * modes, whatever stands there: for {@code y = where(mask, f(g(x)), 1)} with infinities and NaN in
 * those elements of x that only enter unchosen elements of y, derivatives are those with ordinary
 * numbers in their place.
 *
 * <p>A contraction is the one place where masks end: a masked zero that is summed with others is an
 * ordinary number. Derivatives of linear algebra are made of contractions.
 */
final class MasksTest {
  /** What stands between x and f: nothing, and functions whose derivative at 0 is infinite. */
  private enum Inner {
    IDENTITY,
    LOG,
    SQRT;

    Node of(Node x) {
      return switch (this) {
        case IDENTITY -> x;
        case LOG -> Nodes.unary(UnaryKind.LOG, x);
        case SQRT -> Nodes.unary(UnaryKind.SQRT, x);
      };
    }

    /** An x with {@code of(x)} at about {@code u}, if there is one. */
    double inverse(double u) {
      return switch (this) {
        case IDENTITY -> u;
        case LOG -> StrictMath.exp(u);
        case SQRT -> u * u;
      };
    }

    /** Numbers at which something is infinite or NaN. */
    double[] singular() {
      return switch (this) {
        case IDENTITY ->
            new double[] {
              Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -1, 1e308, -1e308
            };
        case LOG, SQRT -> new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 5e-324};
      };
    }
  }

  static Stream<Arguments> maskable() {
    return Laws.where(sample -> {
      Node y = Laws.made(sample);
      return sample.hasDerivatives()
          && y.dtype() == DType.FLOAT64
          && Walk.topological(List.of(y)).stream()
              .noneMatch(
                  node -> node.op() instanceof Op.Contract || node.op() instanceof Op.Matrix);
    });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("maskable")
  void whatIsNotChosenContributesNothing(String family, List<OpSample> samples) {
    for (OpSample sample : samples) {
      if (sample.size() <= 7) {
        for (Inner inner : Inner.values()) {
          check(sample, inner, true);
          check(sample, inner, false);
        }
      }
    }
  }

  private static void check(OpSample sample, Inner inner, boolean someChosen) {
    Random random = new Random(Laws.SEED);
    List<ArrayValue> ordinary =
        new ArrayList<>(sample.draw(DType.FLOAT64, Shape.scalar(), Laws.SEED));
    for (int i : sample.reals()) {
      double[] x = Laws.numbers(ordinary.get(i));
      for (int e = 0; e < x.length; e++) {
        x[e] = inner.inverse(x[e]);
      }
      ordinary.set(i, ArrayValue.of(ordinary.get(i).shape(), x));
    }
    boolean[] chosen = new boolean[outcome(sample, inner, ordinary).length];
    for (int k = 0; k < chosen.length; k++) {
      chosen[k] = someChosen && random.nextBoolean();
    }
    List<ArrayValue> singular = new ArrayList<>(ordinary);
    List<ArrayValue> free = new ArrayList<>(ordinary);
    for (int i : sample.reals()) {
      double[] x = Laws.numbers(ordinary.get(i));
      boolean[] unchosen = unchosen(sample, inner, ordinary, i, chosen);
      double[] places = inner.singular();
      for (int e = 0; e < x.length; e++) {
        if (unchosen[e]) {
          x[e] = places[random.nextInt(places.length)];
        }
      }
      singular.set(i, ArrayValue.of(ordinary.get(i).shape(), x));
      free.set(i, ArrayValue.of(ordinary.get(i).shape(), unchosen));
    }
    compare(sample, inner, chosen, ordinary, singular, free);
  }

  /**
   * The elements of an operand that enter no chosen element of y: NaN there leaves those as they
   * are.
   */
  private static boolean[] unchosen(
      OpSample sample, Inner inner, List<ArrayValue> ordinary, int operand, boolean[] chosen) {
    double[] before = outcome(sample, inner, ordinary);
    boolean[] unchosen = new boolean[ordinary.get(operand).shape().elements()];
    for (int e = 0; e < unchosen.length; e++) {
      double[] x = Laws.numbers(ordinary.get(operand));
      x[e] = Double.NaN;
      List<ArrayValue> poisoned = new ArrayList<>(ordinary);
      poisoned.set(operand, ArrayValue.of(ordinary.get(operand).shape(), x));
      double[] after = outcome(sample, inner, poisoned);
      unchosen[e] = true;
      for (int k = 0; k < chosen.length; k++) {
        unchosen[e] &= !chosen[k] || Double.compare(before[k], after[k]) == 0;
      }
    }
    return unchosen;
  }

  private static double[] outcome(OpSample sample, Inner inner, List<ArrayValue> at) {
    return Laws.numbers(Laws.value(applied(sample, inner, Laws.constants(at))));
  }

  private static Node applied(OpSample sample, Inner inner, List<Node> operands) {
    List<Node> inside = new ArrayList<>(operands);
    for (int i : sample.reals()) {
      inside.set(i, inner.of(operands.get(i)));
    }
    return sample.apply(inside, Shape.scalar());
  }

  private static void compare(
      OpSample sample,
      Inner inner,
      boolean[] chosen,
      List<ArrayValue> ordinary,
      List<ArrayValue> singular,
      List<ArrayValue> free) {
    Map<String, Tensor> expected = derivatives(sample, inner, chosen, ordinary);
    Map<String, Tensor> found = derivatives(sample, inner, chosen, singular);
    expected.forEach((what, derivative) -> {
      double[] right = Laws.numbers(Laws.value(derivative));
      double[] left = Laws.numbers(Laws.value(requireNonNull(found.get(what))));
      for (int e = 0; e < right.length; e++) {
        // the sign of a zero may differ
        assertThat(Ulps.distance(left[e], right[e]))
            .as(
                "%s of %s, %s: element %d is %s instead of %s, seed %d",
                sample, inner, what, e, left[e], right[e], Laws.SEED)
            .isLessThanOrEqualTo(1);
      }
    });
    for (int i : sample.reals()) {
      double[] gradient =
          Laws.numbers(Laws.value(requireNonNull(found.get("reverse by operand " + i))));
      boolean[] unchosen = (boolean[]) free.get(i).array();
      for (int e = 0; e < gradient.length; e++) {
        assertThat(!unchosen[e] || gradient[e] == 0)
            .as("%s of %s: derivative %s by unchosen element %d", sample, inner, gradient[e], e)
            .isTrue();
      }
    }
  }

  /** First and second derivatives in both modes and all their mixtures, by name. */
  private static Map<String, Tensor> derivatives(
      OpSample sample, Inner inner, boolean[] chosen, List<ArrayValue> at) {
    Random random = new Random(Laws.SEED);
    List<Node> operands = Laws.constants(at);
    Node value = applied(sample, inner, operands);
    Node mask = Nodes.constant(ArrayValue.of(value.shape(), chosen));
    Tensor y = new Tensor(Nodes.select(mask, value, Nodes.fillLike(value, 1)));
    Map<String, Tensor> all = new LinkedHashMap<>();
    for (int i : sample.reals()) {
      Tensor x = new Tensor(operands.get(i));
      Tensor v = new Tensor(Laws.direction(x.node(), random));
      Tensor w = new Tensor(Laws.direction(y.node(), random));
      Tensor forward = y.jvp(x, v);
      Tensor reverse = y.vjp(x, w);
      BinaryOperator<Tensor> direction =
          (d, like) -> new Tensor(Laws.direction(like.node(), random));
      all.put("forward by operand " + i, forward);
      all.put("reverse by operand " + i, reverse);
      all.put("forward of forward by operand " + i, forward.jvp(x, v));
      all.put("reverse of forward by operand " + i, forward.vjp(x, direction.apply(w, forward)));
      all.put("forward of reverse by operand " + i, reverse.jvp(x, v));
      all.put("reverse of reverse by operand " + i, reverse.vjp(x, direction.apply(v, reverse)));
    }
    return all;
  }
}
