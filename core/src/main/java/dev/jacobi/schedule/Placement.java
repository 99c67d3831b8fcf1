package dev.jacobi.schedule;

import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which stage each value is computed. A total that only one stage can add up is placed there,
 * with what it needs. A total that several stages can add up comes where it costs least beside what
 * is computed there anyway: the mean of a loss is added up in the pass that computes its gradient,
 * if what comes before that pass does without the network. Shared values come as late as that keeps
 * no more elements in memory, beside those that use them.
 */
final class Placement {
  private final Stages stages;
  private final List<Node> order;
  private final Set<Node> outputs = identitySet();
  private final long recomputeFlops;
  private final Map<Node, List<Node>> users = new IdentityHashMap<>();

  /** The earliest stage of each node, given what is placed; of shared values and totals the one. */
  private final Map<Node, Integer> levels = new IdentityHashMap<>();

  private final Map<Node, Integer> latest = new IdentityHashMap<>();
  private final Map<Node, Long> costs = new IdentityHashMap<>();

  /** Where the per-sample values that are written out are computed. */
  private final Map<Node, Integer> homes = new IdentityHashMap<>();

  private final List<Set<Node>> perSample = new ArrayList<>();
  private final List<Set<Node>> totals = new ArrayList<>();
  private int last;

  /**
   * Places the nodes of a graph.
   *
   * @param recomputeFlops operations for an element above which a value that a later stage needs is
   *     stored rather than computed again
   */
  Placement(Stages stages, Order graph, long recomputeFlops) {
    this.stages = stages;
    this.order = graph.nodes();
    this.outputs.addAll(graph.outputs());
    this.recomputeFlops = recomputeFlops;
    for (Node node : order) {
      node.inputs().forEach(i -> users.computeIfAbsent(i, n -> new ArrayList<>()).add(node));
      levels.put(node, level(node));
      last = Math.max(last, stage(node));
    }
    for (int k = 0; k <= last; k++) {
      perSample.add(identitySet());
      totals.add(identitySet());
    }
    order.reversed().forEach(node -> latest.put(node, latestOf(node)));
    order.stream()
        .filter(node -> isDemanded(node) && stage(node) == latest(node))
        .sorted(Comparator.comparing(this::stage))
        .forEach(node -> place(node, stage(node)));
    placeTheOthers();
    sinkShared();
  }

  private static Set<Node> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** The number of the last stage. */
  int last() {
    return last;
  }

  /** In which shared stage a value without samples is made, or its total is added up. */
  int stage(Node node) {
    return levels.getOrDefault(node, 0);
  }

  /** Whether per-sample stage {@code k} computes {@code node}. */
  boolean computes(int k, Node node) {
    return perSample.get(k).contains(node);
  }

  /** Whether {@code node} is a total that per-sample stage {@code k} adds up. */
  boolean totals(int k, Node node) {
    return totals.get(k).contains(node);
  }

  /** Whether the values of {@code node} are only kept for later per-sample stages. */
  boolean keeps(Node node) {
    return homes.containsKey(node) && !isDemanded(node);
  }

  /** Whether per-sample stage {@code k} writes the values of {@code node} out. */
  boolean stores(int k, Node node) {
    return homes.getOrDefault(node, -1) == k;
  }

  private boolean hasSamples(Node node) {
    return stages.sample(node) != null;
  }

  /** Whether operand {@code index} passes by with the samples of the node, tile by tile. */
  private boolean passes(Node node, int index) {
    boolean own = hasSamples(node);
    return hasSamples(node.input(index))
        && (own ? stages.isAligned(node, index) : stages.accumulates(node));
  }

  /** Whether it runs over samples. */
  private boolean runs(Node node) {
    return hasSamples(node) || stages.accumulates(node);
  }

  private int latest(Node node) {
    return latest.getOrDefault(node, last);
  }

