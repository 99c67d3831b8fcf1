package dev.jacobi.testkit;

import static dev.jacobi.testkit.OpSamples.behind;
import static dev.jacobi.testkit.OpSamples.sizes;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.Extremum;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Samples of reductions and contractions. */
final class ReductionSamples {
  private ReductionSamples() {}

  static List<OpSample> all() {
    return Stream.of(
            Arrays.stream(ReduceKind.values()).flatMap(ReductionSamples::reduce),
            Stream.of(ReduceKind.MAX, ReduceKind.MIN).flatMap(ReductionSamples::ties),
            zeros(),
            Arrays.stream(Extremum.values()).flatMap(ReductionSamples::argReduce),
            contract())
        .flatMap(samples -> samples)
        .toList();
  }

  private static Stream<OpSample> reduce(ReduceKind kind) {
    String name = ElementwiseSamples.name(kind);
    return Stream.of(
            sizes(n -> reduce(kind, name + " over the first axis", n, Ints.of(0), n, 3)),
            sizes(n -> reduce(kind, name + " over the last axis", n, Ints.of(1), 3, n)),
            sizes(n -> reduce(kind, name + " over two axes", n, Ints.of(0, 2), 2, n, 3)),
            sizes(n -> reduce(kind, name + " over features", n, Ints.of(1), n, 3)),
            sizes(n -> reduce(kind, name + " over all", n, Ints.of(0), n)),
            Stream.of(reduce(kind, name + " over no axis", 1, Ints.of())),
            wholeTypes(kind).flatMap(dtype -> sizes(n -> whole(kind, dtype, n))))
        .flatMap(samples -> samples);
  }

  private static OpSample reduce(ReduceKind kind, String name, int n, Ints axes, int... sizes) {
    return reduce(kind, name, n, axes, Operand.real(smoothDomain(kind), sizes));
  }

  private static OpSample reduce(ReduceKind kind, String name, int n, Ints axes, Operand x) {
    int terms = axes.stream().map(x.shape()::size).reduce(1, (a, b) -> a * b);
    return OpSample.of(name, n, List.of(x), build(kind, axes))
        .smoothTo(kind == ReduceKind.PROD ? 3 : 2)
        .within(bound(kind, terms));
  }

  /** Where two tie the convention is what central differences give. */
  private static Stream<OpSample> ties(ReduceKind kind) {
    Domain equal = Domain.among(0.7);
    String name = ElementwiseSamples.name(kind) + " over two equal elements";
    return sizes(n ->
        OpSample.of(name, n, List.of(Operand.real(equal, n, 2)), build(kind, Ints.of(1)))
            .smoothTo(1));
  }

  /** A product is smooth at zeros too, one in a row or several. */
  private static Stream<OpSample> zeros() {
    Domain zeros = Domain.cycle(0, 1.5, 2, 0, 0.5, 0, 1, -1, 1);
    return sizes(
        n -> reduce(ReduceKind.PROD, "prod with zeros", n, Ints.of(1), Operand.real(zeros, n, 3)));
  }

  private static OpSample.Build build(ReduceKind kind, Ints axes) {
    return (in, lead) -> Node.of(new Op.Reduction.Reduce(kind, axes.plus(lead.rank())), in);
  }

  private static Domain smoothDomain(ReduceKind kind) {
    return switch (kind) {
      case SUM -> Domain.between(-2, 2);
      case PROD -> Domain.awayFromZero(0.7, 1.4);
      case MAX, MIN -> Domain.distinct(-2, 2);
    };
  }

  private static Bound bound(ReduceKind kind, int terms) {
    return switch (kind) {
      case SUM -> new Bound.Backward(2 * terms);
      case PROD -> new Bound.Product(2 * terms);
      case MAX, MIN -> Bound.EXACT;
    };
  }

  private static Stream<DType> wholeTypes(ReduceKind kind) {
    return switch (kind) {
      case SUM, PROD -> Stream.of(DType.INT32, DType.INT64);
      case MAX, MIN -> Stream.of(DType.INT32, DType.INT64, DType.BOOL);
    };
  }

  private static OpSample whole(ReduceKind kind, DType dtype, int n) {
    String name = ElementwiseSamples.name(kind) + " over the last axis of " + dtype;
    return OpSample.of(name, n, List.of(Operand.of(dtype, 2, n)), build(kind, Ints.of(1)));
  }

