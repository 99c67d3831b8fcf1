package laws.api;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.function.Supplier;

/**
 * A use of a method.
 *
 * @param method its name and the types of its parameters, as {@code sum(int[])}
 * @param gives what it gives as text, on one line
 */
record Use(String method, Supplier<?> call, String gives) {
  static final Tensor X = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
  static final Tensor V = Tensor.of(3.0, 1.0, 2.0);
  static final Tensor HALVES = Tensor.of(0.25, 0.5);
  static final Tensor INTS = Tensor.of(7, -2);
  static final Tensor BOOLS = Tensor.of(true, false);
  static final Tensor SCALAR = Tensor.scalar(2.0);
  static final Tensor NONE = Tensor.full(DType.FLOAT64, Shape.of(0, 3), 0);
  static final Tensor ONE = Tensor.of(new double[][] {{1, 2, 3}});

  static Use use(String method, Supplier<?> call, String gives) {
    return new Use(method, call, gives);
  }

  /** What the call gives as text, on one line. */
  String given() {
    return String.valueOf(call.get()).replaceAll("\\s+", " ").replace("[ ", "[");
  }

  @Override
  public String toString() {
    return method + " gives " + gives;
  }
}
