package dev.jacobi.optim;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;

/**
 * Lower learning rates where a measure has stopped to improve. What it remembers is a record of
 * tensors, and what comes of it goes into the optimiser's state:
 *
 * <pre>{@code
 * Plateau plateau = Plateau.lowest().withPatience(5);
 * Plateau.State best = plateau.init();
 * // after each epoch
 * best = plateau.update(best, validationLoss);
 * state = state.withScale(best.scale());
 * }</pre>
 *
 * @param rising whether the measure is to rise, as an accuracy, rather than to fall
 * @param factor what the learning rates are multiplied by
 * @param patience how many measures in a row may fail to improve
 * @param threshold by which part of the best measure one must be better
 * @param cooldown how many measures after a change are not counted
 * @param minimum below which scale the learning rates never go
 */
public record Plateau(
    boolean rising, double factor, int patience, double threshold, int cooldown, double minimum) {

  /** Requires a factor between 0 and 1 and counts that are not negative. */
  public Plateau {
    if (!(factor > 0 && factor < 1)) {
      throw new JacobiException("plateau: factor " + factor + "; it lies between 0 and 1");
    }
    if (patience < 0 || cooldown < 0) {
      throw new JacobiException(
          "plateau: patience " + patience + ", cooldown " + cooldown + "; they are 0 or more");
    }
    Numbers.requireRate("threshold", threshold);
    Numbers.requireRate("minimum", minimum);
  }

  /** For a measure that is to fall: a tenth after 10 measures without improvement by 1e-4. */
  public static Plateau lowest() {
    return new Plateau(false, 0.1, 10, 1e-4, 0, 0);
  }

  /** The same for a measure that is to rise. */
  public static Plateau highest() {
    return new Plateau(true, 0.1, 10, 1e-4, 0, 0);
  }

  /** The same with another factor. */
  public Plateau withFactor(double factor) {
    return new Plateau(rising, factor, patience, threshold, cooldown, minimum);
  }

  /** The same with other patience. */
  public Plateau withPatience(int patience) {
    return new Plateau(rising, factor, patience, threshold, cooldown, minimum);
  }

  /** The same with another threshold. */
  public Plateau withThreshold(double threshold) {
    return new Plateau(rising, factor, patience, threshold, cooldown, minimum);
  }

  /** The same with a time after each change that is not counted. */
  public Plateau withCooldown(int cooldown) {
    return new Plateau(rising, factor, patience, threshold, cooldown, minimum);
  }

  /** The same with a smallest scale. */
  public Plateau withMinimum(double minimum) {
    return new Plateau(rising, factor, patience, threshold, cooldown, minimum);
  }

  /**
   * What is remembered.
   *
   * @param scale what the learning rates are multiplied by, float64
   * @param best the best measure so far, float64
   * @param bad how many measures in a row were no better, int64
   * @param cooling how many measures are still not counted, int64
   */
  public record State(Tensor scale, Tensor best, Tensor bad, Tensor cooling) {}

  /** Before the first measure. */
  public State init() {
    double worst = rising ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    return new State(
        Tensor.scalar(1.0), Tensor.scalar(worst), Tensor.scalar(0L), Tensor.scalar(0L));
  }

  /** After one more measure; NaN is no improvement. */
  public State update(State state, double measure) {
    return update(state, Tensor.scalar(measure));
  }

  /** The same with a scalar, in a compiled function too. */
  public State update(State state, Tensor measure) {
    Tensor m = measure.cast(DType.FLOAT64);
    // the first best is infinite, and infinity has no part to be better by
    Tensor best = state.best();
    Tensor margin = Tensor.where(best.isFinite(), best.abs().times(threshold), 0);
    Tensor bound = rising ? best.plus(margin) : best.minus(margin);
    Tensor better = rising ? m.gt(bound) : m.lt(bound);
    Tensor bad = Tensor.where(better, 0, state.bad().plus(1));
    Tensor isCooling = state.cooling().gt(0);
    bad = Tensor.where(isCooling, 0, bad);
    Tensor cooling = Tensor.where(isCooling, state.cooling().minus(1), state.cooling());
    Tensor lower = bad.gt(patience);
    Tensor scale = Tensor.where(lower, state.scale().times(factor).maximum(minimum), state.scale());
    return Jacobi.leaves(
        new State(
            scale,
            Tensor.where(better, m, best),
            Tensor.where(lower, 0, bad),
            Tensor.where(lower, cooldown, cooling)));
  }
}
