package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A graph while it grows: its nodes so far, each with its value, and where inputs come from. */
final class Growth {
  /** What may grow. */
  enum Kind {
    /**
     * Anything whose float results are numbers of ordinary size that depend on their operands
     * smoothly, so that rounding stays rounding.
     */
    TAME,
    /** Tame, and no sample looks at another. */
    SEPARATE,
    /** Anything, at numbers of any kind. */
    WILD
  }

  private static final int[] SIZES = {1, 2, 3, 5, 7};
  private static final double LARGEST = 50;
  private static final int MOST_AXES = 5;

  final Random random;
  final int samples;
  final DType real;
  private final Kind kind;
  private final Numbers numbers;
  private final int mostElements;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Node> inputs = new ArrayList<>();
  private final List<ArrayValue> values = new ArrayList<>();
  private final Map<Node, ArrayValue> known = new IdentityHashMap<>();
  private final Map<Node, Boolean> exact = new IdentityHashMap<>();

  Growth(Random random, int samples, Kind kind) {
    this.random = random;
    this.samples = samples;
    this.kind = kind;
    this.real = random.nextInt(3) == 0 ? DType.FLOAT32 : DType.FLOAT64;
    this.numbers = new Numbers(random, kind == Kind.WILD);
    this.mostElements = Math.max(3000, 24 * samples);
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Node> inputs() {
    return inputs;
  }

  List<ArrayValue> values() {
    return values;
  }

  ArrayValue value(Node node) {
    ArrayValue value = known.get(node);
    if (value == null) {
      throw new IllegalArgumentException("not grown here: " + node);
    }
    return value;
  }

  /** Some size of an axis. */
  int size() {
    return SIZES[random.nextInt(SIZES.length)];
  }

  /** Up to that many sizes of axes. */
  int[] sizes(int most) {
    int[] sizes = new int[random.nextInt(most + 1)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = size();
    }
    return sizes;
  }

  /** A node with a property, or null; the latest ones twice as often. */
  @Nullable Node pick(Predicate<Node> property) {
    List<Node> fitting = nodes.stream().filter(property).toList();
    if (fitting.isEmpty()) {
      return null;
    }
    int from = random.nextBoolean() ? fitting.size() / 2 : 0;
    return fitting.get(random.nextInt(from, fitting.size()));
  }

  /** A new placeholder with numbers, or a constant. */
  Node source(DType dtype, Shape shape) {
    return source(shape, numbers.draw(dtype, shape));
  }

  /** Whole numbers below n, of any integer type: a node that has them, or a new source. */
  Node indices(Shape shape, int n) {
    Node found =
        random.nextBoolean()
            ? pick(node ->
                node.dtype().isInteger() && node.shape().equals(shape) && within(value(node), n))
            : null;
    DType dtype = random.nextBoolean() ? DType.INT32 : DType.INT64;
    return found != null ? found : source(shape, numbers.indices(dtype, shape, n));
  }

  private static boolean within(ArrayValue value, int n) {
    for (int i = 0; i < value.shape().elements(); i++) {
      if (value.getLong(i) < 0 || value.getLong(i) >= n) {
        return false;
      }
    }
    return true;
  }

  private Node source(Shape shape, ArrayValue value) {
    boolean batch = shape.rank() > 0 && shape.size(0) == samples && random.nextInt(4) > 0;
    if (!batch && random.nextInt(3) == 0) {
      return keep(Nodes.constant(value), value, true);
    }
    return input(value, batch ? 0 : -1);
  }

  /** A new placeholder with samples along an axis. */
  Node samples(DType dtype, Shape shape, int axis) {
    return input(numbers.draw(dtype, shape), axis);
  }

  private Node input(ArrayValue value, int sampleAxis) {
    String name = "x" + inputs.size();
    Node input = Node.of(new Op.Source.Input(name, value.shape(), value.dtype(), sampleAxis));
    inputs.add(input);
    values.add(value);
    return keep(input, value, true);
  }

  private Node keep(Node node, ArrayValue value, boolean isExact) {
    nodes.add(node);
    known.put(node, value);
    exact.put(node, isExact);
    return node;
  }

  /** Adds what {@code made} makes if it may grow here; null if not. */
  @Nullable Node add(Supplier<@Nullable Node> made) {
    try {
      Node node = made.get();
      return node != null && (known.containsKey(node) || admit(node)) ? node : null;
    } catch (JacobiException refused) {
      return null; // the operation does not fit its operands: another will
    }
  }

  /** An operation on nodes that have grown; null if it may not. */
  @Nullable Node add(Op op, Node... operands) {
    return add(() -> Node.of(op, operands));
  }

  private boolean admit(Node node) {
    if (node.shape().elements() > mostElements || node.shape().rank() > MOST_AXES) {
      return false;
    }
    for (Node operand : node.inputs()) {
      if (!known.containsKey(operand) && !admit(operand)) {
        return false;
      }
    }
    List<ArrayValue> operands = node.inputs().stream().map(this::value).toList();
    boolean exactly = node.inputs().stream().allMatch(n -> Boolean.TRUE.equals(exact.get(n)));
    if (kind != Kind.WILD && !Tame.allows(node.op(), operands, exactly)) {
      return false;
    }
    if (kind == Kind.SEPARATE && mixes(node)) {
      return false;
    }
    ArrayValue value = RandomGraph.value(node.op(), operands);
    if (kind != Kind.WILD && !ordinary(value)) {
      return false;
    }
    keep(node, value, exactly && !Tame.rounds(node.op(), node.dtype()));
    return true;
  }

  private static boolean mixes(Node node) {
    Label label = SampleLabels.schedule(List.of(node)).of(node);
    return label instanceof Label.Total || label instanceof Label.Mixed;
  }

  private static boolean ordinary(ArrayValue value) {
    for (int i = 0; value.dtype().isFloat() && i < value.shape().elements(); i++) {
      if (!(Math.abs(value.getDouble(i)) <= LARGEST)) {
        return false;
      }
    }
    return true;
  }
}
