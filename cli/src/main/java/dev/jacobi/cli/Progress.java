package dev.jacobi.cli;

import java.io.PrintWriter;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a task is, on standard error: a bar in a terminal, a line now and then elsewhere. */
interface Progress extends AutoCloseable {
  /** One of the steps is done. */
  void step();

  @Override
  void close();

  /** A task of so many steps. */
  static Progress of(String task, int steps, PrintWriter err) {
    return inTerminal(System.getenv()) ? bar(task, steps) : new Lines(task, steps, err);
  }

  /**
   * Whether standard error is a terminal that can redraw a line. The launcher says so in {@code
   * JACOBI_PROGRESS} (bar or lines); without it we have the JDK's word about standard output only.
   */
  private static boolean inTerminal(Map<String, String> environment) {
    if ("dumb".equals(environment.get("TERM"))) {
      return false;
    }
    String asked = environment.get("JACOBI_PROGRESS");
    return asked == null
        ? System.console() != null && System.console().isTerminal()
        : asked.equals("bar");
  }

  private static Progress bar(String task, int steps) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(100)
            .clearDisplayOnFinish()
            .setConsumer(new VanishingBar())
            .build();
    return new Progress() {
      @Override
      public void step() {
        bar.step();
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }

  /** A bar that leaves no empty line behind. */
  final class VanishingBar extends ConsoleProgressBarConsumer {
    VanishingBar() {
      super(System.err);
    }

    @Override
    public void close() {
      System.err.flush();
    }
  }

  /** A line after each quarter. */
  final class Lines implements Progress {
    private static final int LINES = 4;

    private final String task;
    private final int steps;
    private final PrintWriter err;
    private int done;

    Lines(String task, int steps, PrintWriter err) {
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
}
