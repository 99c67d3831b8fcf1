package dev.jacobi.conformance.torch;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A training loop on {@code loss = mse(y, t) + sum_b | ||dy_b/dz_b|| - 1 |} for two linear layers x
 * -> z -> y, by gradient descent.
 */
final class SimpleNet {
  private SimpleNet() {}

  record Net(Linear linear1, Linear linear2) {
    Map<String, Tensor> named() {
      return Map.of("linear1.weight", linear1.weight(), "linear2.weight", linear2.weight());
    }
  }

  @Samples
  record Batch(Tensor x, Tensor t) {}

  record Step(Net net, Tensor loss1, Tensor loss2, Net gradient) {
    Map<String, Tensor> named() {
      return Map.of(
          "loss1", loss1,
          "loss2", loss2,
          "loss", loss1.plus(loss2),
          "grad1", gradient.linear1().weight(),
          "grad2", gradient.linear2().weight());
    }
  }

  static void run(CaseFile file, Comparison comparison) {
    Sgd sgd = Sgd.learningRate(file.number("lr"));
    Net start =
        new Net(
            new Linear(file.tensor("start", "linear1.weight"), null),
            new Linear(file.tensor("start", "linear2.weight"), null));
    Batch batch = new Batch(file.tensor("x"), file.tensor("t"));
    int steps = file.size("steps");
    for (Mode mode : Mode.values()) {
      BiFunction<Net, Batch, Step> step = (net, b) -> step(sgd, mode, net, b);
      comparison.compare(mode.name(), train(step, start, batch, steps));
      comparison.compare(mode + " compiled", train(Jacobi.compile(step), start, batch, steps));
    }
  }

  private static Step step(Sgd sgd, Mode mode, Net net, Batch batch) {
    Tensor z = net.linear1().apply(batch.x());
    Tensor y = net.linear2().apply(z);
    Tensor loss1 = Loss.mse(y, batch.t());
    Tensor loss2 = y.jacobian(z, mode).frobenius(1, 2).minus(1).abs().sum();
    Net gradient = loss1.plus(loss2).gradient(net);
    return new Step(sgd.update(net, gradient), loss1, loss2, gradient);
  }

  private static Map<String, Object> train(
      BiFunction<Net, Batch, Step> step, Net start, Batch batch, int steps) {
    Net net = start;
    List<Map<String, Tensor>> made = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      Step one = step.apply(net, batch);
      made.add(one.named());
      net = one.net();
    }
    return Map.of("steps", made, "end", net.named());
  }
}
