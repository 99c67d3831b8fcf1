package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.graph.Walk;
import dev.jacobi.type.NoPathException;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which operands of a node a derivative flows through, and which nodes lie between some sources and
 * some results. Both drivers walk it.
 */
final class Dependence {
  /** How far a walk goes. */
  enum Extent {
    /** Past sources too, which may depend on one another; checkpoints are one node. */
    TOTAL,
    /** Each source is where a walk ends. */
    PARTIAL,
    /** As TOTAL, through the nodes between the ends of a checkpoint. */
    INSIDE
  }

  private final Extent extent;
  private final Set<Node> sources;
  private final int lowest;
  private final List<Node> order;
  private final Set<Node> reached = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> active = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Node, List<Node>> operands = new IdentityHashMap<>();

  /** The dependence of {@code results} on {@code sources}. */
  Dependence(Collection<Node> results, Collection<Node> sources) {
    this(results, sources, Extent.TOTAL);
  }

  Dependence(Collection<Node> results, Collection<Node> sources, Extent extent) {
    this.extent = extent;
    this.sources = Collections.newSetFromMap(new IdentityHashMap<>());
    this.sources.addAll(sources);
    this.lowest = sources.stream().mapToInt(Node::depth).min().orElse(0);
    this.order = Walk.topological(results, this::operands);
    reached.addAll(order);
    for (Node node : order) {
      if (this.sources.contains(node) || operands(node).stream().anyMatch(active::contains)) {
        active.add(node);
      }
    }
  }

  /** The nodes that depend on a source and lead to a result, operands first. */
  List<Node> between() {
    return order.stream().filter(active::contains).toList();
  }

  /** Whether {@code node} leads to a result, so that {@link #isActive} knows it. */
  boolean leads(Node node) {
    return reached.contains(node);
  }

  /** Whether a derivative by a source flows into {@code node}. */
  boolean isActive(Node node) {
    return active.contains(node);
  }

  /**
   * Where the derivative of {@code node} flows from: its operands, but for squares of norms. No
   * source is below a node that is no deeper than all of them.
   */
  List<Node> operands(Node node) {
    if (node.depth() <= lowest || extent == Extent.PARTIAL && sources.contains(node)) {
      return List.of();
    }
    return operands.computeIfAbsent(
        node,
        n -> {
          Node squared = squareOfNorm(n);
          return squared != null ? List.of(squared) : flows(n).mapToObj(n::input).toList();
        });
  }

  /** The indices of the operands that a derivative flows through here. */
  IntStream flows(Node node) {
    return isOpen(node) ? IntStream.of(0) : flowing(node);
  }

  /** Whether a derivative goes through the nodes of a checkpoint, as if it were not there. */
  private boolean isOpen(Node node) {
    return switch (node.op()) {
      case Op.Marker.Checkpoint(var arguments) ->
          extent == Extent.INSIDE || sourceInside(node) != null;
      case Op.Marker.Custom(var rule) -> {
        Node inside = sourceInside(node);
        if (inside != null) {
          throw new NoPathException(
              rule.name()
                  + ": its rule says nothing of "
                  + inside
                  + ", which is no argument of it; pass it as an argument, or stopGradient() it");
        }
        yield false;
      }
      case Op.Marker.StopGradient() -> false;
      case Op.Marker.Derived(var sampleAxis) -> false;
      case Op.Marker.After() -> false;
      case Op.Elementwise op -> false;
      case Op.Movement op -> false;
      case Op.Reduction op -> false;
      case Op.Contract op -> false;
      case Op.Indexing op -> false;
      case Op.Matrix op -> false;
      case Op.Window op -> false;
      case Op.Source op -> false;
    };
  }

  /** The operands through which derivatives flow, and the value of a marker that hides it. */
  private static List<Node> within(Node node) {
    boolean hides =
        node.op() instanceof Op.Marker.Checkpoint || node.op() instanceof Op.Marker.Custom;
    return hides ? node.inputs() : flowing(node).mapToObj(node::input).toList();
  }

  /** A source that the value of a marker depends on otherwise than through its operands. */
  private @Nullable Node sourceInside(Node marker) {
    Set<Node> ends = Collections.newSetFromMap(new IdentityHashMap<>());
    ends.addAll(marker.inputs().subList(1, marker.inputs().size()));
    List<Node> inside =
        Walk.topological(
            List.of(marker.input(0)),
            n -> ends.contains(n) || n.depth() <= lowest ? List.of() : within(n));
    return inside.stream()
        .filter(n -> sources.contains(n) && !ends.contains(n))
        .findFirst()
        .orElse(null);
  }

