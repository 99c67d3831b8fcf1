package dev.jacobi.testkit.laws;

import static dev.jacobi.graph.Nodes.add;
import static dev.jacobi.graph.Nodes.contract;
import static dev.jacobi.graph.Nodes.expand;
import static dev.jacobi.graph.Nodes.insertAxes;
import static dev.jacobi.graph.Nodes.mul;
import static dev.jacobi.graph.Nodes.plus;
import static dev.jacobi.graph.Nodes.reshape;
import static dev.jacobi.graph.Nodes.sum;
import static dev.jacobi.graph.Nodes.unary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.graph.Walk;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.optimize.Simplifier.Simplified;
import dev.jacobi.reference.ReferenceEvaluator;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Rewrites that see the whole graph: where they match and where another use forbids it, and that
 * values stay what they are.
 */
final class WholeRewritesTest {
  private static final int SAMPLES = 3;
  private static final int STEPS = 6;
  private static final int WIDTH = 32;
  private static final double[] SPECIAL = {
    -0.0, 0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE
  };

  private final Random random = new Random(Laws.SEED);
  private final Map<Node, ArrayValue> given = new IdentityHashMap<>();

  /** Small whole numbers, so that no sum is rounded, and in each tenth place a special number. */
  private Node input(DType dtype, boolean special, int... sizes) {
    Shape shape = Shape.of(sizes);
    double[] numbers = new double[shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(9) - 4;
      if (special && random.nextInt(10) == 0) {
        numbers[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    Node input = Node.of(new Op.Source.Input("x", shape, dtype, 0));
    ArrayValue value = ArrayValue.of(shape, numbers);
    given.put(input, dtype == DType.FLOAT64 ? value : Laws.value(cast(value, dtype)));
    return input;
  }

  private static Node cast(ArrayValue value, DType dtype) {
    return dev.jacobi.graph.Nodes.cast(dev.jacobi.graph.Nodes.constant(value), dtype);
  }

  private List<Node> steps(DType dtype, boolean special) {
    return IntStream.range(0, STEPS)
        .mapToObj(t -> unary(UnaryKind.NEG, input(dtype, special, SAMPLES, WIDTH)))
        .toList();
  }

  /** Layers behind the samples. */
  private static Node stack(List<Node> layers) {
    List<Node> parts = layers.stream().map(x -> insertAxes(x, Ints.of(1))).toList();
    return Node.of(new Op.Movement.Concat(1), parts);
  }

  private static Node stackInFront(List<Node> layers) {
    List<Node> parts = layers.stream().map(x -> insertAxes(x, Ints.of(0))).toList();
    return Node.of(new Op.Movement.Concat(0), parts);
  }

  private static Node cut(Node x, int axis, int start, int limit) {
    return Node.of(
        new Op.Movement.Slice(Ints.of(axis), Ints.of(start), Ints.of(limit), Ints.of(1)), x);
  }

  private Simplified same(Node... outputs) {
    List<Node> written = List.of(outputs);
    Simplified simplified = Simplifier.run(written);
    List<ArrayValue> before = new ReferenceEvaluator().evaluate(written, given);
    List<ArrayValue> after = new ReferenceEvaluator().evaluate(simplified.outputs(), given);
    for (int i = 0; i < outputs.length; i++) {
      boolean same =
          outputs[i].op() instanceof Op.Contract
              ? Ulps.largest(after.get(i), before.get(i)) == 0
                  || sameNumbers(before.get(i), after.get(i))
              : after.get(i).sameBits(before.get(i));
      assertThat(same).as("output %d, seed %d, %s", i, Laws.SEED, simplified.applied()).isTrue();
    }
    return simplified;
  }

  /** Whether zeros differ in their signs at most. */
  private static boolean sameNumbers(ArrayValue a, ArrayValue b) {
    return IntStream.range(0, a.shape().elements())
        .allMatch(i ->
            a.getDouble(i) == b.getDouble(i)
                || Double.isNaN(a.getDouble(i)) && Double.isNaN(b.getDouble(i)));
  }

  private static long count(Simplified simplified, Predicate<Op> operation) {
    return Walk.topological(simplified.outputs()).stream()
        .filter(node -> operation.test(node.op()))
        .count();
  }

  private static boolean isAddition(Op op) {
    return op.equals(new Op.Elementwise.Binary(Op.BinaryKind.ADD));
  }

  @Test
  void zerosAreNotAddedBeforeSumsAndProducts() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (boolean special : new boolean[] {false, true}) {
        List<Node> zeroed = steps(dtype, special).stream().map(x -> plus(x, 0.0)).toList();
        Node stack = stack(zeroed);
        Node weights = input(dtype, false, SAMPLES, STEPS, 5);
        Ints letters = Ints.of(0, 1, 2);
        Simplified simplified =
            same(
                contract(stack, letters, weights, Ints.of(0, 1, 3), Ints.of(2, 3)),
                sum(stack, Ints.of(0, 1)),
                sum(stack, Ints.of(2)));
        assertThat(simplified.applied()).containsEntry("zeros-unseen", STEPS + 2);
        assertThat(count(simplified, WholeRewritesTest::isAddition)).isEqualTo(2);
      }
    }
  }

  /** The sum of nothing but -0.0 is -0.0, unless 0.0 was added. */
  @Test
  void aSumOfNegativeZerosKeepsItsSign() {
    Node x = input(DType.FLOAT64, false, SAMPLES, 2, WIDTH);
    double[] zeros = new double[SAMPLES * 2 * WIDTH];
    Arrays.fill(zeros, -0.0);
    given.put(x, ArrayValue.of(x.shape(), zeros));
    Node half = Node.of(new Op.Movement.Concat(1), plus(x, 0.0), x);
    assertThat(same(sum(plus(x, 0.0), Ints.of(0, 1))).applied()).containsKey("zeros-unseen");
    for (Node kept :
        List.of(sum(half, Ints.of(0)), unary(UnaryKind.SQRT, plus(x, 0.0)), plus(x, 0.0))) {
      assertThat(same(kept).applied()).doesNotContainKey("zeros-unseen");
    }
  }

  @Test
  void zerosThatAreReturnedAreAdded() {
    Node zeroed = plus(input(DType.FLOAT64, true, SAMPLES, WIDTH), 0.0);
    Node product = contract(zeroed, Ints.of(0, 1), zeroed, Ints.of(0, 2), Ints.of(1, 2));
    assertThat(same(product, zeroed).applied()).doesNotContainKey("zeros-unseen");
    assertThat(same(product, mul(zeroed, zeroed)).applied()).doesNotContainKey("zeros-unseen");
    Node products = contract(zeroed, Ints.of(0, 1), zeroed, Ints.of(0, 2), Ints.of(0, 1, 2));
    assertThat(same(products).applied()).doesNotContainKey("zeros-unseen");
  }

  private static Node total(List<Node> addends) {
    return addends.stream().reduce(dev.jacobi.graph.Nodes::add).orElseThrow();
  }

  @Test
  void sumsOfWhatIsStackedAreJoined() {
    for (boolean special : new boolean[] {false, true}) {
      List<Node> steps = steps(DType.FLOAT32, special);
      Node seen = unary(UnaryKind.ABS, stack(steps));
      Node other = input(DType.FLOAT32, special, WIDTH);
      List<Node> sums = steps.stream().map(x -> sum(x, Ints.of(0))).toList();
      assertThat(same(seen, total(sums)).applied()).containsEntry("sums-joined", 1);
      assertThat(same(seen, total(sums.reversed())).applied()).containsEntry("sums-joined", 1);
      assertThat(same(seen, total(sums.subList(1, 5))).applied()).containsEntry("sums-joined", 1);
      Simplified more = same(seen, add(other, total(sums)), other);
      assertThat(more.applied()).containsEntry("sums-joined", 1);
      assertThat(count(more, op -> op instanceof Op.Reduction)).isEqualTo(1);
    }
  }

  /** What is returned or used elsewhere, too few, not neighbours, twice, or without a stack. */
  @Test
  void sumsThatServeSomethingElseAreNotJoined() {
    List<Node> steps = steps(DType.FLOAT32, false);
    Node seen = unary(UnaryKind.ABS, stack(steps));
    List<Node> sums = steps.stream().map(x -> sum(x, Ints.of(0))).toList();
    Node half = total(sums.subList(0, 3));
    Node total = add(half, total(sums.subList(3, STEPS)));
    List<Node> gap = new ArrayList<>(sums);
    gap.remove(2);
    for (Node[] outputs :
        new Node[][] {
          {seen, total, half},
          {seen, total, sums.get(0), sums.get(4), sums.get(5)},
          {seen, add(total, unary(UnaryKind.EXP, half))},
          {seen, total(sums.subList(0, 3))},
          {seen, total(gap)},
          {seen, add(total(sums.subList(0, 4)), sums.get(0))},
          {total}
        }) {
      assertThat(same(outputs).applied()).doesNotContainKey("sums-joined");
    }
  }

  /** A stack that depends on the sum cannot serve it. */
  @Test
  void aStackThatComesLaterIsOfNoUse() {
    List<Node> steps = steps(DType.FLOAT32, false);
    Node total = total(steps.stream().map(x -> sum(x, Ints.of(0))).toList());
    List<Node> more = new ArrayList<>(steps);
    more.add(expand(total, Shape.of(SAMPLES, WIDTH), Ints.of(1)));
    Simplified simplified = same(unary(UnaryKind.ABS, stack(more)));
    assertThat(simplified.applied()).doesNotContainKey("sums-joined");
  }

  @Test
  void aStackServesContractionsToo() {
    List<Node> steps = steps(DType.FLOAT64, false);
    List<Node> others = steps(DType.FLOAT64, false);
    Node seen = unary(UnaryKind.ABS, stack(steps));
    List<Node> backwards = steps.subList(1, STEPS).reversed();
    Ints lefts = Ints.of(7, 0, 1);
    Ints rights = Ints.of(7, 0, 2);
    Ints out = Ints.of(1, 2);
    Node left = stackInFront(backwards);
    Node right = stackInFront(others.subList(0, STEPS - 1));
    for (Node product :
        List.of(
            contract(left, lefts, right, rights, out),
            contract(right, lefts, left, rights, out),
            contract(left, lefts, left, rights, out))) {
      Simplified simplified = same(seen, product);
      assertThat(simplified.applied()).containsEntry("stacks-shared", 1);
      assertThat(count(simplified, op -> op.equals(new Op.Movement.Concat(0)))).isZero();
    }
    Node alone = contract(right, lefts, right, rights, out);
    Node kept = contract(left, lefts, right, rights, out.prepend(7));
    assertThat(same(seen, alone, kept).applied()).doesNotContainKey("stacks-shared");
  }

  @Test
  void partsAreComputedWhereTheyAreUsed() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Node x = input(dtype, true, SAMPLES, STEPS, 2 * WIDTH);
      Node row = input(dtype, true, 2 * WIDTH);
      Node whole = mul(unary(UnaryKind.TANH, x), expand(row, x.shape(), Ints.of(2)));
      Node state = input(dtype, true, SAMPLES, WIDTH);
      for (int t = 0; t < STEPS; t++) {
        Node step = reshape(cut(whole, 1, t, t + 1), Shape.of(SAMPLES, 2 * WIDTH));
        Node gates = add(step, expand(row, step.shape(), Ints.of(1)));
        state = add(mul(state, cut(gates, 1, 0, WIDTH)), cut(gates, 1, WIDTH, 2 * WIDTH));
      }
      Simplified simplified = same(state);
      assertThat(simplified.applied()).containsEntry("parts-computed", 2 * STEPS);
      assertThat(
              Walk.topological(simplified.outputs()).stream()
                  .filter(node -> node.op() instanceof Op.Elementwise))
          .allMatch(node -> node.shape().elements() == SAMPLES * WIDTH);
    }
  }

  /** Parts that overlap, are short, are rows, or of what is used as a whole or returned. */
  @Test
  void whatIsUsedAsAWholeIsComputedAsAWhole() {
    Node x = input(DType.FLOAT64, true, 2 * SAMPLES, 2 * WIDTH);
    Node whole = unary(UnaryKind.NEG, plus(x, 1));
    Node left = cut(whole, 1, 0, WIDTH);
    Node right = cut(whole, 1, WIDTH, 2 * WIDTH);
    for (Node[] outputs :
        new Node[][] {
          {left, right, whole},
          {left, right, sum(whole, Ints.of(1))},
          {left, cut(whole, 1, WIDTH - 1, 2 * WIDTH)},
          {cut(whole, 1, 0, 8), cut(whole, 1, 8, 16)},
          {cut(whole, 0, 0, SAMPLES), cut(whole, 0, SAMPLES, 2 * SAMPLES)}
        }) {
      assertThat(same(outputs).applied()).doesNotContainKey("parts-computed");
    }
    assertThat(same(left, right).applied()).containsEntry("parts-computed", 2);
    assertThat(same(left, unary(UnaryKind.ABS, left)).applied()).containsEntry("parts-computed", 1);
  }
}
