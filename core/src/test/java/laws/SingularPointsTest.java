package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What derivatives are where a function has none: conventions that belong to the operation itself
 * and hold for every order; what is no convention follows IEEE.
 */
final class SingularPointsTest {
  private static final double NAN = Double.NaN;

  private static void assertDerivatives(Function<Tensor, Tensor> f, double x, double... expected) {
    Tensor at = Tensor.of(x);
    for (Mode mode : new Mode[] {Mode.FORWARD, Mode.REVERSE}) {
      Function<Tensor, Tensor> derivative = f;
      for (double value : expected) {
        derivative = Jacobi.jacobian(derivative, mode);
        assertClose(derivative.apply(at).toDoubles(), new double[] {value}, 1e-12);
      }
    }
  }

  @Test
  void slopesAtKinks() {
    assertDerivatives(Tensor::abs, 0, 0, 0);
    assertDerivatives(Tensor::abs, -0.0, 0, 0);
    assertDerivatives(Tensor::sign, 0, 0, 0);
    assertDerivatives(Tensor::relu, 0, 0, 0);
    assertDerivatives(Tensor::relu, NAN, 1, 0);
    assertDerivatives(x -> x.leakyRelu(0.1), 0, 0.1, 0);
    assertDerivatives(x -> x.clamp(0, 1), 0, 1, 0);
    assertDerivatives(x -> x.clamp(0, 1), 1, 1, 0);
    assertDerivatives(x -> x.clamp(0, 1), 1.5, 0, 0);
    assertDerivatives(Tensor::floor, 1, 0, 0);
    assertDerivatives(Tensor::ceil, 1, 0, 0);
    assertDerivatives(Tensor::round, 0.5, 0, 0);
    assertDerivatives(x -> x.maximum(x.zerosLike()), 0, 0.5, 0);
    assertDerivatives(x -> x.minimum(x.times(3)), 0, 2, 0);
  }

  @Test
  void tiesShareEqually() {
    Tensor x = Tensor.of(1.0, 3, 3, 2, 3);
    assertClose(
        x.max().gradient(x).toDoubles(), new double[] {0, 1 / 3.0, 1 / 3.0, 0, 1 / 3.0}, 1e-16);
    assertAllZero(x.max().hessian(x));
    assertClose(x.min().gradient(x).toDoubles(), new double[] {1, 0, 0, 0, 0}, 0);
    Tensor y = Tensor.of(1.0, 4, 3, 2, 2);
    assertClose(x.maximum(y).sum().gradient(x).toDoubles(), new double[] {0.5, 0, 0.5, 0.5, 1}, 0);
  }

  @Test
  void normsAtZero() {
    Tensor x = Tensor.of(0.0, 0, 0);
    assertAllZero(x.norm().gradient(x));
    assertAllZero(x.norm().hessian(x));
    assertAllZero(x.std().gradient(x));
    assertAllZero(x.std().hessian(x));
    Tensor eye = Tensor.eye(DType.FLOAT64, 3);
    assertClose(x.norm().square().hessian(x), eye.times(2), 0);
    assertClose(x.norm().times(x.norm()).gradient(x), x, 0);
  }

  @Test
  void theSquareOfANormByTheNorm() {
    Tensor x = Tensor.of(3.0, 4);
    Tensor norm = x.norm();
    assertThat(norm.square().gradient(norm).item()).isEqualTo(10);
    assertThat(norm.times(norm).gradient(norm).item()).isEqualTo(10);
    Tensor two = Tensor.scalar(2.0);
    assertThat(norm.pow(two).gradient(two).item()).isEqualTo(25 * Math.log(5));
    assertClose(norm.pow(two).gradient(x).toDoubles(), new double[] {6, 8}, 1e-15);
    Tensor moved = norm.reshape(1, 1);
    assertThat(moved.square().sum().gradient(moved).item()).isEqualTo(10);
    assertThat(moved.square().sum().gradient(norm).item()).isEqualTo(10);
  }

  @Test
  void anglesAndLengthsAtTheOrigin() {
    for (Mode mode : new Mode[] {Mode.FORWARD, Mode.REVERSE}) {
      Function<Tensor, Tensor> angle = p -> p.get(0).atan2(p.get(1));
      Function<Tensor, Tensor> length = p -> p.get(0).hypot(p.get(1));
      Tensor origin = Tensor.of(0.0, 0);
      for (Function<Tensor, Tensor> f : java.util.List.of(angle, length)) {
        assertAllZero(Jacobi.jacobian(f, mode).apply(origin));
        assertAllZero(Jacobi.jacobian(Jacobi.jacobian(f, mode), mode).apply(origin));
      }
    }
  }

  @Test
  void aProductOfRootsIsNotRepaired() {
    Tensor x = Tensor.of(0.0, 4);
    assertClose(
        x.sqrt().times(x.sqrt()).sum().gradient(x).toDoubles(), new double[] {NAN, 1}, 1e-15);
    assertClose(
        x.sqrt().times(x.sqrt()).jvp(x, x.onesLike()).toDoubles(), new double[] {NAN, 1}, 1e-15);
  }

  @Test
  void whatIsInfiniteStaysInfinite() {
    assertDerivatives(Tensor::sqrt, 0, Double.POSITIVE_INFINITY);
    assertDerivatives(Tensor::log, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertDerivatives(x -> x.pow(0.5), 0, Double.POSITIVE_INFINITY);
    assertDerivatives(Tensor::asin, 1, Double.POSITIVE_INFINITY);
    assertDerivatives(x -> x.times(NAN), 1, NAN);
  }

  @Test
  void aZeroThatMerelyHappensFollowsIeee() {
    Tensor x = Tensor.of(0.0);
    Tensor zero = Tensor.of(0.0);
    assertClose(x.log().times(zero).sum().gradient(x).toDoubles(), new double[] {NAN}, 0);
  }
}
