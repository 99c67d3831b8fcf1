package dev.jacobi.conformance.torchlayers;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.nn.CrossEntropy;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Reduction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Losses by name: value, gradient and the Hessian times v, all by the first argument. */
final class LossTrial {
  private LossTrial() {}

  record Inputs(Named x, Named v) {}

  static void run(CaseFile file, Comparison comparison) {
    Map<String, UnaryOperator<Tensor>> losses = new LinkedHashMap<>();
    Map<String, Tensor> x = new LinkedHashMap<>();
    Map<String, Tensor> v = new LinkedHashMap<>();
    for (String name : file.keys("losses")) {
      losses.put(name, loss(name, file, new Hyper(file, "losses", name)));
      x.put(name, file.tensor("losses", name, "x"));
      v.put(name, file.tensor("losses", name, "v"));
    }
    comparison.run("losses", new Inputs(new Named(x), new Named(v)), in -> results(losses, in));
  }

  private static Map<String, Object> results(Map<String, UnaryOperator<Tensor>> losses, Inputs in) {
    Map<String, Object> all = new LinkedHashMap<>();
    losses.forEach((name, loss) -> {
      Tensor x = in.x().get(name);
      Tensor value = loss.apply(x);
      all.put(
          name,
          Map.of(
              "value", value,
              "grad", value.gradient(x),
              "hvp", value.hvp(x, in.v().get(name))));
    });
    return Map.of("losses", all);
  }

  private static UnaryOperator<Tensor> loss(String name, CaseFile file, Hyper hyper) {
    if (name.startsWith("cross_entropy")) {
      return crossEntropy(name, file, hyper);
    }
    Tensor t = file.tensor("losses", name, "target");
    return switch (name) {
      case "mse" -> x -> Loss.mse(x, t);
      case "l1" -> x -> Loss.mae(x, t);
      case "huber" -> {
        double delta = hyper.number("delta", 1);
        yield x -> Loss.huber(x, t, delta);
      }
      case "bce_with_logits" -> {
        if (!hyper.has("pos_weight")) {
          yield x -> Loss.binaryCrossEntropy(x, t);
        }
        Tensor weights = file.tensor("losses", name, "pos_weight");
        yield x -> Loss.binaryCrossEntropy(x, t, weights, Reduction.MEAN);
      }
      case "kl_div" -> x -> Loss.kl(x.logSoftmax(-1), t);
      case "poisson_nll" -> x -> Loss.poissonNll(x, t);
      case "gaussian_nll" -> {
        Tensor variance = file.tensor("losses", name, "var");
        yield x -> Loss.gaussianNll(x, t, variance);
      }
      default -> throw new CaseException("unknown loss " + name);
    };
  }

  private static UnaryOperator<Tensor> crossEntropy(String name, CaseFile file, Hyper hyper) {
    CrossEntropy loss = CrossEntropy.of().withSmoothing(hyper.number("smoothing", 0));
    if (hyper.has("weight")) {
      loss = loss.withWeights(file.tensor("losses", name, "weight"));
    }
    Tensor target =
        name.endsWith("soft")
            ? file.tensor("losses", name, "target")
            : file.integers("losses", name, "target");
    CrossEntropy settings = loss;
    return x -> settings.apply(x, target);
  }
}
