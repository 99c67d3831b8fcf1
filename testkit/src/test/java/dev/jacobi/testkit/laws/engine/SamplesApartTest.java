package dev.jacobi.testkit.laws.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.cpu.Executable;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Label;
import dev.jacobi.transform.SampleLabels;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One sample as NaN: the results of the others stay as they are, to the bit. */
final class SamplesApartTest {
  private static final int GRAPHS = 30;

  @ParameterizedTest
  @ValueSource(ints = {2, 33, 65, 257})
  void aSampleOfNaN(int samples) {
    int moved = 0;
    for (int i = 0; i < GRAPHS; i++) {
      long seed = 30_000 + 1000L * samples + i;
      RandomGraph graph = RandomGraphs.grow(seed, samples, 24, Growth.Kind.SEPARATE);
      if (!looksUpWhatItComputes(graph)) {
        moved += check(graph, samples, (int) (seed % samples));
      }
    }
    assertThat(moved).as("graphs in which the sample itself moved").isGreaterThan(GRAPHS / 3);
  }

  /** Whether indices are computed: from NaN they could come out of range. */
  private static boolean looksUpWhatItComputes(RandomGraph graph) {
    return graph.nodes().stream()
        .filter(
            n -> n.op() instanceof Op.Indexing.Gather || n.op() instanceof Op.Indexing.ScatterAdd)
        .anyMatch(n -> !(n.input(1).op() instanceof Op.Source));
  }

  /** 1 if a result of the perturbed sample moved, else 0. */
  private static int check(RandomGraph graph, int samples, int perturbed) {
    Executable executable = Programs.bind(Programs.program(graph), 2, Long.MAX_VALUE);
    List<ArrayValue> before = executable.run(graph.values());
    List<ArrayValue> after = executable.run(values(graph, samples, perturbed));
    SampleLabels labels = SampleLabels.schedule(graph.outputs());
    boolean moved = false;
    for (int i = 0; i < before.size(); i++) {
      Label label = labels.of(graph.outputs().get(i));
      for (int e = 0; e < before.get(i).shape().elements(); e++) {
        boolean same = Double.compare(before.get(i).getDouble(e), after.get(i).getDouble(e)) == 0;
        boolean own =
            label instanceof Label.Sample(var axis, var run)
                && sample(before.get(i).shape(), axis, run, e) == perturbed;
        assertThat(same || own)
            .as("output %d, element %d, sample %d; %s", i, e, perturbed, graph)
            .isTrue();
        moved |= !same;
      }
    }
    return moved ? 1 : 0;
  }

  private static List<ArrayValue> values(RandomGraph graph, int samples, int perturbed) {
    List<ArrayValue> values = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      values.add(perturb(graph.inputs().get(i), graph.values().get(i), samples, perturbed));
    }
    return values;
  }

  private static ArrayValue perturb(Node input, ArrayValue value, int samples, int perturbed) {
    int axis = input.op() instanceof Op.Source.Input given ? given.sampleAxis() : -1;
    Shape shape = value.shape();
    if (axis < 0 || !value.dtype().isFloat()) {
      return value;
    }
    int run = shape.size(axis) / samples;
    Object array = ArrayValue.allocate(value.dtype(), shape.elements());
    for (int e = 0; e < shape.elements(); e++) {
      double number = sample(shape, axis, run, e) == perturbed ? Double.NaN : value.getDouble(e);
      if (array instanceof double[] doubles) {
        doubles[e] = number;
      } else if (array instanceof float[] floats) {
        floats[e] = (float) number;
      }
    }
    return ArrayValue.of(shape, array);
  }

  /** The sample that element e of a row-major array belongs to. */
  private static int sample(Shape shape, int axis, int run, int e) {
    int inner = shape.slice(axis + 1, shape.rank()).elements();
    return e / inner % shape.size(axis) / run;
  }
}
