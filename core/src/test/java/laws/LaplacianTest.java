package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Normalization;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laplacians, with coefficients, over some axes, of diffusions, and diagonals of Hessians are what
 * the Hessian by nested gradients says, for every sample; divergences what the Jacobian says.
 */
final class LaplacianTest {
  /**
   * @param sample the shape of a point
   * @param f from points {@code [B, n...]} to {@code [B, m...]}
   */
  record Field(String name, Shape sample, UnaryOperator<Tensor> f) {
    Tensor points(int samples) {
      return normal(7, sample.insert(0, samples).sizes());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Field> fields() {
    Tensor w1 = normal(1, 3, 5);
    Tensor w2 = normal(2, 5, 5);
    Tensor w3 = normal(3, 5, 2);
    Tensor gain = normal(4, 3).abs().plus(0.5);
    return Stream.of(
        new Field("a scalar of each point", Shape.of(3), x -> x.matmul(w1).tanh().prod(1)),
        new Field("two outputs", Shape.of(3), x -> x.matmul(w1).tanh().matmul(w2).sin().matmul(w3)),
        new Field(
            "points of two axes",
            Shape.of(2, 3),
            x -> x.matmul(w1).tanh().sum(1).matmul(w3).square()),
        new Field(
            "samples merged with a second axis",
            Shape.of(2, 3),
            x -> x.reshape(-1, 3).matmul(w1).sigmoid().reshape(-1, 2, 5).prod(2)),
        new Field(
            "attention between particles",
            Shape.of(2, 3),
            x -> Tensor.einsum("bid,bjd->bij", x, x).softmax(2).matmul(x).square().sum(1, 2)),
        new Field(
            "a layer norm",
            Shape.of(3),
            x -> Normalization.layerNorm(x, gain, null, 1e-2).matmul(w1).exp()),
        new Field("a quotient", Shape.of(3), x -> x.select(1, 0).div(x.square().sum(1).plus(1))),
        new Field("a norm", Shape.of(3), x -> x.norm(1)),
        new Field("each element on its own", Shape.of(3), x -> x.sin().sum(1)),
        new Field("linear", Shape.of(3), x -> x.matmul(w1)));
  }

  /** {@code [B, m..., n..., n...]} by nested gradients. */
  private static Tensor hessians(Tensor y, Tensor x) {
    return y.jacobian(x).jacobian(x);
  }

  private static Tensor flat(Tensor hessians, Tensor y, Tensor x) {
    int n = x.shape().elements(1, x.rank());
    return hessians.reshape(y.shape().concat(Shape.of(n, n)).sizes());
  }

  @ParameterizedTest
  @MethodSource("fields")
  void isTheTraceOfTheHessian(Field field) {
    for (int samples : new int[] {3}) {
      Tensor x = field.points(samples);
      Tensor y = field.f().apply(x);
      Tensor hessians = flat(hessians(y, x), y, x);
      int n = hessians.size(-1);
      Tensor expected = Tensor.einsum("...ii->...", hessians);
      Tensor numbers = normal(8, field.sample().sizes());
      Tensor each = normal(9, x.shape().sizes());
      Tensor sigma = normal(10, field.sample().concat(Shape.of(2)).sizes());
      Tensor sigmas = normal(11, x.shape().concat(Shape.of(2)).sizes());
      String letters = y.rank() == 1 ? "b" : y.rank() == 2 ? "bm" : "bmk";
      String ii = letters + "ii,";
      String ij = letters + "ij,";
      Tensor columns = sigma.reshape(n, 2);
      Tensor rows = sigmas.reshape(samples, n, 2);
      assertClose(
          List.of(
              y.laplacian(x),
              y.laplacian(x, numbers),
              y.laplacian(x, each),
              y.diffusion(x, sigma),
              y.diffusion(x, sigmas)),
          List.of(
              expected,
              Tensor.einsum(ii + "i->" + letters, hessians, numbers.reshape(n)),
              Tensor.einsum(ii + "bi->" + letters, hessians, each.reshape(samples, n)),
              Tensor.einsum(ij + "ir,jr->" + letters, hessians, columns, columns),
              Tensor.einsum(ij + "bir,bjr->" + letters, hessians, rows, rows)),
          1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void someAxesAndNone(Field field) {
    Tensor x = field.points(2);
    Tensor y = field.f().apply(x);
    Tensor hessians = flat(hessians(y, x), y, x);
    Tensor diagonal =
        Tensor.einsum("...ii->...i", hessians).reshape(y.shape().concat(field.sample()).sizes());
    List<Tensor> found = new ArrayList<>(List.of(y.hessianDiagonal(x)));
    List<Tensor> expected = new ArrayList<>(List.of(diagonal));
    if (x.rank() == 3) {
      found.add(y.laplacian(x, 2));
      expected.add(diagonal.sum(-1));
      found.add(y.laplacian(x, 1));
      expected.add(diagonal.sum(-2));
      found.add(y.laplacian(x, -2, -1));
      expected.add(diagonal.sum(-2, -1));
    }
    assertClose(found, expected, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void isWhatFiniteDifferencesSay(Field field) {
    Tensor x = field.points(2);
    Tensor y = field.f().apply(x);
    int n = x.shape().elements(1, x.rank());
    double h = 1e-5;
    List<Tensor> terms = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1;
      Tensor e = Tensor.stack(0, Tensor.of(unit), Tensor.of(unit)).reshape(x.shape().sizes());
      Tensor up = x.plus(e.times(h));
      Tensor down = x.minus(e.times(h));
      Tensor slope = field.f().apply(up).jvp(up, e).minus(field.f().apply(down).jvp(down, e));
      terms.add(slope.div(2 * h));
    }
    Tensor sum = terms.stream().reduce(Tensor::plus).orElseThrow();
    assertClose(List.of(y.laplacian(x)), List.of(sum), 1e-7);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void aFunctionOfOnePointIsTheSame(Field field) {
    Tensor x = field.points(3);
    UnaryOperator<Tensor> one = p -> field.f().apply(p.unsqueeze(0)).squeeze(0);
    Tensor y = field.f().apply(x);
    Tensor numbers = normal(8, field.sample().sizes());
    assertClose(
        List.of(
            Jacobi.vmap(Jacobi.laplacian(one::apply)).apply(x),
            Jacobi.vmap(Jacobi.laplacian(one::apply, numbers)).apply(x),
            Jacobi.vmap(Jacobi.hessianDiagonal(one::apply)).apply(x)),
        List.of(y.laplacian(x), y.laplacian(x, numbers), y.hessianDiagonal(x)),
        1e-13);
  }

  @Samples
  record Batch(Tensor x) {}

  @ParameterizedTest
  @MethodSource("fields")
  void compiledItIsTheSame(Field field) {
    Tensor x = field.points(37);
    var compiled = Jacobi.compile((Batch b) -> field.f().apply(b.x()).laplacian(b.x()));
    assertClose(compiled.apply(new Batch(x)), field.f().apply(x).laplacian(x), 1e-13);
  }

  @Test
  void itCanBeDifferentiatedAndNested() {
    Tensor w = normal(12, 2, 4);
    Tensor x = normal(13, 3, 2);
    Tensor y = x.matmul(w).sin().sum(1);
    // sin(w . x): each Laplacian multiplies by -|w|^2
    Tensor squares = w.square().sum(0);
    Tensor twice = x.matmul(w).sin().times(squares.square()).sum(1);
    assertClose(y.laplacian(x).laplacian(x), twice, 1e-12);
    Tensor expected = x.matmul(w).sin().times(squares).sum(1).square().sum().gradient(w);
    assertClose(y.laplacian(x).square().sum().gradient(w), expected, 1e-12);
  }

  @Test
  void aScalarHasNoSamples() {
    Tensor x = normal(14, 2, 3);
    Tensor y = x.sin().prod();
    Tensor hessian = y.hessian(x).reshape(6, 6);
    assertClose(y.laplacian(x), Tensor.einsum("ii->", hessian), 1e-14);
    assertClose(y.laplacian(x, 0), Tensor.einsum("ii->i", hessian).reshape(2, 3).sum(0), 1e-14);
    assertClose(y.hessianDiagonal(x).reshape(6), Tensor.einsum("ii->i", hessian), 1e-14);
  }

  @Test
  void whatDoesNotDependAndWhatIsEmpty() {
    Tensor x = normal(15, 3, 2);
    assertAllZero(x.floor().laplacian(x));
    assertAllZero(normal(16, 3).plus(x.stopGradient().sum(1)).laplacian(x));
    Tensor none = normal(1, 0, 2);
    assertThat(none.square().sum(1).laplacian(none).shape()).isEqualTo(Shape.of(0));
    Tensor points = normal(1, 3, 0);
    assertAllZero(points.square().sum(1).laplacian(points));
    assertThat(points.square().sum(1).hessianDiagonal(points).shape()).isEqualTo(Shape.of(3, 0));
  }

  @Test
  void aKnownZeroLeavesACoordinateOut() {
    Tensor x = normal(21, 4, 2);
    Tensor y = x.select(1, 0).exp().times(x.select(1, 1).pow(3));
    Tensor expected = x.select(1, 0).exp().times(x.select(1, 1)).times(6);
    assertClose(y.laplacian(x, Tensor.of(0.0, 1.0)), expected, 1e-13);
    assertClose(y.laplacian(x, Tensor.of(0, 1)), expected, 1e-13);
    assertAllZero(y.laplacian(x, Tensor.of(0.0, 0.0)));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void oneSampleIsAsGoodAsMany(Field field) {
    Tensor x = field.points(3);
    Tensor one = x.slice(0, 1, 2).value();
    Tensor numbers = normal(8, field.sample().insert(0, 3).sizes());
    Tensor own = numbers.slice(0, 1, 2);
    Tensor y = field.f().apply(x);
    Tensor alone = field.f().apply(one);
    assertClose(
        List.of(alone.laplacian(one), alone.laplacian(one, own), alone.hessianDiagonal(one)),
        List.of(
            y.laplacian(x).slice(0, 1, 2),
            y.laplacian(x, numbers).slice(0, 1, 2),
            y.hessianDiagonal(x).slice(0, 1, 2)),
        1e-13);
  }

  @Test
  void singlePrecision() {
    Tensor x = normal(17, 3, 2).cast(DType.FLOAT32);
    Tensor y = x.sin().prod(1);
    assertThat(y.laplacian(x, normal(18, 2)).dtype()).isEqualTo(DType.FLOAT32);
    assertClose(y.laplacian(x), y.times(-2), 1e-6);
    assertClose(y.cast(DType.FLOAT64).laplacian(x), y.times(-2).cast(DType.FLOAT64), 1e-6);
  }

  @Test
  void theDivergenceIsTheTraceOfTheJacobian() {
    for (Shape sample : List.of(Shape.of(3), Shape.of(2, 3), Shape.of(1), Shape.of(0))) {
      Tensor x = normal(19, sample.insert(0, 4).sizes());
      int n = sample.elements();
      Tensor w = normal(20, n, n);
      UnaryOperator<Tensor> f =
          points ->
              points
                  .reshape(points.size(0), n)
                  .matmul(w)
                  .sin()
                  .times(points.reshape(points.size(0), n))
                  .reshape(points.shape().sizes());
      Tensor y = f.apply(x);
      Tensor expected = Tensor.einsum("bii->b", y.jacobian(x).reshape(4, n, n));
      UnaryOperator<Tensor> one = p -> f.apply(p.unsqueeze(0)).squeeze(0);
      assertClose(
          List.of(y.divergence(x), Jacobi.vmap(Jacobi.divergence(one::apply)).apply(x)),
          List.of(expected, expected),
          1e-13);
    }
  }
}
