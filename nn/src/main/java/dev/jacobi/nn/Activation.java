package dev.jacobi.nn;

import dev.jacobi.Tensor;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Functions of one number, as layers. */
public enum Activation implements Layer {
  /** {@link Tensor#relu}. */
  RELU(Tensor::relu),
  /** {@link Tensor#leakyRelu} with slope 0.01. */
  LEAKY_RELU(x -> x.leakyRelu(0.01)),
  /** {@link Tensor#elu()}. */
  ELU(Tensor::elu),
  /** {@link Tensor#selu}. */
  SELU(Tensor::selu),
  /** {@link Tensor#gelu}. */
  GELU(Tensor::gelu),
  /** {@link Tensor#geluTanh}. */
  GELU_TANH(Tensor::geluTanh),
  /** {@link Tensor#silu}. */
  SILU(Tensor::silu),
  /** {@link Tensor#softplus()}. */
  SOFTPLUS(Tensor::softplus),
  /** {@link Tensor#tanh}. */
  TANH(Tensor::tanh),
  /** {@link Tensor#hardtanh}. */
  HARDTANH(Tensor::hardtanh),
  /** {@link Tensor#sigmoid}. */
  SIGMOID(Tensor::sigmoid),
  /** {@link Tensor#logSigmoid}. */
  LOG_SIGMOID(Tensor::logSigmoid),
  /** {@link Tensor#sin}. */
  SIN(Tensor::sin),
  /** x itself. */
  IDENTITY(x -> x.reshape(x.shape()));

  private final UnaryOperator<Tensor> function;

  Activation(UnaryOperator<Tensor> function) {
    this.function = function;
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of(name().toLowerCase(Locale.ROOT), this, x, () -> function.apply(x));
  }
}
