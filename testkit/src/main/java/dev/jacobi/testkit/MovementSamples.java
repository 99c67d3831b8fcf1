package dev.jacobi.testkit;

import static dev.jacobi.testkit.OpSamples.behind;
import static dev.jacobi.testkit.OpSamples.sizes;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Samples of the movements, which are exact and linear. */
final class MovementSamples {
  private MovementSamples() {}

  static List<OpSample> all() {
    return Stream.of(reshape(), permute(), expand(), slice(), pad(), concat(), flip())
        .flatMap(samples -> samples)
        .toList();
  }

  /** A movement of one operand, given the axes in front. */
  private static Stream<OpSample> move(
      String name, IntFunction<int[]> from, IntFunction<Function<Shape, Op>> op) {
    return sizes(n -> sample(name, n, Operand.real(from.apply(n)), op));
  }

  private static OpSample sample(
      String name, int n, Operand x, IntFunction<Function<Shape, Op>> op) {
    return OpSample.of(name, n, List.of(x), (in, lead) -> Node.of(op.apply(n).apply(lead), in))
        .smoothTo(2);
  }

  private static int[] sizesOf(int... sizes) {
    return sizes;
  }

  private static Stream<OpSample> reshape() {
    return Stream.of(
            reshape("split an axis", n -> sizesOf(n, 6), n -> sizesOf(n, 2, 3)),
            reshape("merge axes", n -> sizesOf(n, 2, 3), n -> sizesOf(n, 6)),
            reshape("merge the first axis", n -> sizesOf(n, 3), n -> sizesOf(3 * n)),
            reshape("split the first axis", n -> sizesOf(3 * n), n -> sizesOf(n, 3)),
            reshape("merge with an axis before", n -> sizesOf(2, n, 3), n -> sizesOf(2 * n, 3)),
            reshape("axes of size 1", n -> sizesOf(1, n, 1), n -> sizesOf(n, 1, 1)),
            reshape("a scalar", n -> sizesOf(), n -> sizesOf(1, 1)))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> reshape(
      String name, IntFunction<int[]> from, IntFunction<int[]> to) {
    return move(
        "reshape: " + name,
        from,
        n -> lead -> new Op.Movement.Reshape(lead.concat(Shape.of(to.apply(n)))));
  }

  private static Stream<OpSample> permute() {
    return Stream.of(
            permute(Ints.of(1, 0, 2)),
            permute(Ints.of(2, 1, 0)),
            permute(Ints.of(1, 2, 0)),
            permute(Ints.of(0, 2, 1)))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> permute(Ints order) {
    return move(
        "permute by " + order,
        n -> sizesOf(n, 2, 3),
        n ->
            lead ->
                new Op.Movement.Permute(
                    Ints.of(
                        IntStream.concat(
                                IntStream.range(0, lead.rank()), order.plus(lead.rank()).stream())
                            .toArray())));
  }

  private static Stream<OpSample> expand() {
    return Stream.of(
            expand("new axes", n -> sizesOf(n), n -> sizesOf(4, n, 2), 1),
            expand("an axis of size 1", n -> sizesOf(n, 1, 2), n -> sizesOf(n, 3, 2), 0, 1, 2),
            expand("both", n -> sizesOf(n, 1), n -> sizesOf(2, n, 5), 1, 2),
            expand("a scalar", n -> sizesOf(), n -> sizesOf(n, 2)),
            expand("nothing", n -> sizesOf(n, 2), n -> sizesOf(n, 2), 0, 1))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> expand(
      String name, IntFunction<int[]> from, IntFunction<int[]> to, int... axes) {
    return move(
        "expand: " + name,
        from,
        n ->
            lead ->
                new Op.Movement.Expand(
                    lead.concat(Shape.of(to.apply(n))),
                    Ints.of(
                        IntStream.concat(
                                IntStream.range(0, lead.rank()), behind(lead, axes).stream())
                            .toArray())));
  }

  private static Stream<OpSample> slice() {
    return Stream.of(
            move(
                "slice with a step",
                n -> sizesOf(n, 7),
                n -> lead -> slice(lead, Ints.of(1), Ints.of(1), Ints.of(6), Ints.of(3))),
            move(
                "slice of the first axis",
                n -> sizesOf(n + 2, 3),
                n -> lead -> slice(lead, Ints.of(0), Ints.of(1), Ints.of(n + 1), Ints.of(1))),
            move(
                "slice of two axes",
                n -> sizesOf(5, n + 1, 2),
                n ->
                    lead ->
                        slice(
                            lead, Ints.of(0, 1), Ints.of(0, 1), Ints.of(5, n + 1), Ints.of(2, 2))),
            move(
                "slice of nothing",
                n -> sizesOf(n, 3),
                n -> lead -> slice(lead, Ints.of(1), Ints.of(2), Ints.of(2), Ints.of(1))))
        .flatMap(samples -> samples);
  }

  private static Op slice(Shape lead, Ints axes, Ints starts, Ints limits, Ints steps) {
    return new Op.Movement.Slice(axes.plus(lead.rank()), starts, limits, steps);
  }

  private static Stream<OpSample> pad() {
    return Stream.of(
            move(
                "pad",
                n -> sizesOf(n, 3),
                n -> lead -> pad(lead, Ints.of(1), Ints.of(1), Ints.of(2), Ints.of(0))),
            move(
                "pad between",
                n -> sizesOf(n, 3),
                n -> lead -> pad(lead, Ints.of(1), Ints.of(0), Ints.of(1), Ints.of(2))),
            move(
                "pad of the first axis and the last",
                n -> sizesOf(n, 2, 3),
                n -> lead -> pad(lead, Ints.of(0, 2), Ints.of(2, 0), Ints.of(0, 1), Ints.of(1, 0))),
            move(
                "pad by nothing",
                n -> sizesOf(n, 3),
                n -> lead -> pad(lead, Ints.of(1), Ints.of(0), Ints.of(0), Ints.of(0))))
        .flatMap(samples -> samples);
  }

  private static Op pad(Shape lead, Ints axes, Ints low, Ints high, Ints interior) {
    return new Op.Movement.Pad(axes.plus(lead.rank()), low, high, interior);
  }

  private static Stream<OpSample> concat() {
    return Stream.of(
            sizes(n -> concat("concat of features", n, 1, Operand.real(n, 2), Operand.real(n, 3))),
            sizes(n ->
                concat(
                    "concat of the first axis",
                    n,
                    0,
                    Operand.real(n, 2),
                    Operand.real(1, 2),
                    Operand.real(n, 2))),
            sizes(n -> concat("concat of one", n, 0, Operand.real(n, 2))),
            sizes(n -> concat("concat with nothing", n, 1, Operand.real(n, 0), Operand.real(n, 2))))
        .flatMap(samples -> samples);
  }

  private static OpSample concat(String name, int n, int axis, Operand... parts) {
    return OpSample.of(
            name,
            n,
            List.of(parts),
            (in, lead) -> Node.of(new Op.Movement.Concat(axis + lead.rank()), in))
        .smoothTo(2);
  }

  private static Stream<OpSample> flip() {
    return Stream.of(
            flip("flip of features", 1),
            flip("flip of the first axis", 0),
            flip("flip of two axes", 0, 2),
            sizes(n ->
                OpSample.of(
                    "flip of bool",
                    n,
                    List.of(Operand.of(DType.BOOL, n)),
                    (in, lead) -> Node.of(new Op.Movement.Flip(behind(lead, 0)), in))))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> flip(String name, int... axes) {
    return move(name, n -> sizesOf(n, 3, 2), n -> lead -> new Op.Movement.Flip(behind(lead, axes)));
  }
}
