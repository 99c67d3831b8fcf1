package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compiled function says what was decided, and runs within what it is given. */
final class SeeingInsideTest {
  record Weights(Tensor first, Tensor second) {}

  @Samples
  record Batch(Tensor x) {}

  record Result(Tensor loss, Weights gradient, Tensor y) {}

  private static final Weights WEIGHTS =
      new Weights(
          Key.of(1).normal(DType.FLOAT64, Shape.of(5, 3)).value(),
          Key.of(2).normal(DType.FLOAT64, Shape.of(4, 5)).value());

  private static Batch batch(int samples) {
    return new Batch(Key.of(3).normal(DType.FLOAT64, Shape.of(samples, 3)).value());
  }

  private static Compiled.Of2<Weights, Batch, Result> step() {
    return Jacobi.compile((Weights w, Batch batch) -> {
      Tensor y = batch.x().matmul(w.first().transpose()).tanh().matmul(w.second().transpose());
      Tensor centred = y.minus(y.mean(0)).div(y.std(0));
      Tensor penalty = y.jacobian(batch.x()).frobenius(1, 2).minus(1).abs().sum();
      Tensor loss = centred.sin().sum().plus(penalty);
      return new Result(loss, loss.gradient(w), y);
    });
  }

  private static List<Tensor> tensors(Result result) {
    return List.of(
        result.loss(), result.gradient().first(), result.gradient().second(), result.y());
  }

  @Test
  void explainNamesModeRewritesPhasesAndProgram() {
    Compiled.Of2<Weights, Batch, Result> step = step();
    assertThatThrownBy(step::explain)
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("call it once");
    step.apply(WEIGHTS, batch(70));
    assertThat(step.explain())
        .contains(
            "samples proven independent", "forward mode (3 sweeps", "over reverse mode (4 sweeps")
        .contains("nodes, ", "contract-expand x")
        .contains("phase 1", "per sample", "flop a sample", "weight gradient", "70 samples");
  }

  @Test
  void debugPrintsTheStagesThatAreNamed() {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setProperty("jacobi.debug", "graph, labels");
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      step().apply(WEIGHTS, batch(3));
    } finally {
      System.setErr(before);
      System.clearProperty("jacobi.debug");
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("jacobi graph:", "jacobi labels:", "sample at axis 0", "total")
        .doesNotContain("jacobi program:");
  }

  @Test
  void compilingAndRunningAreInAFlightRecording(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.jacobi.Compile");
      recording.enable("dev.jacobi.Run");
      recording.start();
      step().apply(WEIGHTS, batch(70));
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .anyMatch(
            e -> e.getEventType().getName().equals("dev.jacobi.Compile") && e.getInt("nodes") > 20)
        .anyMatch(
            e -> e.getEventType().getName().equals("dev.jacobi.Run") && e.getInt("samples") == 70);
    assertThat(Files.size(file)).isPositive();
  }

  @Test
  void theSameBitsForThreadsAndBudgets() {
    Batch batch = batch(5_000);
    Result plain = step().threads(1).apply(WEIGHTS, batch);
    for (int threads : new int[] {2, 8, 16}) {
      assertSame(plain, step().threads(threads).apply(WEIGHTS, batch));
    }
    for (long bytes : new long[] {2_000_000, 1_000_000, 900_000}) {
      assertSame(plain, step().memory(bytes).apply(WEIGHTS, batch));
    }
  }

  private static void assertSame(Result expected, Result found) {
    for (int i = 0; i < 4; i++) {
      assertThat(
              tensors(found)
                  .get(i)
                  .toArrayValue()
                  .sameBits(tensors(expected).get(i).toArrayValue()))
          .isTrue();
    }
  }

  @Test
  void whatDoesNotFitSaysWhatItNeeds() {
    assertThatThrownBy(() -> step().memory(10_000).apply(WEIGHTS, batch(5_000)))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("memory: the program needs ")
        .hasMessageContaining("and the budget is 10000; allow more, or give a smaller batch");
    assertThatThrownBy(() -> step().memory(0)).hasMessageContaining("memory: 0 bytes");
    assertThatThrownBy(() -> step().threads(0)).hasMessageContaining("threads: 0");
  }

  @Test
  void aProfileNamesTheInstructions() {
    assertThat(step().profile(0.05, WEIGHTS, batch(70)))
        .contains("us a run", "GFLOP/s", "weight gradient");
  }
}
