package dev.jacobi.transform;

import static dev.jacobi.graph.Nodes.zerosLike;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Forward mode: one walk from sources to results. The tangent of a node is the sum over its
 * operands of their tangents, times the local derivative ({@link Partials}) or through the linear
 * operation itself. The result is more graph.
 */
public final class Forward {
  private final Dependence dependence;
  private final Map<Node, Masked> tangents = new IdentityHashMap<>();

  Forward(Dependence dependence) {
    this.dependence = dependence;
  }

  /**
   * The tangents of {@code results} for given tangents of {@code sources}.
   *
   * @param seeds a tangent for each source, of its shape and type
   * @return a node for each result, or null where no derivative flows to it
   */
  public static List<@Nullable Node> pushforward(
      List<Node> results, List<Node> sources, List<Node> seeds) {
    Forward forward = new Forward(new Dependence(results, sources));
    for (int i = 0; i < sources.size(); i++) {
      forward.give(sources.get(i), Masked.plain(seeds.get(i)));
    }
    forward.walk();
    List<@Nullable Node> found = new ArrayList<>();
    for (Node result : results) {
      Masked t = forward.tangent(result);
      found.add(t == null ? null : t.value());
    }
    return found;
  }

  /** The tangent of a result for sources of which each is where the walk ends. */
  static @Nullable Masked partial(Node result, List<Node> sources, List<Masked> seeds) {
    Forward forward =
        new Forward(new Dependence(List.of(result), sources, Dependence.Extent.PARTIAL));
    for (int i = 0; i < sources.size(); i++) {
      forward.give(sources.get(i), seeds.get(i));
    }
    forward.walk();
    return forward.tangent(result);
  }

  private void walk() {
    for (Node node : dependence.between()) {
      give(node, Origin.of(node, () -> through(node)));
    }
  }

  /** Adds to the tangent of a node. */
  void give(Node node, @Nullable Masked t) {
    if (t != null) {
      tangents.merge(node, t, Masked::plus);
    }
  }

  /** The tangent of a node, null if it is zero. */
  @Nullable Masked tangent(Node node) {
    return tangents.get(node);
  }

  /** The tangent that a node gets from those of its operands. */
  @Nullable Masked through(Node node) {
    if (dependence.isSquaredNorm(node)) {
      return tangents.get(dependence.operands(node).get(0));
    }
    if (dependence.operands(node).stream().noneMatch(tangents::containsKey)) {
      return null;
    }
    return switch (node.op()) {
      case Op.Elementwise.Select op -> select(node);
      case Op.Movement.Concat op -> concat(op, node);
      case Op.Elementwise.Unary op -> elementwise(op, node);
      case Op.Elementwise.LogGamma op -> elementwise(op, node);
      case Op.Elementwise.Binary op -> elementwise(op, node);
      case Op.Elementwise.Cast op -> elementwise(op, node);
      case Op.Movement op -> movement(op, operand(node, 0));
      case Op.Reduction.Reduce(var kind, var axes) -> reduce(kind, axes, node);
      case Op.Contract op -> contract(op, node);
      case Op.Indexing.Gather op -> {
        Masked t = operand(node, 0);
        yield new Masked(
            Node.of(op, t.value(), node.input(1)),
            t.mask() == null ? null : Node.of(op, t.mask(), node.input(1)));
      }
      case Op.Indexing.ScatterAdd op -> {
        Masked t = operand(node, 0);
        yield new Masked(
            Node.of(op, t.value(), node.input(1)),
            Transposes.reached(op, t.maskOrTrue(), node.input(1)));
      }
      case Op.Matrix op ->
          MatrixRules.forward(
              op, node, tangents.get(node.input(0)), tangents.get(node.inputs().getLast()));
      case Op.Window.Unfold op -> movement(op, operand(node, 0));
      case Op.Window.Fold op -> {
        Masked t = operand(node, 0);
        yield new Masked(Node.of(op, t.value()), Transposes.covered(op, t.maskOrTrue()));
      }
      case Op.Marker.Derived(var sampleAxis) -> operand(node, 0);
      case Op.Marker.After() -> operand(node, 0);
      case Op.Marker.Checkpoint(var arguments) ->
          dependence.operands(node).equals(List.of(node.input(0)))
              ? operand(node, 0)
              : Recomputation.tangent(node, tangents);
      case Op.Marker.Custom(var rule) -> CustomRules.pushforward(rule, node, tangents);
      case Op.Elementwise.Compare op -> throw noFlow(node);
      case Op.Elementwise.Logic op -> throw noFlow(node);
      case Op.Reduction.ArgReduce op -> throw noFlow(node);
      case Op.Indexing.ArgSort op -> throw noFlow(node);
      case Op.Source op -> throw noFlow(node);
      case Op.Marker.StopGradient() -> throw noFlow(node);
    };
  }

