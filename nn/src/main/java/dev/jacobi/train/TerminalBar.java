package dev.jacobi.train;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is redrawn, and gone when the task has ended. */
final class TerminalBar implements Progress {
  private static final int REDRAW_MILLIS = 100;

  private final ProgressBar bar;

  private TerminalBar(ProgressBar bar) {
    this.bar = bar;
  }

  /** Whether the library that draws it is there. */
  static boolean isThere() {
    try {
      Class.forName("me.tongfei.progressbar.ProgressBar", false, Progress.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException missing) {
      return false;
    }
  }

  /** A bar for so many steps; of unknown length if they are less than 0. */
  static TerminalBar of(String task, int steps) {
    return new TerminalBar(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .clearDisplayOnFinish()
            .setConsumer(new Vanishing())
            .build());
  }

  @Override
  public void step() {
    bar.step();
  }

  @Override
  public void close() {
    bar.close();
  }

  /** Leaves no empty line behind. */
  private static final class Vanishing extends ConsoleProgressBarConsumer {
    Vanishing() {
      super(System.err);
    }

    @Override
    public void close() {
      System.err.flush();
    }
  }
}
