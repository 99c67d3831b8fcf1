package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Origin;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Batching;
import dev.jacobi.transform.Cheapest;
import dev.jacobi.transform.Forward;
import dev.jacobi.transform.Reverse;
import dev.jacobi.transform.Taylor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Traces by random probes, where exact ones cost too much (Hutchinson, 1990): {@code E v^T A v =
 * trace A} for v of independent signs. With S the symmetric part of A, the variance of one probe is
 * {@code 2 (|S|^2 - sum_i S_ii^2)}, the least that independent entries can have; that of a mean of
 * p probes is a p-th of it. Each sample has probes of its own, which do not depend on the batch.
 */
public final class Stochastic {
  private Stochastic() {}

  /**
   * The trace of a linear function.
   *
   * @param product v to A v, of v's shape
   * @param like the shape and type of v
   */
  public static Estimate trace(UnaryOperator<Tensor> product, Tensor like, Key key, int probes) {
    requireProbes("trace", probes);
    return Origin.within(
        "trace",
        () -> {
          Tensor signs = signs(key, like.dtype(), like.shape().insert(0, probes));
          Tensor numbers =
              Jacobi.vmap(
                      (Tensor v) -> {
                        Tensor w = product.apply(v);
                        if (!w.shape().equals(v.shape())) {
                          throw new ShapeException(
                              "trace: the product of "
                                  + v.shape()
                                  + " is "
                                  + w.shape()
                                  + "; a trace is that of a square matrix");
                        }
                        return v.times(w).sum();
                      })
                  .apply(signs);
          return Estimate.of(numbers);
        });
  }

  /** The divergence of every sample, of y and x {@code [B, n...]}: {@code [B]}. */
  public static Estimate divergence(Tensor y, Tensor x, Key key, int probes) {
    return Origin.within("divergence", () -> divergence("divergence", y, x, key, probes));
  }

  private static Estimate divergence(String operation, Tensor y, Tensor x, Key key, int probes) {
    requireProbes(operation, probes);
    Tensor first = Derivatives.samplesFirst(operation, y, x);
    if (!first.shape().equals(x.shape())) {
      throw new ShapeException(
          operation
              + ": y "
              + first.shape()
              + " by x "
              + x.shape()
              + "; a vector field has the shape of its points");
    }
    Node v = Nodes.placeholder("probe", x.node());
    Node c = Nodes.cast(v, y.dtype());
    Node forward = Forward.pushforward(List.of(first.node()), List.of(x.node()), List.of(v)).get(0);
    Node reverse = Reverse.pullback(List.of(first.node()), List.of(c), List.of(x.node())).get(0);
    Map<Node, Node> all = Map.of(v, perSample(key, x, probes));
    List<Cheapest.Way> ways = new ArrayList<>();
    ways.add(new Cheapest.Way("forward mode", dots(c, forward, first, all, probes)));
    ways.add(new Cheapest.Way("reverse mode", dots(v, reverse, first, all, probes)));
    Cheapest cheapest = Cheapest.of(List.of(y.node()), ways, Simplifier::simplify);
    String of = operation + " of y " + y.shape() + " by x " + x.shape() + ", ";
    return Estimate.of(
        new Tensor(cheapest.way().value().withNote(of + probes + " probes: " + cheapest.why())));
  }

  /** {@code [probes, B]}: the inner products for each sample and probe. */
  private static Node dots(
      Node v, @Nullable Node product, Tensor y, Map<Node, Node> all, int probes) {
    Node terms = Nodes.mul(v, product == null ? Nodes.zerosLike(v) : product);
    Ints axes = Ints.range(1, terms.shape().rank());
    Node dot = Nodes.cast(axes.isEmpty() ? terms : Nodes.sum(terms, axes), y.dtype());
    return Batching.apply(List.of(dot), probes, all).get(0);
  }

  /** The Laplacian of every sample, of y {@code [B, m...]} by x {@code [B, n...]}: of y's shape. */
  public static Estimate laplacian(Tensor y, Tensor x, Key key, int probes) {
    requireProbes("laplacian", probes);
    return Origin.within(
        "laplacian",
        () -> {
          Node first = Derivatives.samplesFirst("laplacian", y, x).node();
          Node v = Nodes.placeholder("probe", x.node());
          Node second = Taylor.series(first, x.node(), Taylor.line(v, 2)).get(1);
          Node curvature = second == null ? Nodes.zerosLike(first) : Nodes.scale(2, second);
          Map<Node, Node> all = Map.of(v, perSample(key, x, probes));
          return Estimate.of(new Tensor(Batching.apply(List.of(curvature), probes, all).get(0)));
        });
  }

  /**
   * The loss of sliced score matching for every sample, {@code div s + |s|^2 / 2} with an estimated
   * divergence (Song et al., 2019, with the expectation of the second term taken exactly). Its mean
   * over the data is least where s is the score of their density.
   *
   * @param score {@code s(x)}, of x's shape {@code [B, n...]}
   */
  public static Estimate slicedScoreMatching(Tensor score, Tensor x, Key key, int slices) {
    return Origin.within(
        "slicedScoreMatching",
        () -> {
          Estimate divergence = divergence("slicedScoreMatching", score, x, key, slices);
          int[] axes = Ints.range(1, score.rank()).toArray();
          Tensor half = axes.length == 0 ? score.square() : score.square().sum(axes);
          return new Estimate(divergence.mean().plus(half.times(0.5)), divergence.variance());
        });
  }

  /** Signs {@code [probes, B, n...]}; those of a sample do not depend on B. */
  private static Node perSample(Key key, Tensor x, int probes) {
    Shape shape = x.shape().insert(1, probes);
    return signs(key, x.dtype(), shape).moveAxis(1, 0).node();
  }

  private static Tensor signs(Key key, DType dtype, Shape shape) {
    return key.bernoulli(0.5, shape).cast(dtype).times(2).minus(1);
  }

  private static void requireProbes(String operation, int probes) {
    if (probes < 1) {
      throw new JacobiException(operation + ": " + probes + " probes; give one or more");
    }
  }
}
