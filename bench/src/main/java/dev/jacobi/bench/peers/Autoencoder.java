package dev.jacobi.bench.peers;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An autoencoder in Jacobi, and the steps of its training. */
public record Autoencoder(Network encoder, Network decoder) {

  /** Layers with tanh in between. */
  public record Network(List<Linear> layers) {
    static Network of(List<Problem.Layer> layers) {
      return new Network(layers.stream().map(Network::linear).toList());
    }

    private static Linear linear(Problem.Layer layer) {
      @Nullable Tensor bias = layer.bias().length == 0 ? null : Tensor.of(layer.bias());
      return new Linear(Tensor.of(Shape.of(layer.out(), layer.in()), layer.weight()), bias);
    }

    Tensor apply(Tensor x) {
      Tensor h = layers.get(0).apply(x);
      for (Linear layer : layers.subList(1, layers.size())) {
        h = layer.apply(h.tanh());
      }
      return h;
    }
  }

  /** Samples, {@code [batch, features]}. */
  public record Batch(@dev.jacobi.Samples Tensor x) {
    /** The samples of a problem. */
    public static Batch of(Problem problem) {
      return new Batch(Tensor.of(Shape.of(problem.batch(), problem.features()), problem.x()));
    }
  }

  /** What a step gives: the moved network and the loss before it. */
  public record Step(Autoencoder net, Tensor loss) {}

  /** The network of a problem. */
  public static Autoencoder of(Problem problem) {
    return new Autoencoder(Network.of(problem.encoder()), Network.of(problem.decoder()));
  }

  /** The step on {@code mse(y, x) + sum over b of | ||dy_b/dz_b|| - 1 |}, or on the error alone. */
  public static Compiled.Of2<Autoencoder, Batch, Step> step(Sgd sgd, boolean penalty) {
    return Jacobi.compile((Autoencoder net, Batch batch) -> {
      Tensor z = net.encoder().apply(batch.x());
      Tensor y = net.decoder().apply(z);
      Tensor loss = Loss.mse(y, batch.x());
      if (penalty) {
        loss = loss.plus(y.jacobian(z).frobenius(1, 2).minus(1).abs().sum());
      }
      return new Step(sgd.update(net, loss.gradient(net)), loss);
    });
  }
}
