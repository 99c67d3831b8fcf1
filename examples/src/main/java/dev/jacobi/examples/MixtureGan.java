package dev.jacobi.examples;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Penalty;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A Wasserstein GAN with gradient penalty (Gulrajani et al., 2017) that learns to draw from a
 * mixture of eight normal distributions on a circle. A critic scores points so that real ones are
 * high and made ones low, with slopes of length 1; the generator moves its points uphill. The slope
 * of the critic at every sample stands in the loss, so the step differentiates through it.
 */
public final class MixtureGan {
  private static final int MODES = 8;
  private static final double RADIUS = 2;
  private static final double DEVIATION = 0.1;
  private static final int WIDTH = 64;
  private static final double PENALTY = 10;
  private static final int CRITIC_STEPS = 5;

  private MixtureGan() {}

  /** 2-64-64-n, relu. */
  record Net(Linear first, Linear second, Linear third) {
    static Net of(Key key, int outputs) {
      List<Key> keys = key.split(3);
      return new Net(
          Linear.of(keys.get(0), 2, WIDTH),
          Linear.of(keys.get(1), WIDTH, WIDTH),
          Linear.of(keys.get(2), WIDTH, outputs));
    }

    Tensor apply(Tensor x) {
      return third.apply(second.apply(first.apply(x).relu()).relu());
    }
  }

  /** Points of the mixture, as many of the generator's source, and what is random in the step. */
  record Batch(@Samples Tensor real, @Samples Tensor source, Key key) {
    static Batch of(int samples, SplittableRandom random, Key key) {
      return new Batch(mixture(samples, random), normal(samples, random), key);
    }
  }

  record Training(Net net, Optimizer.State<Net> optimizer) {
    static Training of(Net net, Adam adam) {
      return new Training(net, adam.init(net));
    }
  }

  /**
   * How well the generator draws.
   *
   * @param before the energy distance to the mixture before it learned; 0 between equals
   * @param after and after
   * @param floor that of two samples of the mixture itself
   * @param modes how many of the eight it draws
   * @param near the share of its points within 5 deviations of a mode
   */
  public record Result(double before, double after, double floor, int modes, double near) {}

  static Tensor mixture(int samples, SplittableRandom random) {
    float[] x = new float[2 * samples];
    for (int b = 0; b < samples; b++) {
      double angle = 2 * Math.PI * random.nextInt(MODES) / MODES;
      x[2 * b] = (float) (RADIUS * StrictMath.cos(angle) + DEVIATION * random.nextGaussian());
      x[2 * b + 1] = (float) (RADIUS * StrictMath.sin(angle) + DEVIATION * random.nextGaussian());
    }
    return Tensor.of(Shape.of(samples, 2), x);
  }

  private static Tensor normal(int samples, SplittableRandom random) {
    float[] x = new float[2 * samples];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return Tensor.of(Shape.of(samples, 2), x);
  }

  /** The critic's loss: made minus real, and how far its slopes between them are from 1. */
  static Tensor criticLoss(Net critic, Net generator, Batch batch) {
    Tensor made = generator.apply(batch.source()).stopGradient();
    Tensor between = Penalty.between(batch.real(), made, batch.key());
    return critic
        .apply(made)
        .mean()
        .minus(critic.apply(batch.real()).mean())
        .plus(Penalty.gradientPenalty(critic.apply(between), between).times(PENALTY));
  }

  /** Learns. */
  public static Result run(int steps, int samples, int judged) {
    Adam adam = Adam.learningRate(5e-4).withBetas(0.5, 0.9);
    var criticStep =
        Jacobi.compile((Training t, Net generator, Batch batch) -> {
          Tensor loss = criticLoss(t.net(), generator, batch);
          Optimizer.Step<Net> moved = adam.update(t.net(), loss.gradient(t.net()), t.optimizer());
          return new Training(moved.model(), moved.state());
        });
    var generatorStep =
        Jacobi.compile((Training t, Net critic, Batch batch) -> {
          Tensor loss = critic.apply(t.net().apply(batch.source())).mean().unaryMinus();
          Optimizer.Step<Net> moved = adam.update(t.net(), loss.gradient(t.net()), t.optimizer());
          return new Training(moved.model(), moved.state());
        });
    Training critic = Training.of(Net.of(Key.of(1), 1), adam);
    Training generator = Training.of(Net.of(Key.of(2), 2), adam);
    SplittableRandom random = new SplittableRandom(3);
    Tensor source = normal(judged, random);
    Tensor real = mixture(judged, random);
    double before = energyDistance(generator.net().apply(source), real);
    for (int i = 0; i < steps; i++) {
      for (int j = 0; j < CRITIC_STEPS; j++) {
        Key key = Key.of(4).foldIn((long) i * CRITIC_STEPS + j);
        critic = criticStep.apply(critic, generator.net(), Batch.of(samples, random, key));
      }
      Batch batch = Batch.of(samples, random, Key.of(5));
      generator = generatorStep.apply(generator, critic.net(), batch);
    }
    Tensor made = generator.net().apply(source);
    double[] points = made.toDoubles();
    boolean[] drawn = new boolean[MODES];
    int near = 0;
    for (int b = 0; b < judged; b++) {
      int mode = modeNear(points[2 * b], points[2 * b + 1]);
      if (mode >= 0) {
        drawn[mode] = true;
        near++;
      }
    }
    int modes = 0;
    for (boolean each : drawn) {
      modes += each ? 1 : 0;
    }
    return new Result(
        before,
        energyDistance(made, real),
        energyDistance(mixture(judged, random), real),
        modes,
        near / (double) judged);
  }

  /** The mode within 5 deviations, or -1. */
  private static int modeNear(double x, double y) {
    for (int mode = 0; mode < MODES; mode++) {
      double angle = 2 * Math.PI * mode / MODES;
      double distance = Math.hypot(x - RADIUS * Math.cos(angle), y - RADIUS * Math.sin(angle));
      if (distance < 5 * DEVIATION) {
        return mode;
      }
    }
    return -1;
  }

  /**
   * {@code 2 E|x - y| - E|x - x'| - E|y - y'|}, 0 only between equal distributions (Szekely and
   * Rizzo, 2004).
   */
  static double energyDistance(Tensor x, Tensor y) {
    return 2 * meanDistance(x, y) - meanDistance(x, x) - meanDistance(y, y);
  }

  private static double meanDistance(Tensor x, Tensor y) {
    double[] a = x.toDoubles();
    double[] b = y.toDoubles();
    double sum = 0;
    for (int i = 0; i < a.length; i += 2) {
      for (int j = 0; j < b.length; j += 2) {
        sum += Math.hypot(a[i] - b[j], a[i + 1] - b[j + 1]);
      }
    }
    // pairs of a point with itself do not count
    double pairs =
        x == y ? (a.length / 2.0) * (a.length / 2.0 - 1) : a.length / 2.0 * b.length / 2.0;
    return sum / pairs;
  }

  /** Full size. */
  public static void main(String[] arguments) {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2500;
    Result result = run(steps, 256, 2000);
    IO.println(
        String.format(
            Locale.ROOT,
            "energy distance %.4f before, %.4f after, %.4f of the mixture to itself; %d of 8 modes,"
                + " %.1f %% of the points near one",
            result.before(),
            result.after(),
            result.floor(),
            result.modes(),
            100 * result.near()));
  }
}
