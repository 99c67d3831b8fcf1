package dev.jacobi.testkit;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Samples of every primitive operation: each record of {@link Op} with each of its kinds, at
 * several sizes. A test of the laws walks {@code Op} and fails for a record or kind without a
 * sample.
 */
public final class OpSamples {
  /** The sizes at which each operation is tried: the smallest, and odd ones. */
  private static final int[] SIZES = {1, 2, 7, 13};

  private static final List<OpSample> ALL =
      Stream.of(
              ElementwiseSamples.all(),
              MovementSamples.all(),
              ReductionSamples.all(),
              IndexingSamples.all(),
              MatrixSamples.all(),
              SourceSamples.all())
          .flatMap(List::stream)
          .toList();

  private OpSamples() {}

  /** All samples. */
  public static List<OpSample> all() {
    return ALL;
  }

  /** All samples by what they are: the same operation at different sizes. */
  public static Map<String, List<OpSample>> families() {
    return families(ALL);
  }

  /** Samples by what they are. */
  public static Map<String, List<OpSample>> families(List<OpSample> samples) {
    Map<String, List<OpSample>> families = new TreeMap<>();
    for (OpSample sample : samples) {
      families.computeIfAbsent(sample.family(), name -> new ArrayList<>()).add(sample);
    }
    return families;
  }

  /** One sample for each size. */
  static Stream<OpSample> sizes(IntFunction<OpSample> sample) {
    return IntStream.of(SIZES).mapToObj(sample);
  }

  /** The node of an operation that does not care for axes in front of its operands. */
  static OpSample.Build plain(Op op) {
    return (operands, lead) -> Node.of(op, operands);
  }

  /** Axes counted behind those in front. */
  static Ints behind(Shape lead, int... axes) {
    return Ints.of(axes).plus(lead.rank());
  }
}
