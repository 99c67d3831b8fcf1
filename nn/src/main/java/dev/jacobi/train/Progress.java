package dev.jacobi.train;

import java.io.PrintWriter;
import java.util.Map;

/**
 * How far a task is, on standard error: a bar in a terminal, a line now and then elsewhere. The bar
 * needs the library {@code me.tongfei:progressbar}; without it there are lines.
 */
public interface Progress extends AutoCloseable {
  /** One of the steps is done. */
  void step();

  @Override
  void close();

  /** A task of so many steps; lines go to {@code err}. */
  static Progress of(String task, int steps, PrintWriter err) {
    return isBar() ? TerminalBar.of(task, steps) : new ProgressLines(task, steps, err);
  }

  /**
   * Whether progress is shown by a bar: standard error is a terminal that can redraw a line, and
   * the library is there. The variable {@code JACOBI_PROGRESS} (bar or lines) decides for it;
   * without it we have the JDK's word about standard output only.
   */
  static boolean isBar() {
    return inTerminal(System.getenv()) && TerminalBar.isThere();
  }

  private static boolean inTerminal(Map<String, String> environment) {
    if ("dumb".equals(environment.get("TERM"))) {
      return false;
    }
    String asked = environment.get("JACOBI_PROGRESS");
    return asked == null
        ? System.console() != null && System.console().isTerminal()
        : asked.equals("bar");
  }
}
