import dev.jacobi.Key;
import module java.base;
import module dev.jacobi.core;
import module dev.jacobi.nn;

/** Trains with checkpoints in a folder, as slowly as it is told to, and prints what came of it. */
public class Training {
  record Net(Linear hidden, Sequential output) {}

  @Samples
  record Batch(Tensor x, Tensor t) {}

  static Pass<Net> learn(Net net, Tensor x, Key key) {
    Pass<Sequential> output = net.output().train(net.hidden().apply(x).tanh(), key);
    return new Pass<>(output.output(), new Net(net.hidden(), output.layer()));
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long pause = Long.parseLong(arguments[1]);
    Key key = Key.of(1);
    Tensor x = key.foldIn(1).normal(90, 2).value();
    Tensor t = x.square().sum(1).gt(1.4).cast(DType.INT64).value();
    Net net =
        new Net(
            Linear.of(key.foldIn(2), 2, 8),
            Sequential.of(
                BatchNorm.of(8), Dropout.of(0.2), Tensor::relu, Linear.of(key.foldIn(3), 8, 2)));
    var trained =
        Trainer.of(
                (Net n, Batch b) ->
                    Loss.crossEntropy(n.output().apply(n.hidden().apply(b.x()).tanh()), b.t()),
                Adam.learningRate(0.02))
            .learning(
                (n, b, k) -> {
                  Pass<Net> pass = learn(n, b.x(), k);
                  return new Pass<>(Loss.crossEntropy(pass.output(), b.t()), pass.layer());
                })
            .evaluate("validation", Loader.of(Dataset.of(new Batch(x, t)), 50))
            .seed(7)
            .epochs(6)
            .checkpoints(folder)
            .checkpointEvery(3)
            .onStep(
                report -> {
                  IO.println("step " + report.step());
                  try {
                    Thread.sleep(pause);
                  } catch (InterruptedException woken) {
                    Thread.currentThread().interrupt();
                  }
                })
            .resume(net, Loader.of(Dataset.of(new Batch(x, t)), 16).shuffle(3).prefetch(2));
    Tree.named(trained.model())
        .forEach((name, tensor) -> IO.println(name + " " + bits(tensor)));
    Tree.named(trained.optimizer())
        .forEach((name, tensor) -> IO.println(name + " " + bits(tensor)));
    IO.println("best " + trained.bestEpoch() + " " + bits(trained.best().hidden().weight()));
    trained.history().epochs().forEach(epoch -> IO.println(epoch.measures()));
  }

  static String bits(Tensor tensor) {
    return Arrays.toString(
        Arrays.stream(tensor.toDoubles()).mapToLong(Double::doubleToRawLongBits).toArray());
  }
}
