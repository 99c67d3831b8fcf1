package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.cpu.Executable;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many runs of one executable: nothing stays of them, and several at once do not meet. */
final class ManyRunsTest {
  private static final int CALLS = 200_000;
  private static final int CALLERS = 8;

  @Test
  void runsLeaveNothingBehind() {
    RandomGraph graph = RandomGraphs.grow(40_000, 3, 8, Growth.Kind.TAME);
    Executable executable = Programs.bind(Programs.program(graph), 2, Long.MAX_VALUE);
    runs(executable, graph, 1000);
    long before = usedBytes();
    runs(executable, graph, CALLS);
    assertThat((double) (usedBytes() - before) / CALLS).as("bytes a call").isLessThan(8);
  }

  private static void runs(Executable executable, RandomGraph graph, int count) {
    for (int i = 0; i < count; i++) {
      executable.run(graph.values());
    }
  }

  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }

  @Test
  void severalThreadsAtOnce() throws InterruptedException, ExecutionException {
    for (int seed = 41_000; seed < 41_010; seed++) {
      RandomGraph graph = RandomGraphs.grow(seed, 700, 16, Growth.Kind.TAME);
      Executable executable = Programs.bind(Programs.program(graph), 2, Long.MAX_VALUE);
      List<List<ArrayValue>> inputs = List.of(graph.values(), negated(graph.values()));
      List<List<ArrayValue>> expected = inputs.stream().map(executable::run).toList();
      List<Callable<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int which = i % 2;
        callers.add(() -> wrongRuns(executable, inputs.get(which), expected.get(which)));
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
        for (Future<Integer> wrong : threads.invokeAll(callers)) {
          assertThat(wrong.get()).as("wrong runs; %s", graph).isZero();
        }
      }
    }
  }

  private static int wrongRuns(
      Executable executable, List<ArrayValue> inputs, List<ArrayValue> expected) {
    int wrong = 0;
    for (int i = 0; i < 20; i++) {
      wrong += Programs.firstDifferent(executable.run(inputs), expected) == -1 ? 0 : 1;
    }
    return wrong;
  }

  private static List<ArrayValue> negated(List<ArrayValue> values) {
    Op negation = new Op.Elementwise.Unary(Op.UnaryKind.NEG);
    return values.stream()
        .map(v -> v.dtype().isFloat() ? RandomGraph.value(negation, List.of(v)) : v)
        .toList();
  }
}
