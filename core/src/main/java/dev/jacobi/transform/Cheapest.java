package dev.jacobi.transform;

import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Walk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The cheapest of several exact ways to one value: the graph of each is built and simplified, and
 * what it adds to what is there already is counted.
 *
 * @param way the chosen one, the first of equals
 * @param why the counts, for people
 */
public record Cheapest(Way way, String why) {

  /**
   * One of the ways.
   *
   * @param name what people call it
   * @param value its graph
   */
  public record Way(String name, Node value) {}

  private record Counted(Way way, long flops) {
    String text() {
      return String.format(Locale.ROOT, "%s (%.1f kflop)", way.name(), flops / 1e3);
    }
  }

  /**
   * Counts and chooses.
   *
   * @param given what is computed in any case
   * @param ways one or more
   */
  public static Cheapest of(List<Node> given, List<Way> ways, UnaryOperator<List<Node>> simplify) {
    List<Counted> counted = new ArrayList<>();
    for (Way way : ways) {
      counted.add(new Counted(way, added(given, way.value(), simplify)));
    }
    Counted best = counted.get(0);
    for (Counted other : counted) {
      best = other.flops() < best.flops() ? other : best;
    }
    StringBuilder why = new StringBuilder(best.text());
    for (Counted other : counted) {
      if (other != best) {
        why.append(" over ").append(other.text());
      }
    }
    return new Cheapest(best.way(), why.toString());
  }

  /** The operations that {@code value} needs beyond those of {@code given}, both simplified. */
  public static long added(List<Node> given, Node value, UnaryOperator<List<Node>> simplify) {
    List<Node> all = new ArrayList<>(given);
    all.add(value);
    List<Node> simple = simplify.apply(all);
    Set<Node> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(Walk.topological(simple.subList(0, given.size())));
    return Cost.flops(
        Walk.topological(simple.subList(given.size(), all.size())).stream()
            .filter(n -> !before.contains(n))
            .toList());
  }
}
