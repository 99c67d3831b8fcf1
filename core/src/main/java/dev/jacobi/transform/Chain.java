package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that every path from x to y passes through, as links of a chain, whose Jacobians
 * multiply: {@code dy/dx = dy/dv dv/du ... dw/dx}.
 */
public final class Chain {
  private Chain() {}

  /**
   * One link.
   *
   * @param elementwise whether each element of {@code to} depends on the element of {@code from} at
   *     the same place only, so that the link's Jacobian is diagonal
   */
  public record Link(Node from, Node to, boolean elementwise) {

    /** The diagonal of an elementwise link, of the shape of {@code from}. */
    public Node diagonal() {
      Node found =
          Reverse.pullback(List.of(to), List.of(Nodes.fillLike(to, 1)), List.of(from)).get(0);
      return found == null ? Nodes.zerosLike(from) : found;
    }

    /**
     * The Jacobian of a link that is one contraction with something else: that other operand,
     * moved.
     *
     * @param samples whether axis 0 of both ends is that of the samples
     * @return {@code [B, to..., from...]}, without B where all samples have the same or there are
     *     none; null where the link is anything else
     */
    public @Nullable Node factor(boolean samples) {
      if (!(to.op() instanceof Op.Contract op) || to.input(0) == to.input(1)) {
        return null;
      }
      boolean first = to.input(0) == from;
      Node other = to.input(first ? 1 : 0);
      Ints own = first ? op.lhs() : op.rhs();
      Ints others = first ? op.rhs() : op.lhs();
      boolean only = to.input(first ? 0 : 1) == from && !Jacobians.leads(from, other);
      int skip = samples ? 1 : 0;
      Ints out = Ints.of(op.out().stream().skip(skip).toArray());
      Ints in = Ints.of(own.stream().skip(skip).toArray());
      boolean apart = out.stream().noneMatch(own::contains);
      boolean inPlace = !samples || own.get(0) == op.out().get(0);
      int batch = samples ? own.get(0) : -1;
      boolean all = others.stream().allMatch(l -> l == batch || out.contains(l) || in.contains(l));
      boolean complete =
          out.stream().allMatch(others::contains) && in.stream().allMatch(others::contains);
      if (!only || !apart || !inPlace || !all || !complete) {
        return null;
      }
      Ints wanted = Ints.of(IntStream.concat(out.stream(), in.stream()).toArray());
      if (others.contains(batch)) {
        wanted = wanted.prepend(batch);
      }
      return Nodes.permute(other, Ints.of(wanted.stream().map(others::indexOf).toArray()));
    }
  }

  /**
   * The links from x to y, none if no derivative flows. Neighbouring elementwise links are one.
   *
   * @param ends which nodes a link may end at
   */
  public static List<Link> of(Node y, Node x, Predicate<Node> ends) {
    Dependence dependence = new Dependence(List.of(y), List.of(x));
    List<Node> between = dependence.between();
    if (y == x || between.isEmpty()) {
      return List.of();
    }
    int[] lastUse = lastUses(dependence, between);
    List<Link> links = new ArrayList<>();
    int from = between.indexOf(x);
    boolean elementwise = true;
    int reach = lastUse[from];
    for (int i = from + 1; i < between.size(); i++) {
      Node node = between.get(i);
      boolean passed = reach <= i;
      reach = Math.max(reach, lastUse[i]);
      elementwise &= isElementwise(dependence, node, between.get(from));
      if (passed && (node == y || ends.test(node))) {
        add(links, new Link(between.get(from), node, elementwise));
        from = i;
        elementwise = true;
      }
    }
    return links;
  }

  private static void add(List<Link> links, Link next) {
    Link last = links.isEmpty() ? null : links.getLast();
    if (last != null && last.elementwise() && next.elementwise()) {
      links.set(links.size() - 1, new Link(last.from(), next.to(), true));
    } else {
      links.add(next);
    }
  }

  /** For each node the place of the last node that uses it. */
  private static int[] lastUses(Dependence dependence, List<Node> between) {
    Map<Node, Integer> places = new IdentityHashMap<>();
    int[] lastUse = new int[between.size()];
    for (int i = 0; i < lastUse.length; i++) {
      places.put(between.get(i), i);
      for (Node operand : dependence.operands(between.get(i))) {
        Integer place = places.get(operand);
        if (place != null) {
          lastUse[place] = i;
        }
      }
    }
    return lastUse;
  }

  private static boolean isElementwise(Dependence dependence, Node node, Node from) {
    return node.op() instanceof Op.Elementwise
        && !dependence.isSquaredNorm(node)
        && node.shape().equals(from.shape());
  }
}
