package dev.jacobi.testkit.laws.engine;

import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Graphs from seeds. */
final class RandomGraphs {
  private static final List<Rule> RULES =
      Stream.of(ElementwiseRules.ALL, MovementRules.ALL, ContractionRules.ALL, CompositionRules.ALL)
          .flatMap(List::stream)
          .toList();

  private RandomGraphs() {}

  /** A graph of about {@code rules} growth steps over a batch of that many samples. */
  static RandomGraph grow(long seed, int samples, int rules, Growth.Kind kind) {
    Random random = new Random(seed);
    Growth growth = new Growth(random, samples, kind);
    plant(growth);
    for (int i = 0; i < rules; i++) {
      RULES.get(random.nextInt(RULES.size())).grow(growth);
    }
    return new RandomGraph(seed, growth.inputs(), growth.values(), growth.nodes(), outputs(growth));
  }

  /** Per-sample values along different axes, weights, and values of the other types. */
  private static void plant(Growth growth) {
    Shape batch = Shape.of(growth.samples);
    growth.samples(growth.real, batch.concat(Shape.of(growth.size())), 0);
    growth.samples(growth.real, batch.concat(Shape.of(growth.sizes(2))), 0);
    growth.samples(DType.INT32, batch.concat(Shape.of(growth.sizes(1))), 0);
    if (growth.random.nextInt(3) == 0) {
      growth.samples(growth.real, Shape.of(growth.size(), growth.samples), 1);
    }
    if (growth.random.nextInt(3) == 0) {
      growth.samples(DType.BOOL, batch, 0);
    }
    growth.source(growth.real, Shape.of(growth.sizes(3)));
    growth.source(DType.INT64, Shape.of(growth.sizes(2)));
  }

  /** Late nodes, at times views, the same node twice, or an input or constant as it is. */
  private static List<Node> outputs(Growth growth) {
    Random random = growth.random;
    List<Node> outputs = new ArrayList<>();
    List<Node> nodes = growth.nodes();
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      outputs.add(nodes.get(random.nextInt(nodes.size() / 2, nodes.size())));
    }
    if (random.nextInt(4) == 0) {
      outputs.add(outputs.get(0));
    }
    if (random.nextInt(4) == 0) {
      outputs.add(nodes.get(random.nextInt(nodes.size())));
    }
    Node view = growth.pick(n -> n.op() instanceof Op.Movement);
    if (view != null && random.nextInt(3) == 0) {
      outputs.add(view);
    }
    return outputs;
  }

  /** The graph with derivatives of some order in place of some outputs, or null if none exist. */
  static @Nullable RandomGraph differentiate(RandomGraph graph, int order) {
    Random random = new Random(graph.seed() + order);
    List<Node> floats = graph.outputs().stream().filter(n -> n.dtype().isFloat()).toList();
    List<Node> by = graph.inputs().stream().filter(n -> n.dtype().isFloat()).toList();
    if (floats.isEmpty() || by.isEmpty()) {
      return null;
    }
    try {
      Tensor loss = Tensor.scalar(0.0).cast(by.get(0).dtype());
      for (Node node : floats) {
        Tensor y = new Tensor(node).cast(by.get(0).dtype());
        loss = loss.plus(y.times(direction(y, random)).sum()).plus(y.times(y).sum());
      }
      List<Node> outputs = new ArrayList<>(List.of(floats.get(0)));
      for (Node node : by) {
        Tensor x = new Tensor(node);
        Tensor gradient = loss.gradient(x, Unused.ZEROS);
        outputs.add(gradient.node());
        if (order == 2) {
          Tensor along = gradient.times(direction(gradient, random)).sum();
          outputs.add(along.gradient(x, Unused.ZEROS).node());
        }
      }
      return graph.returning(outputs);
    } catch (JacobiException none) {
      return null; // no path, or a jacobian of samples that mix
    }
  }

  /** The graph with Jacobians of samples, if an output has some that are proven independent. */
  static @Nullable RandomGraph jacobian(RandomGraph graph) {
    List<Node> outputs = new ArrayList<>();
    for (Node y : graph.outputs()) {
      for (Node z : graph.inputs()) {
        boolean batch = z.op() instanceof Op.Source.Input input && input.sampleAxis() == 0;
        if (batch && z.dtype().isFloat() && y.dtype().isFloat() && outputs.size() < 3) {
          try {
            Mode mode = Mode.values()[(int) Math.floorMod(graph.seed(), 3L)];
            outputs.add(new Tensor(y).jacobian(new Tensor(z), mode).node());
          } catch (JacobiException mixed) {
            continue; // no path, or samples that mix: another pair
          }
        }
      }
    }
    return outputs.isEmpty() ? null : graph.returning(outputs);
  }

  private static Tensor direction(Tensor like, Random random) {
    ArrayValue numbers =
        ArrayValue.of(like.shape(), random.doubles(like.shape().elements(), -1, 1).toArray());
    return Tensor.of(numbers).cast(like.dtype());
  }
}
