package dev.jacobi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Tensor;
import org.junit.jupiter.api.Test;

/** The programs whose answers are known, at small sizes. */
final class KnownAnswersTest {
  @Test
  void theSolutionOfBurgersEquation() {
    double nu = 0.05;
    double h = 1e-3;
    for (double t : new double[] {0.1, 0.5, 0.9}) {
      for (double x : new double[] {-0.8, -0.3, 0.1, 0.6}) {
        double u = Burgers.solution(t, x, nu);
        double left = Burgers.solution(t, x - h, nu);
        double right = Burgers.solution(t, x + h, nu);
        double change = Burgers.solution(t + h, x, nu) - Burgers.solution(t - h, x, nu);
        double residual =
            change / (2 * h) + u * (right - left) / (2 * h) - nu * (left - 2 * u + right) / (h * h);
        assertThat(residual).as("t = %s, x = %s", t, x).isCloseTo(0, within(2e-4));
      }
    }
    assertThat(Burgers.solution(0.5, 1, nu)).isCloseTo(0, within(1e-12));
    assertThat(Burgers.solution(1e-9, 0.3, nu))
        .isCloseTo(Burgers.solution(0, 0.3, nu), within(1e-6));
  }

  @Test
  void aNetworkLearnsBurgersEquation() {
    Burgers.Result result = Burgers.run(0.1, 64, 100, 60);
    assertThat(result.error()).isLessThan(0.6);
  }

  @Test
  void blackAndScholes() {
    // at the money with a deviation of 0.2 the price is 2 N(0.1) - 1
    double price = TwinNetwork.closedForm(Tensor.of(new double[] {1})).get(0).item();
    assertThat(price).isCloseTo(0.0796556746, within(1e-9));
  }

  @Test
  void derivativesOfPayoffsTeach() {
    TwinNetwork.Result payoffs = TwinNetwork.run(1024, 200, 0);
    TwinNetwork.Result derivatives = TwinNetwork.run(1024, 200, 1);
    assertThat(derivatives.delta()).isLessThan(payoffs.delta());
    assertThat(derivatives.delta()).isLessThan(0.1);
    assertThat(derivatives.price()).isLessThan(0.03);
  }

  @Test
  void aSceneIsFound() {
    BundleAdjustment.Result exact = BundleAdjustment.run(3, 15, 0);
    assertThat(exact.before()).isGreaterThan(1);
    assertThat(exact.after()).isLessThan(1e-6);
    BundleAdjustment.Result noisy = BundleAdjustment.run(4, 20, 0.5);
    assertThat(noisy.after()).isCloseTo(noisy.expected(), within(0.3 * noisy.expected()));
  }
}
