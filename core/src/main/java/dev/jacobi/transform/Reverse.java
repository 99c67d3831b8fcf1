package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reverse mode: one walk from results back to sources. Each node hands the cotangent it has
 * collected to its operands, times the local derivative ({@link Partials}) or through the transpose
 * ({@link Transposes}). The walk ends at the sources, which may be inner nodes; the result is more
 * graph.
 */
public final class Reverse {
  private final Dependence dependence;
  private final Map<Node, Masked> cotangents = new IdentityHashMap<>();

  private Reverse(Dependence dependence) {
    this.dependence = dependence;
  }

  /**
   * The cotangents of {@code sources} for given cotangents of {@code results}.
   *
   * @param seeds a cotangent for each result, of its shape and type
   * @return a node for each source, or null where no derivative flows to it
   */
  public static List<@Nullable Node> pullback(
      List<Node> results, List<Node> seeds, List<Node> sources) {
    return masked(results, seeds.stream().map(Masked::plain).toList(), sources).stream()
        .<@Nullable Node>map(c -> c == null ? null : c.value())
        .toList();
  }

  /** The same for cotangents with their masks. */
  static List<@Nullable Masked> masked(List<Node> results, List<Masked> seeds, List<Node> sources) {
    return masked(results, seeds, sources, Dependence.Extent.TOTAL);
  }

  /** The same for sources of which each is where the walk ends: partial derivatives by them. */
  static List<@Nullable Masked> partial(
      List<Node> results, List<Masked> seeds, List<Node> sources) {
    return masked(results, seeds, sources, Dependence.Extent.PARTIAL);
  }

  private static List<@Nullable Masked> masked(
      List<Node> results, List<Masked> seeds, List<Node> sources, Dependence.Extent extent) {
    Reverse reverse = new Reverse(new Dependence(results, sources, extent));
    for (int i = 0; i < results.size(); i++) {
      reverse.give(results.get(i), seeds.get(i));
    }
    for (Node node : reverse.dependence.between().reversed()) {
      Masked c = reverse.cotangents.get(node);
      if (c != null) {
        Origin.of(
            node,
            () -> {
              reverse.pass(node, c);
              return true;
            });
      }
    }
    List<@Nullable Masked> found = new ArrayList<>();
    for (Node source : sources) {
      found.add(reverse.cotangents.get(source));
    }
    return found;
  }

  private void give(Node node, Masked c) {
    if (dependence.isActive(node)) {
      cotangents.merge(node, c, Masked::plus);
    }
  }

  private void pass(Node node, Masked c) {
    List<Node> operands = dependence.operands(node);
    if (dependence.isSquaredNorm(node)) {
      give(operands.get(0), c);
      return;
    }
    int[] active = dependence.flows(node).filter(i -> dependence.isActive(node.input(i))).toArray();
    if (node.op() instanceof Op.Marker.Checkpoint && !Arrays.equals(active, new int[] {0})) {
      Map<Integer, Masked> found = Recomputation.cotangents(node, active, c);
      found.forEach((i, own) -> give(node.input(i), own));
    } else if (node.op() instanceof Op.Marker.Custom(var rule)) {
      List<@Nullable Masked> found = CustomRules.pullback(rule, node, c);
      for (int i : active) {
        Masked own = found.get(i - 1);
        if (own != null) {
          give(node.input(i), own);
        }
      }
    } else {
      for (int i : active) {
        give(node.input(i), toOperand(node, i, c));
      }
    }
  }

  /** What operand {@code index} of a node receives from the node's cotangent. */
  static Masked toOperand(Node node, int index, Masked c) {
    Node x = node.input(index);
    return switch (node.op()) {
      case Op.Elementwise op -> c.times(Partials.of(op, node, index), x.dtype());
      case Op.Movement op -> Transposes.movement(op, node, index, c);
      case Op.Reduction.Reduce(var kind, var axes) ->
          Transposes.sum(x, axes, c).times(Partials.ofReduce(kind, x, node, axes), x.dtype());
      case Op.Contract op -> Transposes.contract(op, node, index, c);
      case Op.Indexing.Gather op -> Transposes.gather(op, node, c);
      case Op.Indexing.ScatterAdd op -> Transposes.scatterAdd(op, node, c);
      case Op.Matrix op -> MatrixRules.reverse(op, node, index, c);
      case Op.Window op -> Transposes.window(op, node, c);
      case Op.Marker.Derived(var sampleAxis) -> c;
      case Op.Marker.After() -> c;
      // through the nodes inside
      case Op.Marker.Checkpoint(var arguments) -> c;
      case Op.Marker.Custom(var rule) -> {
        Masked own = CustomRules.pullback(rule, node, c).get(index - 1);
        yield own == null ? Masked.plain(Nodes.zerosLike(x)) : own;
      }
      case Op.Reduction.ArgReduce op -> throw noFlow(node);
      case Op.Indexing.ArgSort op -> throw noFlow(node);
      case Op.Source op -> throw noFlow(node);
      case Op.Marker.StopGradient() -> throw noFlow(node);
    };
  }

  private static IllegalStateException noFlow(Node node) {
    return new IllegalStateException("no derivative flows through " + node);
  }
}
