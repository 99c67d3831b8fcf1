package dev.jacobi.conformance.torch;

import dev.jacobi.Attention;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import java.util.List;
import java.util.Map;

/**
 * Attention differentiated twice: g, the gradients of {@code sum(a^2)} by queries, keys and values,
 * and the gradients of the sum of their squares.
 */
final class AttentionTwice {
  private AttentionTwice() {}

  record Inputs(Tensor q, Tensor k, Tensor v) {
    List<Tensor> all() {
      return List.of(q, k, v);
    }
  }

  static void run(CaseFile file, Comparison comparison) {
    Inputs inputs = new Inputs(file.tensor("q"), file.tensor("k"), file.tensor("v"));
    double root = Math.sqrt(inputs.q().size(-1));
    double divisor = file.stated("k\\^T / ([0-9.]+)", root);
    comparison.run(
        "softmax",
        inputs,
        in ->
            results(
                in,
                in.q().matmul(in.k().transpose(-1, -2)).div(divisor).softmax(-1).matmul(in.v())));
    comparison.run(
        "attention",
        inputs,
        in -> results(in, Attention.of(in.q().times(root / divisor), in.k(), in.v())));
  }

  private static Map<String, Object> results(Inputs in, Tensor a) {
    Inputs g = a.square().sum().gradient(in);
    Inputs g2 = sumOfSquares(g).gradient(in);
    return Map.of("a", a, "g", g.all(), "g2", g2.all());
  }

  private static Tensor sumOfSquares(Inputs g) {
    return Tree.leaves(g).stream().map(t -> t.square().sum()).reduce(Tensor::plus).orElseThrow();
  }
}
