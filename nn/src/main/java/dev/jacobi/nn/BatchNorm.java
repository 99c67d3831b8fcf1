package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Name;
import dev.jacobi.Normalization;
import dev.jacobi.Tensor;
import dev.jacobi.Untrained;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) of the channels (axis 1) of {@code [B, C, ...]}.
 * While it learns it takes mean and variance over all other axes, so samples look at each other,
 * and keeps running means of both: {@code r = (1 - momentum) r + momentum s}, of the unbiased
 * variance. In use it takes the running ones, so samples stay apart.
 *
 * @param weight {@code [C]}, or null for none
 * @param bias {@code [C]}, or null for none
 * @param runningMean {@code [C]}
 * @param runningVariance {@code [C]}
 * @param batches how many batches were seen, an int64 scalar
 * @param momentum how much of the new statistics is taken
 * @param eps what is added to the variance
 * @param frozen whether the running statistics are taken, and kept, while learning too
 */
public record BatchNorm(
    @Nullable Tensor weight,
    @Nullable Tensor bias,
    @Name("running_mean") @Untrained Tensor runningMean,
    @Name("running_var") @Untrained Tensor runningVariance,
    @Name("num_batches_tracked") @Untrained Tensor batches,
    double momentum,
    double eps,
    boolean frozen)
    implements Layer {

  /** For so many channels, momentum 0.1 and eps 1e-5. */
  public static BatchNorm of(int channels) {
    Shape shape = LayerNorm.requireSizes("batchNorm", channels);
    return new BatchNorm(
        Tensor.full(DType.FLOAT32, shape, 1).value(),
        Tensor.full(DType.FLOAT32, shape, 0).value(),
        Tensor.full(DType.FLOAT32, shape, 0).value(),
        Tensor.full(DType.FLOAT32, shape, 1).value(),
        Tensor.scalar(0L),
        0.1,
        1e-5,
        false);
  }

  /** The same with another momentum. */
  public BatchNorm withMomentum(double momentum) {
    return new BatchNorm(
        weight, bias, runningMean, runningVariance, batches, momentum, eps, frozen);
  }

  /** The same with another eps. */
  public BatchNorm withEps(double eps) {
    return new BatchNorm(
        weight, bias, runningMean, runningVariance, batches, momentum, eps, frozen);
  }

  /** The same with the statistics that it has from here on: samples stay apart while it learns. */
  public BatchNorm frozenStatistics() {
    return new BatchNorm(weight, bias, runningMean, runningVariance, batches, momentum, eps, true);
  }

  @Override
  public Tensor apply(Tensor x) {
    return Calls.of(
        "batchNorm",
        this,
        x,
        () -> Normalization.frozenBatchNorm(x, runningMean, runningVariance, weight, bias, eps));
  }

  /**
   * The result while learning, and the layer with its new statistics.
   *
   * @throws ShapeException if a channel has one element only, which has no variance
   */
  public Pass<BatchNorm> train(Tensor x) {
    if (frozen) {
      return new Pass<>(apply(x), this);
    }
    long n = x.rank() < 2 ? 2 : x.shape().elements() / Math.max(1, x.size(1));
    if (n < 2) {
      throw new ShapeException(
          "batchNorm: "
              + x.shape()
              + " while learning; "
              + n
              + " elements in a channel have no variance; give more samples, or use apply or"
              + " frozenStatistics()");
    }
    Normalization.BatchNorm normal = Normalization.batchNorm(x, weight, bias, eps);
    Tensor unbiased = normal.variance().times(n / (n - 1.0));
    return new Pass<>(
        normal.output(),
        new BatchNorm(
            weight,
            bias,
            running(runningMean, normal.mean()),
            running(runningVariance, unbiased),
            batches.plus(1),
            momentum,
            eps,
            false));
  }

  @Override
  public Pass<BatchNorm> train(Tensor x, Key key) {
    return train(x);
  }

  private Tensor running(Tensor kept, Tensor seen) {
    Tensor now = seen.stopGradient().cast(kept.dtype());
    return kept.times(1 - momentum).plus(now.times(momentum));
  }

  @Override
  public String toString() {
    return "BatchNorm(" + runningMean.size(-1) + (frozen ? ", frozen" : "") + ")";
  }
}
