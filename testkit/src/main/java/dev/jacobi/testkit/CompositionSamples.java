package dev.jacobi.testkit;

import static dev.jacobi.testkit.OpSamples.sizes;

import dev.jacobi.Attention;
import dev.jacobi.Convolution;
import dev.jacobi.Jacobi;
import dev.jacobi.Normalization;
import dev.jacobi.Pooling;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Samples of compositions: operations that are made of others and have no rules of their own.
 * Conventions at kinks and behaviour at overflow have tests of their own; here are the laws.
 */
public final class CompositionSamples {
  private static final double EPS = 1e-5;

  private static final List<OpSample> ALL =
      Stream.of(
              activations(),
              pairs(),
              softmax(),
              lengths(),
              norms(),
              products(),
              windows(),
              others())
          .flatMap(samples -> samples)
          .toList();

  private CompositionSamples() {}

  /** All samples. */
  public static List<OpSample> all() {
    return ALL;
  }

  /** A composition as it is written with tensors. */
  @FunctionalInterface
  private interface Written {
    Tensor apply(List<Tensor> operands, Shape lead);
  }

  private static OpSample sample(
      String name, int n, int order, Written written, Operand... operands) {
    return OpSample.of(
            name,
            n,
            List.of(operands),
            (in, lead) -> written.apply(in.stream().map(Tensor::new).toList(), lead).node())
        .smoothTo(order)
        .within(new Bound.Normwise(256));
  }

  private static Stream<OpSample> unary(
      String name, int order, Domain domain, UnaryOperator<Tensor> f) {
    return sizes(
        n -> sample(name, n, order, (in, lead) -> f.apply(in.get(0)), Operand.real(domain, n)));
  }

  /** A function of the last axis, or of the last two. */
  private static Stream<OpSample> rows(String name, int order, UnaryOperator<Tensor> f) {
    return sizes(n ->
        sample(
            name,
            n,
            order,
            (in, lead) -> f.apply(in.get(0)),
            Operand.real(Domain.distinct(-2, 2), n, 3)));
  }

