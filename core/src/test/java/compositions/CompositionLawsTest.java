package compositions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Attention;
import dev.jacobi.Convolution;
import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.LinearAlgebra;
import dev.jacobi.LogDensity;
import dev.jacobi.Normalization;
import dev.jacobi.Pooling;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every composition, here as a function of one sample {@code [4, 6]}. */
final class CompositionLawsTest {

  record Composition(String name, UnaryOperator<Tensor> f) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Composition of(String name, UnaryOperator<Tensor> f) {
    return new Composition(name, f);
  }

  static List<Composition> compositions() {
    return List.of(
        of("softmax", x -> x.softmax(0)),
        of("logSoftmax", x -> x.logSoftmax(-1)),
        of("logSumExp", x -> x.logSumExp(0)),
        of("logAddExp", x -> x.logAddExp(x.flip(0))),
        of("relu", Tensor::relu),
        of("leakyRelu", x -> x.leakyRelu(0.1)),
        of("prelu", x -> x.prelu(weight(x, 6))),
        of("hardtanh", Tensor::hardtanh),
        of("elu", x -> x.elu(0.5)),
        of("selu", Tensor::selu),
        of("softplus", Tensor::softplus),
        of("softplus(beta)", x -> x.softplus(3)),
        of("logSigmoid", Tensor::logSigmoid),
        of("silu", Tensor::silu),
        of("gelu", Tensor::gelu),
        of("geluTanh", Tensor::geluTanh),
        of("sinc", Tensor::sinc),
        of("norm", x -> x.norm(1)),
        of("frobenius", x -> x.frobenius(0, 1)),
        of("hypot", x -> x.hypot(x.flip(1))),
        of("variance", x -> x.variance(new int[] {0}, 1)),
        of("std", x -> x.std(1)),
        of("dropout", x -> x.dropout(0.3, Key.of(4))),
        of("einsum", x -> Tensor.einsum("ij,kj,ki->i", x, x, weight(x, 4, 4))),
        of("einsum of a diagonal", x -> Tensor.einsum("ii->i", x.slice(1, 0, 4))),
        of("layerNorm", x -> Normalization.layerNorm(x, weight(x, 6), weight(x, 6), 1e-3)),
        of("groupNorm", x -> Normalization.groupNorm(x.unsqueeze(0), 2, weight(x, 4), null, 1e-3)),
        of("rmsNorm", x -> Normalization.rmsNorm(x, weight(x, 6), 1e-3)),
        of("batchNorm", x -> Normalization.batchNorm(x, weight(x, 6), null, 1e-3).output()),
        of(
            "frozenBatchNorm",
            x ->
                Normalization.frozenBatchNorm(
                    x, weight(x, 6), weight(x, 6).square(), null, null, 1e-3)),
        of("conv1d", x -> new Convolution().withGroups(2).apply(x, weight(x, 2, 2, 3), null)),
        of(
            "transposed conv1d",
            x -> new Convolution().withStride(2).transposed(x, weight(x, 4, 2, 3), weight(x, 2))),
        of("maxPool", x -> new Pooling(2).max(x)),
        of("avgPool", x -> new Pooling(2, 3).withPadding(1).average(x)),
        of("adaptiveAverage", x -> Pooling.adaptiveAverage(x, 3, 4)),
        of("adaptiveMax", x -> Pooling.adaptiveMax(x, 3, 4)),
        of("cumsum", x -> x.cumsum(1)),
        of("cumprod", x -> x.cumprod(-1)),
        of("logCumSumExp", x -> x.logCumSumExp(0)),
        of("topK", x -> x.topK(3, 1).values()),
        of("segmentSum", x -> x.segmentSum(1, Tensor.of(0, 3, 0, 1, 1, 0), 4)),
        of("normal", x -> LogDensity.normal(x, weight(x, 6), weight(x, 4, 1).square().plus(1))),
        of(
            "multivariateNormal",
            x ->
                LogDensity.multivariateNormal(
                    x.select(1, 0), x.select(1, 1), x.matmul(x.transpose()).plus(square(x)))),
        of(
            "multivariateNormalOfFactor",
            x ->
                LogDensity.multivariateNormalOfFactor(x.slice(1, 0, 4), x.select(1, 4), square(x))),
        of("categorical", x -> LogDensity.categorical(Tensor.of(0, 5, 2, 2), x)),
        of("poisson", x -> LogDensity.poisson(Tensor.of(0, 1, 2, 5, 9, 30), x.square().plus(1))),
        of("solve", x -> LinearAlgebra.solve(square(x), x)),
        of("solveVector", x -> LinearAlgebra.solveVector(square(x), x.select(1, 0))),
        of("solveLower", x -> LinearAlgebra.solveLower(square(x), x)),
        of("solveUpper", x -> LinearAlgebra.solveUpper(square(x), x)),
        of("inverse", x -> LinearAlgebra.inverse(square(x))),
        of("determinant", x -> LinearAlgebra.determinant(square(x))),
        of(
            "determinant of 3 rows",
            x -> LinearAlgebra.determinant(x.slice(0, 0, 3).slice(1, 0, 3))),
        of("logDeterminant", x -> LinearAlgebra.logDeterminant(square(x)).logarithm()),
        of("cholesky", x -> LinearAlgebra.cholesky(x.matmul(x.transpose()).plus(square(x)))),
        of("eigenvalues", x -> LinearAlgebra.eigenvalues(square(x))),
        of("eigen", x -> LinearAlgebra.eigen(square(x)).vectors()),
        of("singularValues", LinearAlgebra::singularValues),
        of("attention", x -> Attention.of(x, x, x)),
        of("attention, causal", x -> Attention.of(x, x, x, Attention.causal(4))));
  }

