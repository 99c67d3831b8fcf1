package dev.jacobi.testkit;

import static dev.jacobi.testkit.Bound.ulps;
import static dev.jacobi.testkit.OpSamples.plain;
import static dev.jacobi.testkit.OpSamples.sizes;

import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.Comparison;
import dev.jacobi.graph.Op.Connective;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Samples of the elementwise operations. */
final class ElementwiseSamples {
  private static final Bound TRANSCENDENTAL = ulps(2, 3);
  private static final Domain HALF_AND_MORE = Domain.between(0.5, 2);

  private ElementwiseSamples() {}

  static List<OpSample> all() {
    return Stream.of(
            each(UnaryKind.values()).flatMap(kind -> sizes(n -> unary(kind, n))),
            Stream.of(0, 1, 2, 5).flatMap(order -> sizes(n -> logGamma(order, n))),
            integers().flatMap(ElementwiseSamples::wholeUnary),
            each(BinaryKind.values()).flatMap(kind -> sizes(n -> binary(kind, n))),
            integers().flatMap(ElementwiseSamples::wholeBinary),
            each(Comparison.values()).flatMap(ElementwiseSamples::compare),
            each(Connective.values()).flatMap(kind -> sizes(n -> logic(kind, n))),
            ties(),
            select(),
            each(DType.values()).flatMap(ElementwiseSamples::casts))
        .flatMap(samples -> samples)
        .toList();
  }

  private static <T> Stream<T> each(T[] values) {
    return Arrays.stream(values);
  }

  private static Stream<DType> integers() {
    return Stream.of(DType.INT32, DType.INT64);
  }

  static String name(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static OpSample unary(UnaryKind kind, int n) {
    Op op = new Op.Elementwise.Unary(kind);
    Operand x =
        kind == UnaryKind.NOT ? Operand.of(DType.BOOL, n) : Operand.real(smoothDomain(kind), n);
    return OpSample.of(name(kind), n, List.of(x), plain(op))
        .smoothTo(order(kind))
        .within(bound(kind));
  }

  /** Near its zeros the digamma function cancels, so that many units may be few roundings. */
  private static OpSample logGamma(int order, int n) {
    Operand x = Operand.real(Domain.between(0.5, 4), n);
    return OpSample.of(
            order == 0 ? "lgamma" : order == 1 ? "digamma" : "polygamma " + (order - 1),
            n,
            List.of(x),
            plain(new Op.Elementwise.LogGamma(order)))
        .smoothTo(2)
        .within(Bound.ulps(256, 1));
  }

  private static Domain smoothDomain(UnaryKind kind) {
    return switch (kind) {
      case NEG, SQUARE, EXP, EXPM1, SIN, COS, ATAN, SINH, COSH, TANH, SIGMOID, ERF, ERFC ->
          Domain.between(-2, 2);
      case ABS, SIGN -> Domain.awayFromZero(0.2, 2);
      case FLOOR, CEIL, ROUND -> Domain.fractions(0.1, 0.4);
      case SQRT, NORM_SQRT, RSQRT, LOG, LOG2 -> HALF_AND_MORE;
      case LOG1P -> Domain.between(-0.5, 2);
      case TAN -> Domain.between(-1, 1);
      case ASIN, ACOS -> Domain.between(-0.8, 0.8);
      case IS_FINITE -> Domain.among(0, Double.NaN, Double.POSITIVE_INFINITY);
      case NOT -> Domain.among(0, 1);
    };
  }

  private static int order(UnaryKind kind) {
    return switch (kind) {
      case IS_FINITE, NOT -> 0;
      case NEG, ABS, SIGN, FLOOR, CEIL, ROUND -> 2;
      case SQRT,
          NORM_SQRT,
          RSQRT,
          SQUARE,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          SIGMOID,
          ERF,
          ERFC ->
          3;
    };
  }

  private static Bound bound(UnaryKind kind) {
    return switch (kind) {
      case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, SQRT, NORM_SQRT, SQUARE, IS_FINITE, NOT ->
          Bound.EXACT;
      case RSQRT,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          SIGMOID,
          ERF,
          ERFC ->
          TRANSCENDENTAL;
    };
  }

  private static Stream<OpSample> wholeUnary(DType dtype) {
    return Stream.of(UnaryKind.NEG, UnaryKind.ABS, UnaryKind.SIGN, UnaryKind.SQUARE)
        .flatMap(kind ->
            sizes(n ->
                OpSample.of(
                    name(kind) + " of " + dtype,
                    n,
                    List.of(Operand.of(dtype, n)),
                    plain(new Op.Elementwise.Unary(kind)))));
  }

  private static OpSample binary(BinaryKind kind, int n) {
    Operand a = Operand.real(leftDomain(kind), n, 3);
    Operand b = Operand.real(rightDomain(kind), n, 3);
    return OpSample.of(name(kind), n, List.of(a, b), plain(new Op.Elementwise.Binary(kind)))
        .smoothTo(order(kind))
        .within(bound(kind));
  }

  private static Domain leftDomain(BinaryKind kind) {
    return switch (kind) {
      case ADD, SUB, MUL, DIV -> Domain.between(-2, 2);
      case POW -> HALF_AND_MORE;
      case MIN, MAX -> Domain.fractions(0.1, 0.4);
      case ATAN2 -> Domain.awayFromZero(0.5, 2);
    };
  }

  private static Domain rightDomain(BinaryKind kind) {
    return switch (kind) {
      case ADD, SUB, MUL -> Domain.between(-2, 2);
      case DIV, ATAN2 -> Domain.awayFromZero(0.5, 2);
      case POW -> Domain.between(-2, 2);
      case MIN, MAX -> Domain.fractions(0.6, 0.9);
    };
  }

  private static int order(BinaryKind kind) {
    return switch (kind) {
      case ADD, SUB, MIN, MAX -> 2;
      case MUL, DIV, POW, ATAN2 -> 3;
    };
  }

  private static Bound bound(BinaryKind kind) {
    return switch (kind) {
      case ADD, SUB, MUL, DIV, MIN, MAX -> Bound.EXACT;
      case POW, ATAN2 -> TRANSCENDENTAL;
    };
  }

  /** At a tie of two and at the kink of abs the convention is what central differences give. */
  private static Stream<OpSample> ties() {
    Stream<OpSample> pairs =
        Stream.of(BinaryKind.MIN, BinaryKind.MAX)
            .flatMap(kind ->
                sizes(n -> {
                  Operand x = Operand.real(Domain.cycle(0.5, -1, 2), n);
                  Op op = new Op.Elementwise.Binary(kind);
                  return OpSample.of(name(kind) + " at ties", n, List.of(x, x), plain(op))
                      .smoothTo(1);
                }));
    Stream<OpSample> kink =
        sizes(n ->
            OpSample.of(
                    "abs at 0",
                    n,
                    List.of(Operand.real(Domain.among(0), n)),
                    plain(new Op.Elementwise.Unary(UnaryKind.ABS)))
                .smoothTo(1));
    return Stream.concat(pairs, kink);
  }

  private static Stream<OpSample> wholeBinary(DType dtype) {
    return Stream.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL, BinaryKind.MIN, BinaryKind.MAX)
        .flatMap(kind ->
            sizes(n ->
                OpSample.of(
                    name(kind) + " of " + dtype,
                    n,
                    List.of(Operand.of(dtype, n), Operand.of(dtype, n)),
                    plain(new Op.Elementwise.Binary(kind)))));
  }