  private static Stream<OpSample> activations() {
    Domain kinkAtZero = Domain.awayFromZero(0.2, 2);
    return Stream.of(
            unary("relu", 2, kinkAtZero, Tensor::relu),
            unary("leaky relu", 2, kinkAtZero, x -> x.leakyRelu(0.1)),
            unary("elu", 2, kinkAtZero, x -> x.elu(0.7)),
            unary("selu", 2, kinkAtZero, Tensor::selu),
            unary("silu", 3, Domain.between(-3, 3), Tensor::silu),
            unary("softplus", 3, kinkAtZero, x -> x.softplus(2)),
            unary("log sigmoid", 3, kinkAtZero, Tensor::logSigmoid),
            unary("gelu", 3, Domain.between(-3, 3), Tensor::gelu),
            unary("gelu by tanh", 3, Domain.between(-3, 3), Tensor::geluTanh),
            unary("sinc", 3, Domain.between(-0.9, 0.9), Tensor::sinc),
            unary("hardtanh", 2, Domain.fractions(0.2, 0.8), Tensor::hardtanh),
            unary("clamp", 2, Domain.fractions(0.2, 0.8), x -> x.clamp(-1, 1)),
            unary("a number to the power", 2, kinkAtZero, x -> x.pow(3)))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> pairs() {
    return Stream.of(
            pair("log add exp", Tensor::logAddExp),
            pair("hypot", Tensor::hypot),
            pair("prelu", Tensor::prelu),
            pair("where", (a, b) -> Tensor.where(a.lt(b), a.square(), a.times(b))))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> pair(String name, BinaryOperator<Tensor> f) {
    return sizes(n ->
        sample(
            name,
            n,
            2,
            (in, lead) -> f.apply(in.get(0), in.get(1)),
            Operand.real(Domain.fractions(0.1, 0.4), n, 2),
            Operand.real(Domain.fractions(0.6, 0.9), n, 2)));
  }

  private static Stream<OpSample> softmax() {
    return Stream.of(
            rows("softmax", 3, x -> x.softmax(-1)),
            rows("softmax over rows", 2, x -> x.softmax(-2)),
            rows("log softmax", 3, x -> x.logSoftmax(-1)),
            rows("log sum exp", 3, x -> x.logSumExp(-1)),
            rows("log sum exp over two axes", 2, x -> x.logSumExp(-2, -1)))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> lengths() {
    return Stream.of(
            rows("mean", 2, x -> x.mean(-1)),
            rows("norm", 3, x -> x.norm(-1)),
            rows("frobenius norm", 2, x -> x.frobenius(-2, -1)),
            rows("squared norm", 2, x -> x.norm(-1).square()),
            rows("variance", 2, x -> x.variance(-1)),
            rows("std", 2, x -> x.std(new int[] {-1}, 1)))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> norms() {
    return Stream.of(
            sizes(n ->
                sample(
                    "layer norm",
                    n,
                    2,
                    (in, lead) -> Normalization.layerNorm(in.get(0), in.get(1), in.get(2), EPS),
                    Operand.real(n, 3),
                    Operand.real(3).sharedByAll(),
                    Operand.real(3).sharedByAll())),
            sizes(n ->
                sample(
                    "rms norm",
                    n,
                    2,
                    (in, lead) -> Normalization.rmsNorm(in.get(0), in.get(1), EPS),
                    Operand.real(n, 3),
                    Operand.real(3).sharedByAll())),
            sizes(CompositionSamples::batchNorm),
            sizes(n ->
                sample(
                    "batch norm in evaluation",
                    n,
                    2,
                    (in, lead) ->
                        unmerged(
                            lead.concat(Shape.of(n)),
                            Normalization.frozenBatchNorm(
                                merged(in.get(0), lead.rank() + 1),
                                in.get(1),
                                in.get(2).square(),
                                in.get(3),
                                null,
                                EPS)),
                    Operand.real(n, 3),
                    Operand.real(3).sharedByAll(),
                    Operand.real(Domain.between(0.5, 2), 3).sharedByAll(),
                    Operand.real(3).sharedByAll())),
            sizes(n ->
                sample(
                    "group norm",
                    n,
                    2,
                    (in, lead) ->
                        unmerged(
                            lead.concat(Shape.of(n)),
                            Normalization.groupNorm(
                                merged(in.get(0), lead.rank() + 1), 2, in.get(1), null, EPS)),
                    Operand.real(n, 4, 2),
                    Operand.real(4).sharedByAll())))
        .flatMap(samples -> samples);
  }

  /** Statistics over n + 2 rows: over two they are constant. */
  private static OpSample batchNorm(int n) {
    return sample(
        "batch norm in training",
        n,
        2,
        (in, lead) -> {
          UnaryOperator<Tensor> one =
              x -> Normalization.batchNorm(x, in.get(1), null, EPS).output();
          return lead.rank() == 0
              ? one.apply(in.get(0))
              : unmerged(lead, Jacobi.vmap(one).apply(merged(in.get(0), lead.rank())));
        },
        Operand.real(n + 2, 3),
        Operand.real(3).sharedByAll());
  }

  /** The first axes as one. */
  private static Tensor merged(Tensor x, int axes) {
    Shape shape = x.shape();
    return x.reshape(Shape.of(shape.elements(0, axes)).concat(shape.slice(axes, shape.rank())));
  }

  /** The first axis as several. */
  private static Tensor unmerged(Shape axes, Tensor y) {
    return y.reshape(axes.concat(y.shape().slice(1, y.rank())));
  }

  private static Stream<OpSample> products() {
    return Stream.of(
            sizes(n ->
                sample(
                    "matmul",
                    n,
                    2,
                    (in, lead) -> in.get(0).matmul(in.get(1)),
                    Operand.real(n, 3),
                    Operand.real(3, 2))),
            sizes(n ->
                sample(
                    "matmul with shared weights",
                    n,
                    2,
                    (in, lead) -> in.get(0).matmul(in.get(1)),
                    Operand.real(n, 3),
                    Operand.real(3, 2).sharedByAll())),
            sizes(n ->
                sample(
                    "einsum of three",
                    n,
                    2,
                    (in, lead) ->
                        Tensor.einsum("...bi,ij,...bj->...b", in.get(0), in.get(1), in.get(2)),
                    Operand.real(n, 3),
                    Operand.real(3, 2).sharedByAll(),
                    Operand.real(n, 2))),
            sizes(n ->
                sample(
                    "einsum of a diagonal",
                    n,
                    2,
                    (in, lead) -> Tensor.einsum("...ii->...i", in.get(0)),
                    Operand.real(n, 3, 3))),
            sizes(n ->
                sample(
                    "attention",
                    n,
                    2,
                    (in, lead) -> Attention.of(in.get(0), in.get(1), in.get(2)),
                    Operand.real(n, 2),
                    Operand.real(3, 2),
                    Operand.real(3, 2))),
            sizes(n ->
                sample(
                    "causal attention",
                    n,
                    2,
                    (in, lead) ->
                        Attention.of(in.get(0), in.get(1), in.get(2), Attention.causal(n)),
                    Operand.real(n, 2),
                    Operand.real(n, 2),
                    Operand.real(n, 2))))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> windows() {
    Convolution strided = new Convolution().withStride(2).withPadding(1);
    Convolution dilated = new Convolution().withDilation(2).withPadding(2).withGroups(2);
    Pooling pooling = new Pooling(2);
    return Stream.of(
            convolution("convolution 1d", strided, Ints.of(2, 7), Ints.of(3, 2, 3)),
            convolution("convolution 1d in groups", dilated, Ints.of(4, 5), Ints.of(2, 2, 2)),
            convolution("convolution 2d", strided, Ints.of(2, 4, 3), Ints.of(2, 2, 3, 2)),
            convolution(
                "convolution 3d", new Convolution(), Ints.of(1, 2, 3, 2), Ints.of(2, 1, 2, 2, 1)),
            sizes(n ->
                sample(
                    "transposed convolution",
                    n,
                    2,
                    (in, lead) ->
                        unmerged(
                            lead.concat(Shape.of(n)),
                            strided.transposed(
                                merged(in.get(0), lead.rank() + 1), in.get(1), null)),
                    Operand.real(n, 2, 3),
                    Operand.real(2, 3, 3).sharedByAll())),
            sizes(n ->
                sample(
                    "max pooling",
                    n,
                    2,
                    (in, lead) -> pooling.max(in.get(0)),
                    Operand.real(Domain.distinct(-2, 2), n, 4))),
            sizes(n ->
                sample(
                    "average pooling",
                    n,
                    2,
                    (in, lead) -> pooling.withPadding(1).average(in.get(0)),
                    Operand.real(n, 4))))
        .flatMap(samples -> samples);
  }

  private static Stream<OpSample> convolution(
      String name, Convolution convolution, Ints x, Ints weight) {
    return sizes(n ->
        sample(
            name,
            n,
            2,
            (in, lead) ->
                unmerged(
                    lead.concat(Shape.of(n)),
                    convolution.apply(merged(in.get(0), lead.rank() + 1), in.get(1), in.get(2))),
            Operand.real(x.prepend(n).toArray()),
            Operand.real(weight.toArray()).sharedByAll(),
            Operand.real(weight.get(0)).sharedByAll()));
  }

  private static Stream<OpSample> others() {
    return Stream.of(
            rows("sort", 2, x -> x.sort(-1)),
            rows("pad with a number", 2, x -> x.pad(-1, 1, 2, 0.5)),
            rows("a row of each matrix", 2, x -> x.select(-2, -1)),
            sizes(n ->
                sample(
                    "take along the last axis",
                    n,
                    2,
                    (in, lead) -> in.get(0).takeAlongLast(in.get(1)),
                    Operand.real(n, 5),
                    Operand.index(DType.INT64, 5, n, 2))),
            sizes(n ->
                sample(
                    "a small network",
                    n,
                    2,
                    (in, lead) -> in.get(0).matmul(in.get(1)).tanh().matmul(in.get(2)),
                    Operand.real(n, 2),
                    Operand.real(2, 3).sharedByAll(),
                    Operand.real(3, 2).sharedByAll())))
        .flatMap(samples -> samples);
  }
}
