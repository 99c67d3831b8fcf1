package dev.jacobi.optim;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.ShapeException;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The tensors of a model that an optimiser moves: those of a float type. The others stay. */
final class Parameters {
  private Parameters() {}

  static <T> T map(T model, UnaryOperator<Tensor> f) {
    return Tree.map(model, p -> p.dtype().isFloat() ? f.apply(p) : p);
  }

  /** {@code f(a, b)} for each parameter a and what stands at its place in the other tree. */
  static <T> T zip(String operation, T a, T b, BinaryOperator<Tensor> f) {
    return Tree.zip(
        a,
        b,
        (p, q) -> {
          if (!p.shape().equals(q.shape())) {
            throw new ShapeException(
                operation
                    + ": a parameter "
                    + p.shape()
                    + " and beside it "
                    + q.shape()
                    + "; gradient and state must be those of this model");
          }
          return p.dtype().isFloat() ? f.apply(p, q) : p;
        });
  }

  static double requireRate(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new JacobiException(name + ": " + value + "; it must be finite and not negative");
    }
    return value;
  }

  static double requireDecay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new JacobiException(name + ": " + value + "; it must be at least 0 and below 1");
    }
    return value;
  }
}
