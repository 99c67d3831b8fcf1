package dev.jacobi.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code jacobi} command: no subcommand of its own, it prints its usage. */
@Command(
    name = "jacobi",
    description = "Differentiable, batched per-sample derivatives.",
    version = "jacobi 0.1.0-SNAPSHOT",
    mixinStandardHelpOptions = true)
public final class Main implements Runnable {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
