package dev.jacobi.optim;

import dev.jacobi.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Steps scaled by a running mean of the gradient's square (Tieleman and Hinton, 2012). With g the
 * gradient plus {@code weightDecay p}:
 *
 * <pre>
 *   v = alpha v + (1 - alpha) g^2
 *   d = g / (sqrt(v) + epsilon)             centred: sqrt(v - m^2), m = alpha m + (1 - alpha) g
 *   b = momentum b + d
 *   p = p - learningRate b
 * </pre>
 *
 * @param learningRate how far a step goes
 * @param alpha how much of the means is kept
 * @param epsilon keeps the quotient finite where v is 0
 * @param momentum how much of the last direction is kept
 * @param centered whether v is taken about the mean of the gradient (Graves, 2013)
 * @param weightDecay what is added to the gradient for each unit of the parameter
 */
public record RmsProp(
    double learningRate,
    double alpha,
    double epsilon,
    double momentum,
    boolean centered,
    double weightDecay)
    implements Rule {
  private static final String SQUARE = "square_avg";
  private static final String MEAN = "grad_avg";
  private static final String BUFFER = "momentum_buffer";

  /** Requires rates that are not negative and alpha in [0, 1). */
  public RmsProp {
    Numbers.requireRate("learning rate", learningRate);
    Numbers.requireDecay("alpha", alpha);
    Numbers.requireRate("epsilon", epsilon);
    Numbers.requireRate("momentum", momentum);
    Numbers.requireRate("weight decay", weightDecay);
  }

  /** Alpha 0.99, epsilon 1e-8, no momentum, not centred, no weight decay. */
  public static RmsProp learningRate(double learningRate) {
    return new RmsProp(learningRate, 0.99, 1e-8, 0, false, 0);
  }

  /** The same with another alpha. */
  public RmsProp withAlpha(double alpha) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, centered, weightDecay);
  }

  /** The same with another epsilon. */
  public RmsProp withEpsilon(double epsilon) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, centered, weightDecay);
  }

  /** The same with momentum. */
  public RmsProp withMomentum(double momentum) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, centered, weightDecay);
  }

  /** The same with squares about the mean of the gradient. */
  public RmsProp withCentered() {
    return new RmsProp(learningRate, alpha, epsilon, momentum, true, weightDecay);
  }

  /** The same with another weight decay, which is added to the gradient. */
  public RmsProp withWeightDecay(double weightDecay) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, centered, weightDecay);
  }

  @Override
  public List<String> slots() {
    List<String> names = new ArrayList<>(List.of(SQUARE));
    if (centered) {
      names.add(MEAN);
    }
    if (momentum != 0) {
      names.add(BUFFER);
    }
    return names;
  }

  @Override
  public Moved move(Tensor p, Tensor gradient, Map<String, Tensor> slots, At at) {
    Tensor g = weightDecay == 0 ? gradient : gradient.plus(p.times(weightDecay));
    Map<String, Tensor> kept = new LinkedHashMap<>();
    Tensor square = mean(kept(slots, SQUARE), g.square());
    kept.put(SQUARE, square);
    if (centered) {
      Tensor m = mean(kept(slots, MEAN), g);
      kept.put(MEAN, m);
      // rounding may take the variance of a constant gradient below 0
      square = square.minus(m.square()).maximum(0);
    }
    Tensor direction = g.div(square.sqrt().plus(epsilon));
    if (momentum != 0) {
      direction = kept(slots, BUFFER).times(momentum).plus(direction);
      kept.put(BUFFER, direction);
    }
    return new Moved(p.minus(direction.times(at.rate().cast(p.dtype()))), kept);
  }

  private Tensor mean(Tensor kept, Tensor added) {
    return kept.times(alpha).plus(added.times(1 - alpha));
  }

  private static Tensor kept(Map<String, Tensor> slots, String name) {
    return Objects.requireNonNull(slots.get(name));
  }
}
