package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reverse mode that does not add up over samples. As long as samples run along an axis, one
 * cotangent serves all of them, as in {@link Reverse}. It would be summed over the samples where it
 * reaches what they share: a weight, or what was made of weights. The walk stops there and records
 * a {@link Use}; what a use is worth to each sample, or to a weighted sum over samples, is for its
 * reader to ask. No gradient of a single sample exists before.
 *
 * <p>So a weight that is used twice, tied, transposed or normalised needs no rule of its own, and
 * no layer is named anywhere.
 */
public final class PerSample {
  private final int samples;
  private final List<Node> weights;
  private final Dependence dependence;
  private final Map<Node, Map<Sample, Masked>> cotangents = new IdentityHashMap<>();
  private final List<Use> uses = new ArrayList<>();
  private final Map<Node, Set<Node>> reached = new IdentityHashMap<>();

  private PerSample(Node losses, List<Node> weights) {
    this.samples = losses.shape().size(0);
    this.weights = weights;
    this.dependence = new Dependence(List.of(losses), weights, Dependence.Extent.INSIDE);
    Set<Node> sources = Collections.newSetFromMap(new IdentityHashMap<>());
    sources.addAll(weights);
    give(losses, new Sample(0, 1), Masked.plain(Nodes.fillLike(losses, 1)));
    for (Node node : dependence.between().reversed()) {
      Map<Sample, Masked> found = cotangents.get(node);
      if (found != null) {
        Origin.of(
            node,
            () -> {
              pass(node, found, sources.contains(node));
              return true;
            });
      }
    }
  }

  /**
   * The uses of {@code weights} by the samples of {@code losses}.
   *
   * @param losses {@code [B]}, entry b of which is the loss of sample b
   */
  public static PerSample of(Node losses, List<Node> weights) {
    return new PerSample(losses, weights);
  }

  /**
   * Whether samples look at each other on the way to {@code losses}: by value, so that no entry of
   * {@code losses} would be another if it were computed alone.
   */
  public static Label label(Node losses, List<Node> weights) {
    Set<Node> shared = Collections.newSetFromMap(new IdentityHashMap<>());
    shared.addAll(weights);
    Set<Node> data = Alignment.dependOnData(losses, shared);
    return SampleLabels.apart(List.of(losses), Alignment.entries(losses, data)).of(losses);
  }

  private void give(Node node, Sample at, Masked c) {
    if (dependence.isActive(node)) {
      cotangents.computeIfAbsent(node, n -> new LinkedHashMap<>()).merge(at, c, Masked::plus);
    }
  }

  private void pass(Node node, Map<Sample, Masked> found, boolean isWeight) {
    if (isWeight || found.size() > 1 || !keepsSamples(node, found.keySet().iterator().next())) {
      found.forEach((at, c) -> uses.add(new Use(node, null, -1, at, c, samples)));
      return;
    }
    found.forEach((at, c) -> pass(node, at, c));
  }

  private void pass(Node node, Sample at, Masked c) {
    if (dependence.isSquaredNorm(node)) {
      give(dependence.operands(node).get(0), at, c);
      return;
    }
    for (int i : active(node)) {
      Sample below = operand(node, i, at);
      if (below == null) {
        uses.add(new Use(node.input(i), node, i, at, c, samples));
      } else {
        give(node.input(i), below, Reverse.toOperand(node, i, c));
      }
    }
  }

  /** Where the cotangent of operand {@code i} has its samples apart, or null. */
  private static @Nullable Sample operand(Node node, int i, Sample at) {
    return node.op() instanceof Op.Marker.Custom(var rule)
        ? CustomRules.samples(rule, node, i, at)
        : Alignment.operand(node, i, at);
  }

  private int[] active(Node node) {
    return dependence.flows(node).filter(i -> dependence.isActive(node.input(i))).toArray();
  }

  /** Whether each operand has its samples apart too, or is shared by all of them. */
  private boolean keepsSamples(Node node, Sample at) {
    if (dependence.isSquaredNorm(node)
        || node.op() instanceof Op.Contract
        || node.op() instanceof Op.Movement.Expand
        || node.op() instanceof Op.Indexing.Gather) {
      return true;
    }
    for (int i : active(node)) {
      if (operand(node, i, at) == null) {
        return false;
      }
    }
    return true;
  }

  /**
   * The gradient of each sample's loss.
   *
   * @return {@code [B, weight...]} for each weight, null where no derivative flows to it
   */
  public List<@Nullable Node> gradients() {
    return gradients(uses, weights);
  }

