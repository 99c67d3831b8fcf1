package dev.jacobi.bench.peers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The process of a system, which answers for one number of threads; see {@link Server}. */
final class Contestant implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 600;
  private static final long FAREWELL_SECONDS = 20;

  private final Process process;
  private final Path log;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final String name;

  /** A system failed, or is not there; its message says why. */
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  private Contestant(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.commands = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.name = line().replaceFirst("^ready ", "");
  }

  /**
   * Starts a process of this Java machine.
   *
   * @param arguments of {@code java}
   * @param environment variables on top of this process's own; an empty value takes one away
   */
  static Contestant start(List<String> arguments, Map<String, String> environment) {
    try {
      Path log = Files.createTempFile("jacobi-bench", ".log");
      ProcessBuilder builder = new ProcessBuilder(java(arguments));
      environment.forEach((variable, value) -> {
        if (value.isEmpty()) {
          builder.environment().remove(variable);
        } else {
          builder.environment().put(variable, value);
        }
      });
      return new Contestant(builder.redirectError(log.toFile()).start(), log);
    } catch (IOException cannot) {
      throw new FailedException("process: it did not start: " + cannot.getMessage());
    }
  }

  /** The command that starts this process's Java with other arguments. */
  static List<String> java(List<String> arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.concat(Stream.of(java), arguments.stream()).toList();
  }

  /** The system and its version. */
  String name() {
    return name;
  }

  /** Makes steps of a case for about some seconds. */
  Timing time(Case wanted, double seconds) {
    String command =
        String.join(
            " ",
            wanted.net().letter(),
            wanted.method(),
            String.valueOf(wanted.batch()),
            String.valueOf(wanted.threads()),
            String.valueOf(seconds));
    try {
      commands.write(command);
      commands.newLine();
      commands.flush();
    } catch (IOException gone) {
      throw new FailedException("process: it ended: " + lastWords());
    }
    String answer = line();
    if (answer.startsWith("error ")) {
      throw new FailedException(answer.substring("error ".length()));
    }
    return Timing.parse(answer);
  }

  private String line() {
    CompletableFuture<@Nullable String> line =
        CompletableFuture.supplyAsync(() -> {
          try {
            return answers.readLine();
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
    try {
      String text = line.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text != null) {
        return text;
      }
      throw new FailedException("process: it ended: " + lastWords());
    } catch (TimeoutException slow) {
      process.destroyForcibly();
      throw new FailedException("process: no answer in " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException broken) {
      throw new FailedException("process: " + broken.getCause());
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new FailedException("process: interrupted");
    }
  }

  private String lastWords() {
    try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("without a word");
    } catch (IOException unreadable) {
      return "its log cannot be read: " + unreadable.getMessage();
    }
  }

  /** Ends the process. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(log);
    } catch (IOException alreadyGone) {
      process.destroyForcibly();
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
