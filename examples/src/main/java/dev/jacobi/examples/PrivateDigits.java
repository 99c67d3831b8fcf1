package dev.jacobi.examples;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.examples.Digits.Batch;
import dev.jacobi.nn.CrossEntropy;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Reduction;
import dev.jacobi.type.DType;
import java.util.List;
import java.util.Locale;

/**
 * Handwritten digits learned with differential privacy (Abadi et al., "Deep learning with
 * differential privacy", 2016): each sample's gradient is clipped to a norm, and noise hides what a
 * single sample changes. Every step takes all samples, so that the privacy of T steps with noise of
 * the deviation sigma times the clip is known exactly: it is that of telling two normal
 * distributions apart whose means are {@code mu = sqrt(T) / sigma} apart (Dong, Roth, Su, "Gaussian
 * differential privacy", 2019, corollary 3.3).
 */
public final class PrivateDigits {
  private static final double CLIP = 1;
  private static final double MOMENTUM = 0.9;
  private static final int HIDDEN = 32;
  private static final double DELTA = 1e-4;

  private PrivateDigits() {}

  /** 64-32-10, tanh. */
  record Net(Linear hidden, Linear output) {
    static Net of(long seed) {
      List<Key> keys = Key.of(seed).split(2);
      return new Net(
          Linear.of(keys.get(0), Digits.PIXELS, HIDDEN),
          Linear.of(keys.get(1), HIDDEN, Digits.CLASSES));
    }

    Tensor logits(Tensor x) {
      return output.apply(hidden.apply(x).tanh());
    }

    /** One for each sample. */
    Tensor losses(Batch batch) {
      return CrossEntropy.of()
          .withReduction(Reduction.NONE)
          .apply(logits(batch.x()), batch.label());
    }

    double accuracy(Batch batch) {
      return logits(batch.x()).argmax(1).eq(batch.label()).cast(DType.FLOAT64).mean().item();
    }
  }

  record Training(Net net, Net velocity) {}

  /**
   * What comes of it.
   *
   * @param accuracy on the test part
   * @param epsilon for delta 1e-4
   * @param clipError how far the clipped sum is from that of a loop over the samples, relatively
   */
  public record Result(double accuracy, double epsilon, double clipError) {}

  /**
   * Learns.
   *
   * @param steps T
   * @param noise sigma, in units of the clip
   */
  public static Result run(Digits.Parts digits, int steps, double noise, double learningRate) {
    Batch train = digits.train().all();
    int samples = digits.train().size();
    var step =
        Jacobi.compile((Training t, Batch batch, Key key) -> {
          Net sum = t.net().losses(batch).clippedGradientSum(t.net(), CLIP, noise, key);
          Net velocity =
              Tree.zip(t.velocity(), sum, (v, g) -> v.times(MOMENTUM).plus(g.div(samples)));
          return new Training(
              Tree.zip(t.net(), velocity, (w, v) -> w.minus(v.times(learningRate))), velocity);
        });
    Net start = Net.of(1);
    Training training = new Training(start, Tree.map(start, Tensor::zerosLike));
    for (int i = 0; i < steps; i++) {
      training = step.apply(training, train, Key.of(2).foldIn(i));
    }
    return new Result(
        training.net().accuracy(digits.test().all()),
        epsilon(Math.sqrt(steps) / noise),
        clipError(training.net(), digits.train().rows(0, 1, 2, 3, 4)));
  }

  /** The clipped sum of some samples against their gradients one by one. */
  private static double clipError(Net net, Batch batch) {
    Tensor losses = net.losses(batch);
    Net sum = losses.clippedGradientSum(net, CLIP);
    Net loop = Tree.map(net, Tensor::zerosLike);
    for (int b = 0; b < losses.size(0); b++) {
      Net one = losses.get(b).gradient(net);
      double squares = 0;
      for (Tensor gradient : Tree.leaves(one)) {
        squares += gradient.square().sum().item();
      }
      double factor = Math.min(1, CLIP / Math.sqrt(squares));
      loop = Tree.zip(loop, one, (s, g) -> s.plus(g.times(factor)));
    }
    return distance(sum, loop) / distance(loop, Tree.map(loop, Tensor::zerosLike));
  }

  private static double distance(Net a, Net b) {
    double squares = 0;
    for (Tensor difference : Tree.leaves(Tree.zip(a, b, Tensor::minus))) {
      squares += difference.square().sum().item();
    }
    return Math.sqrt(squares);
  }

  /**
   * The least epsilon for which {@code delta(epsilon) = F(mu/2 - epsilon/mu) - e^epsilon F(-mu/2 -
   * epsilon/mu)} is at most 1e-4, with F the normal distribution (ibid., corollary 2.13).
   */
  static double epsilon(double mu) {
    double low = 0;
    double high = 1000;
    while (high - low > 1e-6) {
      double middle = (low + high) / 2;
      double delta =
          normal(mu / 2 - middle / mu) - Math.exp(middle) * normal(-mu / 2 - middle / mu);
      if (delta > DELTA) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double normal(double x) {
    return Tensor.scalar(-x / Math.sqrt(2)).erfc().item() / 2;
  }

  /** Full size. */
  public static void main(String[] arguments) {
    Result result = run(Digits.parts(), 100, 10, 2);
    IO.println(
        String.format(
            Locale.ROOT,
            "%.1f %% of the test part right, (%.2f, 1e-4)-private; clipped sum off by %.1e",
            100 * result.accuracy(),
            result.epsilon(),
            result.clipError()));
  }
}
