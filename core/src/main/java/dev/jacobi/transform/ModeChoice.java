package dev.jacobi.transform;

import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Walk;
import dev.jacobi.transform.Jacobians.Sweep;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The cheaper of the two modes: both graphs are built and simplified, and what each adds to the
 * graph of y is counted.
 *
 * @param sweep the chosen mode
 * @param jacobian its graph
 * @param why the counts, for people
 */
public record ModeChoice(Sweep sweep, Node jacobian, String why) {

  /**
   * Counts and chooses; forward where both cost the same.
   *
   * @param forward how many forward sweeps there would be
   * @param reverse how many reverse sweeps there would be
   */
  public static ModeChoice cheaper(
      Node y,
      int forward,
      int reverse,
      Function<Sweep, Node> build,
      UnaryOperator<List<Node>> simplify) {
    Node byForward = build.apply(Sweep.FORWARD);
    Node byReverse = build.apply(Sweep.REVERSE);
    long forwardCost = added(y, byForward, simplify);
    long reverseCost = added(y, byReverse, simplify);
    boolean chooseForward = forwardCost <= reverseCost;
    String forwardText = text("forward", forward, forwardCost);
    String reverseText = text("reverse", reverse, reverseCost);
    return chooseForward
        ? new ModeChoice(Sweep.FORWARD, byForward, forwardText + " over " + reverseText)
        : new ModeChoice(Sweep.REVERSE, byReverse, reverseText + " over " + forwardText);
  }

  private static String text(String mode, int sweeps, long flops) {
    return String.format(
        Locale.ROOT,
        "%s mode (%d sweep%s, %.1f kflop)",
        mode,
        sweeps,
        sweeps == 1 ? "" : "s",
        flops / 1e3);
  }

  private static long added(Node y, Node jacobian, UnaryOperator<List<Node>> simplify) {
    List<Node> simple = simplify.apply(List.of(y, jacobian));
    Set<Node> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(Walk.topological(simple.subList(0, 1)));
    return Cost.flops(
        Walk.topological(simple.subList(1, 2)).stream().filter(n -> !before.contains(n)).toList());
  }
}
