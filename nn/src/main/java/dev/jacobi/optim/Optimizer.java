package dev.jacobi.optim;

import dev.jacobi.Tensor;
import java.util.Map;

/**
 * How a model moves along its gradient: a pure function of the model, its gradient, and what was
 * kept from the steps before. Nothing is hidden in an optimiser, so a step with it compiles, and
 * what it carries is saved and resumed as any record.
 *
 * <p>A {@link Rule} such as {@link Adam} is an optimiser by itself; the methods here give it
 * exceptions for some parameters, bounds and a schedule:
 *
 * <pre>{@code
 * Adam adam = Adam.learningRate(1e-3).withWeightDecay(0.01);
 * Optimizer optimizer =
 *     adam.group("*.bias", adam.withWeightDecay(0))
 *         .freeze("encoder.*")
 *         .clipNorm(1)
 *         .schedule(Schedule.cosine(1000));
 * }</pre>
 *
 * <p>Names are those of {@link dev.jacobi.Tree#named}; in a pattern {@code *} stands for any run of
 * characters and {@code ?} for one. What is not of a float type, and what is {@link
 * dev.jacobi.Untrained}, is never moved.
 */
public sealed interface Optimizer permits Rule, Grouped {

  /**
   * What is carried from step to step.
   *
   * @param steps how many steps were made, an int64 scalar
   * @param scale what every learning rate is multiplied by, a float64 scalar: an input of the
   *     compiled step, so that it can change without a new trace
   * @param slots what the rules keep for each parameter: trees like the model by the names of the
   *     slots, as {@code exp_avg}; a scalar 0 where a parameter has no such slot
   */
  record State<T>(Tensor steps, Tensor scale, Map<String, T> slots) {
    /** The same state with other learning rates from here on: all are multiplied by it. */
    public State<T> withScale(double factor) {
      return new State<>(steps, Tensor.scalar(Numbers.requireRate("scale", factor)), slots);
    }

    /** The same with a float64 scalar, as {@link Plateau} gives it. */
    public State<T> withScale(Tensor factor) {
      return new State<>(steps, factor, slots);
    }
  }

  /**
   * What one step gives.
   *
   * @param model the model after the step
   * @param state what the next step takes
   */
  record Step<T>(T model, State<T> state) {}

  /**
   * The state before the first step.
   *
   * @throws dev.jacobi.type.JacobiException if a pattern of this optimiser names no parameter
   */
  default <T> State<T> init(T model) {
    return grouped().init(model);
  }

  /**
   * One step.
   *
   * @param model a record, list or map of tensors, or a tensor
   * @param gradient a tree like the model
   * @return model and state, of leaves
   */
  default <T> Step<T> update(T model, T gradient, State<T> state) {
    return grouped().update(model, gradient, state);
  }

  /**
   * The same with a rule of its own for the parameters that match a pattern. Where several groups
   * match, the last one counts.
   */
  default Optimizer group(String pattern, Rule rule) {
    return grouped().with(new Grouped.Group(NamePattern.of(pattern), rule));
  }

  /**
   * The same without moving the parameters that match one of the patterns. Their gradients are not
   * even computed where nothing else needs them.
   */
  default Optimizer freeze(String... patterns) {
    return grouped().freezing(patterns);
  }

  /**
   * The same with gradients that are scaled down together where their norm is above a bound, before
   * each step; see {@link Clip#norm}. What does not move does not count.
   */
  default Optimizer clipNorm(double bound) {
    return grouped().clippedTo(new Clip.Norm(bound));
  }

  /** The same with each element of the gradient cut off at a bound; see {@link Clip#value}. */
  default Optimizer clipValue(double bound) {
    return grouped().clippedTo(new Clip.Value(bound));
  }

  /** The same with learning rates that follow a schedule from step to step. */
  default Optimizer schedule(Schedule schedule) {
    return grouped().following(schedule);
  }

  private Grouped grouped() {
    return switch (this) {
      case Rule rule -> Grouped.of(rule);
      case Grouped grouped -> grouped;
    };
  }
}
