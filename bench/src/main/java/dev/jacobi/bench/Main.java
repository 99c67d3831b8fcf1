package dev.jacobi.bench;

import dev.jacobi.bench.adbench.AdbenchCommand;
import dev.jacobi.bench.kernels.KernelsCommand;
import dev.jacobi.bench.peers.PeersCommand;
import dev.jacobi.bench.peers.ProfileCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench/run}. */
@Command(
    name = "bench/run",
    description = "Measures Jacobi; docs/performance.md says how and what came out.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PeersCommand.class,
      ProfileCommand.class,
      WarmUpCommand.class,
      MemoryCommand.class,
      LoaderCommand.class,
      AccuracyCommand.class,
      AdbenchCommand.class,
      KernelsCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the command with these arguments and exits. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(run(out, err, args));
  }

  /** Runs the command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Main::afterTheMachine)
        .setExecutionExceptionHandler((thrown, line, parsed) -> {
          boolean refused = thrown instanceof IllegalArgumentException;
          String what = refused ? thrown.getMessage() : thrown.toString();
          line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + what);
          return refused ? ExitCode.USAGE : ExitCode.SOFTWARE;
        })
        .execute(args);
  }

  /** Every measurement begins with what it depends on. */
  private static int afterTheMachine(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (last != parsed && !last.isUsageHelpRequested()) {
      Machine.lines().forEach(parsed.commandSpec().commandLine().getOut()::println);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
