package dev.jacobi.schedule;

import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which part of a step computes what. Stage 0 is shared work that needs no sample; per-sample stage
 * k may use what the shared stages before it made; shared stage k may use the totals of per-sample
 * stage k. A value that a later per-sample stage needs again is computed again if that costs less
 * than writing and reading it.
 */
final class Stages {
  private final SampleLabels labels;
  private final List<Node> order;
  private final int samples;
  private final long recomputeFlops;
  private final Map<Node, Integer> levels = new IdentityHashMap<>();
  private final Map<Node, Long> costs = new IdentityHashMap<>();
  private final Set<Node> whole = identitySet();
  private final Set<Node> stored = identitySet();
  private final Set<Node> kept = identitySet();
  private final List<Set<Node>> perSample = new ArrayList<>();
  private final List<Set<Node>> totals = new ArrayList<>();
  private int last;

  /**
   * The stages of a graph.
   *
   * @param graph its outputs and the order of its nodes
   * @param recomputeFlops operations for an element above which a value that a later stage needs is
   *     stored rather than computed again
   */
  Stages(Order graph, int samples, long recomputeFlops) {
    List<Node> outputs = graph.outputs();
    this.labels = SampleLabels.schedule(outputs);
    this.order = graph.nodes();
    this.samples = samples;
    this.recomputeFlops = recomputeFlops;
    for (Node node : order) {
      int level = level(node);
      levels.put(node, level);
      last = Math.max(last, level);
    }
    for (int k = 0; k <= last; k++) {
      perSample.add(identitySet());
      totals.add(identitySet());
    }
    for (Node output : outputs) {
      need(output);
    }
  }

  private static Set<Node> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** The number of the last stage. */
  int last() {
    return last;
  }

  /** All nodes, operands first. */
  List<Node> order() {
    return order;
  }

  /** Whether a whole value of {@code node} is made, and in which shared stage. */
  boolean isWhole(Node node) {
    return whole.contains(node);
  }

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

  /** Whether the per-sample values of {@code node} are written out as a whole. */
  boolean isStored(Node node) {
    return stored.contains(node);
  }

  /** Whether the per-sample values of {@code node} are only kept for later per-sample stages. */
  boolean isKept(Node node) {
    return kept.contains(node) && !stored.contains(node);
  }

  /** Where the samples of {@code node} run, or null if it has none. */
  Label.@org.jspecify.annotations.Nullable Sample sample(Node node) {
    return labels.of(node) instanceof Label.Sample sample ? sample : null;
  }

  /** The shape in which the sample axis counts only its run. */
  Shape local(Node node) {
    Label.Sample sample = sample(node);
    return sample == null ? node.shape() : node.shape().with(sample.axis(), sample.run());
  }

  /** Whether samples of operand {@code index} are the samples of the result. */
  boolean isAligned(Node node, int index) {
    Label.Sample operand = sample(node.input(index));
    return operand != null && SampleLabels.alone(node, index, operand).equals(labels.of(node));
  }

  /** The axis of a shared operand that runs with the samples of the result, or null. */
  Label.@org.jspecify.annotations.Nullable Sample beside(Node node, int index) {
    Label target = labels.of(node);
    Shape shape = node.input(index).shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      int run = samples == 0 ? 1 : shape.size(axis) / samples;
      Label.Sample candidate = new Label.Sample(axis, run);
      if (shape.size(axis) == samples * run
          && SampleLabels.alone(node, index, candidate).equals(target)) {
        return candidate;
      }
    }
    return null;
  }

  /** Whether {@code node} is a total that can be added up while samples pass by. */
  boolean accumulates(Node node) {
    if (sample(node) != null) {
      return false;
    }
    return switch (node.op()) {
      case Op.Reduction.Reduce(var kind, var axes) -> {
        Label.Sample x = sample(node.input(0));
        yield x != null && axes.contains(x.axis());
      }
      case Op.Contract op -> node.dtype().isFloat() && sumsSamples(op, node);
      case Op.Elementwise op -> false;
      case Op.Movement op -> false;
      case Op.Reduction.ArgReduce op -> false;
      case Op.Indexing op -> false;
      case Op.Matrix op -> false;
      case Op.Window op -> false;
      case Op.Source op -> false;
      case Op.Marker op -> false;
    };
  }

  /** Whether the letter of the samples is summed, in both operands if both have samples. */
  private boolean sumsSamples(Op.Contract op, Node node) {
    Label.Sample a = sample(node.input(0));
    Label.Sample b = sample(node.input(1));
    int left = a == null ? -1 : op.lhs().get(a.axis());
    int right = b == null ? -1 : op.rhs().get(b.axis());
    if (a == null || b == null) {
      int letter = Math.max(left, right);
      return letter >= 0 && !op.out().contains(letter);
    }
    return left == right && !op.out().contains(left) && a.run() == b.run();
  }

  private int level(Node node) {
    boolean own = sample(node) != null;
    boolean adds = accumulates(node);
    int level = own ? 1 : 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      Node operand = node.input(i);
      boolean samplesPass = sample(operand) != null && (adds || !own || isAligned(node, i));
      boolean after = (own || adds) && !samplesPass;
      level = Math.max(level, stage(operand) + (after ? 1 : 0));
    }
    return level;
  }

  private void need(Node node) {
    if (sample(node) != null) {
      store(node);
    } else {
      needWhole(node);
    }
  }

  private void needWhole(Node node) {
    List<Node> pending = new ArrayList<>(List.of(node));
    while (!pending.isEmpty()) {
      Node next = pending.removeLast();
      if (!whole.add(next)) {
        continue;
      }
      boolean adds = accumulates(next);
      if (adds) {
        totals.get(stage(next)).add(next);
      }
      for (Node operand : next.inputs()) {
        if (sample(operand) == null) {
          pending.add(operand);
        } else if (adds) {
          needIn(operand, stage(next));
        } else {
          store(operand);
        }
      }
    }
  }

  private void store(Node node) {
    if (stored.add(node) && !(node.op() instanceof Op.Source.Input)) {
      needIn(node, stage(node));
    }
  }

  private void needIn(Node node, int k) {
    List<Node> pending = new ArrayList<>(List.of(node));
    while (!pending.isEmpty()) {
      Node next = pending.removeLast();
      if (next.op() instanceof Op.Source.Input || perSample.get(k).contains(next)) {
        continue;
      }
      if (isLoaded(next, k)) {
        if (kept.add(next)) {
          needIn(next, stage(next));
        }
        continue;
      }
      perSample.get(k).add(next);
      for (int i = 0; i < next.inputs().size(); i++) {
        Node operand = next.input(i);
        if (sample(operand) == null) {
          needWhole(operand);
        } else if (isAligned(next, i)) {
          pending.add(operand);
        } else {
          store(operand);
        }
      }
    }
  }

  /** Whether per-sample stage {@code k} reads {@code node} from what an earlier one wrote. */
  boolean isLoaded(Node node, int k) {
    boolean before = k > stage(node);
    return node.op() instanceof Op.Source.Input
        || before && cost(node) > recomputeFlops * Math.max(1, node.shape().elements());
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
    return node.inputs().stream().filter(n -> sample(n) != null).toList();
  }
}
