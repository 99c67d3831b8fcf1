package dev.jacobi.cli;

import dev.jacobi.cli.model.Nearest;
import dev.jacobi.train.NonFiniteException;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, as one line on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** A command did what it was asked for, and the answer is no: exit code 1. */
  static final class Failed extends JacobiException {
    private static final long serialVersionUID = 1L;

    Failed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final PrintWriter err;
  private final BooleanSupplier stacktrace;

  Failures(PrintWriter err, BooleanSupplier stacktrace) {
    this.err = err;
    this.stacktrace = stacktrace;
  }

  /** An option or argument that the command line does not have, or of the wrong type. */
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    report(command, describe(wrong) + "; see '" + command + " --help'", wrong);
    return ExitCode.USAGE;
  }

  private static String describe(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unknown) {
      String first = unknown.getUnmatched().get(0);
      String kind =
          unknown.isUnknownOption()
              ? "option"
              : wrong.getCommandLine().getSubcommands().isEmpty() ? "argument" : "command";
      if (kind.equals("command")) {
        return "unknown command '%s'".formatted(first)
            + Nearest.hint(first, wrong.getCommandLine().getSubcommands().keySet());
      }
      var similar = unknown.getSuggestions();
      return "unknown %s '%s'".formatted(kind, first)
          + (similar.isEmpty() ? "" : ", did you mean '" + similar.get(0) + "'?");
    }
    String message = String.valueOf(wrong.getMessage());
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  /** What the library refused, or an error of ours. */
  @Override
  public int handleExecutionException(
      Exception thrown, CommandLine commandLine, ParseResult parsed) {
    String command = commandLine.getCommandSpec().qualifiedName();
    if (thrown instanceof JacobiException refused) {
      report(command, String.valueOf(refused.getMessage()), refused);
      return isFailure(refused) ? ExitCode.SOFTWARE : ExitCode.USAGE;
    }
    internal(command, thrown, "for the whole of it run again with --stacktrace");
    return ExitCode.SOFTWARE;
  }

  /** Whether the command was right, and what went wrong lies in the machine or the numbers. */
  private static boolean isFailure(JacobiException refused) {
    return refused instanceof Failed
        || refused instanceof NonFiniteException
        || refused.getCause() instanceof IOException;
  }

  /** The Java machine ran out of memory or stack. */
  int exhausted(Error thrown) {
    internal("jacobi", thrown, "a smaller --batch or JACOBI_JAVA_OPTS='-Xmx8g -Xss8m' may help");
    return ExitCode.SOFTWARE;
  }

  /** The results went nowhere. */
  int unwritten() {
    err.println(
        "jacobi: standard output could not be written; is the disk full, or was the pipe closed?");
    err.flush();
    return ExitCode.SOFTWARE;
  }

  private void internal(String command, Throwable thrown, String hint) {
    report(command, "internal error: " + thrown + "; " + hint, thrown);
  }

  private void report(String command, String message, Throwable thrown) {
    err.println(command + ": " + message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    if (stacktrace.getAsBoolean()) {
      thrown.printStackTrace(err);
    }
    err.flush();
  }
}