  private static Stream<OpSample> compare(Comparison kind) {
    Op op = new Op.Elementwise.Compare(kind);
    Stream<OpSample> reals =
        sizes(n -> {
          Operand ties = Operand.real(Domain.among(-1, -0.0, 0, 1), n, 2);
          return OpSample.of(name(kind), n, List.of(ties, ties), plain(op));
        });
    Stream<OpSample> others =
        Stream.of(DType.INT32, DType.INT64, DType.BOOL)
            .flatMap(dtype ->
                sizes(n ->
                    OpSample.of(
                        name(kind) + " of " + dtype,
                        n,
                        List.of(Operand.of(dtype, n), Operand.of(dtype, n)),
                        plain(op))));
    return Stream.concat(reals, others);
  }

  private static OpSample logic(Connective kind, int n) {
    Operand x = Operand.of(DType.BOOL, n, 2);
    return OpSample.of(name(kind), n, List.of(x, x), plain(new Op.Elementwise.Logic(kind)));
  }

  private static Stream<OpSample> select() {
    Op op = new Op.Elementwise.Select();
    Stream<OpSample> reals =
        sizes(n ->
            OpSample.of(
                    "select",
                    n,
                    List.of(Operand.of(DType.BOOL, n, 3), Operand.real(n, 3), Operand.real(n, 3)),
                    plain(op))
                .smoothTo(2));
    Stream<OpSample> others =
        Stream.of(DType.INT32, DType.INT64, DType.BOOL)
            .flatMap(dtype ->
                sizes(n ->
                    OpSample.of(
                        "select of " + dtype,
                        n,
                        List.of(
                            Operand.of(DType.BOOL, n), Operand.of(dtype, n), Operand.of(dtype, n)),
                        plain(op))));
    return Stream.concat(reals, others);
  }

  private static Stream<OpSample> casts(DType to) {
    Op op = new Op.Elementwise.Cast(to);
    Stream<OpSample> fixed =
        each(DType.values())
            .flatMap(from ->
                sizes(n ->
                    OpSample.of(
                        "cast from " + from + " to " + to,
                        n,
                        List.of(Operand.of(from, n)),
                        plain(op))));
    Stream<OpSample> real =
        sizes(n ->
            OpSample.of("cast to " + to, n, List.of(Operand.real(n)), plain(op))
                .smoothTo(to == DType.FLOAT64 ? 2 : 0));
    return Stream.concat(fixed, real);
  }
}
