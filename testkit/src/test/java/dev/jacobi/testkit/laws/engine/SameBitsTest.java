package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.cpu.Executable;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.graph.Walk;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Scheduler;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Threads, budgets, tiles, kernel sets and repetition change no bit of a result. */
final class SameBitsTest {
  private static final int[] THREADS = {1, 2, 8, 16};

  /** How programs were cut, with the numbers of threads and the sizes of tiles. */
  private final Set<String> layouts = new HashSet<>();

  @Test
  void smallBatches() {
    for (int seed = 20_000; seed < 20_060; seed++) {
      int samples = new int[] {0, 1, 31, 65, 257}[seed % 5];
      check(RandomGraphs.grow(seed, samples, 24, Growth.Kind.TAME));
      check(RandomGraphs.grow(seed, samples, 24, Growth.Kind.WILD));
    }
  }

  @Test
  void batchesOfSeveralLeavesAndTiles() {
    for (int seed = 21_000; seed < 21_008; seed++) {
      RandomGraph graph = RandomGraphs.grow(seed, 5003, 16, Growth.Kind.TAME);
      check(graph);
      RandomGraph derivative = RandomGraphs.differentiate(graph, 1);
      if (derivative != null) {
        check(derivative);
      }
    }
    assertThat(layouts).anyMatch(l -> l.contains("tiles of 64,"));
    assertThat(layouts).anyMatch(l -> l.contains("tiles of 256,"));
    assertThat(layouts).anyMatch(l -> l.contains(" 16 threads"));
  }

  /**
   * Features of all tokens of a sequence: tiles, and what a weight gradient adds up, are smaller.
   */
  @Test
  void largeValues() {
    for (int samples : new int[] {1, 31, 65, 257}) {
      RandomGraph graph = tokens(samples);
      check(graph);
      check(
          Scheduler.scheduleForMemory(Simplifier.simplify(graph.outputs()), graph.inputs()), graph);
    }
    assertThat(layouts).anyMatch(l -> l.startsWith("257 ") && l.contains("tiles of 32,"));
  }

  /** 130 features of each of 33 tokens and the gradient of their weights. */
  private static RandomGraph tokens(int samples) {
    Node x = Programs.samples("x", DType.FLOAT32, samples, 33, 16);
    Node w = Programs.weights("w", DType.FLOAT32, 130, 16);
    Node h = Nodes.contract(x, Ints.of(0, 1, 2), w, Ints.of(3, 2), Ints.of(0, 1, 3));
    Node y = Nodes.unary(UnaryKind.TANH, h);
    Node gradient = Nodes.contract(y, Ints.of(0, 1, 3), x, Ints.of(0, 1, 2), Ints.of(3, 2));
    List<Node> outputs = List.of(gradient, Nodes.sum(y, Ints.of(0, 1)));
    Random random = new Random(samples);
    List<ArrayValue> values = List.of(numbers(random, x.shape()), numbers(random, w.shape()));
    return new RandomGraph(samples, List.of(x, w), values, Walk.topological(outputs), outputs);
  }

  private static ArrayValue numbers(Random random, Shape shape) {
    float[] numbers = new float[shape.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return ArrayValue.of(shape, numbers);
  }

  private void check(RandomGraph graph) {
    check(Programs.program(graph), graph);
  }

  private void check(Program program, RandomGraph graph) {
    List<ArrayValue> expected = Programs.run(graph);
    for (Kernels kernels : KernelSets.all()) {
      for (int threads : THREADS) {
        for (long budget : budgets(program)) {
          Executable executable = new Executable(program, types -> kernels, threads, budget, true);
          layouts.add(executable.layoutText());
          for (int run = 0; run < 2; run++) {
            assertThat(Programs.firstDifferent(executable.run(graph.values()), expected))
                .as("%s kernels, %s; %s", kernels.name(), executable.layoutText(), graph)
                .isEqualTo(-1);
          }
        }
      }
    }
  }

  /** The least that is enough, some more, and all there is. */
  private static List<Long> budgets(Program program) {
    long least = Programs.leastBudget(program, 1);
    List<Long> budgets = new ArrayList<>();
    budgets.add(least);
    budgets.add(least + least / 2);
    budgets.add(Long.MAX_VALUE);
    return budgets;
  }
}
