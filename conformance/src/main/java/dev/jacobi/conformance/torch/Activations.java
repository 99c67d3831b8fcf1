package dev.jacobi.conformance.torch;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import java.util.function.UnaryOperator;

/** The activations by the names in the files. */
final class Activations {
  private Activations() {}

  static UnaryOperator<Tensor> named(String name) {
    return switch (name) {
      case "tanh" -> Tensor::tanh;
      case "sin" -> Tensor::sin;
      case "sigmoid" -> Tensor::sigmoid;
      case "softplus" -> Tensor::softplus;
      case "elu" -> Tensor::elu;
      case "silu" -> Tensor::silu;
      case "gelu", "gelu_erf" -> Tensor::gelu;
      case "gelu_tanh" -> Tensor::geluTanh;
      case "relu" -> Tensor::relu;
      case "selu" -> Tensor::selu;
      default -> throw new CaseException("unknown activation " + name);
    };
  }
}
