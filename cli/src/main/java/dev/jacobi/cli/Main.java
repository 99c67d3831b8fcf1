package dev.jacobi.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code jacobi} command: finds the subcommand, and turns what went wrong into an exit code.
 */
@Command(
    name = "jacobi",
    description = "Differentiable, batched per-sample derivatives.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it went well",
      "1:it failed: the answer is no, a training left the range of numbers, output could not be"
          + " written, or an error inside jacobi",
      "2:bad input: an option, a file, or what the library refused"
    },
    footer = {
      "",
      "Example:",
      "  jacobi demo",
      "",
      "'jacobi COMMAND --help' tells more about a command."
    })
public final class Main implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          TrainCommand.class,
          JacobianCommand.class,
          CheckCommand.class,
          ExplainCommand.class,
          BenchCommand.class,
          InfoCommand.class,
          AutoComplete.GenerateCompletion.class);

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "With an error, also where in the code it arose; so does JACOBI_STACKTRACE=1.")
  private boolean stacktrace;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Prints results and errors only.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Prints details too.")
  private boolean verbose;

  @Option(
      names = {"--no-colour", "--no-color"},
      scope = ScopeType.INHERIT,
      description = "Prints without colours and bold face; so does the variable NO_COLOR.")
  private boolean plain;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints the result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Where a command prints. */
  Console console(CommandSpec command) {
    return new Console(command, quiet, verbose, json);
  }

  /** Runs the command with these arguments and exits. */
  public static void main(String[] args) {
    System.exit(run(writer(System.out), writer(System.err), args));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** Runs the command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Main main = new Main();
    Failures failures = new Failures(err, () -> main.stacktrace || asked());
    CommandLine line = new CommandLine(main);
    addCommands(line, new HashSet<>(List.of(args)));
    // what is set goes to the commands too
    line.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setExecutionStrategy(parsed -> {
          if (main.plain) {
            parsed
                .commandSpec()
                .commandLine()
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
          }
          return new CommandLine.RunLast().execute(parsed);
        })
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
    int exitCode;
    try {
      exitCode = line.execute(args);
    } catch (OutOfMemoryError | StackOverflowError exhausted) {
      exitCode = failures.exhausted(exhausted);
    }
    // flushes; a writer keeps quiet about what it could not write
    return out.checkError() && exitCode == ExitCode.OK ? failures.unwritten() : exitCode;
  }

  /**
   * The commands with all their options where they are asked for, and else by name and description
   * only: looking at the options of all takes longer than everything else that help needs.
   */
  private static void addCommands(CommandLine line, Set<String> words) {
    boolean all = words.contains("generate-completion");
    for (Class<?> type : COMMANDS) {
      Command command = Objects.requireNonNull(type.getAnnotation(Command.class));
      if (all || words.contains(command.name())) {
        line.addSubcommand(command.name(), type);
      } else {
        CommandSpec name = CommandSpec.create().name(command.name());
        name.usageMessage().description(command.description()[0]);
        line.getCommandSpec().addSubcommand(command.name(), name);
      }
    }
  }

  private static boolean asked() {
    return "1".equals(System.getenv("JACOBI_STACKTRACE"));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
