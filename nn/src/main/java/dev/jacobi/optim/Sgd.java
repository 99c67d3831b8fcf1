package dev.jacobi.optim;

import dev.jacobi.Tensor;
import dev.jacobi.type.JacobiException;
import java.util.List;
import java.util.Map;

/**
 * Gradient descent. With g the gradient plus {@code weightDecay p}:
 *
 * <pre>
 *   b = momentum b + (1 - dampening) g      in the first step b = g
 *   p = p - learningRate b                  Nesterov: g + momentum b in place of b
 * </pre>
 *
 * @param learningRate how far each step goes
 * @param momentum how much of the last direction is kept
 * @param dampening how much less of a new direction is taken into it
 * @param nesterov whether the direction looks one step ahead (Sutskever et al., 2013)
 * @param weightDecay what is added to the gradient for each unit of the parameter
 */
public record Sgd(
    double learningRate, double momentum, double dampening, boolean nesterov, double weightDecay)
    implements Rule {
  private static final String BUFFER = "momentum_buffer";

  /** Requires rates that are not negative. */
  public Sgd {
    Numbers.requireRate("learning rate", learningRate);
    Numbers.requireRate("momentum", momentum);
    Numbers.requireRate("weight decay", weightDecay);
    if (!(dampening >= 0 && dampening <= 1)) {
      throw new JacobiException("dampening: " + dampening + "; it lies between 0 and 1");
    }
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new JacobiException(
          "nesterov: momentum "
              + momentum
              + " and dampening "
              + dampening
              + "; it needs momentum and no dampening");
    }
  }

  /** Gradient descent with this learning rate. */
  public static Sgd learningRate(double learningRate) {
    return new Sgd(learningRate, 0, 0, false, 0);
  }

  /** The same with momentum. */
  public Sgd withMomentum(double momentum) {
    return new Sgd(learningRate, momentum, dampening, nesterov, weightDecay);
  }

  /** The same with dampened momentum. */
  public Sgd withDampening(double dampening) {
    return new Sgd(learningRate, momentum, dampening, nesterov, weightDecay);
  }

  /** The same with Nesterov's momentum. */
  public Sgd withNesterov() {
    return new Sgd(learningRate, momentum, dampening, true, weightDecay);
  }

  /** The same with another weight decay, which is added to the gradient. */
  public Sgd withWeightDecay(double weightDecay) {
    return new Sgd(learningRate, momentum, dampening, nesterov, weightDecay);
  }

  /**
   * The model after one step of plain descent, which needs no state.
   *
   * @param model a record, list or map of tensors, or a tensor
   * @param gradient a tree like the model
   * @return a tree like the model, of leaves
   * @throws JacobiException if there is momentum, which is kept from step to step
   */
  public <T> T update(T model, T gradient) {
    if (momentum != 0) {
      throw new JacobiException(
          "sgd: momentum " + momentum + "; it needs the state: update(model, gradient, state)");
    }
    return update(model, gradient, new State<>(Tensor.scalar(0L), Tensor.scalar(1.0), Map.of()))
        .model();
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of() : List.of(BUFFER);
  }

  @Override
  public Moved move(Tensor p, Tensor gradient, Map<String, Tensor> slots, At at) {
    Tensor g = weightDecay == 0 ? gradient : gradient.plus(p.times(weightDecay));
    Tensor rate = at.rate().cast(p.dtype());
    Tensor kept = slots.get(BUFFER);
    if (momentum == 0 || kept == null) {
      return new Moved(p.minus(g.times(rate)), Map.of());
    }
    Tensor buffer = kept.times(momentum).plus(dampening == 0 ? g : g.times(1 - dampening));
    if (dampening != 0) {
      buffer = Tensor.where(at.step().eq(1), g, buffer);
    }
    Tensor direction = nesterov ? g.plus(buffer.times(momentum)) : buffer;
    return new Moved(p.minus(direction.times(rate)), Map.of(BUFFER, buffer));
  }
}
