package dev.jacobi.conformance.torchlayers;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Sequential;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Adagrad;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.AdamW;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.RmsProp;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Full-batch steps of a tanh net by an optimiser: losses before each step, and the last weights.
 */
final class OptimizerTrial {
  private OptimizerTrial() {}

  record Training(Sequential net, Optimizer.State<Sequential> state) {}

  @Samples
  record Batch(Tensor x, Tensor t) {}

  record Result(Training training, Tensor loss) {}

  static void run(String stem, CaseFile file, Comparison comparison) {
    Optimizer optimizer = optimizer(stem, new Hyper(file, "hyper"));
    Map<String, Tensor> start = file.tensors("start");
    int in = size(start, "0.weight", 1);
    int hidden = size(start, "0.weight", 0);
    int out = size(start, "2.weight", 0);
    Sequential made =
        Sequential.of(
            Linear.of(Key.of(0), in, hidden), Activation.TANH, Linear.of(Key.of(0), hidden, out));
    Sequential net = Weights.load(Weights.cast(made, DType.FLOAT64), start);
    Batch batch = new Batch(file.tensor("x"), file.tensor("t"));
    int steps = file.size("losses");
    BiFunction<Training, Batch, Result> step = (training, b) -> step(optimizer, training, b);
    Training first = new Training(net, optimizer.init(net));
    comparison.compare("steps", train(step, first, batch, steps));
    comparison.compare("steps compiled", train(Jacobi.compile(step), first, batch, steps));
  }

  private static int size(Map<String, Tensor> start, String name, int axis) {
    Tensor weight = start.get(name);
    if (weight == null || weight.rank() != 2) {
      throw new CaseException("start: no matrix " + name);
    }
    return weight.size(axis);
  }

  private static Result step(Optimizer optimizer, Training training, Batch batch) {
    Tensor loss = Loss.mse(training.net().apply(batch.x()), batch.t());
    var moved = optimizer.update(training.net(), loss.gradient(training.net()), training.state());
    return new Result(new Training(moved.model(), moved.state()), loss);
  }

  private static Map<String, Object> train(
      BiFunction<Training, Batch, Result> step, Training start, Batch batch, int steps) {
    Training training = start;
    List<Tensor> losses = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      Result result = step.apply(training, batch);
      losses.add(result.loss());
      training = result.training();
    }
    return Map.of("losses", Tensor.stack(0, losses), "end", Tree.named(training.net()));
  }

  private static Optimizer optimizer(String stem, Hyper hyper) {
    String[] words = stem.split("_");
    return switch (words.length > 1 ? words[1] : "") {
      case "sgd" ->
          new Sgd(
              hyper.number("lr"),
              hyper.number("momentum", 0),
              hyper.number("dampening", 0),
              hyper.flag("nesterov"),
              hyper.number("weight_decay", 0));
      case "adam" ->
          new Adam(
              hyper.number("lr"),
              hyper.element("betas", 0, 0.9),
              hyper.element("betas", 1, 0.999),
              hyper.number("eps", 1e-8),
              hyper.number("weight_decay", 0),
              hyper.flag("amsgrad"));
      case "adamw" ->
          new AdamW(
              hyper.number("lr"),
              hyper.element("betas", 0, 0.9),
              hyper.element("betas", 1, 0.999),
              hyper.number("eps", 1e-8),
              hyper.number("weight_decay", 0.01),
              hyper.flag("amsgrad"));
      case "rmsprop" ->
          new RmsProp(
              hyper.number("lr"),
              hyper.number("alpha", 0.99),
              hyper.number("eps", 1e-8),
              hyper.number("momentum", 0),
              hyper.flag("centered"),
              hyper.number("weight_decay", 0));
      case "adagrad" ->
          new Adagrad(
              hyper.number("lr"),
              hyper.number("lr_decay", 0),
              hyper.number("eps", 1e-10),
              hyper.number("initial_accumulator_value", 0),
              hyper.number("weight_decay", 0));
      default -> throw new CaseException("unknown optimiser in the name " + stem);
    };
  }
}