  /**
   * Whether {@code node} is a squared norm, whose one operand here stands for the square itself.
   */
  boolean isSquaredNorm(Node node) {
    List<Node> flows = operands(node);
    return flows.size() == 1 && node.inputs().stream().noneMatch(i -> i == flows.get(0));
  }

  /** The indices of the operands that a derivative can flow through. */
  static IntStream flowing(Node node) {
    if (!node.dtype().isFloat()) {
      return IntStream.empty();
    }
    IntStream linear =
        switch (node.op()) {
          case Op.Elementwise.Unary(var kind) ->
              switch (kind) {
                case SIGN, FLOOR, CEIL, ROUND, IS_FINITE, NOT -> IntStream.empty();
                case NEG,
                    ABS,
                    SQRT,
                    NORM_SQRT,
                    RSQRT,
                    SQUARE,
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
                    IntStream.of(0);
              };
          case Op.Elementwise.LogGamma(var order) -> IntStream.of(0);
          case Op.Elementwise.Compare(var kind) -> IntStream.empty();
          case Op.Elementwise.Logic(var kind) -> IntStream.empty();
          case Op.Elementwise.Binary(var kind) -> IntStream.of(0, 1);
          case Op.Elementwise.Select() -> IntStream.of(1, 2);
          case Op.Elementwise.Cast(var to) -> IntStream.of(0);
          case Op.Movement movement -> IntStream.range(0, node.inputs().size());
          case Op.Reduction.Reduce(var kind, var axes) -> IntStream.of(0);
          case Op.Reduction.ArgReduce(var kind, var axis) -> IntStream.empty();
          case Op.Contract contract -> IntStream.of(0, 1);
          case Op.Indexing.Gather(var axis, var batch) -> IntStream.of(0);
          case Op.Indexing.ScatterAdd(var axis, var batch, var size) -> IntStream.of(0);
          case Op.Indexing.ArgSort(var axis) -> IntStream.empty();
          case Op.Matrix.Solve(var part) -> IntStream.of(0, 1);
          case Op.Matrix.Cholesky() -> IntStream.of(0);
          case Op.Matrix.Determinant(var part) ->
              switch (part) {
                case LOG_ABS -> IntStream.of(0);
                case SIGN -> IntStream.empty();
              };
          case Op.Matrix.Eigen(var part, var from, var to) -> IntStream.of(0);
          case Op.Window window -> IntStream.of(0);
          case Op.Source source -> IntStream.empty();
          case Op.Marker.StopGradient() -> IntStream.empty();
          case Op.Marker.Derived(var sampleAxis) -> IntStream.of(0);
          case Op.Marker.Checkpoint(var arguments) -> IntStream.range(1, node.inputs().size());
          case Op.Marker.After() -> IntStream.of(0);
          case Op.Marker.Custom(var rule) -> IntStream.range(1, node.inputs().size());
        };
    return linear.filter(i -> node.input(i).dtype().isFloat());
  }

  /**
   * norm(x)^2 = sum of squares, also at 0, where the norm itself has no derivative: if {@code node}
   * squares a norm, possibly moved, and nobody differentiates by that norm, the sum of squares
   * under the same moves; else null.
   */
  private @Nullable Node squareOfNorm(Node node) {
    return squares(node) ? underRoot(node.input(0)) : null;
  }

  private boolean squares(Node node) {
    if (node.op() instanceof Op.Elementwise.Binary(var kind)) {
      return kind == BinaryKind.MUL && node.input(0) == node.input(1)
          || kind == BinaryKind.POW && isTwo(node.input(1));
    }
    return node.op() instanceof Op.Elementwise.Unary(var kind) && kind == UnaryKind.SQUARE;
  }

  private @Nullable Node underRoot(Node node) {
    if (sources.contains(node)) {
      return null;
    }
    if (node.op() instanceof Op.Elementwise.Unary(var kind)) {
      return kind == UnaryKind.NORM_SQRT ? node.input(0) : null;
    }
    if (node.op() instanceof Op.Movement moved && node.inputs().size() == 1) {
      Node below = underRoot(node.input(0));
      return below == null ? null : Node.of(moved, below);
    }
    return null;
  }

  /** Whether it is the number 2, which nobody differentiates by. */
  private boolean isTwo(Node exponent) {
    if (sources.contains(exponent)) {
      return false;
    }
    if (exponent.op() instanceof Op.Movement.Expand) {
      return isTwo(exponent.input(0));
    }
    return exponent.op() instanceof Op.Source.Constant(var value)
        && value.shape().elements() == 1
        && value.getDouble(0) == 2;
  }
}
