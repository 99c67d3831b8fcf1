package dev.jacobi.testkit;

import static dev.jacobi.testkit.OpSamples.behind;
import static dev.jacobi.testkit.OpSamples.sizes;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import java.util.List;
import java.util.stream.Stream;

/** Samples of indexing and of sliding windows. */
final class IndexingSamples {
  private IndexingSamples() {}

  static List<OpSample> all() {
    return Stream.of(gather(), scatterAdd(), argSort(), unfold(), fold())
        .flatMap(samples -> samples)
        .toList();
  }

  private static Operand index(int n, int... sizes) {
    return Operand.index(DType.INT64, n, sizes);
  }

  private static Stream<OpSample> gather() {
    return Stream.of(
            sizes(n -> gather("rows", n, 0, 0, Operand.real(n, 3), index(n, 4))),
            sizes(n -> gather("columns", n, 1, 0, Operand.real(n, 5), index(5, 2, 3))),
            sizes(n -> gather("one row", n, 0, 0, Operand.real(n, 2), index(n))),
            sizes(n -> gather("per row", n, 1, 1, Operand.real(n, 5), index(5, n, 2))),
            sizes(n -> gather("one per row", n, 1, 1, Operand.real(n, 5), index(5, n))),
            sizes(n -> gather("two batch axes", n, 2, 2, Operand.real(2, n, 5), index(5, 2, n, 3))),
            sizes(n -> gather("axes between", n, 2, 1, Operand.real(n, 2, 5, 2), index(5, n, 3))),
            sizes(n ->
                gather(
                    "int32 indices",
                    n,
                    1,
                    0,
                    Operand.real(n, 5),
                    Operand.index(DType.INT32, 5, 3))),
            sizes(n -> gather("of bool", n, 0, 0, Operand.of(DType.BOOL, n), index(n, 3))),
            sizes(n -> gather("of int64", n, 0, 0, Operand.of(DType.INT64, n), index(n, 3))))
        .flatMap(samples -> samples);
  }

  private static OpSample gather(
      String name, int n, int axis, int batchAxes, Operand x, Operand indices) {
    return OpSample.of(
            "gather: " + name,
            n,
            List.of(x, indices),
            (in, lead) ->
                Node.of(new Op.Indexing.Gather(axis + lead.rank(), batchAxes + lead.rank()), in))
        .smoothTo(2);
  }

  private static Stream<OpSample> scatterAdd() {
    return Stream.of(
            sizes(n -> scatter("rows", n, 0, 0, 4, Operand.real(n, 3), index(4, n))),
            sizes(n -> scatter("columns", n, 1, 0, 5, Operand.real(n, 2, 3), index(5, 2, 3))),
            sizes(n -> scatter("one row", n, 0, 0, n, Operand.real(2), index(n))),
            sizes(n -> scatter("per row", n, 1, 1, 5, Operand.real(n, 2), index(5, n, 2))),
            sizes(
                n -> scatter("axes between", n, 2, 1, 5, Operand.real(n, 2, 3, 2), index(5, n, 3))),
            sizes(n -> scatter("of int32", n, 0, 0, 4, Operand.of(DType.INT32, n), index(4, n))))
        .flatMap(samples -> samples);
  }

  private static OpSample scatter(
      String name, int n, int axis, int batchAxes, int size, Operand updates, Operand indices) {
    return OpSample.of(
            "scatter-add: " + name,
            n,
            List.of(updates, indices),
            (in, lead) ->
                Node.of(
                    new Op.Indexing.ScatterAdd(axis + lead.rank(), batchAxes + lead.rank(), size),
                    in))
        .smoothTo(2)
        .within(new Bound.Backward(2 * updates.shape().elements()));
  }

  private static Stream<OpSample> argSort() {
    Domain ties = Domain.among(-1, 0, 1, 2);
    return Stream.of(
            sizes(n -> argSort("argsort of the first axis", n, 0, Operand.real(ties, n, 2))),
            sizes(n -> argSort("argsort of the last axis", n, 1, Operand.real(ties, 2, n))),
            sizes(n -> argSort("argsort of int64", n, 0, Operand.of(DType.INT64, n))))
        .flatMap(samples -> samples);
  }

  private static OpSample argSort(String name, int n, int axis, Operand x) {
    return OpSample.of(
        name,
        n,
        List.of(x),
        (in, lead) -> Node.of(new Op.Indexing.ArgSort(axis + lead.rank()), in));
  }

  private static Stream<OpSample> unfold() {
    return Stream.of(
            sizes(n -> unfold("of features", n, new Window(1, 3, 2, 1), Operand.real(n, 8))),
            sizes(n -> unfold("with gaps", n, new Window(1, 2, 1, 3), Operand.real(n, 6, 2))),
            sizes(n ->
                unfold("along the first axis", n, new Window(0, 2, 1, 1), Operand.real(n + 1, 2))),
            sizes(n ->
                OpSample.of(
                        "windows over two axes",
                        n,
                        List.of(Operand.real(n, 5, 2, 4)),
                        (in, lead) ->
                            Node.of(
                                new Op.Window.Unfold(
                                    behind(lead, 3, 1),
                                    Ints.of(2, 3),
                                    Ints.of(2, 1),
                                    Ints.of(1, 2)),
                                in))
                    .smoothTo(2)))
        .flatMap(samples -> samples);
  }

  private record Window(int axis, int size, int stride, int dilation) {}

  private static OpSample unfold(String name, int n, Window window, Operand x) {
    return OpSample.of(
            "windows " + name,
            n,
            List.of(x),
            (in, lead) ->
                Node.of(
                    new Op.Window.Unfold(
                        behind(lead, window.axis),
                        Ints.of(window.size),
                        Ints.of(window.stride),
                        Ints.of(window.dilation)),
                    in))
        .smoothTo(2);
  }

  private static Stream<OpSample> fold() {
    return Stream.of(
            sizes(n -> fold("of features", n, new Window(1, 3, 2, 1), 8, Operand.real(n, 3, 3))),
            sizes(n -> fold("with gaps", n, new Window(1, 2, 1, 3), 6, Operand.real(n, 3, 2, 2))),
            sizes(n ->
                fold(
                    "along the first axis",
                    n,
                    new Window(0, 2, 1, 1),
                    n + 1,
                    Operand.real(n, 2, 2))))
        .flatMap(samples -> samples);
  }

  private static OpSample fold(String name, int n, Window window, int length, Operand x) {
    return OpSample.of(
            "fold of windows " + name,
            n,
            List.of(x),
            (in, lead) ->
                Node.of(
                    new Op.Window.Fold(
                        behind(lead, window.axis),
                        Ints.of(window.size),
                        Ints.of(window.stride),
                        Ints.of(window.dilation),
                        Ints.of(length)),
                    in))
        .smoothTo(2)
        .within(new Bound.Backward(2 * window.size));
  }
}
