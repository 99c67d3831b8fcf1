package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.cpu.Executable;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that fails or is interrupted midway leaves its inputs and the next run as they were. */
final class BrokenRunTest {
  private static final int SAMPLES = 20_000;
  private static final int ROWS = 5;

  /** {@code w - sum over samples of tanh(x w[i])} for rows i, and the tanh. */
  private static Executable step(int threads) {
    Node x = Programs.samples("x", DType.FLOAT64, SAMPLES, 3);
    Node i = Programs.samples("i", DType.INT32, SAMPLES);
    Node w = Programs.weights("w", DType.FLOAT64, ROWS, 3);
    Node rows = Node.of(new Op.Indexing.Gather(0, 0), w, i);
    Tensor y = new Tensor(x).times(new Tensor(rows)).tanh();
    Tensor next = new Tensor(w).minus(y.sum(0).times(1e-3));
    List<Node> outputs = List.of(next.node(), y.node());
    return Programs.bind(Programs.program(outputs, List.of(x, i, w)), threads, Long.MAX_VALUE);
  }

  private final double[] weights = new Random(1).doubles(ROWS * 3).toArray();
  private final double[] x = new Random(2).doubles(SAMPLES * 3).toArray();
  private final int[] indices = new Random(3).ints(SAMPLES, 0, ROWS).toArray();

  private List<ArrayValue> values(int[] rows) {
    return List.of(
        ArrayValue.of(Shape.of(SAMPLES, 3), x),
        ArrayValue.of(Shape.of(SAMPLES), rows),
        ArrayValue.of(Shape.of(ROWS, 3), weights));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void anIndexOutOfRangeInALateTile(int threads) {
    Executable executable = step(threads);
    List<ArrayValue> expected = step(1).run(values(indices));
    executable.run(values(indices));
    int[] wrong = indices.clone();
    wrong[SAMPLES - 3] = ROWS;
    double[] before = weights.clone();
    assertThatThrownBy(() -> executable.run(values(wrong)))
        .isInstanceOf(IndexException.class)
        .hasMessageStartingWith("gather: index 5; axis 0 has indices 0 to 4; ");
    assertThat(weights).isEqualTo(before);
    assertThat(Programs.firstDifferent(executable.run(values(indices)), expected)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void anInterruptedThread(int threads) {
    Executable executable = step(threads);
    List<ArrayValue> expected = executable.run(values(indices));
    double[] before = weights.clone();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> executable.run(values(indices)))
          .isInstanceOf(JacobiException.class)
          .hasMessageMatching("run: interrupted at sample \\d+ of 20000; call again");
    } finally {
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }
    assertThat(weights).isEqualTo(before);
    assertThat(Programs.firstDifferent(executable.run(values(indices)), expected)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aThreadInterruptedWhileItRuns(int threads) throws InterruptedException {
    Executable executable = step(threads);
    List<ArrayValue> expected = executable.run(values(indices));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread running = new Thread(() -> runWithoutEnd(executable));
    running.setUncaughtExceptionHandler((thread, exception) -> thrown.set(exception));
    running.start();
    Thread.sleep(50);
    running.interrupt();
    running.join(20_000);
    assertThat(running.isAlive()).isFalse();
    assertThat(thrown.get())
        .isInstanceOf(JacobiException.class)
        .hasMessageMatching("run: interrupted.*; call again");
    assertThat(Programs.firstDifferent(executable.run(values(indices)), expected)).isEqualTo(-1);
  }

  private void runWithoutEnd(Executable executable) {
    while (true) {
      executable.run(values(indices));
    }
  }
}
