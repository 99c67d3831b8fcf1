package dev.jacobi.train;

import java.io.PrintWriter;

/** A line after each quarter of a task. */
final class ProgressLines implements Progress {
  private static final int LINES = 4;

  private final String task;
  private final int steps;
  private final PrintWriter err;
  private int done;

  ProgressLines(String task, int steps, PrintWriter err) {
    this.task = task;
    this.steps = steps;
    this.err = err;
  }

  @Override
  public void step() {
    long before = (long) done * LINES / steps;
    done++;
    if ((long) done * LINES / steps > before) {
      err.println(task + ": " + done + " of " + steps);
      err.flush();
    }
  }

  @Override
  public void close() {}
}
