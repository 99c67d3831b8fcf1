package dev.jacobi.testkit.laws;

import static dev.jacobi.testkit.GradientCheck.checkGradients;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.testkit.CheckFailedException;
import dev.jacobi.testkit.GradientCheck;
import dev.jacobi.type.DTypeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The check accepts what is right and finds what is wrong, naming order, mode, numbers and seed.
 */
final class GradientCheckTest {
  private static final Tensor X = Tensor.of(0.3, -1.2, 0.7);

  @Test
  void rightDerivativesPass() {
    GradientCheck.Report report = checkGradients(x -> x.sin().times(x).sum(), X, 3);
    assertThat(report.order()).isEqualTo(3);
    assertThat(report.differenceError()).isLessThan(1e-8);
    assertThat(report.adjointError()).isLessThan(1e-13);
    assertThat(report.toString())
        .startsWith("derivatives to order 3 (seed 20260117): forward mode = finite differences");
  }

  @Test
  void severalInputsAreMovedTogetherAndIndicesStay() {
    Tensor indices = Tensor.of(2, 0);
    checkGradients(
        in -> in.get(0).gather(0, in.get(1)).times(in.get(2)).exp(),
        List.of(X, indices, Tensor.of(0.5, 2.0)),
        2);
  }

  @Test
  void aDerivativeThatWasCutIsFoundAtItsOrder() {
    assertThatThrownBy(() -> checkGradients(x -> x.stopGradient().times(x), X, 1))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("checkGradients: order 1, forward mode of f: element 0 of the")
        .hasMessageContaining("by finite differences")
        .hasMessageContaining("relative error 5.")
        .hasMessageContaining("(seed 20260117)");
    // the first derivative of x^3 is right, its own derivative is cut
    assertThatThrownBy(() -> checkGradients(GradientCheckTest::cubeWithConstantSlope, X, 2))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("checkGradients: order 2, forward mode of forward mode of f:");
    checkGradients(GradientCheckTest::cubeWithConstantSlope, X, 1);
  }

  /** x^3 as its value plus 3 x^2 (x - x), where only the x in front of the minus is moved. */
  private static Tensor cubeWithConstantSlope(Tensor x) {
    Tensor fixed = x.stopGradient();
    return fixed.pow(3).plus(fixed.square().times(3).times(x.minus(fixed)));
  }

  @Test
  void aKinkIsFound() {
    assertThatThrownBy(() -> checkGradients(Tensor::relu, Tensor.of(0.0), 1))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageEndingWith("if the function has a kink there, move the inputs");
  }

  @Test
  void singlePrecisionIsRefused() {
    assertThatThrownBy(() -> checkGradients(Tensor::exp, Tensor.of(1f, 2f), 1))
        .isInstanceOf(DTypeException.class)
        .hasMessage(
            "checkGradients: input 0 is float32[2]; finite differences need the digits of float64;"
                + " cast it");
    assertThatThrownBy(() -> checkGradients(x -> x.gt(0), X, 1))
        .isInstanceOf(DTypeException.class)
        .hasMessageStartingWith("checkGradients: the result is bool[3]");
  }
}