  private Masked operand(Node node, int index) {
    Masked t = tangents.get(node.input(index));
    if (t == null) {
      throw noFlow(node);
    }
    return t;
  }

  private @Nullable Masked elementwise(Op.Elementwise op, Node node) {
    Masked sum = null;
    for (int i : dependence.flows(node).toArray()) {
      Masked t = tangents.get(node.input(i));
      if (t != null) {
        Masked part = t.times(Partials.of(op, node, i), node.dtype());
        sum = sum == null ? part : sum.plus(part);
      }
    }
    return sum;
  }

  // the tangent of the chosen branch; the other contributes nothing, whatever it is
  private Masked select(Node node) {
    Masked a = tangents.get(node.input(1));
    Masked b = tangents.get(node.input(2));
    Node condition = node.input(0);
    if (b == null) {
      return operand(node, 1).under(condition);
    }
    if (a == null) {
      return b.under(Nodes.not(condition));
    }
    boolean unmasked = a.mask() == null && b.mask() == null;
    return new Masked(
        Nodes.select(condition, a.value(), b.value()),
        unmasked ? null : Nodes.select(condition, a.maskOrTrue(), b.maskOrTrue()));
  }

  private Masked concat(Op.Movement.Concat op, Node node) {
    List<Node> values = new ArrayList<>();
    List<Node> masks = new ArrayList<>();
    for (Node input : node.inputs()) {
      Masked t = tangents.get(input);
      values.add(t == null ? zerosLike(input) : t.value());
      masks.add(t == null ? Nodes.truth(input, false) : t.maskOrTrue());
    }
    return new Masked(Node.of(op, values), Node.of(op, masks));
  }

  // padding is zero by construction; other moves keep their mask
  private static Masked movement(Op op, Masked t) {
    boolean pads = op instanceof Op.Movement.Pad;
    return new Masked(
        Node.of(op, t.value()), Transposes.moved(op, pads ? t.maskOrTrue() : t.mask()));
  }

  private Masked reduce(ReduceKind kind, Ints axes, Node node) {
    Masked t =
        operand(node, 0).times(Partials.ofReduce(kind, node.input(0), node, axes), node.dtype());
    Node any = t.mask() == null ? null : maskOf(t.mask(), axes);
    return new Masked(Nodes.sum(t.value(), axes), any);
  }

  private static @Nullable Node maskOf(Node mask, Ints axes) {
    return mask.shape().elements() == 0 ? null : Nodes.reduce(ReduceKind.MAX, mask, axes);
  }

  // d(sum a b) = sum da b + sum a db. Masks end here.
  private Masked contract(Op.Contract op, Node node) {
    Masked a = tangents.get(node.input(0));
    Masked b = tangents.get(node.input(1));
    Masked left = a == null ? null : Masked.plain(Node.of(op, a.value(), node.input(1)));
    if (b == null) {
      return java.util.Objects.requireNonNull(left);
    }
    Masked right = Masked.plain(Node.of(op, node.input(0), b.value()));
    return left == null ? right : left.plus(right);
  }

  private static IllegalStateException noFlow(Node node) {
    return new IllegalStateException("no derivative flows through " + node);
  }
}
