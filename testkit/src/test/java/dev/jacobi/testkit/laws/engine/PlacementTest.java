package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Program;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is computed in which phase: nothing is stored, or computed again, without need. */
final class PlacementTest {
  private static final int SAMPLES = 3000;
  private static final int WIDTH = 16;
  private static final int WINDOW = 5;

  private static final Node X = Programs.samples("x", DType.FLOAT64, SAMPLES, WIDTH);
  private static final Node W = Programs.weights("w", DType.FLOAT64, WIDTH, WIDTH);
  private static final Node V = Programs.weights("v", DType.FLOAT64, WINDOW, WIDTH);
  private static final Node MOMENTUM = Programs.weights("m", DType.FLOAT64, WIDTH, WIDTH);

  private static Program program(Tensor... outputs) {
    return Programs.program(
        Arrays.stream(outputs).map(Tensor::node).toList(), List.of(X, W, V, MOMENTUM));
  }

  private static int largestWhole(Program program) {
    return program.buffers().stream()
        .filter(b -> b.kind() == Buffer.Kind.WHOLE)
        .mapToInt(Buffer::elements)
        .max()
        .orElse(0);
  }

  private static List<Boolean> phases(Program program) {
    return program.phases().stream().map(Program.Phase::perSample).toList();
  }

  /** A loss divided by a count of samples: the network runs in one pass, with its gradient. */
  @Test
  void countingSamplesDoesNotSplitTheNetwork() {
    Tensor x = new Tensor(X);
    Tensor w = new Tensor(W);
    Tensor hidden = x;
    for (int layer = 0; layer < 4; layer++) {
      hidden = hidden.matmul(w).tanh();
    }
    Tensor counted = x.select(1, 0).gt(0).cast(DType.FLOAT64);
    Tensor losses = hidden.square().sum(1).times(counted);
    Tensor loss = losses.sum().div(counted.sum());
    Program program = program(loss, w.minus(loss.gradient(w).times(0.1)));
    assertThat(largestWhole(program)).isLessThan(SAMPLES);
    assertThat(phases(program)).containsExactly(true, false, true, false);
  }

  /** What needs no sample, and is used at the end, is computed there. */
  @Test
  void sharedValuesComeWhereTheyAreUsed() {
    Tensor w = new Tensor(W);
    Tensor gradient = new Tensor(X).matmul(w).tanh().sum().gradient(w);
    Tensor momentum = new Tensor(MOMENTUM).times(0.9).plus(gradient);
    Program program = program(momentum, w.minus(momentum.times(0.1)));
    Program.Phase end = program.phases().getLast();
    assertThat(end.body().toString()).contains("MUL");
    program.phases().stream()
        .filter(phase -> phase != end && !phase.perSample())
        .forEach(phase -> assertThat(phase.body().toString()).doesNotContain("op=Binary"));
  }

  /** A sum waits rather than all that it adds up. */
  @Test
  void operandsDoNotWaitForASmallerResult() {
    Tensor w = new Tensor(W);
    Tensor scaled = w.square().plus(1).sqrt();
    Tensor gradient = new Tensor(X).matmul(scaled).tanh().sum().gradient(w);
    Tensor size = scaled.sum();
    Program program = program(gradient.times(size));
    assertThat(program.phases().getFirst().body().toString()).contains("SUM");
  }

  /** Windows of a value are made again from it, and not stored. */
  @Test
  void windowsAreNotStored() {
    Tensor v = new Tensor(V);
    Tensor y = new Tensor(X).matmul(new Tensor(W)).tanh().matmul(new Tensor(W)).tanh();
    Tensor windows =
        new Tensor(
            Node.of(
                new Op.Window.Unfold(Ints.of(1), Ints.of(WINDOW), Ints.of(1), Ints.of(1)),
                y.node()));
    Tensor z = windows.matmul(v);
    Tensor loss = z.div(z.square().sum()).exp().sum();
    Program program = program(loss.gradient(v));
    int places = WIDTH - WINDOW + 1;
    assertThat(program.buffers())
        .noneMatch(b -> b.kind() == Buffer.Kind.WHOLE && b.elements() >= SAMPLES * places * WINDOW);
  }
}
