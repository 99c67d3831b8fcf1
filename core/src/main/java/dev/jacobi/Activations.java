package dev.jacobi;

import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;

/**
 * Functions of one number that networks are made of. Where a formula has two branches, the branch
 * that is not taken contributes nothing to any derivative, so each branch only has to be right on
 * its own side.
 */
final class Activations {
  // Klambauer et al., "Self-normalizing neural networks" (2017): the fixed point of mean 0,
  // variance 1
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  private Activations() {}

  /** The tensor itself if it is of a float type, else as float32. */
  static Tensor floats(Tensor x) {
    return new Tensor(Nodes.cast(x.node(), Arithmetic.floatOf(x.dtype())));
  }

  static Tensor relu(Tensor x) {
    return Origin.within("relu", () -> rectified(x));
  }

  // where(x <= 0, 0, x): NaN is not <= 0 and stays NaN
  private static Tensor rectified(Tensor x) {
    return Tensor.where(x.le(0), 0, x);
  }

  static Tensor leakyRelu(Tensor x, double slope) {
    return Origin.within("leakyRelu", () -> Tensor.where(x.le(0), x.times(slope), x));
  }

  static Tensor prelu(Tensor x, Tensor slope) {
    return Origin.within(
        "prelu",
        () -> {
          requireBroadcast("prelu", "slope", slope, x.shape());
          return Tensor.where(x.le(0), x.times(slope), x);
        });
  }

  /** Checks that a parameter can be broadcast to a shape without making it larger. */
  static void requireBroadcast(String operation, String role, Tensor parameter, Shape to) {
    if (!parameter.shape().meets(to) || !parameter.shape().broadcast(operation, to).equals(to)) {
      throw new ShapeException(
          operation
              + ": "
              + role
              + " "
              + parameter.shape()
              + " for "
              + to
              + "; it must broadcast to that shape; reshape it");
    }
  }

  static Tensor hardtanh(Tensor x) {
    return Origin.within("hardtanh", () -> Tensor.where(x.le(-1), -1, Tensor.where(x.ge(1), 1, x)));
  }

  static Tensor elu(Tensor x, double alpha) {
    return Origin.within("elu", () -> exponentialBelow(floats(x), alpha));
  }

  static Tensor selu(Tensor x) {
    return Origin.within("selu", () -> exponentialBelow(floats(x), SELU_ALPHA).times(SELU_SCALE));
  }

  // alpha (e^x - 1) where x <= 0, else x
  private static Tensor exponentialBelow(Tensor x, double alpha) {
    return Tensor.where(x.le(0), x.expm1().times(alpha), x);
  }

  static Tensor softplus(Tensor x) {
    return Origin.within("softplus", () -> softened(floats(x)));
  }

  static Tensor softplus(Tensor x, double beta) {
    if (!Double.isFinite(beta) || beta == 0) {
      throw new JacobiException("softplus: beta " + beta + "; it must be finite and not 0");
    }
    return Origin.within("softplus", () -> softened(floats(x).times(beta)).div(beta));
  }

  static Tensor logSigmoid(Tensor x) {
    return Origin.within("logSigmoid", () -> softened(floats(x).unaryMinus()).unaryMinus());
  }

  // ln(1 + e^x) = relu(x) - ln(1 - sigmoid(n)), n = -|x|. n is made by choice rather than by abs,
  // whose derivative at 0 is 0; sigmoid(n) is at most 1/2 and has accurate derivatives
  private static Tensor softened(Tensor x) {
    Tensor n = Tensor.where(x.le(0), x, x.unaryMinus());
    return rectified(x).minus(n.sigmoid().unaryMinus().log1p());
  }

  static Tensor silu(Tensor x) {
    return Origin.within("silu", () -> x.times(x.sigmoid()));
  }

  // x Phi(x), Phi(x) = erfc(-x / sqrt 2) / 2: 1 + erf would cancel for negative x. Beyond 40 Phi is
  // 0
  // or 1 to the last bit; the bound keeps the factors of its derivatives from overflowing
  static Tensor gelu(Tensor x) {
    return Origin.within(
        "gelu", () -> x.times(0.5).times(x.clamp(-40, 40).times(-Math.sqrt(0.5)).erfc()));
  }

  // x (1 + tanh u) / 2 = x sigmoid(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3). Beyond 30 sigmoid is
  // 0 or 1 to the last bit in either type; the bound keeps x^3 from overflowing
  static Tensor geluTanh(Tensor x) {
    return Origin.within(
        "geluTanh",
        () -> {
          Tensor t = x.clamp(-30, 30);
          Tensor u = t.plus(t.times(t.square()).times(0.044715));
          return x.times(u.times(2 * Math.sqrt(2 / Math.PI)).sigmoid());
        });
  }

  static Tensor dropout(Tensor x, double p, Key key) {
    Key.requireProbability("dropout", p);
    return Origin.within(
        "dropout", () -> Tensor.where(key.bernoulli(p, x.shape()), 0, x.div(1 - p)));
  }
}
