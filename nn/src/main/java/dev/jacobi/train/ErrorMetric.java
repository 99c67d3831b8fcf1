package dev.jacobi.train;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;

/**
 * The mean error of all elements.
 *
 * @param name mae, mse or rmse
 * @param squared whether errors are squared
 */
record ErrorMetric(String name, boolean squared) implements Metric {
  @Override
  public boolean rising() {
    return false;
  }

  @Override
  public Tensor statistics(Tensor y, Tensor target) {
    Tensor error = difference(name, y, target);
    Tensor sum = (squared ? error.square() : error.abs()).sum();
    Tensor count = Tensor.full(DType.FLOAT64, Shape.of(1), y.shape().elements());
    return Tensor.concat(0, sum.reshape(1), count);
  }

  /** {@code target - y} in float64. */
  static Tensor difference(String name, Tensor y, Tensor target) {
    if (!y.shape().equals(target.shape())) {
      throw new ShapeException(
          name
              + ": y "
              + y.shape()
              + " and target "
              + target.shape()
              + "; the shapes must be equal; reshape one of them");
    }
    return target.cast(DType.FLOAT64).minus(y.cast(DType.FLOAT64));
  }

  @Override
  public double value(double[] statistics) {
    double mean = statistics[0] / statistics[1];
    return name.equals("rmse") ? Math.sqrt(mean) : mean;
  }
}
