package dev.jacobi.testkit.laws;

import static dev.jacobi.graph.Nodes.add;
import static dev.jacobi.graph.Nodes.and;
import static dev.jacobi.graph.Nodes.binary;
import static dev.jacobi.graph.Nodes.cast;
import static dev.jacobi.graph.Nodes.contract;
import static dev.jacobi.graph.Nodes.div;
import static dev.jacobi.graph.Nodes.expand;
import static dev.jacobi.graph.Nodes.fillLike;
import static dev.jacobi.graph.Nodes.insertAxes;
import static dev.jacobi.graph.Nodes.mul;
import static dev.jacobi.graph.Nodes.neg;
import static dev.jacobi.graph.Nodes.not;
import static dev.jacobi.graph.Nodes.or;
import static dev.jacobi.graph.Nodes.permute;
import static dev.jacobi.graph.Nodes.reduce;
import static dev.jacobi.graph.Nodes.reshape;
import static dev.jacobi.graph.Nodes.scalar;
import static dev.jacobi.graph.Nodes.select;
import static dev.jacobi.graph.Nodes.sub;
import static dev.jacobi.graph.Nodes.truth;
import static dev.jacobi.graph.Nodes.unary;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.optimize.Rewrite;
import dev.jacobi.optimize.Rewrites;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each line of the simplifier's table: it fires where it says, and both sides are the same bits at
 * NaN, infinities, zeros of both signs, denormals and the largest numbers.
 */
