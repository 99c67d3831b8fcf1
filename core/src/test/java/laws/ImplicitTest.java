package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Implicit;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.MixedSamplesException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Solutions of equations differentiate as the functions that they are. */
final class ImplicitTest {
  /** z^3 + z = p: a function of p without poles near the real axis. */
  private static Tensor cubic(Tensor z, Tensor p) {
    return z.pow(3).plus(z).minus(p);
  }

  /** By Cardano's formula. */
  private static Tensor root(Tensor p) {
    Tensor half = p.div(2);
    Tensor s = half.square().plus(1.0 / 27).sqrt();
    Tensor u = s.plus(half).pow(1.0 / 3);
    return u.minus(u.times(3).pow(-1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void derivativesAreExactUpToTheOrder(int order) {
    Tensor p = Tensor.of(new double[][] {{0.3}, {1.7}, {4}});
    Tensor v = p.onesLike();
    Tensor z = root(p).value();
    UnaryOperator<Tensor> implicit =
        x -> Jacobi.implicit(ImplicitTest::cubic).withOrder(order).at(z, x);
    for (int k = 1; k <= order; k++) {
      Tensor found = Jacobi.jet(implicit, p, v, order).derivative(k);
      Tensor expected = Jacobi.jet(ImplicitTest::root, p, v, order).derivative(k);
      double size = expected.abs().max().item();
      assertClose(found.div(size), expected.div(size), 1e-9);
    }
  }

  /** The system A(p) z = b(p), nonlinear in p; a solution that is a little off is improved. */
  @Test
  void systemsOfEverySample() {
    Tensor p = normal(1, 4, 3);
    Tensor a = normal(2, 3, 3);
    Implicit<Tensor> system =
        Jacobi.implicit(
            (Tensor z, Tensor q) -> z.exp().plus(z).plus(z.matmul(a).times(0.1)).minus(q));
    Tensor rough = Tensor.full(p.dtype(), p.shape(), -0.5);
    Tensor z = rough;
    for (int i = 0; i < 8; i++) {
      z = system.at(z, p).value();
    }
    Tensor residual = z.exp().plus(z).plus(z.matmul(a).times(0.1)).minus(p);
    assertThat(residual.abs().max().item()).isLessThan(1e-13);
    Tensor near = z.plus(1e-5).value();
    assertClose(system.at(near, p), z, 1e-13);
    Tensor solution = z;
    UnaryOperator<Tensor> f = x -> system.at(solution, x);
    assertClose(
        f.apply(p).jacobian(p).get(1), Numbers.differences(x -> moved(f, p, x), p.get(1)), 1e-7);
    Tensor loss = f.apply(p).square().sum();
    assertClose(
        loss.hessian(p), Numbers.differences(x -> f.apply(x).square().sum().gradient(x), p), 1e-6);
    Tensor compiled = Jacobi.compile((Tensor x) -> f.apply(x).jacobian(x)).apply(p);
    assertClose(compiled, f.apply(p).jacobian(p), 1e-12);
  }

  /** The result of sample 1 when its parameters are x. */
  private static Tensor moved(UnaryOperator<Tensor> f, Tensor p, Tensor x) {
    return f.apply(Tensor.concat(0, p.slice(0, 0, 1), x.unsqueeze(0), p.slice(0, 2, 4))).get(1);
  }

  @Test
  void fixedPointsOfContractions() {
    Tensor p = normal(1, 5, 2);
    Tensor z =
        Jacobi.fixedPoint((Tensor x, Tensor q) -> x.times(0.5).cos().plus(q), p.zerosLike(), 40, p);
    assertThat(z.minus(z.times(0.5).cos().plus(p)).abs().max().item()).isLessThan(1e-14);
    // z' = 1 / (1 + sin(z / 2) / 2)
    Tensor slope = z.times(0.5).sin().times(0.5).plus(1).pow(-1);
    assertClose(z.sum().gradient(p), slope, 1e-13);
  }

  /** A single system without samples, and one in which samples mix. */
  @Test
  void wholeSystems() {
    Tensor p = normal(1, 3);
    Implicit<Tensor> mixed =
        Jacobi.implicit((Tensor z, Tensor q) -> z.times(3).plus(z.sum()).minus(q.square()));
    assertThatThrownBy(() -> mixed.at(p, p)).isInstanceOf(MixedSamplesException.class);
    Tensor z = mixed.whole().at(p.zerosLike(), p);
    // z = (q - sum q / 6) / 3 with q = p^2
    Tensor q = p.square();
    assertClose(z, q.minus(q.sum().div(6)).div(3), 1e-14);
    assertClose(z.fullJacobian(p), q.minus(q.sum().div(6)).div(3).fullJacobian(p), 1e-13);
  }

  /** Where the equation does not determine its solution there is NaN, in that sample only. */
  @Test
  void singularEquationsGiveNaN() {
    Tensor p = Tensor.of(new double[][] {{0}, {1}});
    Tensor z = Jacobi.implicit((Tensor x, Tensor q) -> x.square().minus(q)).at(p, p);
    Tensor gradient = z.sum().gradient(p);
    assertThat(gradient.get(0).item()).isNaN();
    assertThat(gradient.get(1).item()).isEqualTo(0.5);
  }
}
