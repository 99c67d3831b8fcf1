package dev.jacobi.examples;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.data.Loader;
import dev.jacobi.examples.Digits.Batch;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Penalty;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import java.util.List;
import java.util.Locale;

/**
 * A contractive autoencoder of handwritten digits (Rifai, Vincent, Muller, Glorot, Bengio, 2011):
 * the code h hardly moves with x, since {@code weight ||dh/dx||^2} is added to the loss of every
 * sample. For one layer with the sigmoid the penalty is known in closed form, {@code sum_j (h_j (1
 * - h_j))^2 sum_i W_ji^2}; here it is asked of the graph, as it would be for any encoder.
 */
public final class ContractiveDigits {
  private static final int CODE = 32;
  private static final int BATCH = 64;
  private static final double LEARNING_RATE = 3e-3;

  private ContractiveDigits() {}

  /** 64-32-64. */
  record Autoencoder(Linear encoder, Linear decoder) {
    static Autoencoder of(long seed) {
      List<Key> keys = Key.of(seed).split(2);
      return new Autoencoder(
          Linear.of(keys.get(0), Digits.PIXELS, CODE), Linear.of(keys.get(1), CODE, Digits.PIXELS));
    }

    Tensor code(Tensor x) {
      return encoder.apply(x).sigmoid();
    }

    /** The mean over the samples of {@code ||dh/dx||^2} in closed form. */
    Tensor closedForm(Tensor x) {
      Tensor h = code(x);
      Tensor slopes = h.times(h.unaryMinus().plus(1)).square();
      return slopes.matmul(encoder.weight().square().sum(1)).mean();
    }
  }

  record Training(Autoencoder net, Optimizer.State<Autoencoder> optimizer) {}

  /**
   * What comes of it.
   *
   * @param error the mean squared error of the test part
   * @param contraction the mean over the test part of {@code ||dh/dx||^2}
   * @param penaltyError the relative error of the penalty against the closed form
   * @param gradientError that of its gradient by the weights
   */
  public record Result(
      double error, double contraction, double penaltyError, double gradientError) {}

  /** Learns with a weight of the penalty. */
  public static Result run(Digits.Parts digits, int epochs, double weight) {
    Adam adam = Adam.learningRate(LEARNING_RATE);
    var step =
        Jacobi.compile((Training t, Batch batch) -> {
          Autoencoder net = t.net();
          Tensor h = net.code(batch.x());
          Tensor y = net.decoder().apply(h);
          Tensor loss =
              Loss.mse(y, batch.x()).plus(Penalty.contractive(h, batch.x()).times(weight));
          Optimizer.Step<Autoencoder> moved = adam.update(net, loss.gradient(net), t.optimizer());
          return new Training(moved.model(), moved.state());
        });
    Autoencoder net = Autoencoder.of(1);
    Training training = new Training(net, adam.init(net));
    Loader<Batch> loader = Loader.of(digits.train(), BATCH).shuffle(1);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch batch : loader.epoch(epoch)) {
        training = step.apply(training, batch);
      }
    }
    return judged(training.net(), digits.test().all().x());
  }

  private static Result judged(Autoencoder net, Tensor x) {
    Tensor h = net.code(x);
    Tensor penalty = Penalty.contractive(h, x);
    Tensor known = net.closedForm(x);
    Tensor gradient = penalty.gradient(net.encoder()).weight();
    Tensor knownGradient = known.gradient(net.encoder()).weight();
    return new Result(
        Loss.mse(net.decoder().apply(h), x).item(),
        penalty.item(),
        Math.abs(penalty.item() / known.item() - 1),
        gradient.minus(knownGradient).norm().item() / knownGradient.norm().item());
  }

  /** Full size, with and without the penalty. */
  public static void main(String[] arguments) {
    for (double weight : new double[] {0, 0.01}) {
      Result result = run(Digits.parts(), 60, weight);
      IO.println(
          String.format(
              Locale.ROOT,
              "weight %.2f: squared error %.4f, ||dh/dx||^2 %.3f; penalty off by %.1e, its gradient"
                  + " by %.1e",
              weight,
              result.error(),
              result.contraction(),
              result.penaltyError(),
              result.gradientError()));
    }
  }
}
