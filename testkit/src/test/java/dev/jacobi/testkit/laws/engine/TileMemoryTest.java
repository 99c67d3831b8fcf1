package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Program;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a step needs beyond its inputs and outputs does not grow with the batch. */
final class TileMemoryTest {
  private static final int WIDTH = 32;
  private static final long MEGABYTE = 1 << 20;

  /** Values of two layers for all samples would take half a gigabyte at the largest batch. */
  @ParameterizedTest
  @ValueSource(ints = {1000, 10_000, 100_000, 1_000_000, 10_000_000})
  void aTrainingStepFitsIntoTwoMegabytes(int samples) {
    Program program = step(samples);
    long own = bytesOf(program, Buffer.Kind.INPUT) + bytesOf(program, Buffer.Kind.OUTPUT);
    assertThat(own).isGreaterThan(8L * samples);
    assertThat(Programs.fits(program, 1, own + 2 * MEGABYTE)).isTrue();
    assertThat(Programs.bind(program, 1, own + 2 * MEGABYTE).layoutText()).contains("tiles of ");
    assertThat(bytesOf(program, Buffer.Kind.WHOLE)).isLessThan(MEGABYTE);
  }

  @Test
  void tooSmallABudgetSaysWhatIsNeeded() {
    Program program = step(1000);
    assertThatThrownBy(() -> Programs.bind(program, 1, 1000))
        .isInstanceOf(JacobiException.class)
        .hasMessageMatching(
            "memory: the program needs \\d+ bytes .* and the budget is 1000; allow more, or give a"
                + " smaller batch");
  }

  /** One step of descent of a net 4-32-32-1 on mean squares, with each sample's derivative by x. */
  private static Program step(int samples) {
    Node x = Programs.samples("x", DType.FLOAT64, samples, 4);
    List<Node> weights =
        List.of(
            Programs.weights("w", DType.FLOAT64, 4, WIDTH),
            Programs.weights("v", DType.FLOAT64, WIDTH, WIDTH),
            Programs.weights("u", DType.FLOAT64, WIDTH, 1));
    Tensor y = new Tensor(x);
    for (Node w : weights) {
      y = y.matmul(new Tensor(w)).tanh();
    }
    Tensor slopes = y.sum().gradient(new Tensor(x));
    Tensor loss = y.times(y).sum().plus(slopes.times(slopes).sum()).div(samples);
    List<Node> next =
        weights.stream()
            .map(Tensor::new)
            .map(w -> w.minus(loss.gradient(w).times(0.1)).node())
            .toList();
    return Programs.program(next, List.of(x, weights.get(0), weights.get(1), weights.get(2)));
  }

  private static long bytesOf(Program program, Buffer.Kind kind) {
    return program.buffers().stream().filter(b -> b.kind() == kind).mapToLong(Buffer::bytes).sum();
  }
}
