package dev.jacobi.bench;

import dev.jacobi.bench.peers.Autoencoder;
import dev.jacobi.bench.peers.Case;
import dev.jacobi.bench.peers.Net;
import dev.jacobi.bench.peers.Problem;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.JacobiException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/run memory}. */
@Command(
    name = "memory",
    description = {
      "The memory of a step of network c for 10^3 to 10^7 samples.",
      "",
      "Prints 'samples batch_MB least_MB heap_MB': the samples themselves, what the engine says it"
          + " needs at least, samples included, and what the heap holds more after a step than before the"
          + " program was made.",
      ""
    },
    mixinStandardHelpOptions = true)
final class MemoryCommand implements Runnable {
  private static final Pattern NEEDS = Pattern.compile("needs (\\d+) bytes");
  private static final double MEGA = 1e6;

  @Option(
      names = "--largest",
      defaultValue = "10000000",
      description = "The most samples. Default: ${DEFAULT-VALUE}.")
  private int largest;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Number of threads. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    for (int samples = 1000; samples <= largest; samples *= 10) {
      measure(samples);
    }
  }

  private void measure(int samples) {
    Problem problem = Problem.of(new Case(Net.C, "penalty", samples, threads));
    Autoencoder net = Autoencoder.of(problem);
    Autoencoder.Batch batch = Autoencoder.Batch.of(problem);
    Sgd sgd = Sgd.learningRate(problem.learningRate());
    long least = least(sgd, net, batch);
    long before = used();
    var step = Autoencoder.step(sgd, true).threads(threads);
    Autoencoder.Step result = step.apply(net, batch);
    double heap = used() - before;
    double own = 4.0 * samples * problem.features();
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%d %.3g %.3g %.3g # loss %.4g, %s%n",
            samples,
            own / MEGA,
            least / MEGA,
            heap / MEGA,
            result.loss().item(),
            step.explain("program").lines().reduce((a, b) -> b).orElse(""));
    spec.commandLine().getOut().flush();
  }

  /** What the engine asks for when it is given one byte. */
  private static long least(Sgd sgd, Autoencoder net, Autoencoder.Batch batch) {
    try {
      Autoencoder.step(sgd, true).memory(1).apply(net, batch);
    } catch (JacobiException refused) {
      Matcher needs = NEEDS.matcher(String.valueOf(refused.getMessage()));
      if (needs.find()) {
        return Long.parseLong(needs.group(1));
      }
      throw refused;
    }
    throw new IllegalStateException("a step in one byte");
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
