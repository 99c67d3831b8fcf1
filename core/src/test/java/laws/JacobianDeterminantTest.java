package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.LinearAlgebra;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Cheapest;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Determinants and singular values of Jacobians are those of the matrices, and so their slopes. */
final class JacobianDeterminantTest {
  record Map(String name, UnaryOperator<Tensor> f) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Tensor weight(long seed) {
    return normal(seed, 4, 4).times(0.3).plus(Tensor.eye(4));
  }

  static Stream<Map> square() {
    Tensor v = normal(3, 4, 9);
    Tensor back = normal(4, 9, 4).times(0.2);
    Tensor s = normal(5, 2, 2);
    return Stream.of(
        new Map("linear", x -> x.matmul(weight(1))),
        new Map("elementwise", x -> x.exp().plus(x)),
        new Map("layers", x -> x.matmul(weight(1)).tanh().matmul(weight(2)).sinh()),
        new Map("through more", x -> x.plus(x.matmul(v).tanh().matmul(back))),
        new Map("wide inside", x -> x.matmul(v).plus(x.sum(1).unsqueeze(1)).tanh().matmul(back)),
        new Map("permuted", x -> x.flip(1).sinh().matmul(weight(1)).flip(1)),
        new Map(
            "coupling",
            x -> {
              Tensor first = x.slice(1, 0, 2);
              Tensor scale = first.matmul(s).tanh();
              Tensor second = x.slice(1, 2, 4).times(scale.exp()).plus(first.sin());
              return Tensor.concat(1, first, second).matmul(weight(2));
            }));
  }

  static Stream<Map> any() {
    return Stream.concat(
        square(),
        Stream.of(
            new Map("tall", x -> x.matmul(normal(6, 4, 7)).tanh()),
            new Map("flat", x -> x.matmul(normal(7, 4, 3)).sin()),
            new Map("a number", x -> x.sin().prod(1))));
  }

  @ParameterizedTest
  @MethodSource("square")
  void determinantsAreThoseOfTheJacobian(Map map) {
    for (int samples : new int[] {1, 3}) {
      Tensor x = normal(8, samples, 4);
      Tensor y = map.f().apply(x);
      Tensor found = y.logAbsDetJacobian(x);
      Tensor expected = LinearAlgebra.logDeterminant(y.jacobian(x)).logarithm();
      assertClose(
          List.of(found, found.square().sum().gradient(x)),
          List.of(expected, expected.square().sum().gradient(x)),
          1e-10);
    }
  }

  @ParameterizedTest
  @MethodSource("any")
  void singularValuesAreThoseOfTheJacobian(Map map) {
    Tensor x = normal(9, 3, 4);
    Tensor y = map.f().apply(x);
    Tensor j = y.rank() == 1 ? y.jacobian(x).unsqueeze(1) : y.jacobian(x);
    Tensor found = y.jacobianSingularValues(x);
    Tensor expected = LinearAlgebra.singularValues(j);
    Tensor weights = normal(10, found.shape().sizes());
    assertClose(found, expected, 1e-12);
    assertClose(found.square().sum(1).sqrt(), y.jacobianNorm(x), 1e-12);
    assertClose(
        found.times(weights).sum().gradient(x), expected.times(weights).sum().gradient(x), 1e-8);
  }

  @ParameterizedTest
  @MethodSource("square")
  void areThoseOfFiniteDifferencesAndOfFunctions(Map map) {
    Tensor x = normal(11, 2, 4);
    UnaryOperator<Tensor> one = p -> map.f().apply(p.unsqueeze(0)).squeeze(0);
    Tensor logarithms = map.f().apply(x).logAbsDetJacobian(x);
    Tensor values = map.f().apply(x).jacobianSingularValues(x);
    for (int b = 0; b < 2; b++) {
      Tensor j = differences(one, x.get(b).value());
      assertClose(logarithms.get(b), LinearAlgebra.determinant(j).abs().log(), 1e-6);
      assertClose(values.get(b), LinearAlgebra.singularValues(j), 1e-6);
    }
    assertClose(
        List.of(
            Jacobi.vmap(Jacobi.logAbsDetJacobian(one)).apply(x),
            Jacobi.vmap(Jacobi.jacobianSingularValues(one)).apply(x)),
        List.of(logarithms, values),
        1e-10);
  }

  /** A singular Jacobian has the logarithm -inf, and derivatives that say so. */
  @Test
  void aSingularJacobianIsNotAFiniteNumber() {
    Tensor x = Tensor.of(new double[][] {{0, 1}, {2, 3}});
    Tensor y = x.square().matmul(normal(12, 2, 2));
    Tensor found = y.logAbsDetJacobian(x);
    assertThat(found.get(0).item()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(found.get(1).item()).isFinite();
    double[] gradient = found.sum().gradient(x).toDoubles();
    assertThat(gradient[0]).isNotFinite();
    assertThat(gradient[2]).isFinite();
  }

  @Samples
  record Batch(Tensor x) {}

  /** The logarithms of shared weights are taken once, those of activations from diagonals. */
  @Test
  void aFlowCostsNoDeterminantOfItsSamples() {
    Tensor x = normal(13, 256, 16);
    Tensor w = normal(14, 16, 16);
    UnaryOperator<Tensor> flow = p -> p.matmul(w).sinh().matmul(w).tanh().matmul(w);
    Tensor y = flow.apply(x);
    long whole =
        Cheapest.added(
            List.of(y.node()),
            LinearAlgebra.logDeterminant(y.jacobian(x)).logarithm().node(),
            Simplifier::simplify);
    long links =
        Cheapest.added(List.of(y.node()), y.logAbsDetJacobian(x).node(), Simplifier::simplify);
    assertThat(10 * links).isLessThan(whole);
    var compiled = Jacobi.compile((Batch b) -> flow.apply(b.x()).logAbsDetJacobian(b.x()));
    compiled.apply(new Batch(x));
    assertThat(compiled.explain("modes"))
        .contains(
            "logAbsDetJacobian of y [256, 16] by z [256, 16]: the links of the chain, one by one (");
  }
}
