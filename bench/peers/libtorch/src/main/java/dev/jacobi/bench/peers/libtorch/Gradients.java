package dev.jacobi.bench.peers.libtorch;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** torch.autograd.grad, and per-sample Jacobians made of it. */
final class Gradients {
  private Gradients() {}

  /** The gradient of a scalar, itself differentiable. */
  static Tensor of(Tensor y, Tensor x) {
    return of(y, x, new TensorVector());
  }

  private static Tensor of(Tensor y, Tensor x, TensorVector cotangents) {
    TensorVector found =
        torch.grad(
            new TensorVector(y),
            new TensorVector(x),
            cotangents,
            new BoolOptional(true),
            true,
            false);
    return new Tensor(found.get(0)); // a handle of its own: the other points into the vector
  }

  /** The gradients of a scalar by several tensors. */
  static Tensor[] of(Tensor y, List<Tensor> parameters) {
    TensorVector found =
        torch.grad(
            new TensorVector(y),
            new TensorVector(parameters.toArray(Tensor[]::new)),
            new TensorVector(),
            new BoolOptional(false),
            false,
            false);
    Tensor[] all = new Tensor[parameters.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Tensor(found.get(i));
    }
    return all;
  }

  /** One sweep for each output: row k is the gradient of the sum over the samples of y_k. */
  static Tensor jacobianByOutputs(Tensor y, Tensor z) {
    Tensor[] rows = new Tensor[(int) y.size(1)];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = of(y.select(1, k).sum(), z);
    }
    return torch.stack(new TensorVector(rows), 1);
  }

  /**
   * Double backward, one sweep for each input: {@code g(u) = J^T u} is linear in u, and column i of
   * J is the gradient of g_i by u.
   */
  static Tensor jacobianByInputs(Tensor y, Tensor z) {
    Tensor u = torch.zeros_like(y).requires_grad_(true);
    Tensor g = of(y, z, new TensorVector(u));
    Tensor[] columns = new Tensor[(int) z.size(1)];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = of(g.select(1, i).sum(), u);
    }
    return torch.stack(new TensorVector(columns), 2);
  }
}
