package laws.train;

import static laws.train.Problem.assertSame;
import static laws.train.Problem.loader;
import static laws.train.Problem.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.data.Loader;
import dev.jacobi.io.Csv;
import dev.jacobi.io.FileException;
import dev.jacobi.io.ModelFile;
import dev.jacobi.io.Table;
import dev.jacobi.optim.Plateau;
import dev.jacobi.train.Trained;
import dev.jacobi.train.Trainer;
import dev.jacobi.type.JacobiException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import laws.train.Problem.Batch;
import laws.train.Problem.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupted at any moment and resumed equals not interrupted, bit for bit. */
class ResumeTest {
  @TempDir Path folder;

  private static Trainer<Net, Batch> settings() {
    return trainer().epochs(4).plateau(Plateau.lowest().withPatience(0).withThreshold(0.1));
  }

  private static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 6, 7, 13, 20, 26})
  void afterAnyStep(long cut) {
    Trained<Net> whole = settings().fit(Net.of(1), loader());
    Trainer<Net, Batch> failing =
        settings()
            .checkpoints(folder)
            .onStep(report -> {
              if (report.step() == cut) {
                throw new Cut();
              }
            });
    assertThatThrownBy(() -> failing.fit(Net.of(1), loader())).isInstanceOf(Cut.class);
    // other first weights: they come from the checkpoint
    Trained<Net> resumed = settings().checkpoints(folder).resume(Net.of(2), loader().prefetch(2));
    assertSame(resumed, whole);
    assertSame(settings().checkpoints(folder).resume(Net.of(3), loader()), whole);
  }

  @Test
  void moreEpochsGoOn() {
    Trained<Net> whole = settings().epochs(7).fit(Net.of(1), loader());
    for (int epochs : new int[] {1, 2, 5, 7}) {
      Trained<Net> part = settings().epochs(epochs).checkpoints(folder).resume(Net.of(1), loader());
      assertThat(part.history().epochs()).hasSize(epochs);
      if (epochs == 7) {
        assertSame(part, whole);
      }
    }
    assertThat(names(folder))
        .containsExactly("best.safetensors", "history.csv", "history.json", "last.safetensors");
    Net best = ModelFile.read(folder.resolve("best.safetensors"), Net.class);
    Problem.assertSameBits(best, whole.best());
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  @Test
  void stoppedEarlyStaysStopped() {
    Trainer<Net, Batch> early =
        settings().epochs(100).watch("validation accuracy").stopEarly(2).checkpoints(folder);
    Trained<Net> whole = early.fit(Net.of(1), loader());
    assertThat(whole.stop()).isEqualTo(Trained.Stop.EARLY);
    assertSame(early.resume(Net.of(1), loader()), whole);
  }

  @Test
  void anInterruptedThreadHasSaved() {
    Trained<Net> whole = settings().fit(Net.of(1), loader());
    Trainer<Net, Batch> interrupted =
        settings()
            .checkpoints(folder)
            .onStep(report -> {
              if (report.step() == 9) {
                Thread.currentThread().interrupt();
              }
            });
    assertThatThrownBy(() -> interrupted.fit(Net.of(1), loader().prefetch(1)))
        .isInstanceOf(JacobiException.class)
        .hasMessage("training: interrupted after step 10; go on with resume(...)");
    assertThat(Thread.interrupted()).isTrue();
    assertSame(settings().checkpoints(folder).resume(Net.of(2), loader()), whole);
  }

  /** A new best model is written, then the last state, then the best model takes its place. */
  @Test
  void killedBetweenTheTwoFiles() throws IOException {
    Trainer<Net, Batch> kept = settings().watch("loss").checkpoints(folder);
    Path best = folder.resolve("best.safetensors");
    Path next = folder.resolve(".next.best.safetensors");
    Trained<Net> two = kept.epochs(2).fit(Net.of(1), loader());
    assertThat(two.bestEpoch()).isEqualTo(1);

    // after the last state: the old best model is still there
    Files.move(best, next);
    ModelFile.write(best, Net.of(7), Map.of("jacobi.epoch", "0"));
    Files.writeString(folder.resolve(".last.safetensors.123-1.tmp"), "half");
    assertSame(kept.epochs(2).resume(Net.of(2), loader()), two);
    assertThat(names(folder))
        .containsExactly("best.safetensors", "history.csv", "history.json", "last.safetensors");

    // before it: the new one is of an epoch that is still to come
    ModelFile.write(next, Net.of(7), Map.of("jacobi.epoch", "2"));
    assertSame(kept.epochs(2).resume(Net.of(2), loader()), two);
    assertSame(kept.resume(Net.of(2), loader()), settings().watch("loss").fit(Net.of(1), loader()));
    assertThat(names(folder)).doesNotContain(next.getFileName().toString());

    Files.delete(best);
    assertThatThrownBy(() -> kept.resume(Net.of(2), loader()))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("the file of the best model, that of epoch 3, is missing");
  }

  @Test
  void otherDataSeedsModelsAndFoldersAreRefused() throws IOException {
    Trainer<Net, Batch> kept = settings().checkpoints(folder);
    kept.fit(Net.of(1), loader());
    assertThatThrownBy(() -> kept.fit(Net.of(1), loader()))
        .isInstanceOf(JacobiException.class)
        .hasMessage(
            "fit: "
                + folder
                + " holds a training already; go on with resume(...), or give an empty folder");
    assertThatThrownBy(() -> kept.seed(1).resume(Net.of(1), loader()))
        .hasMessageContaining("resume: seed 1, but it began with 0");
    for (Loader<Batch> other :
        List.of(
            Loader.of(Problem.data(103, 1), 16).shuffle(6),
            Loader.of(Problem.data(103, 2), 16).shuffle(5),
            Loader.of(Problem.data(103, 1), 15).shuffle(5))) {
      assertThatThrownBy(() -> kept.resume(Net.of(1), other))
          .isInstanceOf(JacobiException.class)
          .hasMessageContaining("the first batch of the epoch is not the one it was");
    }
    Files.delete(folder.resolve("best.safetensors"));
    Trained<Net> ended = trainer().epochs(1).fit(Net.of(1), loader());
    assertThat(ended.bestEpoch()).isZero();
    ModelFile.write(folder.resolve("last.safetensors"), Net.of(1));
    assertThatThrownBy(() -> kept.resume(Net.of(1), loader()))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("it is none of a training");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> settings().checkpoints(file).fit(Net.of(1), loader()))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("checkpoints: " + file + " cannot be used");
  }

  @Test
  void theHistoryIsATable() throws IOException {
    Trained<Net> trained = settings().checkpoints(folder).fit(Net.of(1), loader());
    Table table = Csv.read(folder.resolve("history.csv"));
    assertThat(table.names())
        .containsExactly(
            "epoch",
            "steps",
            "seconds",
            "loss",
            "validation loss",
            "validation accuracy",
            "validation f1");
    assertThat(table.doubles("loss").toDoubles()).isEqualTo(trained.history().of("loss"));
    assertThat(table.integers("steps").toLongs()).containsExactly(7, 14, 21, 28);
    var json =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(folder.resolve("history.json").toFile());
    assertThat(json).hasSize(4);
    assertThat(json.get(2).get("validation loss").doubleValue())
        .isEqualTo(trained.history().of("validation loss")[2]);
    assertThatThrownBy(() -> trained.history().of("x")).hasMessageContaining("no measure 'x'");
  }

  // ---- processes

  private Process start(Path run, long pause) throws IOException {
    return program(run, pause, "unlimited")
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  /**
   * A training.
   *
   * @param blocks the longest file that it can write, as the shell's {@code ulimit} takes it
   */
  private static ProcessBuilder program(Path run, long pause, String blocks) {
    try {
      Path program = Path.of(ResumeTest.class.getResource("/programs/Training.java").toURI());
      return new ProcessBuilder(
          "sh",
          "-c",
          // a build in the background ignores ctrl-C, and what it starts would, too
          "ulimit -f " + blocks + "; exec env --default-signal=INT \"$@\"",
          "sh",
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-p",
          System.getProperty("jdk.module.path"),
          "--add-modules",
          "dev.jacobi.nn",
          program.toString(),
          run.toString(),
          Long.toString(pause));
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** What a run prints besides its steps. */
  private List<String> results(Path run) throws IOException, InterruptedException {
    Process process = start(run, 0);
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("errors"))).isZero();
    return lines.stream().filter(line -> !line.startsWith("step ")).toList();
  }

  private static void readUpTo(String line, Process process) throws IOException {
    BufferedReader reader = process.inputReader();
    for (String read = reader.readLine(); read != null; read = reader.readLine()) {
      if (read.equals(line)) {
        return;
      }
    }
    throw new AssertionError("it ended before " + line);
  }

  @Test
  void aKilledProcessAndOneThatIsAskedToEndGoOn() throws IOException, InterruptedException {
    List<String> whole = results(folder.resolve("whole"));
    assertThat(whole).hasSizeGreaterThan(10);

    Path run = folder.resolve("run");
    Process killed = start(run, 20);
    readUpTo("step 7", killed);
    killed.destroyForcibly().waitFor();
    assertThat(run.resolve("last.safetensors")).exists();

    Process interrupted = start(run, 20);
    readUpTo("step 16", interrupted);
    // as ctrl-C does
    new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid())).start().waitFor();
    assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isEqualTo(130);
    assertThat(Files.readString(folder.resolve("errors"))).contains("training: saved after step ");

    assertThat(results(run)).isEqualTo(whole);
  }

  /** Where nothing more can be written the training says so; what was written stays whole. */
  @Test
  void aFullDiskLeavesTheLastCheckpoint() throws IOException, InterruptedException {
    List<String> whole = results(folder.resolve("whole"));
    Path run = folder.resolve("run");
    Process killed = start(run, 20);
    readUpTo("step 7", killed);
    killed.destroyForcibly().waitFor();
    List<String> files = names(run);
    byte[] last = Files.readAllBytes(run.resolve("last.safetensors"));

    Process full = program(run, 0, "1").redirectErrorStream(true).start();
    String printed = String.join("\n", full.inputReader().lines().toList());
    assertThat(full.waitFor()).isEqualTo(1);
    assertThat(printed).contains("FileException", run + "/");
    assertThat(Files.readAllBytes(run.resolve("last.safetensors"))).isEqualTo(last);
    assertThat(names(run)).containsExactlyElementsOf(files);

    assertThat(results(run)).isEqualTo(whole);
  }
}
