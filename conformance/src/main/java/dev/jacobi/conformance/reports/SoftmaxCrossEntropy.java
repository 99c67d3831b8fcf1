package dev.jacobi.conformance.reports;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import java.util.List;
import java.util.Map;

/** Cross entropy of a softmax: the Hessian of every sample is {@code diag(p) - p p^T}. */
final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  record Sample(Tensor logits, Tensor target) {}

  static void run(CaseFile file, Comparison comparison) {
    List<String> batches = file.keys("expected");
    for (String batch : batches) {
      Sample all =
          new Sample(file.tensor("input", batch, "logits"), file.tensor("input", batch, "target"));
      for (Mode mode : Mode.values()) {
        comparison.run(mode.name(), all, s -> Map.of(batch, nodeToNode(s, mode)));
      }
      comparison.run("vmap", all, s -> Map.of(batch, functionToFunction(s)));
    }
  }

  private static Tensor loss(Tensor logits, Tensor target) {
    return logits.logSoftmax(-1).times(target).sum(-1).unaryMinus();
  }

  private static Map<String, Tensor> nodeToNode(Sample all, Mode mode) {
    Tensor loss = loss(all.logits(), all.target());
    Tensor gradient = loss.jacobian(all.logits(), mode);
    return Map.of(
        "loss", loss,
        "gradient", gradient,
        "hessian", gradient.jacobian(all.logits(), mode));
  }

  private static Map<String, Tensor> functionToFunction(Sample all) {
    return Map.of(
        "loss", Jacobi.<Sample, Tensor>vmap(s -> loss(s.logits(), s.target())).apply(all),
        "gradient",
            Jacobi.<Sample, Tensor>vmap(
                    s -> Jacobi.<Tensor>grad(x -> loss(x, s.target())).apply(s.logits()))
                .apply(all),
        "hessian",
            Jacobi.<Sample, Tensor>vmap(
                    s -> Jacobi.hessian(x -> loss(x, s.target())).apply(s.logits()))
                .apply(all));
  }
}
