package dev.jacobi.bench.peers;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/run peers}. */
@Command(
    name = "peers",
    description = {
      "Steps of training in Jacobi and in other systems, in alternation.",
      "",
      "Prints lines 'net/method/batch/threads jacobi_ms peer_ms ratio'; lines with # say more.",
      ""
    },
    mixinStandardHelpOptions = true)
public final class PeersCommand implements Runnable {
  @Parameters(
      arity = "0..*",
      paramLabel = "CASE",
      description = "Such as c/dbl/4096/1t, c/best or d; * is any. Default: all.")
  private List<String> cases = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often each system is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "0.5",
      description = "Processor time of a timing. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--warm",
      defaultValue = "6",
      description = "Processor time of steps before the first round. Default: ${DEFAULT-VALUE}.")
  private double warm;

  @Option(
      names = "--again",
      defaultValue = "2",
      description = "Further tries where others used the processor. Default: ${DEFAULT-VALUE}.")
  private int again;

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1",
      description = "Numbers of threads. Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = "--without-vector",
      description = "Jacobi without the incubator module: its plain kernels.")
  private boolean withoutVector;

  @Option(
      names = "--java",
      paramLabel = "OPTION",
      description = "A further option of the Java machine that runs Jacobi.")
  private List<String> javaOptions = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Selection selection = new Selection(cases, threads);
    var groups = selection.entries();
    List<String> options = new ArrayList<>(javaOptions);
    if (!withoutVector) {
      options.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    out.println("# Jacobi's own java options: " + String.join(" ", options));
    out.printf(
        Locale.ROOT,
        "# %d rounds of %s s after %s s of warm-up that do not count%n",
        rounds,
        seconds,
        warm);
    Path home = Path.of(System.getProperty("jacobi.bench.home", ".")).toAbsolutePath();
    try (Contestants contestants = new Contestants(home, options, out::println)) {
      var plan = new Comparison.Plan(rounds, seconds, warm, again);
      Comparison comparison = new Comparison(contestants, plan, out::println);
      groups.forEach((group, entries) -> comparison.run(group, entries, selection));
    }
  }
}
