package compositions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Eigen;
import dev.jacobi.Jacobi;
import dev.jacobi.LinearAlgebra;
import dev.jacobi.LogDeterminant;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What solutions and factors are by definition, and what happens where there are none. */
final class LinearAlgebraTest {
  private static Tensor eye(int n) {
    return Tensor.eye(DType.FLOAT64, n);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 13})
  void solutionsSolve(int n) {
    Tensor a = Probe.numbers(n, 3, n, n).plus(eye(n).times(2));
    Tensor b = Probe.numbers(n + 1, 3, n, 2);
    Probe.assertClose(a.matmul(LinearAlgebra.solve(a, b)), b, 1e-11);
    Probe.assertClose(LinearAlgebra.inverse(a).matmul(a), eye(n).plus(a.times(0)), 1e-11);
    Tensor v = Probe.numbers(n + 2, n);
    Probe.assertClose(
        a.matmul(LinearAlgebra.solveVector(a, v).unsqueeze(-1)).squeeze(-1),
        v.plus(Tensor.full(DType.FLOAT64, b.select(-1, 0).shape(), 0)),
        1e-11);
    Tensor regular = a.abs().plus(1);
    Tensor lower = Tensor.where(below(n), regular, 0);
    Tensor upper = Tensor.where(below(n).transpose(), regular, 0);
    Tensor x = LinearAlgebra.solveLower(regular, b);
    Probe.assertClose(LinearAlgebra.solve(lower, b), x, 1e-9 * x.abs().max().item());
    Tensor y = LinearAlgebra.solveUpper(regular, b);
    Probe.assertClose(LinearAlgebra.solve(upper, b), y, 1e-9 * y.abs().max().item());
  }

  private static Tensor below(int n) {
    Tensor rows = Tensor.iota(DType.INT64, eye(n).shape(), 0);
    return rows.ge(rows.transpose());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8})
  void determinantsMultiply(int n) {
    Tensor a = Probe.numbers(n, 5, n, n);
    Tensor b = Probe.numbers(n + 1, 5, n, n);
    Tensor product = LinearAlgebra.determinant(a).times(LinearAlgebra.determinant(b));
    Probe.assertClose(LinearAlgebra.determinant(a.matmul(b)), product, 1e-9);
    LogDeterminant factors = LinearAlgebra.logDeterminant(a);
    Probe.assertClose(
        factors.sign().times(factors.logarithm().exp()), LinearAlgebra.determinant(a), 1e-11);
    Tensor exchanged = Tensor.concat(-1, a.slice(-1, 1, n), a.slice(-1, 0, 1));
    Probe.assertClose(
        LinearAlgebra.determinant(exchanged),
        LinearAlgebra.determinant(a).times(n % 2 == 0 ? -1 : 1),
        1e-11);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9})
  void factorsMultiplyToTheMatrix(int n) {
    Tensor half = Probe.numbers(n, 3, n, n);
    Tensor a = half.matmul(half.transpose()).plus(eye(n).times(0.1));
    Tensor l = LinearAlgebra.cholesky(a);
    Probe.assertClose(l.matmul(l.transpose()), a, 1e-12);
    assertThat(Tensor.where(below(n), 0, l).abs().max().item()).isZero();

    Eigen eigen = LinearAlgebra.eigen(half);
    Tensor symmetric = half.plus(half.transpose()).div(2);
    Tensor v = eigen.vectors();
    Probe.assertClose(symmetric.matmul(v), v.times(eigen.values().unsqueeze(-2)), 1e-12);
    Probe.assertClose(v.transpose().matmul(v), eye(n).plus(a.times(0)), 1e-13);
    Tensor sorted = eigen.values().sort(-1);
    Probe.assertClose(eigen.values(), sorted, 0);
    Probe.assertClose(v.max(-2), v.abs().max(-2), 0);
  }

  @Test
  void singularValuesAreThoseOfTheGramMatrix() {
    for (int[] size : new int[][] {{1, 1}, {3, 3}, {2, 5}, {5, 2}, {1, 4}}) {
      Tensor a = Probe.numbers(size[0], 3, size[0], size[1]);
      Tensor s = LinearAlgebra.singularValues(a);
      Tensor wide = size[0] < size[1] ? a : a.transpose();
      Tensor gram = wide.matmul(wide.transpose());
      Probe.assertClose(s.square(), LinearAlgebra.eigenvalues(gram).flip(-1), 1e-12);
    }
  }

  /** Of more rows than columns there are ties among the values that are left out. */
  @Test
  void singularValuesHaveEveryDerivative() {
    UnaryOperator<Tensor> f = a -> LinearAlgebra.singularValues(a).log().sum();
    UnaryOperator<Tensor> g = a -> LinearAlgebra.logDeterminant(gram(a)).logarithm().div(2);
    Tensor a = Probe.numbers(3, 4, 2);
    Tensor v = Probe.numbers(4, 4, 2);
    for (int order = 1; order <= 4; order++) {
      double left = Jacobi.jet(f, a, v, order).derivative(order).item();
      double right = Jacobi.jet(g, a, v, order).derivative(order).item();
      assertThat(Math.abs(left - right)).isLessThan(1e-8 * (1 + Math.abs(right)));
    }
    Tensor third = directional(directional(directional(f, v), v), v).apply(a);
    double expected = Jacobi.jet(g, a, v, 3).derivative(3).item();
    assertThat(Math.abs(third.item() - expected)).isLessThan(1e-8 * (1 + Math.abs(expected)));
  }

  private static Tensor gram(Tensor a) {
    return a.transpose().matmul(a);
  }

  private static UnaryOperator<Tensor> directional(UnaryOperator<Tensor> f, Tensor v) {
    return x -> f.apply(x).gradient(x).times(v).sum();
  }

  /** At A = I every eigenvalue ties: symmetric functions still have their first derivatives. */
  @Test
  void tiedEigenvalues() {
    Tensor a = eye(3);
    Tensor squares = LinearAlgebra.eigenvalues(a).square().sum();
    Probe.assertClose(squares.gradient(a), eye(3).times(2), 1e-15);
    Tensor vectors = LinearAlgebra.eigen(a).vectors().sum();
    assertThat(vectors.gradient(a).toDoubles()).containsOnly(Double.NaN);
    Tensor slope = LinearAlgebra.eigenvalues(a).select(0, 0).gradient(a);
    assertThat(slope.sum().gradient(a).toDoubles()).containsOnly(Double.NaN);
  }

  /** One bad matrix of three leaves the others alone; a mask over it leaves no derivative. */
  @Test
  void badMatricesKeepToThemselves() {
    Tensor a = Tensor.stack(0, eye(2).times(2), eye(2).times(0), eye(2)).value();
    Tensor computed = a.times(1);
    Tensor ok = Tensor.of(true, false, true);
    for (Function<Tensor, Tensor> f : badForZero()) {
      Tensor y = f.apply(computed);
      Tensor rest = y.reshape(3, -1);
      assertThat(rest.get(1).isFinite().cast(DType.INT32).sum().item()).isZero();
      assertThat(rest.get(0).isFinite().cast(DType.INT32).min().item()).isEqualTo(1);
      assertThat(rest.get(2).isFinite().cast(DType.INT32).min().item()).isEqualTo(1);
      Tensor gradient = rest.sum().gradient(computed).reshape(3, 4);
      assertThat(gradient.get(1).toDoubles()).containsOnly(Double.NaN);
      Tensor masked = Tensor.where(ok.unsqueeze(1), rest, 0).sum().gradient(computed);
      assertThat(masked.get(1).toDoubles()).containsOnly(0);
      assertThat(masked.get(0).toDoubles()).isEqualTo(gradient.get(0).toDoubles());
      Tensor moved = Tensor.where(ok.unsqueeze(1), rest, 0).jvp(computed, a.onesLike());
      assertThat(moved.get(1).abs().max().item()).isZero();
    }
  }

  private static java.util.List<Function<Tensor, Tensor>> badForZero() {
    return java.util.List.of(
        LinearAlgebra::inverse,
        LinearAlgebra::cholesky,
        a -> LinearAlgebra.logDeterminant(a).logarithm());
  }

  @Test
  void determinantsOfSingularMatrices() {
    Tensor a = Tensor.of(new double[][] {{1, 2, 3}, {2, 4, 6}, {1, 0, 1}});
    Tensor det = LinearAlgebra.determinant(a);
    assertThat(det.item()).isZero();
    Probe.assertClose(det.gradient(a), new double[] {4, 4, -4, -2, -2, 2, 0, 0, 0}, 0, 0);
    Tensor four = Tensor.ones(4, 4).cast(DType.FLOAT64).value();
    assertThat(LinearAlgebra.determinant(four).item()).isZero();
    assertThat(LinearAlgebra.determinant(four).gradient(four).toDoubles()).containsOnly(Double.NaN);
    LogDeterminant factors = LinearAlgebra.logDeterminant(four);
    assertThat(factors.sign().item()).isZero();
    assertThat(factors.logarithm().item()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** Sizes at which naive products overflow. */
  @Test
  void largeAndSmallNumbers() {
    Tensor a = eye(3).times(1e200);
    assertThat(LinearAlgebra.logDeterminant(a).logarithm().item())
        .isCloseTo(600 * Math.log(10), org.assertj.core.data.Offset.offset(1e-10));
    assertThat(LinearAlgebra.eigenvalues(a.times(1e-300)).toDoubles())
        .containsExactly(1e-100, 1e-100, 1e-100);
    assertThat(LinearAlgebra.singularValues(eye(2).times(1e300)).toDoubles())
        .containsExactly(1e300, 1e300);
  }
}
