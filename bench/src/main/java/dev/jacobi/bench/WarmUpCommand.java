package dev.jacobi.bench;

import dev.jacobi.bench.peers.Case;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench/run warmup}. */
@Command(
    name = "warmup",
    description = {
      "How fast a fresh process gets to speed.",
      "",
      "Prints 'net/method/batch/threads first full': seconds from the making of the program to the"
          + " result of its first step, and to 50 ms in which the median step is within 20 % of the final"
          + " speed.",
      ""
    },
    mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "CASE",
      description =
          "Such as c/penalty/256/1t; methods are penalty, none, and for e plain, persample and clip."
              + " Default: some.")
  private List<String> cases =
      List.of(
          "b/penalty/16/1t",
          "b/penalty/1048576/1t",
          "c/penalty/256/1t",
          "c/penalty/4096/1t",
          "c/penalty/65536/1t",
          "d/penalty/256/1t",
          "d/penalty/2048/1t");

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description =
          "How long each process runs once its kernels are those that stay. Default:"
              + " ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--processes",
      defaultValue = "3",
      description = "How many for each case. Default: ${DEFAULT-VALUE}.")
  private int processes;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (String text : cases) {
      Case.parse(text);
    }
    for (String text : cases) {
      for (int i = 0; i < processes; i++) {
        Process process = start(text);
        out.print(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        out.flush();
        if (process.waitFor() != 0) {
          return ExitCode.SOFTWARE;
        }
      }
    }
    return ExitCode.OK;
  }

  private Process start(String text) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FirstSteps.class.getName(), text, String.valueOf(seconds)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
