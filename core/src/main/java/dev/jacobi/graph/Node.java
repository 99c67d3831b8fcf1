package dev.jacobi.graph;

import dev.jacobi.type.DType;
import dev.jacobi.type.GraphDepthException;
import dev.jacobi.type.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value of a lazy graph: an operation, the nodes it is applied to, and the type that follows. A
 * node is its identity; two nodes of the same operation and operands are two values.
 */
public final class Node {
  /**
   * The longest chain of operations that may pile up without being computed. A training loop that
   * never cuts its graph reaches it after some hundred steps and is told so, long before memory
   * ends.
   */
  public static final int MAX_DEPTH = 20_000;

  private final Op op;
  private final List<Node> inputs;
  private final Shape shape;
  private final DType dtype;
  private final Origin origin;
  private final int depth;
  private final boolean traced;
  private volatile @Nullable ArrayValue value;
  private volatile @Nullable String note;

  private Node(Op op, List<Node> inputs, TypeRules.Type type, Origin origin) {
    this.op = op;
    this.inputs = inputs;
    this.shape = type.shape();
    this.dtype = type.dtype();
    this.origin = origin;
    int below = 0;
    boolean placeholder = op instanceof Op.Source.Input;
    for (Node input : inputs) {
      below = Math.max(below, input.depth);
      placeholder |= input.traced;
    }
    this.depth = inputs.isEmpty() ? 0 : below + 1;
    this.traced = placeholder;
    if (op instanceof Op.Source.Constant(ArrayValue constant)) {
      this.value = constant;
    }
    if (depth > MAX_DEPTH) {
      throw new GraphDepthException(
          OpNames.of(this)
              + ": the graph below it is "
              + depth
              + " operations deep and was never computed, more than "
              + MAX_DEPTH
              + "; cut it with value(), let an optimiser update the weights, or compile the step");
    }
  }

  /**
   * The node of {@code op} applied to {@code inputs}.
   *
   * @throws dev.jacobi.type.ShapeException if the shapes do not fit the operation
   * @throws dev.jacobi.type.DTypeException if the types do not
   */
  public static Node of(Op op, List<Node> inputs) {
    return new Node(op, List.copyOf(inputs), TypeRules.infer(op, inputs), Origin.here());
  }

  /** A leaf with a computed value: no stack is walked for it. */
  public static Node result(ArrayValue value) {
    return new Node(
        new Op.Source.Constant(value),
        List.of(),
        new TypeRules.Type(value.shape(), value.dtype()),
        Origin.COMPUTED);
  }

  /** The node of {@code op} applied to {@code inputs}. */
  public static Node of(Op op, Node... inputs) {
    return of(op, List.of(inputs));
  }

  /** What it computes. */
  public Op op() {
    return op;
  }

  /** What it is applied to. */
  public List<Node> inputs() {
    return inputs;
  }

  /** Operand {@code index}. */
  public Node input(int index) {
    return inputs.get(index);
  }

  /** The shape of the value. */
  public Shape shape() {
    return shape;
  }

  /** The element type of the value. */
  public DType dtype() {
    return dtype;
  }

  /** The longest chain of operations below it: greater than that of each operand. */
  public int depth() {
    return depth;
  }

  /** Where it was made. */
  public Origin origin() {
    return origin;
  }

  /** Whether it depends on a parameter of a traced function, so that it has no value of its own. */
  public boolean traced() {
    return traced;
  }

  /** The value, if it was computed or is a constant. */
  public @Nullable ArrayValue value() {
    return value;
  }

  /** Remembers the computed value. */
  public void remember(ArrayValue computed) {
    value = computed;
  }

  /** What the library decided when it made this node, for {@code explain}. */
  public @Nullable String note() {
    return note;
  }

  /** Says what was decided. */
  public Node withNote(String decided) {
    note = decided;
    return this;
  }

  /** As in {@code tanh [16, 2] (made at Net.java:12)}. */
  @Override
  public String toString() {
    return OpNames.of(this) + " " + shape + " (made at " + origin.place() + ")";
  }
}
