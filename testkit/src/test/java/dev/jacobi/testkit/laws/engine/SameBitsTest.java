package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.cpu.Executable;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.schedule.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

  private void check(RandomGraph graph) {
    Program program = Programs.program(graph);
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
