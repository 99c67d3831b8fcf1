package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.transform.Jacobians.Sweep;
import java.util.List;
import java.util.Locale;
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
    long forwardCost = Cheapest.added(List.of(y), byForward, simplify);
    long reverseCost = Cheapest.added(List.of(y), byReverse, simplify);
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
}
