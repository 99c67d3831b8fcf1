package dev.jacobi.optim;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.util.Arrays;

/**
 * A learning rate as a function of the number of steps that were made. The number is a tensor, an
 * input of the compiled step, so a rate that changes from step to step is no new program.
 *
 * <p>{@code base} is the learning rate of the rule. A schedule that counts epochs is {@link
 * #every}: {@code Schedule.step(10, 0.5).every(stepsPerEpoch)}.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * The learning rate.
   *
   * @param step how many steps were made: 0, 1, 2, ..., an integer scalar
   * @param base the learning rate of the rule
   * @return a float64 scalar
   */
  Tensor at(Tensor step, double base);

  /** The learning rate as a number. */
  default double at(long step, double base) {
    return at(Tensor.scalar(step), base).item();
  }

  /** Always the same. */
  static Schedule constant() {
    return (step, base) -> Tensor.scalar(base);
  }

  /** {@code base gamma^floor(t / size)}. */
  static Schedule step(int size, double gamma) {
    Numbers.requireCount("step size", size);
    Numbers.requireRate("gamma", gamma);
    return (step, base) -> power(gamma, float64(step).div(size).floor()).times(base);
  }

  /** {@code base gamma^k} with k the number of milestones that were reached. */
  static Schedule milestones(double gamma, int... milestones) {
    Numbers.requireRate("gamma", gamma);
    int[] reached = milestones.clone();
    return (step, base) -> {
      Tensor count = Tensor.scalar(0.0);
      for (int milestone : reached) {
        count = count.plus(float64(step).ge(milestone).cast(DType.FLOAT64));
      }
      return power(gamma, count).times(base);
    };
  }

  /** {@code base gamma^t}. */
  static Schedule exponential(double gamma) {
    Numbers.requireRate("gamma", gamma);
    return (step, base) -> power(gamma, float64(step)).times(base);
  }

  /** {@link #cosine(int, double)} down to 0. */
  static Schedule cosine(int steps) {
    return cosine(steps, 0);
  }

  /**
   * {@code end + (base - end) (1 + cos(pi t / steps)) / 2} (Loshchilov and Hutter, 2017): half a
   * period in the given number of steps, and then up again as PyTorch has it. Say {@code
   * .until(steps)} to stay at the end.
   */
  static Schedule cosine(int steps, double end) {
    Numbers.requireCount("steps", steps);
    Numbers.requireRate("end", end);
    return (step, base) -> cosine(base, end, float64(step).div(steps));
  }

  /** {@link #cosine(int, double)} again and again, each time {@code factor} times as long. */
  static Schedule warmRestarts(int steps, int factor, double end) {
    Numbers.requireCount("steps", steps);
    Numbers.requireCount("factor", factor);
    Numbers.requireRate("end", end);
    return (step, base) -> {
      Tensor t = float64(step);
      if (factor == 1) {
        return cosine(base, end, t.div(steps).minus(t.div(steps).floor()));
      }
      // cycle n begins at steps (factor^n - 1) / (factor - 1)
      Tensor cycles = t.times(factor - 1.0).div(steps).plus(1).log().div(Math.log(factor));
      // a step that begins a cycle may be counted a rounding error short of it
      Tensor n = cycles.plus(1e-9).floor();
      Tensor begin = power(factor, n).minus(1).times(steps / (factor - 1.0));
      Tensor length = power(factor, n).times(steps);
      return cosine(base, end, t.minus(begin).div(length).maximum(0));
    };
  }

  /**
   * From {@code start base} to {@code end base} in a straight line, and then constant: with {@code
   * end} 1 a warm-up.
   */
  static Schedule linear(double start, double end, int steps) {
    Numbers.requireRate("start", start);
    Numbers.requireRate("end", end);
    Numbers.requireCount("steps", steps);
    return (step, base) ->
        float64(step).minimum(steps).times((end - start) / steps).plus(start).times(base);
  }

  /** From 0 to the base rate in a straight line: {@code base min(1, (t + 1) / steps)}. */
  static Schedule warmUp(int steps) {
    Numbers.requireCount("steps", steps);
    return (step, base) -> float64(step).plus(1).div(steps).minimum(1).times(base);
  }

  /** {@code base (1 - min(t, steps) / steps)^exponent}. */
  static Schedule polynomial(int steps, double exponent) {
    Numbers.requireCount("steps", steps);
    Numbers.requirePositive("exponent", exponent);
    return (step, base) -> {
      Tensor left = float64(step).minimum(steps).div(-steps).plus(1);
      return left.pow(exponent).times(base);
    };
  }

  /**
   * The one-cycle policy (Smith and Topin, 2019) as PyTorch has it: on cosines from {@code peak /
   * 25} to the peak in the first 30 % of the steps, and down to {@code peak / 250,000}. The base
   * rate plays no part.
   */
  static Schedule oneCycle(double peak, int steps) {
    return oneCycle(peak, steps, 0.3, 25, 1e4);
  }

  /**
   * The same with other shares.
   *
   * @param rise which part of the steps goes up
   * @param startDivisor the peak divided by the first rate
   * @param endDivisor the first rate divided by the last
   */
  static Schedule oneCycle(
      double peak, int steps, double rise, double startDivisor, double endDivisor) {
    Numbers.requireRate("peak", peak);
    Numbers.requireCount("steps", steps);
    Numbers.requirePositive("start divisor", startDivisor);
    Numbers.requirePositive("end divisor", endDivisor);
    if (!(rise > 0 && rise < 1)) {
      throw new JacobiException("one cycle: rise " + rise + "; it lies between 0 and 1");
    }
    double start = peak / startDivisor;
    double end = start / endDivisor;
    double top = rise * steps - 1;
    double last = steps - 1;
    return (step, base) -> {
      Tensor t = float64(step).minimum(last);
      Tensor up = top > 0 ? cosine(start, peak, t.div(top)) : Tensor.scalar(peak);
      Tensor down = cosine(peak, end, t.minus(top).div(last - top));
      return Tensor.where(t.le(top), up, down);
    };
  }

  // ---- schedules made of schedules

  /** This schedule for so many steps, then another one that begins to count there. */
  default Schedule then(int steps, Schedule next) {
    Numbers.requireCount("steps", steps);
    return (step, base) ->
        Tensor.where(step.lt(steps), at(step, base), next.at(step.minus(steps).maximum(0), base));
  }

  /** This schedule up to a step, and from there on what it is at that step. */
  default Schedule until(int steps) {
    Numbers.requireCount("steps", steps);
    return (step, base) -> at(step.minimum(steps), base);
  }

  /** This schedule with one of its steps for every {@code count} of the optimiser's: epochs. */
  default Schedule every(int count) {
    Numbers.requireCount("every", count);
    return (step, base) -> at(float64(step).div(count).floor().cast(DType.INT64), base);
  }

  /** This schedule times the factor that another one has. */
  default Schedule times(Schedule factor) {
    return (step, base) -> at(step, base).times(factor.at(step, 1));
  }

  /** The learning rates of the first steps, as an array. */
  default double[] first(int steps, double base) {
    double[] rates = new double[steps];
    Arrays.setAll(rates, step -> at((long) step, base));
    return rates;
  }

  private static Tensor float64(Tensor step) {
    return step.cast(DType.FLOAT64);
  }

  private static Tensor power(double base, Tensor exponent) {
    return Tensor.scalar(base).pow(exponent);
  }

  /** From {@code from} at 0 to {@code to} at 1. */
  private static Tensor cosine(double from, double to, Tensor share) {
    return share.times(Math.PI).cos().plus(1).times((from - to) / 2).plus(to);
  }
}
