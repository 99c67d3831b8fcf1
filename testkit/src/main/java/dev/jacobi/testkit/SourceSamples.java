package dev.jacobi.testkit;

import static dev.jacobi.testkit.OpSamples.plain;
import static dev.jacobi.testkit.OpSamples.sizes;

import dev.jacobi.graph.CustomRule;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Samples of sources and of markers. */
final class SourceSamples {
  private SourceSamples() {}

  static List<OpSample> all() {
    return Stream.of(
            sizes(SourceSamples::constant),
            sizes(n ->
                OpSample.of("input", n, List.of(Operand.real(n)), (in, lead) -> in.get(0))
                    .smoothTo(2)),
            sizes(n -> iota("iota over the first axis", n, 0, DType.INT64)),
            sizes(n -> iota("iota over the last axis", n, 1, DType.FLOAT32)),
            sizes(n -> randomBits("random bits", n, Shape.of(n))),
            sizes(n -> randomBits("random bits of several axes", n, Shape.of(n, 3))),
            // a step for values, a constant for derivatives: finite differences say otherwise
            sizes(n ->
                OpSample.of(
                    "stop gradient",
                    n,
                    List.of(Operand.real(n)),
                    plain(new Op.Marker.StopGradient()))),
            sizes(n ->
                OpSample.of(
                        "derived",
                        n,
                        List.of(Operand.real(n), Operand.real(n), Operand.real(n, 2)),
                        plain(new Op.Marker.Derived(-1)))
                    .smoothTo(2)),
            sizes(n ->
                OpSample.of(
                        "after",
                        n,
                        List.of(Operand.real(n), Operand.real(n, 2)),
                        plain(new Op.Marker.After()))
                    .smoothTo(2)),
            sizes(SourceSamples::checkpoint),
            sizes(SourceSamples::custom))
        .flatMap(samples -> samples)
        .toList();
  }

  // x^2 w, of x again and of a captured w
  private static OpSample checkpoint(int n) {
    return OpSample.of(
            "checkpoint",
            n,
            List.of(Operand.real(n), Operand.real(n)),
            (in, lead) -> {
              Node x = Nodes.reshape(in.get(0), in.get(0).shape());
              Node y = Nodes.mul(Nodes.mul(x, x), in.get(1));
              return Node.of(new Op.Marker.Checkpoint(1), y, x, in.get(1));
            })
        .smoothTo(2);
  }

  private static OpSample custom(int n) {
    return OpSample.of(
            "custom",
            n,
            List.of(Operand.real(n)),
            (in, lead) -> {
              Node x = Nodes.reshape(in.get(0), in.get(0).shape());
              return Node.of(new Op.Marker.Custom(new Cube()), Nodes.mul(x, Nodes.mul(x, x)), x);
            })
        .smoothTo(2);
  }

  /** The derivative of {@code x^3}. */
  private record Cube() implements CustomRule {
    @Override
    public String name() {
      return "cube";
    }

    private static @Nullable Node slope(Node x, @Nullable Node t) {
      return t == null ? null : Nodes.mul(Nodes.scale(3, Nodes.mul(x, x)), t);
    }

    @Override
    public @Nullable Node pushforward(Node y, List<Node> x, List<@Nullable Node> tangents) {
      return slope(x.get(0), tangents.get(0));
    }

    @Override
    public List<@Nullable Node> pullback(Node y, List<Node> x, Node cotangent) {
      return java.util.Collections.singletonList(slope(x.get(0), cotangent));
    }
  }

  private static OpSample constant(int n) {
    Operand numbers = Operand.of(DType.FLOAT64, n, 2);
    return OpSample.of(
        "constant",
        n,
        List.of(),
        (in, lead) -> Nodes.constant(numbers.draw(DType.FLOAT64, lead, new Random(n))));
  }

  private static OpSample iota(String name, int n, int axis, DType dtype) {
    return OpSample.of(
        name,
        n,
        List.of(),
        (in, lead) -> Nodes.iota(lead.concat(Shape.of(n, 3)), axis + lead.rank(), dtype));
  }

  private static OpSample randomBits(String name, int n, Shape shape) {
    return OpSample.of(
        name,
        n,
        List.of(Operand.of(DType.INT32, 2), Operand.of(DType.INT64)),
        plain(new Op.Source.RandomBits(shape, 3)));
  }
}
