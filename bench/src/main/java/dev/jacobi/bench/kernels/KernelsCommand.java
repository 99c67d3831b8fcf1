package dev.jacobi.bench.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jacobi.type.DType;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench/run kernels}. */
@Command(
    name = "kernels",
    description = {
      "The engine's inner loops, by JMH.",
      "",
      "Prints 'kernel/kernels/type/features microseconds GFLOP/s share' for contractions over 64"
          + " samples, share being that of the measured peak of multiply-adds, and"
          + " 'function/kernels/type nanoseconds' an element.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class KernelsCommand implements Runnable {
  @Option(
      names = "--only",
      defaultValue = "",
      description = "A regular expression that names must contain. Default: all.")
  private String only = "";

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description = "Of each. Default: ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(
      names = "--warm",
      defaultValue = "5000",
      description =
          "Milliseconds before that: vector code is a thousand times as slow until it is compiled."
              + " Default: ${DEFAULT-VALUE}.")
  private int warm;

  @Option(
      names = "--millis",
      defaultValue = "500",
      description = "Of an iteration. Default: ${DEFAULT-VALUE}.")
  private int millis;

  @Option(
      names = "--forks",
      defaultValue = "1",
      description = "Processes for each; 0 for this one. Default: ${DEFAULT-VALUE}.")
  private int forks;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<DType, Double> peaks = new EnumMap<>(DType.class);

  @Override
  public void run() {
    measure(PeakBenchmark.class, "").forEach(this::peak);
    Collection<RunResult> contractions = measure(ContractionBenchmark.class, only);
    contractions.forEach(this::contraction);
    Collection<RunResult> functions = measure(ElementwiseBenchmark.class, only);
    functions.forEach(this::function);
    if (contractions.isEmpty() && functions.isEmpty()) {
      throw new IllegalArgumentException("--only: no kernel's name contains '" + only + "'");
    }
  }

  private Collection<RunResult> measure(Class<?> benchmarks, String filter) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(benchmarks.getSimpleName() + ".*(?:" + filter + ")")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(forks)
            .warmupIterations(1)
            .warmupTime(TimeValue.milliseconds(warm))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(millis))
            .jvmArgsAppend("--add-modules", "jdk.incubator.vector")
            .shouldFailOnError(true);
    try {
      // The processes' warnings too go nowhere; what fails is thrown.
      PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
      var silent = OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT);
      return new Runner(options.build(), silent).run();
    } catch (NoBenchmarksException none) {
      return List.of();
    } catch (RunnerException failed) {
      throw new IllegalStateException("kernels: " + failed.getMessage(), failed);
    }
  }

  private static String name(RunResult result) {
    String whole = result.getParams().getBenchmark();
    return whole.substring(whole.lastIndexOf('.') + 1);
  }

  private static double nanos(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  private void peak(RunResult result) {
    boolean wide = name(result).equals("float64");
    double gigaflops = PeakBenchmark.flops(wide) / nanos(result);
    peaks.put(wide ? DType.FLOAT64 : DType.FLOAT32, gigaflops);
    print("peak/%s %.1f GFLOP/s%n", name(result), gigaflops);
  }

  private void contraction(RunResult result) {
    int features = Integer.parseInt(result.getParams().getParam("features"));
    double gigaflops = ContractionBenchmark.flops(features) / nanos(result);
    double peak = peaks.getOrDefault(dtype(result), Double.NaN);
    print(
        "%s/%s/%s/%d %.3f %.1f %.0f %%%n",
        name(result),
        kernels(result),
        dtype(result),
        features,
        nanos(result) / 1e3,
        gigaflops,
        100 * gigaflops / peak);
  }

  private void function(RunResult result) {
    print(
        "%s/%s/%s %.3f%n",
        name(result),
        kernels(result),
        dtype(result),
        nanos(result) / ElementwiseBenchmark.ELEMENTS);
  }

  private static DType dtype(RunResult result) {
    return DType.valueOf(result.getParams().getParam("dtype"));
  }

  private static String kernels(RunResult result) {
    return result.getParams().getParam("kernels").toLowerCase(Locale.ROOT);
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().print(String.format(Locale.ROOT, format, values));
    spec.commandLine().getOut().flush();
  }
}
