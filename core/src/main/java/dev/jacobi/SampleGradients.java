package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.OpNames;
import dev.jacobi.graph.Origin;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Cheapest;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.PerSample;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TreeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of each sample's loss with respect to the weights that all samples share, its norm,
 * and sums of clipped ones.
 *
 * @param <T> the tree of the weights
 */
final class SampleGradients<T> {
  private final String operation;
  private final Tensor losses;
  private final T model;
  private final List<Tensor> weights;
  private final PerSample perSample;

  private SampleGradients(String operation, Tensor losses, T model) {
    this.operation = operation;
    this.losses = losses;
    this.model = model;
    // a weight that stands at several places is one weight
    Map<Node, Tensor> trained = new LinkedHashMap<>();
    Tree.described(model).stream()
        .filter(Tree.Leaf::trained)
        .forEach(leaf -> trained.put(leaf.tensor().node(), leaf.tensor()));
    this.weights = List.copyOf(trained.values());
    if (weights.isEmpty()) {
      throw new TreeException(
          operation
              + ": "
              + Tree.kind(model)
              + "; there is no tensor of a float type to learn in it; give a record, list or map of"
              + " tensors");
    }
    requireApart();
    for (Tensor weight : weights) {
      Derivatives.requirePath(operation, losses, weight);
    }
    this.perSample = PerSample.of(losses.node(), nodes());
  }

  private List<Node> nodes() {
    return weights.stream().map(Tensor::node).toList();
  }

  static <T> T gradients(Tensor losses, T model) {
    SampleGradients<T> all = new SampleGradients<>("perSampleGradient", losses, model);
    List<Tensor> found = new ArrayList<>();
    List<@Nullable Node> gradients = all.perSample.gradients();
    for (int i = 0; i < gradients.size(); i++) {
      found.add(all.derived(0, gradients.get(i), all.weights.get(i)));
    }
    int samples = losses.size(0);
    return all.tree(found, t -> Tensor.full(t.dtype(), t.shape().insert(0, samples), 0));
  }

  static Tensor norms(Tensor losses, Object model) {
    return new SampleGradients<>("perSampleGradientNorm", losses, model).norms();
  }

  static <T> T clippedSum(Tensor losses, T model, double maxNorm) {
    SampleGradients<T> all = new SampleGradients<>("clippedGradientSum", losses, model);
    requirePositive("maxNorm", maxNorm);
    return all.tree(all.clippedSum(maxNorm), Tensor::zerosLike);
  }

