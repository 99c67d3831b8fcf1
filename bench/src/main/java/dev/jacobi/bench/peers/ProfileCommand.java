package dev.jacobi.bench.peers;

import dev.jacobi.type.DType;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/run profile}. */
@Command(
    name = "profile",
    description = {"Where the time of a step in Jacobi goes, instruction by instruction.", ""},
    mixinStandardHelpOptions = true)
public final class ProfileCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "CASE", description = "Such as c/penalty/4096/1t.")
  private List<String> cases = new ArrayList<>();

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Of steps, after as long a warm-up. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    List<Case> parsed = cases.stream().map(Case::parse).toList();
    JacobiServer.awaitKernels(DType.FLOAT32);
    PrintWriter out = spec.commandLine().getOut();
    for (Case given : parsed) {
      try (Workload steps = JacobiServer.prepare(given)) {
        steps.step();
        out.println(given);
        out.println(steps.profile(seconds));
      }
    }
    return ExitCode.OK;
  }
}
