package dev.jacobi.examples;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.data.Loader;
import dev.jacobi.examples.Digits.Batch;
import dev.jacobi.nn.Conv;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.MaxPool;
import dev.jacobi.optim.AdamW;
import dev.jacobi.optim.Schedule;
import dev.jacobi.train.Metric;
import dev.jacobi.train.Trained;
import dev.jacobi.train.Trainer;
import java.util.List;
import java.util.Locale;

/** Handwritten digits, classified by a network of linear layers and by one of convolutions. */
public final class DigitClassifiers {
  private static final int BATCH = 32;
  private static final int HIDDEN = 128;
  private static final double LEARNING_RATE = 2e-3;
  private static final double WEIGHT_DECAY = 0.05;

  private DigitClassifiers() {}

  /** 64-128-10, relu. */
  public record Mlp(Linear hidden, Linear output) implements Layer {
    static Mlp of(long seed) {
      List<Key> keys = Key.of(seed).split(2);
      return new Mlp(
          Linear.of(keys.get(0), Digits.PIXELS, HIDDEN),
          Linear.of(keys.get(1), HIDDEN, Digits.CLASSES));
    }

    @Override
    public Tensor apply(Tensor x) {
      return output.apply(hidden.apply(x).relu());
    }
  }

  /** Two convolutions of 3 x 3, each with relu and pooling, and a linear layer. */
  public record Cnn(Conv first, Conv second, Linear output) implements Layer {
    private static final int CHANNELS = 16;

    static Cnn of(long seed) {
      List<Key> keys = Key.of(seed).split(3);
      int quarter = Digits.SIDE / 4;
      return new Cnn(
          Conv.of(keys.get(0), 1, CHANNELS, 3, 3).withPadding(1),
          Conv.of(keys.get(1), CHANNELS, 2 * CHANNELS, 3, 3).withPadding(1),
          Linear.of(keys.get(2), 2 * CHANNELS * quarter * quarter, Digits.CLASSES));
    }

    @Override
    public Tensor apply(Tensor x) {
      Tensor images = x.reshape(x.size(0), 1, Digits.SIDE, Digits.SIDE);
      MaxPool half = MaxPool.of(2, 2);
      Tensor h = half.apply(first.apply(images).relu());
      return output.apply(half.apply(second.apply(h).relu()).flatten(1, -1));
    }
  }

  /** Trains a network and returns how much of the test part it gets right. */
  public static <M extends Layer> double accuracy(M model, int epochs) {
    Digits.Parts digits = Digits.parts();
    int steps = epochs * (digits.train().size() / BATCH + 1);
    AdamW adam = AdamW.learningRate(LEARNING_RATE).withWeightDecay(WEIGHT_DECAY);
    Trained<M> trained =
        Trainer.of(
                (M net, Batch b) -> Loss.crossEntropy(net.apply(b.x()), b.label()),
                adam.schedule(Schedule.cosine(steps)))
            .metrics((net, b) -> net.apply(b.x()), Batch::label, Metric.accuracy())
            .evaluate("test", Loader.of(digits.test(), digits.test().size()))
            .epochs(epochs)
            .fit(model, Loader.of(digits.train(), BATCH).shuffle(1));
    double[] accuracies = trained.history().of("test accuracy");
    return accuracies[accuracies.length - 1];
  }

  /** Both, with the time that they take. */
  public static void main(String[] arguments) {
    int epochs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    for (Layer model : List.of(Mlp.of(1), Cnn.of(1))) {
      long start = System.nanoTime();
      double accuracy = accuracy(model, epochs);
      IO.println(
          String.format(
              Locale.ROOT,
              "%s: %.2f %% of the test part right after %d epochs, %.1f s",
              model.getClass().getSimpleName(),
              100 * accuracy,
              epochs,
              (System.nanoTime() - start) * 1e-9));
    }
  }
}
