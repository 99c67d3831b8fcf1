package laws;

import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Check;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.NoPathException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Check.jacobian passes for what is right and notices what is not. */
final class CheckTest {
  private static final Tensor W = normal(1, 3, 2);

  private static Check.Report check(UnaryOperator<Tensor> f, Tensor z) {
    return Check.jacobian(f.apply(z), z);
  }

  @Test
  void passesAndSaysHowNear() {
    Check.Report report = check(z -> z.matmul(W).tanh(), normal(2, 5, 3));
    assertThat(report.samples()).isEqualTo(5);
    assertThat(report.loopError()).isLessThan(1e-14);
    assertThat(report.differenceError()).isLessThan(1e-8);
    assertThat(report.toString())
        .matches(
            "jacobian of 5 samples: batch = loop within \\d\\.\\de[+-]\\d+, = finite differences within"
                + " \\d\\.\\de-\\d+");
  }

  @Test
  void passesInFloat32() {
    Tensor w = W.cast(DType.FLOAT32);
    check(z -> z.matmul(w).tanh(), normal(2, 5, 3).cast(DType.FLOAT32));
  }

  @Test
  void passesForInnerNodesSharedJacobiansAndOddShapes() {
    Tensor x = normal(3, 5, 3);
    Tensor z = x.matmul(W).tanh();
    Check.jacobian(z.matmul(normal(4, 2, 4)).sin(), z);
    Check.jacobian(z.matmul(normal(4, 2, 4)), z);
    check(v -> v.exp(), normal(5, 4));
    check(v -> v.sum(1).sin(), normal(6, 5, 3));
    check(v -> v.square().unsqueeze(2).times(normal(7, 4)), normal(6, 5, 3));
    check(v -> v, normal(8, 1, 3));
    check(v -> v.gt(0).cast(DType.FLOAT64), normal(9, 5, 3));
  }

  @Test
  void passesWhereSamplesAreNotFirst() {
    check(z -> W.transpose().matmul(z.transpose()).tanh(), normal(2, 5, 3));
    check(z -> z.times(normal(3, 4, 1, 3)).tanh(), normal(2, 5, 3));
    check(z -> z.reshape(-1, 3).matmul(W).tanh(), normal(2, 5, 4, 3));
    check(z -> z.permute(2, 1, 0).sin(), normal(2, 5, 4, 3));
  }

  @Test
  void passesForNoSamplesOrNoElements() {
    assertThat(check(z -> z.tanh(), normal(1, 0, 3)).samples()).isZero();
    check(z -> z.tanh(), normal(1, 2, 0));
    check(z -> z.slice(1, 0, 0), normal(1, 2, 3));
  }

  @Test
  void noticesAStoppedGradient() {
    assertThatThrownBy(
            () -> check(z -> z.times(z.stopGradient()), Tensor.of(new double[][] {{1, 2}, {3, 4}})))
        .isInstanceOf(JacobiException.class)
        .hasMessageMatching(
            "check of the jacobian \\[2, 2, 2\\]: entry \\[1, 1, 1\\] is 4\\.00000, by finite"
                + " differences 8\\.00000; the error relative to the largest entry is 1\\.0e\\+00,"
                + " more than 1e-05; if the function has a kink there, move the sample");
  }

  @Test
  void noticesAKink() {
    assertThatThrownBy(() -> check(Tensor::relu, Tensor.of(new double[][] {{1, 0}})))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("entry [0, 1, 1] is 0.00000, by finite differences 0.500000;")
        .hasMessageEndingWith("if the function has a kink there, move the sample");
    check(Tensor::relu, Tensor.of(new double[][] {{1, 0.1}}));
  }

  @Test
  void noticesNaN() {
    assertThatThrownBy(
            () -> check(z -> z.sqrt().times(z.sqrt()), Tensor.of(new double[][] {{0, 1}})))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("is NaN");
  }

  @Test
  void noticesAJump() {
    assertThatThrownBy(() -> check(Tensor::floor, Tensor.of(new double[][] {{1, 0.5}})))
        .isInstanceOf(JacobiException.class);
    check(Tensor::floor, Tensor.of(new double[][] {{1.5, 0.5}}));
  }

  @Test
  void refusesWhatAJacobianRefuses() {
    Tensor z = normal(1, 4, 3);
    assertThatThrownBy(() -> check(v -> v.minus(v.mean(0)), z))
        .isInstanceOf(MixedSamplesException.class);
    assertThatThrownBy(() -> Check.jacobian(normal(1, 4, 3), z))
        .isInstanceOf(NoPathException.class);
  }
}
