package dev.jacobi.testkit.laws.engine;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What networks are made of, where chance alone would seldom put operations together so. */
final class CompositionRules {
  private CompositionRules() {}

  static final List<Rule> ALL =
      List.of(
          CompositionRules::layer,
          CompositionRules::layer,
          CompositionRules::normalize,
          CompositionRules::normalize,
          CompositionRules::softmax,
          CompositionRules::overMergedAxes,
          CompositionRules::lastAxisFirst);

  private static @Nullable Node features(Growth graph, int rank) {
    return graph.pick(n ->
        n.dtype().isFloat()
            && n.shape().rank() == rank
            && n.shape().size(0) == graph.samples
            && n.shape().size(rank - 1) > 0);
  }

  /** {@code tanh(x w + b)}. */
  private static @Nullable Node layer(Growth graph) {
    Node x = features(graph, 2);
    return x == null ? null : layer(graph, x);
  }

  private static @Nullable Node layer(Growth graph, Node x) {
    int n = x.shape().size(1);
    int m = graph.size();
    Node w = graph.source(x.dtype(), Shape.of(m, n));
    Node b = graph.source(x.dtype(), Shape.of(m));
    Node product = graph.add(new Op.Contract(Ints.of(0, 1), Ints.of(2, 1), Ints.of(0, 2)), x, w);
    return product == null
        ? null
        : graph.add(() ->
            Nodes.unary(UnaryKind.TANH, Nodes.add(product, Nodes.broadcast(b, product.shape()))));
  }

  /** Minus the mean over samples and by their deviation: totals that enter each sample again. */
  private static @Nullable Node normalize(Growth graph) {
    Node x = features(graph, 2);
    if (x == null) {
      return null;
    }
    Tensor z = new Tensor(x);
    double count = Math.max(1, graph.samples);
    return graph.add(() -> {
      Tensor centred = z.minus(z.sum(0).div(count));
      Tensor variance = centred.times(centred).sum(0).div(count);
      return centred.div(variance.plus(0.1).sqrt()).node();
    });
  }

  private static @Nullable Node softmax(Growth graph) {
    Node x = features(graph, 2);
    if (x == null) {
      return null;
    }
    Tensor z = new Tensor(x);
    return graph.add(() -> {
      Tensor powers = z.times(0.5).exp();
      return powers.div(powers.sum(1).reshape(z.size(0), 1)).node();
    });
  }

  /** {@code [B, t, n]} as {@code [B t, n]} through a layer and back. */
  private static @Nullable Node overMergedAxes(Growth graph) {
    Node x = features(graph, 3);
    if (x == null) {
      return null;
    }
    int t = x.shape().size(1);
    Node flat =
        graph.add(new Op.Movement.Reshape(Shape.of(graph.samples * t, x.shape().size(2))), x);
    Node y = flat == null ? null : layer(graph, flat);
    return y == null
        ? null
        : graph.add(new Op.Movement.Reshape(Shape.of(graph.samples, t, y.shape().size(1))), y);
  }

  /** Samples along the last axis. */
  private static @Nullable Node lastAxisFirst(Growth graph) {
    Node x = features(graph, 2);
    return x == null ? null : graph.add(new Op.Movement.Permute(Ints.of(1, 0)), x);
  }
}
