package dev.jacobi.cli;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.cli.Batches.Batch;
import dev.jacobi.cli.report.JsonText;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.Sequential;
import dev.jacobi.optim.Sgd;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code jacobi bench}: a training step through per-sample Jacobians on this machine. */
@Command(
    name = "bench",
    description = {
      "Times of a training step through per-sample Jacobians on this machine.",
      "",
      "loss = mse + sum of | ||dy_b/dz_b|| - 1 |, float32, on one thread: for the whole batch at"
          + " once, and by one call for each sample and output. GFLOP/s are the operations that"
          + " 'explain' counts (a tanh as 20); the peak is that of multiply-adds on this core,"
          + " measured beside.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it went well", "1:it failed, see 'jacobi --help'", "2:bad input"},
    footer = {"", "Example:", "  jacobi bench --seconds 5"})
final class BenchCommand implements Callable<Integer> {
  private static final double LONGEST_WARM_UP = 20;
  private static final Pattern PER_SAMPLE = Pattern.compile("(\\d+) flop a sample");
  private static final Pattern ONCE = Pattern.compile("once: \\d+ instructions, (\\d+) flop");

  @ParentCommand private @Nullable Main main;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "How long each case is timed, after a warm-up at least as long. Default: 2.")
  private double seconds;

  /**
   * A net and a batch.
   *
   * @param widths up to the code; the decoder's are the same in reverse
   * @param loop whether the loop is timed too: larger ones would take minutes to trace
   */
  private record Case(List<Integer> widths, int batch, boolean loop) {
    @Override
    public String toString() {
      List<String> all = new ArrayList<>(widths.stream().map(String::valueOf).toList());
      for (int i = widths.size() - 2; i >= 0; i--) {
        all.add(String.valueOf(widths.get(i)));
      }
      return String.join("-", all);
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case(List.of(2, 1), 16, true),
          new Case(List.of(2, 64, 64, 1), 16, true),
          new Case(List.of(2, 1), 65_536, false),
          new Case(List.of(2, 64, 64, 1), 4096, false),
          new Case(List.of(64, 256, 256, 8), 256, false));

  /** An autoencoder with tanh. */
  record Net(Sequential encoder, Sequential decoder) {}

  @Override
  public Integer call() {
    Console console = Objects.requireNonNull(main).console(spec);
    if (!(seconds > 0 && seconds <= 600)) {
      throw new JacobiException("--seconds: " + seconds + "; give a number above 0, up to 600");
    }
    double load = Processor.load();
    if (load > 0.5) {
      console.tell("load %.1f: other programs run, so times will be too long", load);
    }
    warmUp(console);
    List<Measured> measured = new ArrayList<>();
    for (Case each : CASES) {
      console.tell("%s, batch %d ...", each, each.batch());
      measured.add(measure(each));
    }
    console.tell("peak ...");
    double peak = peak(measured.stream().mapToDouble(Measured::rate).max().orElse(0));
    console.print(
        "%s, %s kernels, one thread; peak %.1f GFLOP/s",
        Processor.name(), KernelSets.current(DType.FLOAT32).name(), peak);
    console.print("");
    Table table =
        new Table("net", "batch", "ms a step", "GFLOP/s", "of peak", "loop ms", "times faster");
    measured.forEach(each -> table.row(each.row(peak)));
    console.print(table, 0);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("processor", Processor.name());
    result.put("kernels", KernelSets.current(DType.FLOAT32).name());
    result.put("peak GFLOP/s", peak);
    result.put("cases", measured.stream().map(each -> each.map(peak)).toList());
    console.print(new JsonText(result));
    return ExitCode.OK;
  }

  /**
   * The kernels of all cases are compiled before one is timed: steps shall have the vector ones.
   */
  private void warmUp(Console console) {
    console.tell("warming up ...");
    CASES.forEach(each -> new Timed(each, Tensor::jacobian).median(seconds));
    boolean vectors = InfoCommand.kernels().startsWith("vectors");
    long end = System.nanoTime() + (long) (LONGEST_WARM_UP * 1e9);
    Timed timed = new Timed(CASES.get(0), Tensor::jacobian);
    while (vectors
        && KernelSets.current(DType.FLOAT32).name().equals("plain")
        && System.nanoTime() < end) {
      timed.median(0.2);
    }
    console.detail("%s kernels serve", KernelSets.current(DType.FLOAT32).name());
  }

  /**
   * Until it rises no more, as the virtual machine compiles it meanwhile; a peak below what a case
   * reached is none yet.
   */
  private static double peak(double reached) {
    long end = System.nanoTime() + (long) (LONGEST_WARM_UP * 1e9);
    double best = Peak.gigaflops(0.5);
    double before;
    do {
      before = best;
      best = Math.max(best, Peak.gigaflops(0.5));
    } while ((best > 1.02 * before || best < reached) && System.nanoTime() < end);
    return best;
  }

  /**
   * What came of a case.
   *
   * @param millis of a step
   * @param rate in GFLOP/s
   * @param loop milliseconds of a step by one call for each sample and output, or NaN
   */
  private record Measured(Case of, double millis, double rate, double loop) {
    String[] row(double peak) {
      return new String[] {
        of.toString(),
        Integer.toString(of.batch()),
        number("%.4f", millis),
        number("%.1f", rate),
        number("%.0f %%", 100 * rate / peak),
        of.loop() ? number("%.3f", loop) : "",
        of.loop() ? number("%.0f", loop / millis) : ""
      };
    }

    Map<String, Object> map(double peak) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("net", of.toString());
      map.put("batch", of.batch());
      map.put("ms", millis);
      map.put("GFLOP/s", rate);
      map.put("share of peak", rate / peak);
      map.put("loop ms", loop);
      return map;
    }
  }

  private Measured measure(Case each) {
    Timed whole = new Timed(each, Tensor::jacobian);
    double millis = whole.millis(seconds);
    double loop =
        each.loop()
            ? new Timed(each, QuestionNetwork::oneCallPerSampleAndOutput).millis(seconds)
            : Double.NaN;
    return new Measured(each, millis, whole.flops() / millis / 1e6, loop);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** A step of a case, to be timed. */
  private static final class Timed {
    private final Case given;
    private final Compiled.Of2<Net, Batch, Net> step;
    private final Batch batch;
    private Net net;

    Timed(Case given, BinaryOperator<Tensor> jacobian) {
      this.given = given;
      Sgd sgd = Sgd.learningRate(1e-6);
      this.step =
          Jacobi.compile(
                  (Net n, Batch b) -> {
                    Tensor z = n.encoder().apply(b.x());
                    Tensor y = n.decoder().apply(z);
                    Tensor norms = jacobian.apply(y, z).frobenius(1, 2);
                    Tensor loss = Loss.mse(y, b.x()).plus(norms.minus(1).abs().sum());
                    return sgd.update(n, loss.gradient(n));
                  })
              .threads(1);
      List<Key> keys = Key.of(1).split(3);
      List<Integer> back = new ArrayList<>(given.widths());
      java.util.Collections.reverse(back);
      this.net = new Net(layers(keys.get(0), given.widths()), layers(keys.get(1), back));
      this.batch = new Batch(keys.get(2).normal(given.batch(), given.widths().get(0)).value());
    }

    private static Sequential layers(Key key, List<Integer> widths) {
      List<Layer> layers = new ArrayList<>();
      for (int i = 1; i < widths.size(); i++) {
        if (i > 1) {
          layers.add(Activation.TANH);
        }
        layers.add(Linear.of(key.foldIn(i), widths.get(i - 1), widths.get(i)));
      }
      return new Sequential(layers);
    }

    /** The median of the steps of so many seconds, once it falls no more. */
    double millis(double seconds) {
      long end = System.nanoTime() + (long) (LONGEST_WARM_UP * 1e9);
      double median = median(seconds);
      double before;
      do {
        before = median;
        median = median(seconds);
      } while (median < 0.9 * before && System.nanoTime() < end);
      return median;
    }

    private double median(double seconds) {
      List<Long> nanos = new ArrayList<>();
      long end = System.nanoTime() + (long) (seconds * 1e9);
      do {
        long before = System.nanoTime();
        net = step.apply(net, batch);
        nanos.add(System.nanoTime() - before);
      } while (System.nanoTime() < end);
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      return sorted[sorted.length / 2] / 1e6;
    }

    /** The operations of a step, as its explanation counts them. */
    double flops() {
      String program = step.explain("program");
      return given.batch() * sum(PER_SAMPLE, program) + sum(ONCE, program);
    }

    private static double sum(Pattern pattern, String text) {
      Matcher found = pattern.matcher(text);
      return Arrays.stream(
              found.results().mapToDouble(r -> Double.parseDouble(r.group(1))).toArray())
          .sum();
    }
  }
}
