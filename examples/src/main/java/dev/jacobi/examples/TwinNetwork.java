package dev.jacobi.examples;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Linear;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.Schedule;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Differential machine learning (Huge and Savine, 2020): a net learns the price of a call option
 * from payoffs of single random paths, and from their derivatives with respect to the price of the
 * share at the start. Each payoff is far off the price, but right in the mean; its derivative,
 * which a per-sample Jacobian gives, says in which direction. The closed form of Black and Scholes
 * (1973) says how good the prices and the Greeks of the net are.
 */
public final class TwinNetwork {
  private static final double STRIKE = 1;
  private static final double VOLATILITY = 0.2;
  private static final double YEARS = 1;
  private static final int WIDTH = 20;
  private static final int LAYERS = 4;
  private static final int BATCH = 256;

  private TwinNetwork() {}

  /** 1-20-20-20-20-1, softplus. */
  record Net(List<Linear> layers) {
    static Net of(long seed) {
      List<Key> keys = Key.of(seed).split(LAYERS + 1);
      List<Linear> layers = new ArrayList<>();
      for (int i = 0; i <= LAYERS; i++) {
        layers.add(Linear.of(keys.get(i), i == 0 ? 1 : WIDTH, i == LAYERS ? 1 : WIDTH));
      }
      return new Net(layers);
    }

    /** The price of the option for shares at s: {@code [B] -> [B]}. */
    Tensor apply(Tensor s) {
      Tensor h = s.minus(STRIKE).div(0.3).unsqueeze(1);
      for (Linear layer : layers.subList(0, LAYERS)) {
        h = layer.apply(h).softplus();
      }
      return layers.get(LAYERS).apply(h).squeeze(1);
    }
  }

  /**
   * Paths.
   *
   * @param share at the start, {@code [B]}
   * @param payoff at the end
   * @param slope the derivative of the payoff by the share
   */
  record Paths(@Samples Tensor share, @Samples Tensor payoff, @Samples Tensor slope) {
    static Paths of(int count, SplittableRandom random) {
      float[] shares = new float[count];
      float[] noise = new float[count];
      for (int i = 0; i < count; i++) {
        shares[i] = (float) random.nextDouble(0.4, 1.8);
        noise[i] = (float) random.nextGaussian();
      }
      Tensor share = Tensor.of(shares);
      Tensor payoff = TwinNetwork.payoff(share, Tensor.of(noise));
      return new Paths(share, payoff, slopes(payoff, share));
    }

    Paths batch(int[] chosen) {
      Tensor rows = Tensor.of(chosen);
      return new Paths(share.gather(0, rows), payoff.gather(0, rows), slope.gather(0, rows));
    }
  }

  /** {@code max(S exp(-v^2 T / 2 + v sqrt(T) Z) - K, 0)} without interest. */
  static Tensor payoff(Tensor share, Tensor noise) {
    double drift = -VOLATILITY * VOLATILITY * YEARS / 2;
    Tensor growth = noise.times(VOLATILITY * Math.sqrt(YEARS)).plus(drift).exp();
    return share.times(growth).minus(STRIKE).relu();
  }

  /** The derivative of every y by its own x: {@code [B]}. */
  static Tensor slopes(Tensor y, Tensor x) {
    return y.jacobian(x);
  }

  record Training(Net net, Optimizer.State<Net> optimizer) {}

  /**
   * Roots of mean squared errors for shares from 0.6 to 1.5.
   *
   * @param price in units of the strike
   * @param delta of the first derivative
   * @param gamma of the second
   */
  public record Result(double price, double delta, double gamma) {}

  /** {@code mean (p - y)^2 + weight mean (dp/dS - dy/dS)^2}. */
  static Tensor loss(Net net, Paths paths, double weight) {
    Tensor price = net.apply(paths.share());
    Tensor loss = price.minus(paths.payoff()).square().mean();
    if (weight == 0) {
      return loss;
    }
    Tensor delta = slopes(price, paths.share());
    return loss.plus(delta.minus(paths.slope()).square().mean().times(weight));
  }

  /**
   * Learns from a number of paths.
   *
   * @param weight of the derivatives; 0 for payoffs alone
   */
  public static Result run(int paths, int steps, double weight) {
    SplittableRandom random = new SplittableRandom(7);
    Paths all = Paths.of(paths, random);
    Optimizer adam = Adam.learningRate(1e-2).schedule(Schedule.cosine(steps));
    var step =
        Jacobi.compile((Training t, Paths batch) -> {
          Tensor loss = loss(t.net(), batch, weight);
          Optimizer.Step<Net> moved = adam.update(t.net(), loss.gradient(t.net()), t.optimizer());
          return new Training(moved.model(), moved.state());
        });
    Net start = Net.of(3);
    Training training = new Training(start, adam.init(start));
    for (int i = 0; i < steps; i++) {
      training = step.apply(training, all.batch(random.ints(BATCH, 0, paths).toArray()));
    }
    return judge(training.net());
  }

  private static Result judge(Net net) {
    int count = 91;
    double[] shares = new double[count];
    for (int i = 0; i < count; i++) {
      shares[i] = 0.6 + i / 100.0;
    }
    Tensor exact = Tensor.of(shares);
    Tensor share = Tensor.of(Shape.of(count), toFloats(shares));
    Tensor price = net.apply(share);
    Tensor delta = slopes(price, share);
    return new Result(
        error(price, closedForm(exact)),
        error(delta, normal(d1(exact))),
        error(slopes(delta, share), slopes(normal(d1(exact)), exact)));
  }

  private static float[] toFloats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  private static double error(Tensor found, Tensor expected) {
    double[] a = found.toDoubles();
    double[] b = expected.toDoubles();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / a.length);
  }

  /** {@code S N(d1) - K N(d2)}. */
  static Tensor closedForm(Tensor share) {
    Tensor d1 = d1(share);
    Tensor d2 = d1.minus(VOLATILITY * Math.sqrt(YEARS));
    return share.times(normal(d1)).minus(normal(d2).times(STRIKE));
  }

  /** {@code (log(S / K) + v^2 T / 2) / (v sqrt(T))}. */
  private static Tensor d1(Tensor share) {
    double deviation = VOLATILITY * Math.sqrt(YEARS);
    return share.div(STRIKE).log().plus(deviation * deviation / 2).div(deviation);
  }

  /** The normal distribution. */
  private static Tensor normal(Tensor x) {
    return x.times(-Math.sqrt(0.5)).erfc().times(0.5);
  }

  /** Full size. */
  public static void main(String[] arguments) {
    for (double weight : new double[] {0, 1}) {
      Result result = run(8192, 3000, weight);
      IO.println(
          String.format(
              Locale.ROOT,
              "%s: errors of price %.4f, delta %.4f, gamma %.3f",
              weight == 0 ? "payoffs alone" : "with derivatives",
              result.price(),
              result.delta(),
              result.gamma()));
    }
  }
}