  static <T> T clippedSum(Tensor losses, T model, double maxNorm, double noise, Key key) {
    SampleGradients<T> all = new SampleGradients<>("clippedGradientSum", losses, model);
    requirePositive("maxNorm", maxNorm);
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new JacobiException(
          "clippedGradientSum: noise multiplier " + noise + "; it is a number of 0 or more");
    }
    List<Tensor> sums = all.clippedSum(maxNorm);
    List<Tensor> noisy = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      Tensor sum = sums.get(i);
      Tensor normal = key.foldIn(i).normal(sum.dtype(), sum.shape());
      noisy.add(sum.plus(normal.times(noise * maxNorm)));
    }
    return all.tree(noisy, Tensor::zerosLike);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new JacobiException(
          "clippedGradientSum: " + name + " = " + value + "; it is a number greater than 0");
    }
  }

  private Tensor norms() {
    Node squares =
        perSample.squaredNorms((weight, ways) -> {
          Cheapest cheapest = Cheapest.of(List.of(losses.node()), ways, Simplifier::simplify);
          String of = "norm of the gradient by " + weight.shape() + " for each sample: ";
          return cheapest.way().value().withNote(of + cheapest.why());
        });
    Node sum = squares == null ? Nodes.zerosLike(losses.node()) : squares;
    return derived(0, Nodes.unary(Op.UnaryKind.NORM_SQRT, sum), weights.get(0));
  }

  // sum_b min(1, maxNorm / |g_b|) g_b. A norm that is too large for its type would scale its
  // sample to zero in silence: it is NaN instead.
  private List<Tensor> clippedSum(double maxNorm) {
    return Origin.within(
        operation,
        () -> {
          Tensor norm = norms();
          Tensor larger = Tensor.where(norm.eq(Double.POSITIVE_INFINITY), Double.NaN, norm);
          Tensor most = Tensor.full(norm.dtype(), norm.shape(), maxNorm);
          Tensor factor = Tensor.where(norm.le(maxNorm), 1, most.div(larger));
          List<@Nullable Node> sums = perSample.weighted(factor.node());
          List<Tensor> found = new ArrayList<>();
          for (int i = 0; i < sums.size(); i++) {
            found.add(derived(-1, sums.get(i), weights.get(i)));
          }
          return found;
        });
  }

  /** A derivative of the losses: zeros where nothing flows. */
  private Tensor derived(int sampleAxis, @Nullable Node found, Tensor weight) {
    Node w = weight.node();
    Node l = losses.node();
    Node value =
        found != null
            ? found
            : sampleAxis < 0
                ? Nodes.zerosLike(w)
                : Nodes.fill(w.dtype(), w.shape().insert(0, losses.size(0)), 0);
    return new Tensor(
        sampleAxis < 0
            ? Node.of(new Op.Marker.Derived(-1), value, w, l)
            : Node.of(new Op.Marker.Derived(sampleAxis), value, l, w));
  }

  /** What was found for the weights, in their places; zeros for what is not learned. */
  private T tree(List<Tensor> found, UnaryOperator<Tensor> zeros) {
    Map<Node, Tensor> byWeight = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      byWeight.put(weights.get(i).node(), found.get(i));
    }
    return Tree.map(
        model,
        t -> {
          Tensor own = byWeight.get(t.node());
          return own != null ? own : t.dtype().isFloat() ? zeros.apply(t) : t;
        });
  }

  private void requireApart() {
    Derivatives.requireFloat(operation, "losses", losses);
    if (losses.rank() == 0) {
      Node at = total(losses.node());
      throw new MixedSamplesException(
          operation
              + ": losses []; it takes one loss for each sample, [B]; samples were mixed at "
              + place(at)
              + "; leave their axis out of it, as in mean(1)");
    }
    if (losses.rank() > 1) {
      throw new ShapeException(
          operation
              + ": losses "
              + losses.shape()
              + "; it takes one loss for each sample, [B]; sum or average over the other axes");
    }
    switch (PerSample.label(losses.node(), nodes())) {
      case Label.Shared() -> {}
      case Label.Sample(var axis, var run) -> {
        if (run != 1) {
          throw new ShapeException(
              operation
                  + ": losses "
                  + losses.shape()
                  + " hold "
                  + run
                  + " for each sample; it takes one; reshape to [B, "
                  + run
                  + "] and sum or average over axis 1");
        }
      }
      case Label.Total(var at) -> throw mixed(at);
      case Label.Mixed(var at) -> throw mixed(at);
    }
  }

  private MixedSamplesException mixed(Node at) {
    String composition = at.origin().composition();
    boolean statistics = composition != null && composition.startsWith("batchNorm");
    return new MixedSamplesException(
        operation
            + " of losses "
            + losses.shape()
            + ": samples mix at "
            + place(at)
            + ": the loss of one would be another without the others. Ways out: "
            + (statistics ? "frozen statistics (batchNorm in evaluation); " : "")
            + "compute what is taken over the samples beforehand and pass it as a value.");
  }

  private static String place(Node at) {
    return OpNames.of(at) + ", made at " + at.origin().place();
  }

  /** The first sum, or the like, on the way down from a scalar. */
  private static Node total(Node scalar) {
    Node at = scalar;
    while (!(at.op() instanceof Op.Reduction)
        && !(at.op() instanceof Op.Contract)
        && !at.inputs().isEmpty()) {
      at = at.inputs().stream().max(java.util.Comparator.comparingInt(Node::depth)).orElseThrow();
    }
    return at;
  }
}