  private static Stream<OpSample> argReduce(Extremum kind) {
    String name = "arg" + ElementwiseSamples.name(kind);
    Domain ties = Domain.among(-1, 0, 1, 2);
    return Stream.of(
            sizes(n ->
                argReduce(kind, name + " over the first axis", n, 0, Operand.real(ties, n, 3))),
            sizes(
                n -> argReduce(kind, name + " over the last axis", n, 1, Operand.real(ties, 3, n))),
            sizes(n -> argReduce(kind, name + " of int64", n, 0, Operand.of(DType.INT64, n))),
            sizes(n -> argReduce(kind, name + " of bool", n, 0, Operand.of(DType.BOOL, n))))
        .flatMap(samples -> samples);
  }

  private static OpSample argReduce(Extremum kind, String name, int n, int axis, Operand x) {
    return OpSample.of(
        name,
        n,
        List.of(x),
        (in, lead) -> Node.of(new Op.Reduction.ArgReduce(kind, axis + lead.rank()), in));
  }

  private static Stream<OpSample> contract() {
    return Stream.of(
            sizes(n -> contract("i,i->", n, n)),
            sizes(n -> contract("i,j->ij", n, n, 3)),
            sizes(n -> contract("bi,oi->bo", n, n, 2, 3)),
            sizes(n -> contract("ij,jk->ki", n, 3, n, 2)),
            sizes(n -> contract("bij,bjk->bik", n, n, 2, 3, 2)),
            sizes(n -> contract("bi,bi->b", n, n, 3)),
            sizes(n -> contract("bi,bi->bi", n, n, 3)),
            sizes(n -> contract("ijk,kji->", n, n, 2, 3)),
            sizes(n -> contract(",bi->ib", n, n, 2)),
            integers().flatMap(dtype -> sizes(n -> whole(dtype, n))))
        .flatMap(samples -> samples);
  }

  private static Stream<DType> integers() {
    return Stream.of(DType.INT32, DType.INT64);
  }

  /** An Einstein sum; the letters take the sizes in the order in which they first stand. */
  private static OpSample contract(String einsum, int n, int... sizes) {
    String[] sides = einsum.split("->", -1);
    String[] operands = sides[0].split(",", -1);
    Letters letters = Letters.numbered(sides[0].replace(",", ""), sizes);
    int terms = letters.summed(sides[1]);
    return OpSample.of(
            "contraction " + einsum,
            n,
            List.of(
                Operand.real(letters.sizes(operands[0])), Operand.real(letters.sizes(operands[1]))),
            build(letters.of(operands[0]), letters.of(operands[1]), letters.of(sides[1])))
        .smoothTo(2)
        .within(new Bound.Backward(2 * terms));
  }

  private static OpSample whole(DType dtype, int n) {
    return OpSample.of(
        "contraction of " + dtype,
        n,
        List.of(Operand.of(dtype, 2, n), Operand.of(dtype, n, 3)),
        build(Ints.of(0, 1), Ints.of(1, 2), Ints.of(0, 2)));
  }

  /** Axes in front run together. */
  private static OpSample.Build build(Ints lhs, Ints rhs, Ints out) {
    return (in, lead) ->
        Node.of(new Op.Contract(inFront(lead, lhs), inFront(lead, rhs), inFront(lead, out)), in);
  }

  private static Ints inFront(Shape lead, Ints letters) {
    IntStream front = IntStream.range(0, lead.rank());
    return Ints.of(IntStream.concat(front, behind(lead, letters.toArray()).stream()).toArray());
  }

  /** Letters numbered in the order in which they first stand. */
  private record Letters(String distinct, int[] all) {
    static Letters numbered(String letters, int... sizes) {
      StringBuilder distinct = new StringBuilder();
      letters.chars().distinct().forEach(letter -> distinct.append((char) letter));
      return new Letters(distinct.toString(), sizes);
    }

    Ints of(String letters) {
      return Ints.of(letters.chars().map(distinct::indexOf).toArray());
    }

    int[] sizes(String letters) {
      return of(letters).stream().map(i -> all[i]).toArray();
    }

    int summed(String out) {
      return IntStream.range(0, all.length)
          .filter(i -> out.indexOf(distinct.charAt(i)) < 0)
          .map(i -> all[i])
          .reduce(1, (a, b) -> a * b);
    }
  }
}