  /** A regular matrix of 4 rows with eigenvalues apart. */
  private static Tensor square(Tensor x) {
    Tensor diagonal = Tensor.eye(x.dtype(), 4).times(Tensor.iota(x.dtype(), Shape.of(4), 0));
    return x.slice(1, 0, 4).times(0.2).plus(diagonal.plus(Tensor.eye(x.dtype(), 4)).times(2));
  }

  private static Tensor weight(Tensor like, int... sizes) {
    return Probe.numbers(17, sizes).cast(like.dtype());
  }

  @ParameterizedTest
  @MethodSource("compositions")
  void keepsTheFloatType(Composition c) {
    Tensor x = Probe.numbers(1, 4, 6);
    Tensor wide = c.f.apply(x);
    Tensor narrow = c.f.apply(x.cast(DType.FLOAT32));
    assertThat(wide.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(narrow.dtype()).isEqualTo(DType.FLOAT32);
    Probe.assertClose(narrow, wide.toDoubles(), 1e-5, 1e-5);
  }

  @ParameterizedTest
  @MethodSource("compositions")
  void vmapEqualsTheLoop(Composition c) {
    Tensor x = Probe.numbers(1, 3, 4, 6);
    Tensor mapped = Jacobi.<Tensor, Tensor>vmap(c.f::apply).apply(x);
    UnaryOperator<Tensor> gradient = Jacobi.grad((Tensor t) -> c.f.apply(t).pow(2).sum());
    Tensor gradients = Jacobi.<Tensor, Tensor>vmap(gradient::apply).apply(x);
    for (int b = 0; b < 3; b++) {
      Probe.assertClose(mapped.get(b), c.f.apply(x.get(b)), 1e-13);
      Probe.assertClose(gradients.get(b), gradient.apply(x.get(b)), 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("compositions")
  void hasDerivativesOfBothOrders(Composition c) {
    Probe.assertDerivatives(t -> c.f.apply(t).pow(3).sum(), Probe.numbers(5, 4, 6));
  }

  /** As "batchNorm" in "sum over axis 0 of batchNorm": the first word of its name here. */
  @ParameterizedTest
  @MethodSource("compositions")
  void namesItself(Composition c) {
    assertThat(c.f.apply(Probe.numbers(1, 4, 6)).node().origin().composition())
        .startsWith(c.name.split("[ ,(]", 2)[0]);
  }
}
