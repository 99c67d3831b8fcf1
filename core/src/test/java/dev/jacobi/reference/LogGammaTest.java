package dev.jacobi.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The gamma function by what defines it: factorials, recurrence, reflection and duplication. */
final class LogGammaTest {
  private static final long SEED = 20_251_129L;
  private static final double EULER = 0.57721566490153286;

  private static double[] numbers(double low, double high) {
    return new Random(SEED).doubles(200, low, high).toArray();
  }

  private static void assertNear(double found, double expected, double units) {
    double unit = Math.ulp(Math.max(1, Math.abs(expected)));
    assertThat(found).isCloseTo(expected, Offset.offset(units * unit));
  }

  @Test
  void factorials() {
    BigDecimal factorial = BigDecimal.ONE;
    for (int n = 1; n < 100; n++) {
      double expected = n == 1 ? 0 : BigFunctions.log(factorial).doubleValue();
      assertNear(LogGamma.derivative(0, n), expected, 1);
      factorial = factorial.multiply(BigDecimal.valueOf(n));
    }
    assertNear(LogGamma.derivative(0, 0.5), Math.log(Math.PI) / 2, 1);
    double z = 0x1p-40;
    double near = z * (Math.PI * Math.PI / 12 * z - EULER);
    assertThat(LogGamma.derivative(0, 1 + z)).isCloseTo(near, Offset.offset(2 * Math.ulp(near)));
  }

  @Test
  void recurrence() {
    for (double x : numbers(-30, 60)) {
      assertNear(
          LogGamma.derivative(0, x + 1), LogGamma.derivative(0, x) + Math.log(Math.abs(x)), 8);
      double power = 1;
      for (int order = 1; order <= 5; order++) {
        power *= order == 1 ? 1 / x : -(order - 1) / x;
        double before = LogGamma.derivative(order, x);
        double unit = Math.ulp(Math.max(1, Math.max(Math.abs(before), Math.abs(power))));
        // x + 1 is rounded
        double moved = Math.abs(LogGamma.derivative(order + 1, x + 1)) * Math.ulp(x + 1);
        assertThat(LogGamma.derivative(order, x + 1))
            .as("order %d at %s, seed %d", order, x, SEED)
            .isCloseTo(before + power, Offset.offset(4 * unit + moved));
      }
    }
  }

  /** psi_n(2x) = (psi_n(x) + psi_n(x + 1/2)) / 2^(n+1), and ln 2 more for n = 0. */
  @Test
  void duplication() {
    for (double x : numbers(0.1, 20)) {
      for (int n = 0; n <= 5; n++) {
        double halves = LogGamma.derivative(n + 1, x) + LogGamma.derivative(n + 1, x + 0.5);
        double expected = Math.scalb(halves, -n - 1) + (n == 0 ? Math.log(2) : 0);
        assertNear(LogGamma.derivative(n + 1, 2 * x), expected, 8);
      }
    }
  }

  @Test
  void constants() {
    assertNear(LogGamma.derivative(1, 1), -EULER, 0.5);
    assertNear(LogGamma.derivative(2, 1), Math.PI * Math.PI / 6, 1);
    assertNear(LogGamma.derivative(3, 1), -2 * 1.2020569031595943, 1);
    assertNear(LogGamma.derivative(4, 1), Math.pow(Math.PI, 4) / 15, 2);
    assertNear(LogGamma.derivative(2, 0.5), Math.PI * Math.PI / 2, 1);
    assertNear(LogGamma.derivative(2, -0.5), Math.PI * Math.PI / 2 + 4, 1);
  }
}
