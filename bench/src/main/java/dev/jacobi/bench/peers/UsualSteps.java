package dev.jacobi.bench.peers;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Conv;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Lstm;
import dev.jacobi.nn.MaxPool;
import dev.jacobi.nn.TransformerEncoderLayer;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Steps of the classifiers of usual layers in Jacobi. */
final class UsualSteps {
  private static final Adam ADAM = Adam.learningRate(Usual.LEARNING_RATE);

  private UsualSteps() {}

  /** A classifier. */
  private interface Model {
    Tensor logits(Tensor x);
  }

  private record Mlp(List<Linear> layers) implements Model {
    @Override
    public Tensor logits(Tensor x) {
      Tensor h = layers.get(0).apply(x);
      for (Linear layer : layers.subList(1, layers.size())) {
        h = layer.apply(h.relu());
      }
      return h;
    }
  }

  private record Cnn(List<Conv> convolutions, Linear output) implements Model {
    @Override
    public Tensor logits(Tensor x) {
      Tensor h = x;
      for (Conv convolution : convolutions) {
        h = MaxPool.of(2, 2).apply(convolution.apply(h).relu());
      }
      return output.apply(h.flatten(1, -1));
    }
  }

  private record Sequence(Lstm lstm, Linear output) implements Model {
    @Override
    public Tensor logits(Tensor x) {
      return output.apply(lstm.apply(x).select(1, -1));
    }
  }

  private record Attention(TransformerEncoderLayer layer, Linear output) implements Model {
    @Override
    public Tensor logits(Tensor x) {
      return output.apply(layer.apply(x).mean(1));
    }
  }

  private record Batch(@Samples Tensor x, @Samples Tensor labels) {
    static Batch of(Usual numbers) {
      return new Batch(tensor(numbers.shape(), numbers.x()), Tensor.of(numbers.labels()));
    }
  }

  private record Training(Model model, Optimizer.State<Model> optimizer) {
    static Training of(Usual numbers, Net net) {
      Model model = UsualSteps.model(numbers, net);
      return new Training(model, ADAM.init(model));
    }
  }

  private record Step(Training training, Tensor loss) {}

  /** The step of a case. */
  static Workload prepare(Case given) {
    if (!given.method().equals("adam")) {
      throw new IllegalArgumentException("method: " + given.method() + "; there is adam");
    }
    Usual numbers = Usual.of(given);
    var step = compiled(given.threads()).donating(0);
    Batch batch = Batch.of(numbers);
    return new Workload() {
      private Training training = Training.of(numbers, given.net());

      @Override
      public double step() {
        Step result = step.apply(training, batch);
        training = result.training();
        return result.loss().item();
      }

      @Override
      public String profile(double seconds) {
        return compiled(given.threads()).profile(seconds, training, batch);
      }
    };
  }

  private static Compiled.Of2<Training, Batch, Step> compiled(int threads) {
    return Jacobi.compile(
            (Training t, Batch batch) -> {
              Tensor loss = Loss.crossEntropy(t.model().logits(batch.x()), batch.labels());
              Optimizer.Step<Model> moved =
                  ADAM.update(t.model(), loss.gradient(t.model()), t.optimizer());
              return new Step(new Training(moved.model(), moved.state()), loss);
            })
        .threads(threads);
  }

  private static Tensor tensor(long[] sizes, float[] values) {
    int[] shape = new int[sizes.length];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.toIntExact(sizes[i]);
    }
    return Tensor.of(Shape.of(shape), values);
  }

  private static Model model(Usual numbers, Net net) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    numbers.parameters().forEach(p -> named.put(p.name(), tensor(p.shape(), p.values())));
    return Weights.load(model(net, named), named);
  }

  private static Model model(Net net, Map<String, Tensor> named) {
    Key key = Key.of(0);
    return switch (net) {
      case F ->
          new Mlp(
              List.of(
                  linear(named, "layers.0"), linear(named, "layers.1"), linear(named, "layers.2")));
      case G, H -> {
        List<Conv> convolutions = new ArrayList<>();
        int in = 1;
        for (int out : Usual.CHANNELS) {
          convolutions.add(Conv.of(key, in, out, 3, 3).withPadding(1));
          in = out;
        }
        yield new Cnn(convolutions, linear(named, "output"));
      }
      case I -> new Sequence(Lstm.of(key, Usual.INPUTS, Usual.UNITS), linear(named, "output"));
      case J -> {
        int wide = linear(named, "layer.linear1").weight().size(0);
        yield new Attention(
            TransformerEncoderLayer.of(key, Usual.FEATURES, Usual.HEADS, wide),
            linear(named, "output"));
      }
      case A, B, C, D, E -> throw new IllegalArgumentException("net: " + net);
    };
  }

  private static Linear linear(Map<String, Tensor> named, String name) {
    return new Linear(named.get(name + ".weight"), named.get(name + ".bias"));
  }
}
