package dev.jacobi.testkit.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.testkit.CheckFailedException;
import dev.jacobi.testkit.Ulps;
import dev.jacobi.type.Shape;
import org.junit.jupiter.api.Test;

/** The ruler itself. */
final class UlpsTest {
  private static ArrayValue doubles(double... values) {
    return ArrayValue.of(Shape.of(values.length), values);
  }

  @Test
  void neighboursAreOneApart() {
    for (double x : new double[] {1, -1, 0.1, 1e300, -5e-324, Double.MAX_VALUE}) {
      assertThat(Ulps.distance(x, Math.nextUp(x))).as("%s", x).isEqualTo(1);
      assertThat(Ulps.distance(Math.nextUp(x), x)).as("%s", x).isEqualTo(1);
      assertThat(Ulps.distance(x, x)).isZero();
    }
    assertThat(Ulps.distance(1f, Math.nextUp(Math.nextUp(1f)))).isEqualTo(2);
    assertThat(Ulps.distance(1.0, 1 + Math.ulp(1.0) * 1000)).isEqualTo(1000);
    assertThat(Ulps.distance(Float.MAX_VALUE, Float.POSITIVE_INFINITY)).isEqualTo(1);
  }

  @Test
  void theZerosAreNeighboursAndDistancesAddUp() {
    assertThat(Ulps.distance(0.0, -0.0)).isEqualTo(1);
    assertThat(Ulps.distance(0f, -0f)).isEqualTo(1);
    assertThat(Ulps.distance(Double.MIN_VALUE, -Double.MIN_VALUE)).isEqualTo(3);
    assertThat(Ulps.distance(Float.MIN_VALUE, -Float.MIN_VALUE)).isEqualTo(3);
  }

  @Test
  void nanEqualsNanAndNothingElse() {
    assertThat(Ulps.distance(Double.NaN, Double.NaN)).isZero();
    assertThat(Ulps.distance(Double.NaN, 1.0)).isEqualTo(Long.MAX_VALUE);
    assertThat(Ulps.distance(Float.POSITIVE_INFINITY, Float.NaN)).isEqualTo(Long.MAX_VALUE);
    assertThat(Ulps.distance(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void arraysAreAsFarApartAsTheirWorstElement() {
    ArrayValue a = doubles(1, 2, Double.NaN);
    assertThat(Ulps.largest(a, doubles(1, 2 + 3 * Math.ulp(2.0), Double.NaN))).isEqualTo(3);
    assertThat(Ulps.relativeError(a, doubles(1, 4, Double.NaN))).isEqualTo(0.5);
    assertThat(Ulps.relativeError(a, doubles(1, 2, 0))).isInfinite();
    assertThat(Ulps.relativeError(a, a)).isZero();
    ArrayValue truths = ArrayValue.of(Shape.of(2), new boolean[] {true, false});
    ArrayValue others = ArrayValue.of(Shape.of(2), new boolean[] {true, true});
    assertThat(Ulps.largest(truths, truths)).isZero();
    assertThat(Ulps.largest(truths, others)).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> Ulps.largest(a, truths))
        .isInstanceOf(CheckFailedException.class)
        .hasMessage("comparison: float64[3] and bool[2]; shapes and types must be equal");
  }
}
