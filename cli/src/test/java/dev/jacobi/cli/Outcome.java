package dev.jacobi.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a run of the command gave. */
record Outcome(int exitCode, String out, String err) {
  static Outcome of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  /** Results without what the clock said. */
  String outWithoutTimes() {
    return out.replaceAll("(?m)^ +(one call per|whole batch).*$", "").replaceAll(" +ms a step", "");
  }
}
