package dev.jacobi.conformance.torch;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Named;
import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A tanh net from points to a number: derivatives of rising order along the first coordinate, the
 * Hessian and the Laplacian of every point, and the gradient of {@code mean(laplacian^2)}.
 */
final class Orders {
  private static final FullyConnected NET = new FullyConnected("l", Tensor::tanh);

  private Orders() {}

  record Inputs(@Samples Tensor x, Named weights) {}

  static void run(CaseFile file, Comparison comparison) {
    Inputs inputs = new Inputs(file.tensor("x"), Named.all(file, "weights"));
    int orders = file.size("d");
    for (Mode mode : Mode.values()) {
      comparison.run(mode.name(), inputs, in -> nodeToNode(in, orders, mode));
    }
    comparison.run("vmap", inputs, in -> functionToFunction(in, orders));
  }

  /** By Jacobians of Jacobians with respect to the same node. */
  private static Map<String, Object> nodeToNode(Inputs in, int orders, Mode mode) {
    Tensor x = in.x();
    Tensor u = NET.apply(in.weights(), x);
    List<Tensor> d = new ArrayList<>();
    for (Tensor last = u.squeeze(1); d.size() < orders; ) {
      last = last.jacobian(x, mode).select(1, 0);
      d.add(last);
    }
    Tensor hessian = u.squeeze(1).jacobian(x, mode).jacobian(x, mode);
    return results(in, u, d, hessian);
  }

  /** By functions of one point, nested and vectorised. */
  private static Map<String, Object> functionToFunction(Inputs in, int orders) {
    UnaryOperator<Tensor> f = point -> NET.apply(in.weights(), point).squeeze(0);
    Tensor first =
        Tensor.iota(DType.INT64, in.x().shape().slice(1, 2), 0).eq(0).cast(DType.FLOAT64);
    List<Tensor> d = new ArrayList<>();
    UnaryOperator<Tensor> last = f;
    while (d.size() < orders) {
      UnaryOperator<Tensor> inner = last;
      last = point -> Jacobi.jvp(inner::apply).apply(point, first);
      d.add(Jacobi.vmap(last).apply(in.x()));
    }
    Tensor hessian = Jacobi.vmap(Jacobi.hessian(f::apply)).apply(in.x());
    return results(in, NET.apply(in.weights(), in.x()), d, hessian);
  }

  private static Map<String, Object> results(Inputs in, Tensor u, List<Tensor> d, Tensor hessian) {
    Tensor identity = Tensor.eye(DType.FLOAT64, in.x().size(1));
    Tensor laplacian = hessian.times(identity).sum(1, 2);
    return Map.of(
        "u", u,
        "d", d,
        "hessian", hessian,
        "laplacian", laplacian,
        "grads_of_mean_squared_laplacian",
            laplacian.square().mean().gradient(in.weights(), Unused.ZEROS).byName());
  }
}
