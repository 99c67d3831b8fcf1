package dev.jacobi.cli;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.cli.Batches.Batch;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import java.util.List;

/**
 * An autoencoder n-32-32-1-32-32-n with tanh. Its decoder draws a curve through the data; if {@code
 * ||dy_b/dz_b||} is 1 at every sample, z measures length along the curve.
 */
record IsometricAutoencoder(Network encoder, Network decoder) {
  private static final int WIDTH = 32;
  private static final double LEARNING_RATE = 0.005;

  /** Three layers with tanh in between. */
  record Network(Linear layer1, Linear layer2, Linear layer3) {
    static Network of(Key key, int in, int out) {
      List<Key> keys = key.split(3);
      return new Network(
          Linear.of(keys.get(0), in, WIDTH),
          Linear.of(keys.get(1), WIDTH, WIDTH),
          Linear.of(keys.get(2), WIDTH, out));
    }

    Tensor apply(Tensor x) {
      return layer3.apply(layer2.apply(layer1.apply(x).tanh()).tanh());
    }
  }

  /** Network and optimiser. */
  record Training(IsometricAutoencoder net, Optimizer.State<IsometricAutoencoder> state) {}

  /**
   * How well an autoencoder does.
   *
   * @param mse the error of the reconstruction
   * @param norms {@code ||dy_b/dz_b||} for each sample b
   * @param codes z for each sample
   * @param net the trained one
   */
  record Quality(double mse, double[] norms, double[] codes, IsometricAutoencoder net) {}

  private record Measured(Tensor mse, Tensor norms, Tensor codes) {}

  static IsometricAutoencoder of(int columns, long seed) {
    List<Key> keys = Key.of(seed).split(2);
    return new IsometricAutoencoder(
        Network.of(keys.get(0), columns, 1), Network.of(keys.get(1), 1, columns));
  }

  /**
   * Trains an autoencoder: {@code loss = mse(y, x) + weight * mean over b of (||dy_b/dz_b|| -
   * 1)^2}.
   *
   * @param weight of the penalty; 0 leaves it out
   * @param progress called after every epoch
   */
  static Quality train(Batches batches, int epochs, double weight, Runnable progress) {
    Adam adam = Adam.learningRate(LEARNING_RATE);
    var step =
        Jacobi.compile((Training training, Batch batch) -> {
          IsometricAutoencoder net = training.net();
          Tensor z = net.encoder().apply(batch.x());
          Tensor y = net.decoder().apply(z);
          Tensor loss = Loss.mse(y, batch.x());
          if (weight > 0) {
            Tensor norms = y.jacobian(z).frobenius(1, 2);
            loss = loss.plus(norms.minus(1).square().mean().times(weight));
          }
          var moved = adam.update(net, loss.gradient(net), training.state());
          return new Training(moved.model(), moved.state());
        });
    IsometricAutoencoder start = of(batches.rows().size(1), batches.seed());
    Training training = new Training(start, adam.init(start));
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch batch : batches.epoch(epoch)) {
        training = step.apply(training, batch);
      }
      progress.run();
    }
    return quality(training.net(), batches.all());
  }

  private static Quality quality(IsometricAutoencoder trained, Batch all) {
    var measure =
        Jacobi.compile((IsometricAutoencoder net, Batch batch) -> {
          Tensor z = net.encoder().apply(batch.x());
          Tensor y = net.decoder().apply(z);
          return new Measured(Loss.mse(y, batch.x()), y.jacobian(z).frobenius(1, 2), z);
        });
    Measured measured = measure.apply(trained, all);
    return new Quality(
        measured.mse().item(), measured.norms().toDoubles(), measured.codes().toDoubles(), trained);
  }
}
