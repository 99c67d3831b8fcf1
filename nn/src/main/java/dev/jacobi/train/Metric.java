package dev.jacobi.train;

import dev.jacobi.Tensor;

/**
 * A measure of predictions against targets over many batches. Each batch gives a few numbers, the
 * numbers of all batches are put together, and the measure is a function of those: so it is the
 * same however the samples are cut into batches, up to rounding.
 */
public interface Metric {
  /** As it stands in the history. */
  String name();

  /** Whether more is better. */
  boolean rising();

  /**
   * The numbers of a batch, a float64 vector of any length.
   *
   * @param y what the model gives
   * @param target what it should give
   */
  Tensor statistics(Tensor y, Tensor target);

  /** The numbers of two groups of samples together; their sum, unless it is something else. */
  default double[] together(double[] one, double[] other) {
    double[] both = one.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] += other[i];
    }
    return both;
  }

  /** The measure. */
  double value(double[] statistics);

  /**
   * The share of samples whose class is right. Targets are numbers of classes {@code [B, ...]}; y
   * holds a score for each class, {@code [B, C, ...]}, of which the first highest counts, or, with
   * the shape of the targets, a logit that says class 1 where it is above 0.
   */
  static Metric accuracy() {
    return new ClassMetric(ClassMetric.Kind.ACCURACY);
  }

  /**
   * Of the samples said to be of a class, the share that is: the mean over the classes that occur
   * among predictions or targets, 0 where there are none. With two classes and logits, of class 1.
   */
  static Metric precision() {
    return new ClassMetric(ClassMetric.Kind.PRECISION);
  }

  /**
   * Of the samples of a class, the share that was said to be; the mean as in {@link #precision}.
   */
  static Metric recall() {
    return new ClassMetric(ClassMetric.Kind.RECALL);
  }

  /** {@code 2 p r / (p + r)} of precision and recall of a class; the mean as for those. */
  static Metric f1() {
    return new ClassMetric(ClassMetric.Kind.F1);
  }

  /** The mean of {@code |y - target|} over all elements. */
  static Metric mae() {
    return new ErrorMetric("mae", false);
  }

  /** The mean of {@code (y - target)^2}. */
  static Metric mse() {
    return new ErrorMetric("mse", true);
  }

  /** The root of the mean of {@code (y - target)^2}. */
  static Metric rmse() {
    return new ErrorMetric("rmse", true);
  }

  /**
   * The coefficient of determination, {@code 1 - sum (target - y)^2 / sum (target - mean)^2}; the
   * mean of those of all outputs if there are several.
   */
  static Metric r2() {
    return new DeterminationMetric();
  }
}
