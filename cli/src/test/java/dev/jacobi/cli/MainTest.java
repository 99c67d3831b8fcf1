package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command as such: help, version, errors of our own, and the process. */
class MainTest {
  @Test
  void helpHasAnExampleAndTheExitCodes() {
    for (String command :
        List.of("", "demo", "train", "jacobian", "check", "explain", "bench", "info")) {
      String[] arguments =
          command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
      Outcome outcome = Outcome.of(arguments);
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.out())
          .containsPattern("Examples?:\\R  jacobi " + command)
          .contains("Exit codes:")
          .containsPattern("2 +bad input");
      assertThat(outcome.out().lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }
  }

  @Test
  void completionKnowsAllOptions() {
    assertThat(Outcome.of("generate-completion").out()).contains("--penalty").contains("--wrt");
  }

  @Test
  void versionIsThatOfTheBuild() {
    Outcome outcome = Outcome.of("--version");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).containsPattern("jacobi \\d+\\.\\d+\\.\\d+.*\\RJava 2\\d");
  }

  @Test
  void stacktraceOnRequest() {
    Outcome outcome = Outcome.of("demo", "--epochs", "0", "--stacktrace");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("jacobi demo: --epochs").contains("at dev.jacobi.cli");
  }

  @Command(name = "broken")
  private static final class Broken implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("two\nlines");
    }
  }

  @Test
  void anErrorOfOursIsOneLineAndExitsWith1() {
    StringWriter err = new StringWriter();
    Failures failures = new Failures(new PrintWriter(err), () -> false);
    int exitCode = new CommandLine(new Broken()).setExecutionExceptionHandler(failures).execute();
    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "broken: internal error: java.lang.IllegalStateException: two lines; for the whole of"
                + " it run again with --stacktrace"
                + System.lineSeparator());
    assertThat(failures.exhausted(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
    assertThat(err.toString()).contains("Java heap space; a smaller --batch or JACOBI_JAVA_OPTS");
  }

  /** A full disk, as {@code jacobi --version > /dev/full} has it. */
  @Test
  void outputThatGoesNowhereExitsWith1() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] buffer, int from, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    assertThat(Main.run(new PrintWriter(full), new PrintWriter(err), "--version")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("jacobi: standard output could not be written; is the disk full");
  }

  @Test
  void processExitsWithTheCode() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "dev.jacobi.cli/dev.jacobi.cli.Main",
                "demo",
                "--csv",
                "no-such-file.csv")
            .start();
    process.getOutputStream().close();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(err).isEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(err.lines().filter(line -> !line.startsWith("WARNING: Using incubator")))
        .containsExactly("jacobi demo: csv: no-such-file.csv: no such file; check its name");
  }
}
