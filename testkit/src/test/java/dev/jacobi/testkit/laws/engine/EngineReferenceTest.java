package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.fail;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.testkit.Ulps;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine computes what the reference computes, on random graphs and their derivatives. */
final class EngineReferenceTest {
  private static final int[] BATCHES = {0, 1, 2, 31, 32, 33, 63, 64, 65, 257};
  private static final int GRAPHS = 100;

  /** Graphs with larger numbers along the way say nothing about rounding. */
  private static final double LARGEST = 1e5;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void aHundredRandomGraphs(int chunk) {
    for (int i = 0; i < GRAPHS; i++) {
      int samples = BATCHES[i % BATCHES.length];
      RandomGraph graph =
          RandomGraphs.grow((long) chunk * GRAPHS + i, samples, 24, Growth.Kind.TAME);
      check(graph, 1);
      if (samples <= 33) {
        check(RandomGraphs.differentiate(graph, 1), 100);
        check(RandomGraphs.differentiate(graph, 2), 10_000);
        check(RandomGraphs.jacobian(graph), 100);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5000, 5001, 5002, 5003, 5004})
  void aLargeBatch(long seed) {
    check(RandomGraphs.grow(seed, 10_007, 16, Growth.Kind.TAME), 1);
  }

  /**
   * Within so many roundings of the largest number in the graph.
   *
   * @param conditioning how much derivatives make of a rounding
   */
  private static void check(@Nullable RandomGraph graph, double conditioning) {
    if (graph == null || graph.magnitude() > LARGEST) {
      return;
    }
    List<ArrayValue> expected = graph.expected();
    List<ArrayValue> found = Programs.run(graph);
    double limit = 64 * conditioning * graph.magnitude() * graph.unit();
    for (int i = 0; i < expected.size(); i++) {
      ArrayValue e = expected.get(i);
      for (int k = 0; k < e.shape().elements(); k++) {
        double off = Math.abs(found.get(i).getDouble(k) - e.getDouble(k));
        if (Ulps.distance(found.get(i), e, k) != 0 && !(off <= limit)) {
          fail(
              "output %d: element %d is %s, by the reference %s, limit %s; %s",
              i, k, found.get(i).getDouble(k), e.getDouble(k), limit, graph);
        }
      }
    }
  }
}
