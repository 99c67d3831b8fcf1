package dev.jacobi.conformance.torch;

import dev.jacobi.Mode;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.nn.Loss;
import dev.jacobi.type.DType;
import java.util.Map;

/**
 * An autoencoder whose decoder is drawn towards an isometry: {@code loss = mse(y, t) + weight
 * mean_b ||J_b^T J_b - I||^2} with {@code J_b = dy_b/dz_b} at the inner node z.
 */
record Isometric(FullyConnected encoder, FullyConnected decoder, double weight, Mode mode) {

  record Inputs(Batch batch, Named weights, Named v) {}

  @Samples
  record Batch(Tensor x, Tensor t) {}

  private record Value(Tensor z, Tensor y, Tensor jacobian, Tensor penalty, Tensor loss) {}

  static void run(CaseFile file, Comparison comparison) {
    var activation = Activations.named(file.text("activation"));
    Inputs inputs =
        new Inputs(
            new Batch(file.tensor("x"), file.tensor("t")),
            Named.all(file, "weights"),
            Named.all(file, "v"));
    double weight = file.stated("\\+ ([0-9.eE-]+) \\* mean_b", 0.1);
    for (Mode mode : Mode.values()) {
      Isometric net =
          new Isometric(
              new FullyConnected("encoder.l", activation),
              new FullyConnected("decoder.l", activation),
              weight,
              mode);
      comparison.run(mode.name(), inputs, net::results);
    }
  }

  private Value loss(Named weights, Batch batch) {
    Tensor z = encoder.apply(weights, batch.x());
    Tensor y = decoder.apply(weights, z);
    Tensor j = y.jacobian(z, mode);
    Tensor gram = j.transpose(1, 2).matmul(j);
    Tensor identity = Tensor.eye(DType.FLOAT64, z.size(1));
    Tensor penalty = gram.minus(identity).square().sum(1, 2).mean();
    return new Value(z, y, j, penalty, Loss.mse(y, batch.t()).plus(penalty.times(weight)));
  }

  private Map<String, Object> results(Inputs in) {
    Value at = loss(in.weights(), in.batch());
    Named gradient = at.loss().gradient(in.weights());
    return Map.of(
        "z", at.z(),
        "y", at.y(),
        "jacobian", at.jacobian(),
        "penalty", at.penalty(),
        "loss", at.loss(),
        "grads", gradient.byName(),
        "hvp",
            (mode == Mode.FORWARD ? forwardOverReverse(in) : reverseOverReverse(in, gradient))
                .byName());
  }

  /** The gradient of {@code <gradient, v>}. */
  private static Named reverseOverReverse(Inputs in, Named gradient) {
    Tensor product =
        Tree.leaves(Tree.zip(gradient, in.v(), (g, v) -> g.times(v).sum())).stream()
            .reduce(Tensor::plus)
            .orElseThrow();
    return product.gradient(in.weights());
  }

  /** The derivative of {@code gradient(weights + e v)} by e at 0. */
  private Named forwardOverReverse(Inputs in) {
    Tensor e = Tensor.scalar(0.0);
    Named moved = Tree.zip(in.weights(), in.v(), (w, v) -> w.plus(v.times(e)));
    Named gradient = loss(moved, in.batch()).loss().gradient(moved);
    return Tree.map(gradient, g -> g.jvp(e, e.onesLike()));
  }
}
