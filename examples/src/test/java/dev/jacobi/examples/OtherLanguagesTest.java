package dev.jacobi.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kotlin.Unit;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Kotlin program and the JShell script, with Jacobi on the class path. */
final class OtherLanguagesTest {
  private static final Path EXAMPLES = Documents.root().resolve("examples");

  @TempDir Path folder;

  @Test
  void kotlin() throws IOException, InterruptedException {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    ExitCode code =
        new K2JVMCompiler()
            .exec(
                new PrintStream(messages, true, UTF_8),
                EXAMPLES.resolve("kotlin/TwoCircles.kt").toString(),
                "-classpath",
                classPath(),
                "-d",
                folder.toString(),
                "-jvm-target",
                "25",
                "-Werror",
                "-no-stdlib",
                "-no-reflect");
    assertThat(code).as(messages.toString(UTF_8)).isEqualTo(ExitCode.OK);
    assertThat(output(java("java"), "-cp", folder + ":" + classPath(), "TwoCirclesKt"))
        .containsExactly(
            "float64[3] [-1.5,  -4., -15.]",
            "float64[3] [-1.5, -3.5, -7.5]",
            "-15.0",
            "accuracy above 0.95: true",
            "[4, 2, 2] true",
            "[16, 2]");
  }

  @Test
  void jshell() throws IOException, InterruptedException {
    String script = EXAMPLES.resolve("jshell/derivatives.jsh").toString();
    List<String> lines = output(java("jshell"), "-s", "--class-path", classPath(), script);
    // the derivatives of z^2 and sin z: 2 z, and cos z for z = -0.1, 0.3, 0.7
    assertThat(String.join("\n", lines.subList(0, 8)))
        .contains("-0.2", "0.99500417", "0.6", "0.95533649", "1.4", "0.76484219");
    assertThat(lines).contains("true", "still here");
    assertThat(String.join("\n", lines) + Files.readString(folder.resolve("errors")))
        .doesNotContain("Error:")
        .contains("linear: x [2, 64] and weight [8, 2]", "transpose or reshape x");
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  /** Jacobi, what it needs, and Kotlin's library. */
  private static String classPath() {
    Path kotlin = Path.of(Unit.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return System.getProperty("jdk.module.path") + ":" + kotlin;
  }

  private List<String> output(String... command) throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return lines;
  }
}
