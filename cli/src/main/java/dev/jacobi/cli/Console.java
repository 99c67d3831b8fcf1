package dev.jacobi.cli;

import dev.jacobi.cli.report.JsonText;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command prints: results on standard output, everything else on standard error.
 *
 * @param spec of the command
 * @param quiet whether nothing but results and errors is printed
 * @param verbose whether details are printed too
 * @param json whether results are JSON
 */
record Console(CommandSpec spec, boolean quiet, boolean verbose, boolean json) {
  /** What the library tells of its kernels; held, or the level is lost. */
  private static final Logger LIBRARY = Logger.getLogger("dev.jacobi");

  Console {
    LIBRARY.setLevel(verbose && !quiet ? Level.INFO : Level.WARNING);
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  ColorScheme colours() {
    return spec.commandLine().getColorScheme();
  }

  /** A line of the result, unless that is JSON. */
  void print(String format, Object... values) {
    if (!json) {
      out().println(format(format, values));
      out().flush();
    }
  }

  /** A table of the result, unless that is JSON. */
  void print(Table table, int indent) {
    if (!json) {
      out().print(table.format(indent, colours()));
      out().flush();
    }
  }

  /** The result, if it is JSON. */
  void print(JsonText result) {
    if (json) {
      out().println(result);
      out().flush();
    }
  }

  /** A line beside the result. */
  void tell(String format, Object... values) {
    if (!quiet) {
      err().println(format(format, values));
      err().flush();
    }
  }

  /** A line that few want to see. */
  void detail(String format, Object... values) {
    if (verbose && !quiet) {
      tell(format, values);
    }
  }

  static String format(String format, Object... values) {
    return values.length == 0 ? format : String.format(Locale.ROOT, format, values);
  }
}
