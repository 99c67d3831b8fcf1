package dev.jacobi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where no file can grow any more, a command says so in one line and exits with 1; what was there
 * stays, and nothing else does. The shell's {@code ulimit} stands for the disk.
 */
class FullDiskTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void data() throws IOException {
    data =
        Files.writeString(
            folder.resolve("data.csv"),
            IntStream.range(0, 1000)
                .mapToObj(i -> Math.sin(i) + "," + Math.cos(3 * i))
                .collect(Collectors.joining("\n", "a,b\n", "\n")));
  }

  /** The command with room for 8 blocks in each file: a model takes more. */
  private static Outcome full(String... args) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "ulimit -f 8; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "dev.jacobi.cli/dev.jacobi.cli.Main",
                "--quiet"));
    line.addAll(List.of(args));
    Path err = Files.createTempFile("full-disk-", ".txt");
    try {
      Process process = new ProcessBuilder(line).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      return new Outcome(exitCode, out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  private static void assertOneLine(Outcome outcome, String command, Path file) {
    List<String> lines =
        outcome.err().lines().filter(line -> !line.startsWith("WARNING: Using incub")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .startsWith("jacobi " + command + ": ")
        .contains(file.toString(), "it cannot be written", "check the folder")
        .doesNotContain("internal error");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  /** The bytes of all files, but of the settings: those of the new command are there already. */
  private static Map<String, List<Byte>> files(Path folder) throws IOException {
    Map<String, List<Byte>> files = new TreeMap<>();
    try (Stream<Path> there = Files.list(folder)) {
      for (Path file :
          there
              .filter(Files::isRegularFile)
              .filter(each -> !each.endsWith(RunFolder.SETTINGS))
              .toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : Files.readAllBytes(file)) {
          bytes.add(each);
        }
        files.put(file.getFileName().toString(), bytes);
      }
    }
    return files;
  }

  @Test
  void aTrainingGoesOnWhenThereIsRoomAgain() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    assertThat(Outcome.of("train", data.toString(), "--epochs", "4", "--out", whole.toString()))
        .extracting(Outcome::exitCode)
        .isEqualTo(0);
    Path run = folder.resolve("run");
    assertThat(Outcome.of("train", data.toString(), "--epochs", "2", "--out", run.toString()))
        .extracting(Outcome::exitCode)
        .isEqualTo(0);

    Map<String, List<Byte>> before = files(run);
    assertThat(before).containsKeys("last.safetensors", "best.safetensors", "model.safetensors");
    assertOneLine(full("train", "--resume", run.toString(), "--epochs", "4"), "train", run);
    assertThat(files(run)).isEqualTo(before);

    assertThat(Outcome.of("train", "--resume", run.toString(), "--epochs", "4").exitCode())
        .isZero();
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));

    // one that cannot save anything leaves nothing; results go into a file as a whole
    Path none = folder.resolve("none");
    assertOneLine(full("train", data.toString(), "--out", none.toString()), "train", none);
    assertThat(none).doesNotExist();
    Path rows = Files.writeString(folder.resolve("rows.csv"), "old");
    String[] jacobian = {
      "jacobian", run.toString(), "--data", data.toString(), "--output", rows.toString()
    };
    assertOneLine(full(jacobian), "jacobian", rows);
    assertThat(rows).hasContent("old");
    assertThat(files(folder)).containsOnlyKeys("data.csv", "rows.csv");
  }
}
