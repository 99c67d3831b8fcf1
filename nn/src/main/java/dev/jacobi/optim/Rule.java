package dev.jacobi.optim;

import dev.jacobi.Tensor;
import java.util.List;
import java.util.Map;

/**
 * How one parameter moves in one step. Write your own as a record of its settings: it is compiled
 * like the others.
 */
public non-sealed interface Rule extends Optimizer {

  /** The learning rate before a schedule changes it. */
  double learningRate();

  /** The names of what is kept for each parameter; each begins as zeros of its shape. */
  List<String> slots();

  /** What the kept value begins with. */
  default Tensor initial(String slot, Tensor parameter) {
    return parameter.zerosLike();
  }

  /**
   * When a step happens.
   *
   * @param step 1, 2, ..., an int64 scalar
   * @param rate the learning rate of this step, a float64 scalar
   */
  record At(Tensor step, Tensor rate) {}

  /**
   * Where a parameter went.
   *
   * @param parameter the parameter after the step
   * @param slots what is kept for the next step, under the names of {@link Rule#slots}
   */
  record Moved(Tensor parameter, Map<String, Tensor> slots) {}

  /** The parameter after the step. */
  Moved move(Tensor parameter, Tensor gradient, Map<String, Tensor> slots, At at);
}
