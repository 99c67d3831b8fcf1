package dev.jacobi.bench.peers;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.bench.peers.Autoencoder.Network;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.Shape;
import java.util.function.BiFunction;

/** A classifier in Jacobi: plain steps, gradients of each sample, and steps with clipped ones. */
record Classifier(Network network) {

  /** Samples and their classes. */
  record Batch(@Samples Tensor x, @Samples Tensor labels) {
    static Batch of(Problem problem) {
      return new Batch(
          Tensor.of(Shape.of(problem.batch(), problem.features()), problem.x()),
          Tensor.of(problem.labels()));
    }
  }

  /** What a step gives: a network, or the gradients of all samples in its place, and the loss. */
  record Step(Classifier net, Tensor loss) {}

  static Classifier of(Problem problem) {
    return new Classifier(Network.of(problem.encoder()));
  }

  /** The cross entropy of each sample. */
  private Tensor losses(Batch batch) {
    Tensor logarithms = network.apply(batch.x()).logSoftmax(-1);
    return logarithms.takeAlongLast(batch.labels().unsqueeze(-1)).squeeze(-1).unaryMinus();
  }

  private static Compiled.Of2<Classifier, Batch, Step> compile(
      BiFunction<Classifier, Tensor, Classifier> result) {
    return Jacobi.compile((Classifier net, Batch batch) -> {
      Tensor losses = net.losses(batch);
      return new Step(result.apply(net, losses), losses.mean());
    });
  }

  static Compiled.Of2<Classifier, Batch, Step> plain(Sgd sgd) {
    return compile((net, losses) -> sgd.update(net, losses.mean().gradient(net)));
  }

  static Compiled.Of2<Classifier, Batch, Step> clipped(Sgd sgd) {
    return compile((net, losses) -> {
      Classifier sum = losses.clippedGradientSum(net, Net.CLIP);
      return sgd.update(net, Tree.map(sum, gradient -> gradient.div(losses.size(0))));
    });
  }

  /** The gradients of all samples; nothing moves. */
  static Compiled.Of2<Classifier, Batch, Step> perSample() {
    return compile((net, losses) -> losses.perSampleGradient(net));
  }
}
