package dev.jacobi.conformance.torch;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.Named;
import java.util.function.UnaryOperator;

/**
 * Linear layers {@code prefix.0}, {@code prefix.1}, ... with an activation between them, as many as
 * there are weights.
 */
record FullyConnected(String prefix, UnaryOperator<Tensor> activation) {

  Tensor apply(Named weights, Tensor x) {
    Tensor y = weights.linear(prefix + ".0").apply(x);
    for (int i = 1; weights.has(prefix + "." + i + ".weight"); i++) {
      y = weights.linear(prefix + "." + i).apply(activation.apply(y));
    }
    return y;
  }
}
