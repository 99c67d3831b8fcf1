package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.io.Npy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five tasks as a new user does them: the commands are those of the README, run by a shell in an
 * empty folder.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TerminalTest {
  private static final Path README = Path.of("..", "README.md");

  @TempDir static Path folder;

  /** What a command printed on both streams, and its exit code. */
  private record Ran(int exitCode, String text) {}

  /** {@code ./jacobi} as in a checkout, on the classes that are tested. */
  @BeforeAll
  static void launcher() throws IOException {
    Path launcher = folder.resolve("jacobi");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s' $JACOBI_JAVA_OPTS -XX:TieredStopAtLevel=1 -p '%s' -m dev.jacobi.cli/dev.jacobi.cli.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("jdk.module.path")));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
  }

  /** The commands of a task: the sh block after its mark. */
  private static List<String> task(String name) throws IOException {
    Matcher block =
        Pattern.compile("<!-- task: " + name + " -->\\s*```sh\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertThat(block.find()).as("task %s in the README", name).isTrue();
    List<String> commands = new ArrayList<>(block.group(1).lines().toList());
    assertThat(commands).isNotEmpty();
    return commands;
  }

  private static Process start(String command, Path log) throws IOException {
    ProcessBuilder shell =
        // a build in the background ignores ctrl-C, and what it starts would, too
        new ProcessBuilder("env", "--default-signal=INT", "sh", "-c", "exec " + command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    shell.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "JACOBI_PROGRESS", "lines"));
    return shell.start();
  }

  private static Ran run(String command) throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    // assignments and redirections of the line are the shell's business
    Process process = start("sh -c '" + command.replace("'", "'\\''") + "'", log);
    process.getOutputStream().close();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command).isTrue();
    return new Ran(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
  }

  private static Ran runAll(List<String> commands) throws IOException, InterruptedException {
    Ran last = new Ran(0, "");
    for (String command : commands) {
      assertThat(last.exitCode()).as(last.text()).isZero();
      last = run(command);
    }
    return last;
  }

  @Test
  @Order(1)
  void oldFaithful() throws IOException, InterruptedException {
    Ran ran = runAll(task("old-faithful"));
    assertThat(ran.exitCode()).as(ran.text()).isZero();
    Matcher even =
        Pattern.compile("after epoch \\d+ +([0-9.]+) +([0-9.]+) +[0-9.]+ +([0-9.]+)")
            .matcher(ran.text());
    assertThat(even.find()).as(ran.text()).isTrue();
    assertThat(Double.parseDouble(even.group(1))).as("mse").isLessThan(0.1);
    assertThat(Double.parseDouble(even.group(3))).as("std/mean").isLessThan(0.15);
    assertThat(Files.readString(folder.resolve("faithful-model").resolve("report.html")))
        .contains("The learned curve and the data");
  }

  @Test
  @Order(2)
  void ownColumnsWithDerivatives() throws IOException, InterruptedException {
    Ran ran = runAll(task("derivative-labels"));
    assertThat(ran.exitCode()).as(ran.text()).isZero();
    assertThat(ran.text()).contains("regressor 2-").contains("||dy/dx - dt/dx||^2");
    assertThat(folder.resolve("own-model").resolve("model.safetensors")).exists();
  }

  /** The Java heap is a fraction of what a million rows of text and derivatives would take. */
  @Test
  @Order(3)
  void aMillionRows() throws IOException, InterruptedException {
    Ran ran = runAll(task("million-rows"));
    assertThat(ran.exitCode()).as(ran.text()).isZero();
    assertThat(Npy.open(folder.resolve("norms.npy")).sizes()).containsExactly(1_000_000, 1);
  }

  @Test
  @Order(4)
  void aModelThatMixesSamples() throws IOException, InterruptedException {
    Ran ran = runAll(task("mixing"));
    assertThat(ran.exitCode()).as(ran.text()).isEqualTo(1);
    assertThat(ran.text()).contains("samples look at each other from node encoder.1 on");
  }

  /** Ctrl-C, then on, to the same bits as without it. */
  @Test
  @Order(5)
  void anInterruptedRun() throws IOException, InterruptedException {
    List<String> commands = task("resume");
    Path run = folder.resolve("long");
    Process process =
        start(commands.get(0).replaceFirst(" *#.*", ""), folder.resolve("interrupted.txt"));
    Path history = run.resolve("history.csv");
    for (int i = 0; i < 6000 && !(Files.exists(history) && process.isAlive()); i++) {
      Thread.sleep(10);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(folder.resolve("interrupted.txt"))
        .content()
        .contains("saved after step")
        .contains("go on with: jacobi train --resume long");
    assertThat(run.resolve("model.safetensors")).doesNotExist();

    Ran ran = run(commands.get(1));
    assertThat(ran.exitCode()).as(ran.text()).isZero();
    String whole = commands.get(0).replaceFirst(" *#.*", "").replace("--out long", "--out whole");
    assertThat(run(whole).exitCode()).isZero();
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole").resolve("model.safetensors"));
  }
}
