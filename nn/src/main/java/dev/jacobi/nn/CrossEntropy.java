package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The cross entropy of classes: {@code -ln softmax(x)_t} for logits x {@code [B, C, ...]} and
 * numbers t of classes {@code [B, ...]}, or {@code -sum_c p_c ln softmax(x)_c} for probabilities p
 * of the shape of x. Of a single sample without axis B the logits are {@code [C]}.
 *
 * @param smoothing which part of each target is spread evenly over all classes (Szegedy et al.,
 *     2016)
 * @param weights how much each class counts, {@code [C]}, or null for 1; the mean is then divided
 *     by the sum of the weights that were counted
 * @param ignored the number of a class that is not counted
 * @param reduction what becomes of the losses of all samples
 */
public record CrossEntropy(
    double smoothing, @Nullable Tensor weights, int ignored, Reduction reduction)
    implements BinaryOperator<Tensor> {

  /** Requires smoothing in [0, 1]. */
  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new JacobiException(
          "crossEntropy: smoothing " + smoothing + "; it lies between 0 and 1");
    }
  }

  /** No smoothing, all classes alike, -100 ignored, the mean. */
  public static CrossEntropy of() {
    return new CrossEntropy(0, null, -100, Reduction.MEAN);
  }

  /** The same with smoothed targets. */
  public CrossEntropy withSmoothing(double part) {
    return new CrossEntropy(part, weights, ignored, reduction);
  }

  /** The same with weights of classes. */
  public CrossEntropy withWeights(Tensor weights) {
    return new CrossEntropy(smoothing, weights, ignored, reduction);
  }

  /** The same with another number that is not counted. */
  public CrossEntropy withIgnored(int number) {
    return new CrossEntropy(smoothing, weights, number, reduction);
  }

  /** The same with another reduction. */
  public CrossEntropy withReduction(Reduction reduction) {
    return new CrossEntropy(smoothing, weights, ignored, reduction);
  }

  /**
   * The loss.
   *
   * @param logits {@code [B, C, ...]} or {@code [C]}
   * @param target integers {@code [B, ...]}, 0 to C - 1 or the one to ignore, others are an error
   *     when the value is computed; or probabilities of the shape of the logits
   */
  @Override
  public Tensor apply(Tensor logits, Tensor target) {
    if (logits.rank() == 0) {
      throw new ShapeException(
          "crossEntropy: logits " + logits.shape() + "; they are [B, C, ...] or [C]");
    }
    int axis = Math.min(1, logits.rank() - 1);
    int classes = logits.size(axis);
    if (weights != null && !weights.shape().equals(Shape.of(classes))) {
      throw new ShapeException(
          "crossEntropy: weights "
              + weights.shape()
              + " for logits "
              + logits.shape()
              + "; there is one for each of "
              + classes
              + " classes");
    }
    return Origin.within(
        "crossEntropy",
        () -> {
          // classes last
          Tensor logs = logits.logSoftmax(axis).moveAxis(axis, -1);
          return target.dtype().isInteger()
              ? ofNumbers(logs, target, logits)
              : ofProbabilities(logs, target, logits, axis);
        });
  }

  private Tensor ofProbabilities(Tensor logs, Tensor target, Tensor logits, int axis) {
    Loss.requireEqualShapes("crossEntropy", logits, target);
    Tensor p = target.cast(logs.dtype()).moveAxis(axis, -1);
    double even = smoothing / logs.size(-1);
    Tensor smooth = smoothing == 0 ? p : p.times(1 - smoothing).plus(even);
    Tensor weighted = weights == null ? smooth : smooth.times(weights);
    return reduction.of(weighted.times(logs).sum(-1).unaryMinus());
  }

  private Tensor ofNumbers(Tensor logs, Tensor target, Tensor logits) {
    Shape expected = logs.shape().slice(0, logs.rank() - 1);
    if (!target.shape().equals(expected)) {
      throw new ShapeException(
          "crossEntropy: logits "
              + logits.shape()
              + " and numbers of classes "
              + target.shape()
              + "; they need the shape "
              + expected
              + ", or probabilities that of the logits");
    }
    Tensor counted = target.ne(ignored);
    Tensor index = Tensor.where(counted, target, 0);
    Tensor weight =
        weights == null
            ? Tensor.full(logs.dtype(), target.shape(), 1)
            : weights.gather(0, index.reshape(index.shape().elements())).reshape(target.shape());
    Tensor own = logs.takeAlongLast(index.unsqueeze(-1)).squeeze(-1).times(weight);
    Tensor all = weights == null ? logs.sum(-1) : logs.times(weights).sum(-1);
    Tensor smooth =
        smoothing == 0 ? own : own.times(1 - smoothing).plus(all.times(smoothing / logs.size(-1)));
    // what is not counted contributes nothing, not even NaN
    Tensor losses = Tensor.where(counted, smooth.unaryMinus(), 0);
    return switch (reduction) {
      case MEAN -> losses.sum().div(Tensor.where(counted, weight, 0).sum());
      case SUM, MEAN_OF_SAMPLES, NONE -> reduction.of(losses);
    };
  }
}
