package dev.jacobi.nn;

import dev.jacobi.Tensor;

/** What becomes of the losses of all elements. */
public enum Reduction {
  /** Their mean. */
  MEAN,
  /** Their sum. */
  SUM,
  /** Their sum divided by the number of samples, the size of axis 0. */
  MEAN_OF_SAMPLES,
  /** They stay as they are. */
  NONE;

  /** What this makes of losses. */
  Tensor of(Tensor losses) {
    return switch (this) {
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case MEAN_OF_SAMPLES -> losses.sum().div(losses.rank() == 0 ? 1 : losses.size(0));
      case NONE -> losses;
    };
  }
}
