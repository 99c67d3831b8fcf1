package dev.jacobi.data;

import dev.jacobi.Tensor;
import dev.jacobi.io.Table;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Moves and scales features so that each has mean 0 and standard deviation 1 over the samples that
 * it was fitted on (of all of them, divided by their number). Fit it on the training part only, and
 * keep it with the model: it is a record of tensors.
 *
 * <pre>{@code
 * Standardization scale = Standardization.fit(train.all().x());
 * Dataset<Batch> scaled = test.map(b -> new Batch(scale.apply(b.x()), b.t()));
 * }</pre>
 *
 * @param mean of each feature
 * @param deviation the standard deviation of each feature, above 0
 */
public record Standardization(Tensor mean, Tensor deviation) {

  /**
   * The means and deviations of tensors in hand.
   *
   * @param x floats, axis 0 over the samples
   * @throws JacobiException if a feature is constant, or not finite
   */
  public static Standardization fit(Tensor x) {
    return fit(List.of(x));
  }

  /** The same of samples that come in parts, each [samples, features...]; it reads them once. */
  public static Standardization fit(Iterable<Tensor> parts) {
    Moments moments = null;
    for (Tensor part : parts) {
      if (part.rank() == 0 || !part.dtype().isFloat()) {
        throw new ShapeException(
            "standardization: "
                + part.dtype()
                + part.shape()
                + "; it takes floats with axis 0 over the samples; cast or reshape them");
      }
      moments = moments == null ? new Moments(part) : moments;
      moments.add(part);
    }
    if (moments == null) {
      throw new JacobiException("standardization: no samples; give one or more");
    }
    return moments.standardization(feature -> "feature " + feature);
  }

  /**
   * The means and deviations of some columns of a table, in that order; of all if none is named.
   */
  public static Standardization fit(Table table, String... columns) {
    Tensor x = table.doubles(columns);
    List<String> names = columns.length == 0 ? table.names() : List.of(columns);
    Moments moments = new Moments(x);
    moments.add(x);
    return moments.standardization(
        feature -> table.source() + ", column '" + names.get(feature) + "'");
  }

  /** {@code (x - mean) / deviation}, in the type of x. */
  public Tensor apply(Tensor x) {
    requireFeatures(x);
    return x.minus(mean.cast(x.dtype())).div(deviation.cast(x.dtype()));
  }

  /** {@code x deviation + mean}: what {@link #apply} takes to x. */
  public Tensor invert(Tensor x) {
    requireFeatures(x);
    return x.times(deviation.cast(x.dtype())).plus(mean.cast(x.dtype()));
  }

  private void requireFeatures(Tensor x) {
    if (x.rank() < mean.rank()
        || !x.shape().slice(x.rank() - mean.rank(), x.rank()).equals(mean.shape())) {
      throw new ShapeException(
          "standardization: x "
              + x.shape()
              + ", fitted on features "
              + mean.shape()
              + "; the last axes of x are the features");
    }
  }

  /**
   * Sums over samples in float64: with a part of count n, mean m and sum of squares M, and those so
   * far, {@code M += M' + (m' - m)^2 n n' / (n + n')} (Chan, Golub and LeVeque, 1979).
   */
  private static final class Moments {
    private final Shape features;
    private final double[] means;
    private final double[] squares;
    private long count;

    Moments(Tensor first) {
      features = first.shape().slice(1, first.rank());
      means = new double[features.elements()];
      squares = new double[features.elements()];
    }

    void add(Tensor part) {
      if (!part.shape().slice(1, part.rank()).equals(features)) {
        throw new ShapeException(
            "standardization: a part " + part.shape() + " after features " + features);
      }
      int rows = part.size(0);
      if (rows == 0) {
        return;
      }
      double[] x = part.toDoubles();
      for (int j = 0; j < means.length; j++) {
        double sum = 0;
        for (int i = 0; i < rows; i++) {
          sum += x[i * means.length + j];
        }
        double mean = sum / rows;
        double square = 0;
        for (int i = 0; i < rows; i++) {
          double difference = x[i * means.length + j] - mean;
          square += difference * difference;
        }
        double step = mean - means[j];
        double all = count + rows;
        means[j] += step * rows / all;
        squares[j] += square + (count == 0 ? 0 : step * step * count * rows / all);
      }
      count += rows;
    }

    Standardization standardization(IntFunction<String> name) {
      double[] deviations = new double[means.length];
      for (int j = 0; j < means.length; j++) {
        double variance = squares[j] / count;
        if (!(Math.sqrt(variance) > Math.ulp(means[j]))
            || variance < Double.MIN_NORMAL
            || Double.isInfinite(variance)) {
          throw refused(name.apply(j), means[j], variance);
        }
        deviations[j] = Math.sqrt(variance);
      }
      return new Standardization(Tensor.of(features, means), Tensor.of(features, deviations));
    }

    private JacobiException refused(String name, double mean, double variance) {
      boolean constant = Math.sqrt(variance) <= Math.ulp(mean);
      return new JacobiException(
          "standardization: "
              + name
              + ": "
              + (constant
                  ? mean
                      + " in all "
                      + count
                      + " samples; a constant cannot be standardised; take it out or give more"
                      + " samples"
                  : "mean "
                      + mean
                      + " and variance "
                      + variance
                      + "; they must be finite and in the range of a double; look for outliers, or"
                      + " use another unit"));
    }
  }
}