  private List<@Nullable Node> gradients(List<Use> uses, List<Node> of) {
    // one pullback from what the samples share to the weights, batched over the samples
    Map<Node, Node> replaced = new IdentityHashMap<>();
    List<Masked> seeds = new ArrayList<>();
    for (Use use : uses) {
      Masked own = use.ofEach();
      Node seed = Nodes.placeholder("share", use.target());
      replaced.put(seed, own.value());
      Node mask = null;
      if (own.mask() != null) {
        mask = Nodes.placeholder("mask", Nodes.truth(use.target(), true));
        replaced.put(mask, own.mask());
      }
      seeds.add(new Masked(seed, mask));
    }
    return pulledBack(uses, seeds, of, c -> Batching.apply(List.of(c), samples, replaced).get(0));
  }

  /**
   * The sum over samples of a number times the sample's gradient. No gradient of a single sample is
   * made for it.
   *
   * @param numbers {@code [B]}
   * @return a node of each weight's shape, null where no derivative flows to it
   */
  public List<@Nullable Node> weighted(Node numbers) {
    List<Masked> seeds = uses.stream().map(use -> use.weighted(numbers)).toList();
    return pulledBack(uses, seeds, weights, c -> c);
  }

  private static List<@Nullable Node> pulledBack(
      List<Use> uses, List<Masked> seeds, List<Node> of, UnaryOperator<Node> finish) {
    List<Node> targets = uses.stream().map(Use::target).toList();
    List<@Nullable Node> found = new ArrayList<>();
    for (Masked c : Reverse.masked(targets, seeds, of)) {
      found.add(c == null ? null : finish.apply(c.value()));
    }
    return found;
  }

  /**
   * The sum over all weights of the squares of each sample's gradient.
   *
   * @param choose takes one of several ways to the part of a weight
   * @return {@code [B]}, or null if no derivative flows to any weight
   */
  public @Nullable Node squaredNorms(BiFunction<Node, List<Cheapest.Way>, Node> choose) {
    Node sum = null;
    for (Node weight : weights) {
      Node own = squaredNorm(weight, choose);
      if (own != null) {
        Node wide = sum == null ? own : Nodes.cast(own, sum.dtype());
        sum = sum == null ? wide : Nodes.add(sum, wide);
      }
    }
    return sum;
  }

  private @Nullable Node squaredNorm(
      Node weight, BiFunction<Node, List<Cheapest.Way>, Node> choose) {
    List<Use> own = uses.stream().filter(use -> reached(use.target()).contains(weight)).toList();
    Node gradient = gradients(own, List.of(weight)).get(0);
    if (gradient == null) {
      return null;
    }
    Node squares = Nodes.unary(Op.UnaryKind.SQUARE, gradient);
    Ints axes = Ints.range(1, squares.shape().rank());
    List<Cheapest.Way> ways = new ArrayList<>();
    Node products = OuterProduct.squaredNorm(OuterProduct.of(weight, own));
    if (products != null) {
      ways.add(new Cheapest.Way("products of norms", products));
    }
    Node rows = TableRows.squaredNorm(weight, own);
    if (rows != null) {
      ways.add(new Cheapest.Way("rows of the table", rows));
    }
    Node whole = axes.isEmpty() ? squares : Nodes.sum(squares, axes);
    ways.add(new Cheapest.Way("the gradient of each sample", whole));
    return ways.size() == 1 ? whole : choose.apply(weight, ways);
  }

  /** The weights to which a derivative flows from {@code target}. */
  private Set<Node> reached(Node target) {
    return reached.computeIfAbsent(
        target,
        t -> {
          Set<Node> found = Collections.newSetFromMap(new IdentityHashMap<>());
          found.addAll(new Dependence(List.of(t), weights, Dependence.Extent.INSIDE).between());
          return found;
        });
  }

  /** {@code x} with the samples at axis 0 and the run of each sample in their place. */
  static Node samplesFirst(Node x, Sample at, int samples) {
    Shape shape = x.shape();
    Shape split = shape.with(at.axis(), samples).insert(at.axis() + 1, at.run());
    return Nodes.moveAxis(Nodes.reshape(x, split), at.axis(), 0);
  }

  /** {@code numbers [B]} in the shape of {@code like}, each for its sample. */
  static Node forSamples(Node numbers, Node like, Sample at) {
    Shape shape = like.shape();
    Shape split = shape.with(at.axis(), numbers.shape().size(0)).insert(at.axis() + 1, at.run());
    return Nodes.reshape(Nodes.expand(numbers, split, Ints.of(at.axis())), shape);
  }
}