final class RewritesTest {
  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1.5,
    -1 / 3.0
  };
  private static final int N = SPECIAL.length;

  /** The operands are placeholders, so that only what a test writes as a constant is one. */
  private static final Map<Node, ArrayValue> GIVEN = new IdentityHashMap<>();

  private static final Node X = given(SPECIAL);
  private static final Node FLOATS = cast(X, DType.FLOAT32);
  private static final Node LONGS = given(new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE});
  private static final Node TRUTHS = given(new boolean[] {true, false});

  private static Node given(Object array) {
    ArrayValue value = ArrayValue.of(Shape.of(Array.getLength(array)), array);
    Node input = Node.of(new Op.Source.Input("x", value.shape(), value.dtype(), -1));
    GIVEN.put(input, value);
    return input;
  }

  private static ArrayValue value(Node node) {
    return new ReferenceEvaluator().evaluate(List.of(node), GIVEN).get(0);
  }

  /** All pairs of special numbers, of shape [N, N]. */
  private static Node columns() {
    return expand(X, Shape.of(N, N), Ints.of(0));
  }

  private static Node rows() {
    return expand(X, Shape.of(N, N), Ints.of(1));
  }

  /** The left sides on which each rewrite must fire. */
  private static Map<String, List<Node>> leftSides() {
    Map<String, List<Node>> left = new TreeMap<>();
    left.put(
        "marker",
        List.of(
            Node.of(new Op.Marker.StopGradient(), X),
            Node.of(new Op.Marker.Derived(-1), X, FLOATS, LONGS)));
    left.put(
        "same-move",
        List.of(
            reshape(X, X.shape()),
            permute(rows(), Ints.of(0, 1)),
            expand(X, X.shape(), Ints.of(0)),
            Node.of(new Op.Movement.Slice(Ints.of(0), Ints.of(0), Ints.of(N), Ints.of(1)), X),
            Node.of(new Op.Movement.Pad(Ints.of(0), Ints.of(0), Ints.of(0), Ints.of(0)), X),
            Node.of(new Op.Movement.Concat(0), X),
            Node.of(new Op.Elementwise.Cast(DType.FLOAT64), X)));
    left.put("reshape-reshape", List.of(reshape(reshape(X, Shape.of(3, 4)), Shape.of(2, 6))));
    left.put(
        "permute-permute",
        List.of(
            permute(permute(reshape(X, Shape.of(2, 3, 2)), Ints.of(1, 2, 0)), Ints.of(2, 1, 0))));
    left.put(
        "expand-expand",
        List.of(
            expand(rows(), Shape.of(N, 2, N), Ints.of(0, 2)),
            expand(insertAxes(X, Ints.of(0)), Shape.of(3, N), Ints.of(0, 1))));
    left.put("neg-neg", List.of(neg(neg(X)), neg(neg(LONGS)), neg(neg(FLOATS))));
    left.put("not-not", List.of(not(not(TRUTHS))));
    left.put(
        "times-one",
        List.of(
            mul(X, fillLike(X, 1)),
            mul(fillLike(X, 1), X),
            div(X, fillLike(X, 1)),
            mul(LONGS, fillLike(LONGS, 1)),
            mul(FLOATS, fillLike(FLOATS, 1))));
    left.put(
        "minus-zero",
        List.of(
            sub(X, fillLike(X, 0)),
            add(X, fillLike(X, -0.0)),
            sub(LONGS, fillLike(LONGS, 0)),
            add(FLOATS, fillLike(FLOATS, -0.0))));
    Node some = Node.of(new Op.Elementwise.Compare(Comparison.LT), X, fillLike(X, 0));
    left.put(
        "select-same",
        List.of(
            select(some, X, X),
            select(truth(X, true), X, neg(X)),
            select(truth(X, false), neg(X), X)));
    left.put(
        "logic-same",
        List.of(
            and(some, some),
            or(some, some),
            and(some, truth(some, true)),
            and(truth(some, true), some),
            or(some, truth(some, false)),
            or(truth(some, false), some)));
    left.put("fold", folds());
    left.put(
        "expand-out",
        List.of(
            unary(UnaryKind.EXP, rows()),
            add(columns(), expand(unary(UnaryKind.SQRT, X), Shape.of(N, N), Ints.of(0))),
            binary(
                BinaryKind.POW,
                expand(rows(), Shape.of(2, N, N), Ints.of(1, 2)),
                expand(columns(), Shape.of(2, N, N), Ints.of(1, 2))),
            select(
                expand(TRUTHS, Shape.of(2, N), Ints.of(0)),
                expand(
                    insertAxes(scalar(DType.FLOAT64, -0.0), Ints.of(0)),
                    Shape.of(2, N),
                    Ints.of(0)),
                expand(given(new double[] {-0.0, Double.NaN}), Shape.of(2, N), Ints.of(0)))));
    left.put(
        "permute-expand",
        List.of(
            permute(rows(), Ints.of(1, 0)),
            permute(
                expand(reshape(X, Shape.of(3, 4)), Shape.of(3, 2, 4), Ints.of(0, 2)),
                Ints.of(2, 0, 1))));
    left.put(
        "reduce-expand",
        List.of(
            reduce(ReduceKind.MAX, rows(), Ints.of(0)),
            reduce(ReduceKind.MIN, rows(), Ints.of(0, 1)),
            reduce(ReduceKind.SUM, expand(X, Shape.of(4, N), Ints.of(1)), Ints.of(0)),
            reduce(ReduceKind.SUM, expand(X, Shape.of(1, N), Ints.of(1)), Ints.of(0)),
            reduce(ReduceKind.SUM, expand(FLOATS, Shape.of(3, N), Ints.of(1)), Ints.of(0)),
            reduce(ReduceKind.SUM, expand(LONGS, Shape.of(5, 4), Ints.of(1)), Ints.of(0)),
            reduce(ReduceKind.MAX, expand(TRUTHS, Shape.of(3, 2), Ints.of(1)), Ints.of(0))));
    left.put(
        "contract-expand",
        List.of(
            contract(columns(), Ints.of(0, 1), X, Ints.of(0), Ints.of(1)),
            contract(X, Ints.of(0), rows(), Ints.of(1, 0), Ints.of(1, 0)),
            contract(
                expand(X, Shape.of(3, N), Ints.of(1)),
                Ints.of(0, 1),
                reshape(columns(), Shape.of(N, N)),
                Ints.of(1, 2),
                Ints.of(2, 0)),
            contract(columns(), Ints.of(0, 1), columns(), Ints.of(0, 1), Ints.of(0, 1))));
    left.put(
        "reduce-kept",
        List.of(
            reduce(ReduceKind.SUM, expand(X, Shape.of(3, N), Ints.of(1)), Ints.of(1)),
            reduce(ReduceKind.PROD, columns(), Ints.of(0)),
            reduce(ReduceKind.MAX, expand(columns(), Shape.of(N, 2, N), Ints.of(0, 2)), Ints.of(2)),
            reduce(ReduceKind.MIN, expand(TRUTHS, Shape.of(2, 3), Ints.of(0)), Ints.of(0))));
    Node one = Nodes.constant(ArrayValue.of(Shape.of(1, 1), new double[] {1}));
    left.put(
        "contract-ones",
        List.of(
            contract(one, Ints.of(0, 1), columns(), Ints.of(2, 3), Ints.of(0, 3, 1, 2)),
            contract(columns(), Ints.of(2, 3), one, Ints.of(0, 1), Ints.of(3, 2, 0, 1)),
            contract(
                expand(one, Shape.of(3, N, 1), Ints.of(0, 2)),
                Ints.of(0, 1, 2),
                X,
                Ints.of(1),
                Ints.of(0, 2)),
            contract(
                one, Ints.of(0, 1), reshape(X, Shape.of(N, 1)), Ints.of(2, 1), Ints.of(0, 2))));
    left.put(
        "contract-repeated",
        List.of(
            contract(
                expand(X, Shape.of(4, N), Ints.of(1)),
                Ints.of(0, 1),
                expand(X, Shape.of(N, 4), Ints.of(0)),
                Ints.of(2, 0),
                Ints.of(1, 2))));
    left.put("contract-stacked", sumsOfContractions());
    left.put("pieces-add", sumsOfPieces());
    Node parts = concat(0, X, neg(X), X);
    left.put(
        "pieces-slice",
        List.of(
            cut(parts, 0, 2, 9),
            cut(parts, 0, N, 2 * N),
            cut(parts, 0, 2 * N + 1, 2 * N + 2),
            cut(pad(columns(), 1, 4, 1), 1, 0, 3),
            cut(pad(columns(), 1, 4, 1), 1, 5, 4 + N)));
    Node number = scalar(DType.FLOAT64, -0.0);
    left.put(
        "pieces-one",
        List.of(
            concat(0, cut(X, 0, 1, 3), cut(X, 0, 3, 4), cut(X, 0, 4, N)),
            concat(0, cut(FLOATS, 0, 0, 5), cut(FLOATS, 0, 5, 6)),
            concat(
                1,
                expand(number, Shape.of(2, 3), Ints.of()),
                expand(number, Shape.of(2, 4), Ints.of()))));
    return left;
  }

  private static Node concat(int axis, Node... parts) {
    return Node.of(new Op.Movement.Concat(axis), parts);
  }

  private static Node pad(Node x, int axis, int low, int high) {
    return Node.of(new Op.Movement.Pad(Ints.of(axis), Ints.of(low), Ints.of(high), Ints.of(0)), x);
  }

  private static Node cut(Node x, int axis, int start, int limit) {
    return Node.of(
        new Op.Movement.Slice(Ints.of(axis), Ints.of(start), Ints.of(limit), Ints.of(1)), x);
  }

  /** Of special numbers with ones and zeros, so that no sum is rounded. */
  private static List<Node> sumsOfContractions() {
    double[] first = new double[2 * 6 * N];
    double[] second = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = SPECIAL[i % N];
      second[i] = i < first.length / 2 ? 1 : 0;
    }
    int width = first.length / 2;
    Node a = reshape(given(first), Shape.of(2, width));
    Node b = reshape(given(second), Shape.of(2, width));
    Ints rows = Ints.of(7, 3);
    Ints columns = Ints.of(7, 5);
    Node ab = contract(a, rows, b, columns, Ints.of(3, 5));
    Node ba = contract(b, columns, a, rows, Ints.of(5, 3));
    Node again = contract(b, Ints.of(0, 1), a, Ints.of(0, 2), Ints.of(1, 2));
    Node two = requireNonNull(rule("contract-stacked").apply(add(ba, again)));
    return List.of(
        add(ab, contract(a, Ints.of(0, 2), b, Ints.of(0, 1), Ints.of(2, 1))),
        add(permute(ab, Ints.of(1, 0)), permute(ab, Ints.of(1, 0))),
        add(ba, again),
        add(two, again),
        add(ba, two),
        add(two, two));
  }

  private static Rewrite.Rule rule(String name) {
    return table().filter(line -> line.name().equals(name)).findFirst().orElseThrow().rule();
  }

  /** Contractions that differ in their letters, or are too small to be worth copying. */
  @Test
  void contractionsThatDoNotGoTogetherAreAdded() {
    Node small = contract(X, Ints.of(0), columns(), Ints.of(0, 1), Ints.of(1));
    Node a = reshape(expand(X, Shape.of(200, N), Ints.of(1)), Shape.of(200, N));
    Node wide = expand(a, Shape.of(200, N, 1), Ints.of(0, 1));
    Node product = contract(a, Ints.of(1, 0), X, Ints.of(0), Ints.of(1));
    Node square = contract(neg(a), Ints.of(0, 1), neg(a), Ints.of(2, 1), Ints.of(0, 2));
    Node turned = permute(square, Ints.of(1, 0));
    for (Node sum :
        List.of(add(small, small), add(product, product), add(square, turned), add(wide, wide))) {
      assertThat(rule("contract-stacked").apply(sum)).as(sum.toString()).isNull();
    }
  }

  /** Side by side, with gaps, in both orders, along either axis, behind another term, meeting. */
  private static List<Node> sumsOfPieces() {
    Node other = concat(0, X, neg(X), X);
    Node both =
        Node.of(
            new Op.Movement.Pad(Ints.of(0, 1), Ints.of(0, N), Ints.of(N, 0), Ints.of(0, 0)),
            rows());
    Node corner =
        Node.of(
            new Op.Movement.Pad(Ints.of(0, 1), Ints.of(0, 0), Ints.of(N, N), Ints.of(0, 0)),
            columns());
    return List.of(
        add(pad(X, 0, 0, N), pad(X, 0, N, 0)),
        add(pad(X, 0, N + 2, 0), pad(neg(X), 0, 0, N + 2)),
        add(pad(X, 0, 1, N + 2), pad(X, 0, N + 1, 2)),
        add(pad(columns(), 1, 0, N), pad(rows(), 1, N, 0)),
        add(pad(FLOATS, 0, 0, N), pad(FLOATS, 0, N, 0)),
        add(pad(LONGS, 0, 0, 4), pad(LONGS, 0, 4, 0)),
        or(pad(TRUTHS, 0, 0, 2), pad(not(TRUTHS), 0, 2, 0)),
        add(pad(X, 0, 0, 2 * N), add(other, pad(X, 0, N, N))),
        add(add(pad(X, 0, 2 * N, 0), other), pad(X, 0, 0, 2 * N)),
        add(pad(columns(), 0, 3, 2), pad(rows(), 0, 3, 2)),
        add(both, corner),
        add(concat(0, X, fillLike(X, 0.0), X), pad(X, 0, N, N)));
  }

  /** Pads that overlap in part, and a padding that is moved afterwards. */
  @Test
  void piecesThatOverlapAreAdded() {
    for (Node sum :
        List.of(
            add(pad(X, 0, 0, 3), pad(X, 0, 3, 0)),
            add(
                pad(columns(), 0, 0, N),
                reshape(pad(X, 0, 0, 2 * N * N - N), Shape.of(2 * N, N))))) {
      assertThat(Simplifier.run(List.of(sum)).applied()).doesNotContainKey("pieces-add");
    }
  }

  private static List<Node> folds() {
    return Arrays.stream(SPECIAL)
        .boxed()
        .flatMap(number -> {
          Node a = scalar(DType.FLOAT64, number);
          Node b = scalar(DType.FLOAT32, number);
          return Stream.of(
              neg(a),
              unary(UnaryKind.SQRT, a),
              mul(a, a),
              sub(a, a),
              div(b, b),
              cast(a, DType.INT32));
        })
        .toList();
  }

  static Stream<Rewrite> table() {
    return Rewrites.TABLE.stream();
  }

  @Test
  void everyLineHasATest() {
    assertThat(leftSides().keySet())
        .containsExactlyInAnyOrderElementsOf(table().map(Rewrite::name).toList());
    assertThat(table().map(Rewrite::name)).doesNotHaveDuplicates();
    assertThat(table().map(Rewrite::equation)).allMatch(equation -> equation.contains("="));
    assertThat(table().map(Rewrite::safety)).noneMatch(String::isBlank);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void bothSidesAreTheSame(Rewrite rewrite) {
    for (Node left : requireNonNull(leftSides().get(rewrite.name()))) {
      Node right = rewrite.rule().apply(left);
      assertThat(right).as("%s on %s", rewrite.name(), left).isNotNull();
      ArrayValue before = value(left);
      ArrayValue after = value(requireNonNull(right));
      assertThat(before.sameBits(after)).as("%s on %s", rewrite.name(), left).isTrue();
    }
  }

  /** The sum of n equal terms is n times one, rounded once instead of n - 1 times. */
  @Test
  void theSumOfEqualTermsIsRoundedOnce() {
    Node left = reduce(ReduceKind.SUM, expand(X, Shape.of(7, N), Ints.of(1)), Ints.of(0));
    Node right = Simplifier.simplify(List.of(left)).get(0);
    assertThat(right.op()).isEqualTo(new Op.Elementwise.Binary(BinaryKind.MUL));
    assertThat(Ulps.largest(value(left), value(right))).isBetween(0L, 6L);
  }

  /** What looks simpler and is not the same. */
  @Test
  void noLineFiresWhereNumbersWouldChange() {
    List<Node> kept =
        List.of(
            mul(X, fillLike(X, 0)),
            add(X, fillLike(X, 0.0)),
            sub(X, fillLike(X, -0.0)),
            add(fillLike(X, 0.0), X),
            sub(X, X),
            div(X, X),
            div(fillLike(X, 1), X),
            mul(X, fillLike(X, -1)),
            binary(BinaryKind.POW, X, fillLike(X, 0)),
            Node.of(new Op.Elementwise.Compare(Comparison.EQ), X, X),
            Node.of(new Op.Movement.Flip(Ints.of(0)), X),
            reduce(ReduceKind.PROD, rows(), Ints.of(0)),
            select(TRUTHS, given(new double[] {0.0, 1}), given(new double[] {-0.0, 1})));
    for (Node node : kept) {
      assertThat(Simplifier.run(List.of(node)).applied()).as(node.toString()).isEmpty();
    }
  }
}
