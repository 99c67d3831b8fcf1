package dev.jacobi.train;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;

/**
 * R squared. For each of n outputs: the number of samples, the mean of the targets, the sum of
 * their squared distances from it, and the sum of squared errors, {@code [4 n]}.
 */
record DeterminationMetric() implements Metric {
  private static final int NUMBERS = 4;

  @Override
  public String name() {
    return "r2";
  }

  @Override
  public boolean rising() {
    return true;
  }

  @Override
  public Tensor statistics(Tensor y, Tensor target) {
    if (target.rank() == 0) {
      throw new ShapeException("r2: target []; axis 0 runs over the samples; give one");
    }
    int samples = target.size(0);
    int outputs = target.shape().elements(1, target.rank());
    Tensor error = ErrorMetric.difference("r2", y, target).reshape(samples, outputs);
    Tensor t = target.cast(DType.FLOAT64).reshape(samples, outputs);
    Tensor mean = t.mean(0);
    return Tensor.concat(
        0,
        Tensor.full(DType.FLOAT64, Shape.of(outputs), samples),
        mean,
        t.minus(mean).square().sum(0),
        error.square().sum(0));
  }

  /** As sums of squares are put together from parts (Chan, Golub and LeVeque, 1979). */
  @Override
  public double[] together(double[] one, double[] other) {
    int n = one.length / NUMBERS;
    double[] both = new double[one.length];
    for (int j = 0; j < n; j++) {
      double count = one[j] + other[j];
      double step = other[n + j] - one[n + j];
      both[j] = count;
      both[n + j] = one[n + j] + step * other[j] / count;
      both[2 * n + j] = one[2 * n + j] + other[2 * n + j] + step * step * one[j] * other[j] / count;
      both[3 * n + j] = one[3 * n + j] + other[3 * n + j];
    }
    return both;
  }

  @Override
  public double value(double[] statistics) {
    int n = statistics.length / NUMBERS;
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += 1 - statistics[3 * n + j] / statistics[2 * n + j];
    }
    return sum / n;
  }
}
