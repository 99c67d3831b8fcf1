package dev.jacobi.train;

import dev.jacobi.data.Loader;
import org.jspecify.annotations.Nullable;

/** What is seen of an epoch while it runs: a bar in a terminal, nothing elsewhere. */
final class EpochProgress implements AutoCloseable {
  private final @Nullable Progress bar;

  private EpochProgress(@Nullable Progress bar) {
    this.bar = bar;
  }

  static EpochProgress of(Trainer<?, ?> trainer, RunState state, Loader<?> loader) {
    if (trainer.progress == null || !Progress.isBar()) {
      return new EpochProgress(null);
    }
    String task = "epoch " + (state.epoch() + 1) + " of " + trainer.epochs;
    Progress bar = TerminalBar.of(task, loader.count(state.epoch()).orElse(-1));
    for (int done = 0; done < state.batch(); done++) {
      bar.step();
    }
    return new EpochProgress(bar);
  }

  /** A line when an epoch has ended. */
  static void tell(Trainer<?, ?> trainer, Epoch epoch) {
    if (trainer.progress != null) {
      trainer.progress.println(epoch);
      trainer.progress.flush();
    }
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
