package laws.errors;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.NoPathException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TracingException;
import dev.jacobi.type.TreeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A call that must fail, and how.
 *
 * @param message what it says, {@code {here}} in place of a line of this package
 */
record Mistake(Class<? extends JacobiException> type, String message, ThrowingCallable call) {
  // what mistakes are made with

  static final Tensor X = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
  static final Tensor V = Tensor.of(1.0, 2.0, 3.0);
  static final Tensor W = Tensor.of(1.0, 2.0);
  static final Tensor SCALAR = Tensor.scalar(2.0);
  static final Tensor INTS = Tensor.of(0, 1);
  static final Tensor BOOLS = Tensor.of(true, false);
  static final Tensor EMPTY = Tensor.full(DType.FLOAT64, Shape.of(0, 3), 0);

  static Mistake general(String message, ThrowingCallable call) {
    return new Mistake(JacobiException.class, message, call);
  }

  static Mistake shape(String message, ThrowingCallable call) {
    return new Mistake(ShapeException.class, message, call);
  }

  static Mistake type(String message, ThrowingCallable call) {
    return new Mistake(DTypeException.class, message, call);
  }

  static Mistake index(String message, ThrowingCallable call) {
    return new Mistake(IndexException.class, message, call);
  }

  static Mistake tree(String message, ThrowingCallable call) {
    return new Mistake(TreeException.class, message, call);
  }

  static Mistake noPath(String message, ThrowingCallable call) {
    return new Mistake(NoPathException.class, message, call);
  }

  static Mistake mixed(String message, ThrowingCallable call) {
    return new Mistake(MixedSamplesException.class, message, call);
  }

  static Mistake traced(String message, ThrowingCallable call) {
    return new Mistake(TracingException.class, message, call);
  }

  @Override
  public String toString() {
    return message;
  }
}
