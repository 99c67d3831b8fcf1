package dev.jacobi.bench.peers;

import dev.jacobi.Compiled;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.DType;
import java.io.IOException;
import java.util.Locale;

/** Jacobi as one of the systems, as its users call it: a compiled step on records. */
public final class JacobiServer {
  /** Seconds after which the vector kernels will not come. */
  public static final double PATIENCE = 70;

  private JacobiServer() {}

  /** Serves until the end of standard input, once the kernels are those that stay. */
  public static void main(String[] args) throws IOException, InterruptedException {
    double seconds = awaitKernels(DType.FLOAT32);
    String name =
        String.format(
            Locale.ROOT,
            "Jacobi with %s kernels after %.1f s",
            KernelSets.current(DType.FLOAT32).name(),
            seconds);
    Server.serve(name, true, JacobiServer::prepare);
  }

  /** Waits until the kernels are those that stay; the seconds that it took. */
  public static double awaitKernels(DType dtype) throws InterruptedException {
    long start = System.nanoTime();
    double seconds = 0;
    while (!settled(dtype) && seconds < PATIENCE) {
      Thread.sleep(50);
      seconds = (System.nanoTime() - start) / 1e9;
    }
    return seconds;
  }

  /** Whether the kernels are those that stay: vector kernels, unless they cannot come. */
  public static boolean settled(DType dtype) {
    String chosen = System.getProperty("jacobi.kernels", System.getenv("JACOBI_KERNELS"));
    return KernelSets.current(dtype).name().equals("vector")
        || !KernelSets.hasVectors()
        || "plain".equals(chosen);
  }

  /** The steps of a case. */
  public static Workload prepare(Case given) {
    if (given.net().isUsual()) {
      return UsualSteps.prepare(given);
    }
    Problem problem = Problem.of(given);
    Sgd sgd = Sgd.learningRate(problem.learningRate());
    return switch (given.method()) {
      case "penalty" -> train(Autoencoder.step(sgd, true), problem, given.threads());
      case "none" -> train(Autoencoder.step(sgd, false), problem, given.threads());
      case "plain" -> classify(Classifier.plain(sgd), problem, given.threads());
      case "clip" -> classify(Classifier.clipped(sgd), problem, given.threads());
      case "persample" -> each(problem, given.threads());
      default ->
          throw new IllegalArgumentException(
              "method: " + given.method() + "; there are penalty, none, plain, persample and clip");
    };
  }

  private static Workload train(
      Compiled.Of2<Autoencoder, Autoencoder.Batch, Autoencoder.Step> compiled,
      Problem problem,
      int threads) {
    var step = compiled.threads(threads).donating(0);
    Autoencoder.Batch batch = Autoencoder.Batch.of(problem);
    return new Workload() {
      private Autoencoder net = Autoencoder.of(problem);

      @Override
      public double step() {
        Autoencoder.Step result = step.apply(net, batch);
        net = result.net();
        return result.loss().item();
      }

      @Override
      public String profile(double seconds) {
        return step.profile(seconds, net, batch);
      }
    };
  }

  private static Workload classify(
      Compiled.Of2<Classifier, Classifier.Batch, Classifier.Step> compiled,
      Problem problem,
      int threads) {
    var step = compiled.threads(threads).donating(0);
    Classifier.Batch batch = Classifier.Batch.of(problem);
    return new Workload() {
      private Classifier net = Classifier.of(problem);

      @Override
      public double step() {
        Classifier.Step result = step.apply(net, batch);
        net = result.net();
        return result.loss().item();
      }

      @Override
      public String profile(double seconds) {
        return step.profile(seconds, net, batch);
      }
    };
  }

  private static Workload each(Problem problem, int threads) {
    var gradients = Classifier.perSample().threads(threads);
    Classifier net = Classifier.of(problem);
    Classifier.Batch batch = Classifier.Batch.of(problem);
    return () -> gradients.apply(net, batch).loss().item();
  }
}