  private int level(Node node) {
    if (node.op() instanceof Op.Source.Input) {
      return 0;
    }
    int level = hasSamples(node) ? 1 : 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      Node operand = node.input(i);
      int there = levels.getOrDefault(operand, 0);
      if (!passes(node, i)) {
        there = homes.getOrDefault(operand, there) + (runs(node) ? 1 : 0);
      }
      level = Math.max(level, there);
    }
    return level;
  }

  private int latestOf(Node node) {
    int bound = last;
    for (Node user : users.getOrDefault(node, List.of())) {
      for (int i = 0; i < user.inputs().size(); i++) {
        if (user.input(i) == node) {
          bound = Math.min(bound, latest(user) - (runs(user) && !passes(user, i) ? 1 : 0));
        }
      }
    }
    return bound;
  }

  /** Whether it is a total, or has samples and is needed as a whole. */
  private boolean isDemanded(Node node) {
    if (!hasSamples(node)) {
      return stages.accumulates(node);
    }
    boolean whole = outputs.contains(node);
    for (Node user : users.getOrDefault(node, List.of())) {
      for (int i = 0; i < user.inputs().size(); i++) {
        whole |= user.input(i) == node && !passes(user, i);
      }
    }
    return whole && !(node.op() instanceof Op.Source.Input);
  }

  private void place(Node node, int k) {
    if (hasSamples(node)) {
      homes.put(node, k);
      needIn(node, k);
    } else {
      totals.get(k).add(node);
      node.inputs().stream().filter(this::hasSamples).forEach(operand -> needIn(operand, k));
    }
  }

  private void placeTheOthers() {
    for (Node node : order) {
      boolean placed = totals.stream().anyMatch(t -> t.contains(node));
      if (placed) {
        continue;
      }
      int first = level(node);
      levels.put(node, first);
      // what a stage reads may be needed as a whole before the stage that it was first computed in
      boolean late = homes.getOrDefault(node, last + 1) > latest(node);
      if (isDemanded(node) && late) {
        int best = first;
        long least = Long.MAX_VALUE;
        for (int k = first; k <= latest(node); k++) {
          long cost = costIn(node, k);
          if (cost < least) {
            least = cost;
            best = k;
          }
        }
        place(node, best);
        if (!hasSamples(node)) {
          levels.put(node, best);
        }
      }
    }
  }

  /** What stage {@code k} would have to compute and read in addition. */
  private long costIn(Node node, int k) {
    Set<Node> seen = identitySet();
    Deque<Node> pending = new ArrayDeque<>();
    if (hasSamples(node)) {
      pending.add(node);
    } else {
      node.inputs().stream().filter(this::hasSamples).forEach(pending::add);
    }
    long sum = 0;
    while (!pending.isEmpty()) {
      Node next = pending.removeLast();
      if (isThere(next, k) || !seen.add(next)) {
        continue;
      }
      if (isLoaded(next, k)) {
        sum += recomputeFlops * next.shape().elements();
        continue;
      }
      sum += Cost.flops(next);
      aligned(next, pending);
    }
    return sum;
  }

  private void aligned(Node node, Deque<Node> into) {
    for (int i = 0; i < node.inputs().size(); i++) {
      if (passes(node, i)) {
        into.add(node.input(i));
      }
    }
  }

  private boolean isThere(Node node, int k) {
    return node.op() instanceof Op.Source.Input || perSample.get(k).contains(node);
  }

  private void needIn(Node node, int k) {
    Deque<Node> pending = new ArrayDeque<>(List.of(node));
    while (!pending.isEmpty()) {
      Node next = pending.removeLast();
      if (isThere(next, k)) {
        continue;
      }
      if (isLoaded(next, k)) {
        homes.putIfAbsent(next, firstIn(next));
        continue;
      }
      perSample.get(k).add(next);
      aligned(next, pending);
    }
  }

  /** The first per-sample stage that computes {@code node}, or one behind the last. */
  private int firstIn(Node node) {
    int k = 0;
    while (k <= last && !perSample.get(k).contains(node)) {
      k++;
    }
    return k;
  }

  /**
   * Whether per-sample stage {@code k} reads {@code node} from a stored whole. A move is made
   * again: what it moves is read instead.
   */
  private boolean isLoaded(Node node, int k) {
    boolean before = homes.getOrDefault(node, firstIn(node)) < k;
    return before
        && (homes.containsKey(node) || !movesNoMore(node))
        && cost(node) > recomputeFlops * Math.max(1, node.shape().elements());
  }

  /** Whether it moves elements of an operand that has no more of them. */
  private boolean movesNoMore(Node node) {
    boolean moves = node.op() instanceof Op.Movement || node.op() instanceof Op.Window.Unfold;
    long operands = node.inputs().stream().mapToLong(n -> n.shape().elements()).sum();
    return moves && operands <= node.shape().elements();
  }

  /** What computing {@code node} again from the inputs would cost, shared operands given. */
  private long cost(Node node) {
    Long known = costs.get(node);
    if (known != null) {
      return known;
    }
    for (Node below : Walk.topological(List.of(node), this::sampleOperands)) {
      long sum = Cost.flops(below);
      for (Node operand : sampleOperands(below)) {
        sum += costs.getOrDefault(operand, 0L);
      }
      costs.putIfAbsent(below, Math.min(sum, 1_000_000_000_000_000L));
    }
    return costs.getOrDefault(node, 0L);
  }

  private List<Node> sampleOperands(Node node) {
    return node.inputs().stream().filter(this::hasSamples).toList();
  }

  /** Shared values as late as their uses allow, where their operands wait for no more elements. */
  private void sinkShared() {
    Map<Node, Integer> early = new IdentityHashMap<>(levels);
    Set<Node> kept = identitySet();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : order.reversed()) {
        if (isShared(node)) {
          levels.put(node, kept.contains(node) ? early.getOrDefault(node, 0) : bound(node));
        }
      }
      for (Node node : order) {
        if (isShared(node) && stage(node) > early.getOrDefault(node, 0) && !kept.contains(node)) {
          long waiting =
              node.inputs().stream()
                  .filter(x -> !(x.op() instanceof Op.Source))
                  .filter(x -> homes.getOrDefault(x, stage(x)) < stage(node))
                  .mapToLong(x -> x.shape().elements())
                  .sum();
          if (waiting > node.shape().elements()) {
            changed |= kept.add(node);
          }
        }
      }
    }
  }

  private boolean isShared(Node node) {
    return !runs(node);
  }

  /** The latest shared stage in which a value is in time for where its users are. */
  private int bound(Node node) {
    int bound = last;
    for (Node user : users.getOrDefault(node, List.of())) {
      int used =
          hasSamples(user) ? firstIn(user) - 1 : stage(user) - (stages.accumulates(user) ? 1 : 0);
      bound = Math.min(bound, used);
    }
    return bound;
  }
}
