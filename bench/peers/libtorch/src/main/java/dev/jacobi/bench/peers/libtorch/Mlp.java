package dev.jacobi.bench.peers.libtorch;

import dev.jacobi.bench.peers.Problem;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layers with tanh in between; the tensors belong to no scope and live until the process ends. */
final class Mlp {
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();

  Mlp(List<Problem.Layer> layers) {
    for (Problem.Layer layer : layers) {
      weights.add(leaf(matrix(layer.weight(), layer.out(), layer.in())));
      if (layer.bias().length > 0) {
        biases.add(leaf(matrix(layer.bias(), 1, layer.bias().length).squeeze(0)));
      }
    }
  }

  private static Tensor leaf(Tensor values) {
    return values.clone().detach().requires_grad_(true);
  }

  /** A copy of numbers, row by row. */
  static Tensor matrix(float[] values, long rows, long columns) {
    try (FloatPointer numbers = new FloatPointer(values)) {
      return torch.from_blob(numbers, rows, columns).clone();
    }
  }

  int depth() {
    return weights.size();
  }

  Tensor weight(int i) {
    return weights.get(i);
  }

  Tensor bias(int i) {
    return biases.get(i);
  }

  List<Tensor> parameters() {
    List<Tensor> all = new ArrayList<>(weights);
    all.addAll(biases);
    return all;
  }

  Tensor layer(Tensor x, int i) {
    TensorOptional bias =
        biases.isEmpty() ? new TensorOptional() : new TensorOptional(biases.get(i));
    return torch.linear(x, weights.get(i), bias);
  }

  Tensor apply(Tensor x) {
    Tensor h = layer(x, 0);
    for (int i = 1; i < depth(); i++) {
      h = layer(h.tanh(), i);
    }
    return h;
  }

  /** A value and its Jacobian by z, {@code [batch, out, in]}. */
  record WithJacobian(Tensor value, Tensor jacobian) {}

  /**
   * Tangents pushed through by hand, one for each number of z: {@code t' = W t}, and {@code t' = (1
   * - h^2) t} for h = tanh.
   */
  WithJacobian withTangents(Tensor z) {
    Tensor first = weights.get(0);
    Tensor tangents = first.t().unsqueeze(0).expand(z.size(0), z.size(1), first.size(0));
    Tensor h = layer(z, 0);
    for (int i = 1; i < depth(); i++) {
      h = h.tanh();
      Tensor slope = h.mul(h).neg().add(new Scalar(1.0f)).unsqueeze(1);
      tangents = torch.linear(tangents.mul(slope), weights.get(i), new TensorOptional());
      h = layer(h, i);
    }
    return new WithJacobian(h, tangents.transpose(1, 2));
  }
}
