package dev.jacobi.bench;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.bench.peers.JacobiServer;
import dev.jacobi.data.Loader;
import dev.jacobi.io.Csv;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.type.DType;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/run loader}. */
@Command(
    name = "loader",
    description = {
      "Training on a CSV file that is read while it goes on: a network 10-256-256-1 on one thread,"
          + " the file in parts of 10,000 rows on another.",
      "",
      "Prints 'rows read_s train_s busy': the time to read the file alone, that of an epoch, and the"
          + " share of the epoch in which the step ran.",
      ""
    },
    mixinStandardHelpOptions = true)
final class LoaderCommand implements Callable<Integer> {
  private static final int FEATURES = 10;
  private static final int HIDDEN = 256;
  private static final int PART = 10_000;
  private static final int WINDOW = 4 * PART;
  private static final double NANO = 1e-9;

  @Option(
      names = "--rows",
      defaultValue = "1000000",
      description = "Of the file. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--batch",
      defaultValue = "256",
      description = "Samples of a step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--ahead",
      defaultValue = "64",
      description = "Batches that are read ahead. Default: ${DEFAULT-VALUE}.")
  private int ahead;

  @Spec private CommandSpec spec = CommandSpec.create();

  private record Net(List<Linear> layers) {
    Tensor apply(Tensor x) {
      Tensor h = layers.get(0).apply(x).tanh();
      return layers.get(2).apply(layers.get(1).apply(h).tanh()).squeeze(1);
    }
  }

  private record Batch(@Samples Tensor x, @Samples Tensor t) {}

  private record Training(Net net, Optimizer.State<Net> optimizer) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path file = Files.createTempFile("jacobi-loader", ".csv");
    try {
      write(file);
      JacobiServer.awaitKernels(DType.FLOAT32);
      measure(file);
    } finally {
      Files.delete(file);
    }
    return ExitCode.OK;
  }

  private void write(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    try (BufferedWriter text = Files.newBufferedWriter(file)) {
      for (int j = 0; j < FEATURES; j++) {
        text.append("x").append(Integer.toString(j)).append(',');
      }
      text.append("t\n");
      for (int i = 0; i < rows; i++) {
        double sum = 0;
        for (int j = 0; j < FEATURES; j++) {
          double x = Math.round(random.nextGaussian() * 1e5) / 1e5;
          sum += x;
          text.append(Double.toString(x)).append(',');
        }
        text.append(Double.toString(Math.round(sum * 1e5) / 1e5)).append('\n');
      }
    }
  }

  private void measure(Path file) {
    String[] features = new String[FEATURES];
    for (int j = 0; j < FEATURES; j++) {
      features[j] = "x" + j;
    }
    Loader<Batch> loader =
        Loader.streaming(
                Csv.of(file).chunks(PART),
                part -> new Batch(part.floats(features), part.floats("t").squeeze(1)),
                batch)
            .shuffle(1, Math.max(WINDOW, batch));
    double read = 0;
    for (int i = 0; i < 2; i++) {
      long start = System.nanoTime();
      loader.epoch(i).forEach(each -> {});
      read = (System.nanoTime() - start) * NANO;
    }
    Adam adam = Adam.learningRate(1e-3);
    var step =
        Jacobi.compile(
                (Training t, Batch b) -> {
                  Tensor loss = Loss.mse(t.net().apply(b.x()), b.t());
                  Optimizer.Step<Net> moved =
                      adam.update(t.net(), loss.gradient(t.net()), t.optimizer());
                  return new Training(moved.model(), moved.state());
                })
            .threads(1)
            .donating(0);
    Key key = Key.of(1);
    Net net =
        new Net(
            List.of(
                Linear.of(key.foldIn(0), FEATURES, HIDDEN),
                Linear.of(key.foldIn(1), HIDDEN, HIDDEN),
                Linear.of(key.foldIn(2), HIDDEN, 1)));
    Training training = new Training(net, adam.init(net));
    // the step's own warm-up
    Batch first = loader.epoch(0).iterator().next();
    long warm = System.nanoTime();
    while ((System.nanoTime() - warm) * NANO < 2) {
      training = step.apply(training, first);
    }
    long start = System.nanoTime();
    long working = 0;
    Iterator<Batch> batches = loader.prefetch(ahead).batches(0, 0);
    while (batches.hasNext()) {
      Batch next = batches.next();
      long before = System.nanoTime();
      training = step.apply(training, next);
      working += System.nanoTime() - before;
    }
    double all = (System.nanoTime() - start) * NANO;
    spec.commandLine()
        .getOut()
        .println(
            String.format(
                Locale.ROOT, "%d %.2f %.2f %.0f%%", rows, read, all, 100 * working * NANO / all));
  }
}
