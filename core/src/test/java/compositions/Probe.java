package compositions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;

/** Inputs, and derivatives of compositions by several routes. */
final class Probe {
  private Probe() {}

  /** float64 numbers around 0. */
  static Tensor numbers(int seed, int... sizes) {
    return Key.of(seed).normal(DType.FLOAT64, Shape.of(sizes)).value();
  }

  /** The derivative of an elementwise function of the given order, always in reverse mode. */
  static Tensor reverse(UnaryOperator<Tensor> f, Tensor x, int order) {
    Tensor y = f.apply(x);
    for (int k = 0; k < order; k++) {
      y = y.sum().gradient(x, Unused.ZEROS);
    }
    return y;
  }

  /** The same, always in forward mode. */
  static Tensor forward(UnaryOperator<Tensor> f, Tensor x, int order) {
    Tensor y = f.apply(x);
    for (int k = 0; k < order; k++) {
      y = y.jvp(x, x.onesLike());
    }
    return y;
  }

  static void assertClose(Tensor actual, double[] expected, double relative, double absolute) {
    double[] numbers = actual.toDoubles();
    assertThat(numbers).hasSameSizeAs(expected);
    for (int i = 0; i < numbers.length; i++) {
      double tolerance = absolute + relative * Math.abs(expected[i]);
      assertThat(numbers[i]).as("element %d", i).isCloseTo(expected[i], Offset.offset(tolerance));
    }
  }

  static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertClose(actual, expected.toDoubles(), tolerance, tolerance);
  }

  /**
   * First and second derivatives of a scalar function in a random direction against differences of
   * the value and of the gradient, and the second by two routes.
   */
  static void assertDerivatives(Function<Tensor, Tensor> f, Tensor at) {
    Tensor v = numbers(99, at.shape().sizes());
    double h = 1e-5;
    Tensor x = at.value();
    Tensor y = f.apply(x);
    Tensor gradient = y.gradient(x);
    Tensor up = at.plus(v.times(h)).value();
    Tensor down = at.minus(v.times(h)).value();
    Tensor yUp = f.apply(up);
    Tensor yDown = f.apply(down);
    double slope = (yUp.item() - yDown.item()) / (2 * h);
    double inDirection = gradient.times(v).sum().item();
    assertThat(inDirection).isCloseTo(slope, Offset.offset(1e-7 * (1 + Math.abs(slope))));
    assertThat(y.jvp(x, v).item())
        .isCloseTo(inDirection, Offset.offset(1e-11 * (1 + Math.abs(slope))));
    Tensor curved = gradient.jvp(x, v);
    Tensor difference = yUp.gradient(up).minus(yDown.gradient(down)).div(2 * h);
    assertClose(curved, difference, 1e-6);
    assertClose(gradient.times(v).sum().gradient(x, Unused.ZEROS), curved, 1e-10);
  }
}
