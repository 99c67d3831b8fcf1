package dev.jacobi.bench.adbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.bench.peers.JacobiServer;
import dev.jacobi.bench.peers.Timing;
import dev.jacobi.bench.peers.Workload;
import dev.jacobi.conformance.adbench.BundleAdjustment;
import dev.jacobi.conformance.adbench.Gmm;
import dev.jacobi.conformance.adbench.GmmProblem;
import dev.jacobi.type.DType;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/run adbench}. */
@Command(
    name = "adbench",
    description = {
      "Gradients of Gaussian mixtures and Jacobians of bundle adjustment, float64.",
      "",
      "Prints 'name ms' of a call. Where DIR has a file of that name the numbers are read from it, and"
          + " the gradient is compared with its .expected.json; else they are made up.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class AdbenchCommand implements Callable<Integer> {
  /** Of {@code |a - b| / max(1, |a| + |b|)}. */
  private static final double TOLERANCE = 1e-8;

  private static final List<Mixture> MIXTURES =
      List.of(
          new Mixture("gmm_d2_K5", 2, 5, 1000),
          new Mixture("gmm_d10_K25", 10, 25, 1000),
          new Mixture("gmm_d20_K10", 20, 10, 1000),
          new Mixture("gmm_d20_K50", 20, 50, 1000),
          new Mixture("gmm_d32_K25", 32, 25, 1000),
          new Mixture("gmm_d64_K5", 64, 5, 1000),
          new Mixture("gmm_10k_d10_K25", 10, 25, 10_000));

  private static final List<Scene> SCENES =
      List.of(
          new Scene("ba_31843", 49, 7776, 31_843), new Scene("ba_204472", 372, 47_423, 204_472));

  private record Mixture(String name, int d, int k, int n) {}

  private record Scene(String name, int cameras, int points, int observations) {}

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "Files of ADBench.")
  private @Nullable Path folder;

  @Option(
      names = "--only",
      defaultValue = "",
      description = "What the names begin with. Default: all.")
  private String only = "";

  @Option(
      names = "--warm",
      defaultValue = "6",
      description = "Processor time of calls that do not count. Default: ${DEFAULT-VALUE}.")
  private double warm;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "Processor time of calls that do. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Number of threads. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Spec private CommandSpec spec = CommandSpec.create();

  private boolean failed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JacobiServer.awaitKernels(DType.FLOAT64);
    for (Mixture mixture : MIXTURES) {
      if (mixture.name().startsWith(only)) {
        mixture(mixture);
      }
    }
    for (Scene scene : SCENES) {
      if (scene.name().startsWith(only)) {
        scene(scene);
      }
    }
    return failed ? 1 : 0;
  }

  private void mixture(Mixture wanted) throws IOException {
    Path file = folder == null ? null : folder.resolve(wanted.name() + ".txt");
    if (file == null || !Files.isReadable(file)) {
      GmmProblem made = GmmProblem.generate(wanted.d(), wanted.k(), wanted.n());
      time(wanted.name(), made);
      return;
    }
    GmmProblem problem = GmmProblem.read(file);
    Path expected = file.resolveSibling(wanted.name() + ".expected.json");
    Gmm.Result result = Gmm.compile(problem.prior()).apply(problem.gmm(), problem.points());
    compare(wanted.name(), result, new ObjectMapper().readTree(expected.toFile()));
    time(wanted.name(), problem);
  }

  private void time(String name, GmmProblem problem) {
    var gradient = Gmm.compile(problem.prior()).threads(threads);
    time(name, () -> gradient.apply(problem.gmm(), problem.points()).objective().item());
  }

  private void compare(String name, Gmm.Result result, JsonNode expected) {
    double worst = error(result.objective().item(), expected.get("objective").asDouble());
    int at = 0;
    for (Tensor part : Tree.leaves(result.gradient())) {
      for (double found : part.toDoubles()) {
        worst = Math.max(worst, error(found, expected.get("gradient").get(at++).asDouble()));
      }
    }
    boolean good = worst < TOLERANCE && at == expected.get("gradient").size();
    failed |= !good;
    out()
        .printf(
            Locale.ROOT, "# %s: worst error %.1e, %s%n", name, worst, good ? "agrees" : "DIFFERS");
  }

  /** NaN stays NaN, which no bound accepts. */
  static double error(double a, double b) {
    return Math.abs(a - b) / Math.max(1, Math.abs(a) + Math.abs(b));
  }

  private void scene(Scene wanted) {
    BundleAdjustment.Problem problem =
        BundleAdjustment.generate(wanted.cameras(), wanted.points(), wanted.observations());
    var jacobians = BundleAdjustment.compile().threads(threads);
    time(wanted.name(), () -> jacobians.apply(problem.scene(), problem.seen()).error().rank());
  }

  private void time(String name, Workload call) {
    Timing.CpuClock clock = ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
    double first = call.step();
    Timing.of(call, first, warm, clock);
    Timing timing = Timing.of(call, first, seconds, clock);
    out()
        .printf(
            Locale.ROOT,
            "# %s: least %.4g ms, cpu %.4g, %d calls%n%1$s %.4g%n",
            name,
            timing.least(),
            timing.cpu(),
            timing.count(),
            timing.median());
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
