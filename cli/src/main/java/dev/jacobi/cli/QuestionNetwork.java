package dev.jacobi.cli;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.cli.Batches.Batch;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/**
 * The network of the question, n-1-n without bias, and its training: {@code loss1 = mse(y, x)}, and
 * {@code loss2} the sum over the samples b of {@code | ||dy_b/dz_b|| - 1 |}. In float64, so that
 * two ways to compute {@code dy_b/dz_b} can be told apart from rounding.
 */
record QuestionNetwork(Linear encoder, Linear decoder) {
  /** What a step gives. */
  record Step(QuestionNetwork net, Tensor loss1, Tensor loss2) {}

  /** The losses of an epoch: the means over its steps. */
  record Epoch(int number, double loss1, double loss2) {
    double loss() {
      return loss1 + loss2;
    }
  }

  /** A network for this many columns. */
  static QuestionNetwork of(int columns, long seed) {
    List<Key> keys = Key.of(seed).split(2);
    QuestionNetwork net =
        new QuestionNetwork(
            Linear.withoutBias(keys.get(0), columns, 1),
            Linear.withoutBias(keys.get(1), 1, columns));
    return Weights.cast(net, DType.FLOAT64);
  }

  /** The training step, for a way to get {@code dy_b/dz_b}, [B, n, 1], from y and z. */
  static Compiled.Of2<QuestionNetwork, Batch, Step> step(
      Sgd sgd, BinaryOperator<Tensor> jacobianOfEachSample) {
    return Jacobi.compile((QuestionNetwork net, Batch batch) -> {
      Tensor z = net.encoder().apply(batch.x());
      Tensor y = net.decoder().apply(z);
      Tensor jacobian = jacobianOfEachSample.apply(y, z);
      Tensor loss1 = Loss.mse(y, batch.x());
      Tensor loss2 = jacobian.frobenius(1, 2).minus(1).abs().sum();
      QuestionNetwork gradient = loss1.plus(loss2).gradient(net);
      return new Step(sgd.update(net, gradient), loss1, loss2);
    });
  }

  /**
   * Trains this network for the whole batch at once.
   *
   * @param told the losses of every epoch; those of epoch 0 are from before the training
   * @throws JacobiException if the losses leave the range of numbers
   */
  QuestionNetwork train(Batches batches, int epochs, Sgd sgd, Consumer<Epoch> told) {
    var resting = step(Sgd.learningRate(0), QuestionNetwork::wholeBatch);
    var moving = step(sgd, QuestionNetwork::wholeBatch);
    QuestionNetwork net = this;
    for (int number = 0; number <= epochs; number++) {
      int steps = 0;
      double loss1 = 0;
      double loss2 = 0;
      for (Batch batch : batches.epoch(number)) {
        Step step = (number == 0 ? resting : moving).apply(net, batch);
        net = step.net();
        loss1 += step.loss1().item();
        loss2 += step.loss2().item();
        steps++;
      }
      Epoch epoch = new Epoch(number, loss1 / steps, loss2 / steps);
      if (!Double.isFinite(epoch.loss())) {
        throw new JacobiException(
            "training: the loss of epoch "
                + number
                + " is "
                + epoch.loss()
                + "; the steps were too long for these rows; look for outliers, or use a smaller"
                + " batch");
      }
      told.accept(epoch);
    }
    return net;
  }

  /** The whole batch at once. */
  static Tensor wholeBatch(Tensor y, Tensor z) {
    return y.jacobian(z);
  }

  /**
   * One call for each sample and output, as it is written where only gradients of scalars exist.
   */
  static Tensor oneCallPerSampleAndOutput(Tensor y, Tensor z) {
    List<Tensor> samples = new ArrayList<>();
    for (int b = 0; b < y.size(0); b++) {
      List<Tensor> rows = new ArrayList<>();
      for (int k = 0; k < y.size(1); k++) {
        rows.add(y.get(b).get(k).gradient(z).get(b));
      }
      samples.add(Tensor.stack(0, rows));
    }
    return Tensor.stack(0, samples);
  }
}
