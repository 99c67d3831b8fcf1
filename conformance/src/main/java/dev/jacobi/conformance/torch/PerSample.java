package dev.jacobi.conformance.torch;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import java.util.Map;

/**
 * The gradient of the cross entropy by all weights for every sample, its norm, and the sum of the
 * gradients clipped to a norm.
 */
final class PerSample {
  private static final FullyConnected NET = new FullyConnected("l", Tensor::tanh);

  private PerSample() {}

  record Batch(Tensor x, Tensor labels) {}

  record Inputs(Batch batch, Named weights, Tensor clip) {}

  static void run(CaseFile file, Comparison comparison) {
    Inputs inputs =
        new Inputs(
            new Batch(file.tensor("x"), file.integers("labels")),
            Named.all(file, "weights"),
            file.tensor("clip"));
    comparison.run("vmap", inputs, in -> results(in, byVmap(in)));
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> results(in, byJacobian(in, mode)));
    }
  }

  /** The cross entropy of one sample, or of each sample of a batch. */
  private static Tensor loss(Named weights, Batch batch) {
    Tensor logarithms = NET.apply(weights, batch.x()).logSoftmax(-1);
    return logarithms.takeAlongLast(batch.labels().unsqueeze(-1)).squeeze(-1).unaryMinus();
  }

  private static Named byVmap(Inputs in) {
    return Jacobi.<Batch, Named>vmap(
            one -> Jacobi.<Named>grad(weights -> loss(weights, one)).apply(in.weights()))
        .apply(in.batch());
  }

  private static Named byJacobian(Inputs in, Mode mode) {
    Tensor losses = loss(in.weights(), in.batch());
    return Tree.map(in.weights(), w -> losses.fullJacobian(w, mode));
  }

  private static Map<String, Object> results(Inputs in, Named each) {
    Tensor norm =
        each.byName().values().stream()
            .map(g -> g.flatten(1, -1).square().sum(1))
            .reduce(Tensor::plus)
            .orElseThrow()
            .sqrt();
    Tensor factor = in.clip().div(norm).minimum(1);
    Named clipped = Tree.map(each, g -> factor.matmul(g.flatten(1, -1)).reshape(g.get(0).shape()));
    return Map.of("per_sample", each.byName(), "norm", norm, "clipped_sum", clipped.byName());
  }
}
