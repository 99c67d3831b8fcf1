package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of one number: values and four derivatives in both modes, and at special points. */
final class ActivationsTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS =
      Map.of(
          "softplus", Tensor::softplus,
          "softplus5", x -> x.softplus(5),
          "logSigmoid", Tensor::logSigmoid,
          "silu", Tensor::silu,
          "gelu", Tensor::gelu,
          "geluTanh", Tensor::geluTanh,
          "sinc", Tensor::sinc);

  private record Line(String function, int order, double x, double derivative) {}

  private static List<Line> table() {
    try (InputStream in =
            Objects.requireNonNull(ActivationsTest.class.getResourceAsStream("derivatives.csv"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<Line> lines = new ArrayList<>();
      for (String line : reader.readAllLines()) {
        if (!line.startsWith("#")) {
          String[] part = line.split(",", -1);
          lines.add(
              new Line(
                  part[0],
                  Integer.parseInt(part[1]),
                  Double.parseDouble(part[2]),
                  Double.parseDouble(part[3])));
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void agreesWithManyDigits(int order) {
    List<Line> table = table();
    assertThat(table.stream().map(Line::function).distinct())
        .containsExactlyInAnyOrderElementsOf(FUNCTIONS.keySet());
    FUNCTIONS.forEach((name, f) -> {
      List<Line> lines =
          table.stream().filter(l -> l.function().equals(name) && l.order() == order).toList();
      Tensor x = Tensor.of(lines.stream().mapToDouble(Line::x).toArray());
      double[] expected = lines.stream().mapToDouble(Line::derivative).toArray();
      assertThat(expected).as(name).hasSizeGreaterThan(15);
      Probe.assertClose(Probe.reverse(f, x, order), expected, 1e-13, floor(name));
      Probe.assertClose(Probe.forward(f, x, order), expected, 1e-13, floor(name));
    });
  }

  // what is left of terms that cancel, beside derivatives of order 1 to 100
  private static double floor(String name) {
    return name.equals("softplus") || name.equals("logSigmoid") ? 2e-16 : 2e-14;
  }

  /** Higher orders of the tails are relative to the tail: softplus'' (100) is e^-100. */
  @Test
  void tailsOfSoftplusKeepTheirDigits() {
    Tensor x = Tensor.of(-600, -40, -20.0, 20, 37.42994775023705, 40, 100, 600);
    double[] tail = new double[x.size(0)];
    for (int i = 0; i < tail.length; i++) {
      // s (1 - s) with s = e^-|x| / (1 + e^-|x|)
      double e = Math.exp(-Math.abs(x.toDoubles()[i]));
      tail[i] = e / ((1 + e) * (1 + e));
    }
    Probe.assertClose(Probe.reverse(Tensor::softplus, x, 2), tail, 1e-13, 0);
    Probe.assertClose(Probe.forward(Tensor::softplus, x, 2), tail, 1e-13, 0);
  }

  @Test
  void softplusAtInfinity() {
    Tensor x = Tensor.of(-INF, INF, NAN, -1e300, 1e300);
    assertThat(x.softplus().toDoubles()).containsExactly(0, INF, NAN, 0, 1e300);
    assertThat(x.logSigmoid().toDoubles()).containsExactly(-INF, -0.0, NAN, -1e300, -0.0);
    assertThat(Probe.reverse(Tensor::softplus, x, 1).toDoubles()).containsExactly(0, 1, NAN, 0, 1);
    assertThat(Probe.reverse(Tensor::softplus, x, 2).toDoubles()).containsExactly(0, 0, NAN, 0, 0);
  }

  @Test
  void softplusInFloat32() {
    Tensor x = Tensor.of(0f, 1f, 20f, 100f, 1e30f, -100f);
    Tensor y = x.softplus();
    assertThat(y.dtype()).isEqualTo(DType.FLOAT32);
    Probe.assertClose(
        y, new double[] {0.6931471805599453, 1.3132616875182228, 20, 100, 1e30, 0}, 2e-7, 1e-37);
    Probe.assertClose(
        Probe.reverse(Tensor::softplus, x, 2),
        new double[] {0.25, 0.19661193324148185, 2.061153613941849e-09, 0, 0, 0},
        2e-6,
        1e-37);
  }

  @Test
  void reluIsZeroAtZeroAndKeepsNaN() {
    Tensor x = Tensor.of(-2, -0.0, 0, 3, NAN, INF, -INF);
    assertThat(x.relu().toDoubles()).containsExactly(0, 0, 0, 3, NAN, INF, 0);
    assertThat(Probe.reverse(Tensor::relu, x, 1).toDoubles()).containsExactly(0, 0, 0, 1, 1, 1, 0);
    assertThat(Probe.reverse(Tensor::relu, x, 2).toDoubles()).containsOnly(0);
    assertThat(Tensor.of(-2, 3).relu().dtype()).isEqualTo(DType.INT32);
  }

  @Test
  void leakyReluTakesTheLowerSlopeAtZero() {
    Tensor x = Tensor.of(-2, 0.0, 3, NAN);
    assertThat(x.leakyRelu(0.25).toDoubles()).containsExactly(-0.5, 0, 3, NAN);
    assertThat(Probe.reverse(t -> t.leakyRelu(0.25), x, 1).toDoubles())
        .containsExactly(0.25, 0.25, 1, 1);
  }

  @Test
  void preluLearnsItsSlopes() {
    Tensor x = Tensor.of(new double[][] {{-2, 4}, {-3, -5}, {0, 1}});
    Tensor slope = Tensor.of(0.5, 0.1);
    Tensor y = x.prelu(slope);
    assertThat(y.toDoubles()).containsExactly(-1, 4, -1.5, -0.5, 0, 1);
    assertThat(y.sum().gradient(slope).toDoubles()).containsExactly(-5, -5);
    assertThat(y.sum().gradient(x).toDoubles()).containsExactly(0.5, 1, 0.5, 0.1, 0.5, 1);
  }

  @Test
  void eluAndSeluAreTheLowerBranchAtZero() {
    Tensor x = Tensor.of(-1e300, -1.0, 0, 2, 1e300);
    double e = Math.exp(-1);
    Probe.assertClose(x.elu(0.7), new double[] {-0.7, 0.7 * Math.expm1(-1), 0, 2, 1e300}, 1e-15, 0);
    Probe.assertClose(
        Probe.reverse(t -> t.elu(0.7), x, 1), new double[] {0, 0.7 * e, 0.7, 1, 1}, 1e-15, 0);
    Probe.assertClose(
        Probe.forward(t -> t.elu(0.7), x, 3), new double[] {0, 0.7 * e, 0.7, 0, 0}, 1e-15, 0);
    double scale = 1.0507009873554805;
    double alpha = 1.6732632423543772;
    Probe.assertClose(
        Tensor.of(-1.0, 0, 2).selu(),
        new double[] {scale * alpha * Math.expm1(-1), 0, 2 * scale},
        1e-15,
        0);
    assertThat(x.elu().toDoubles()).isEqualTo(x.elu(1).toDoubles());
  }

  @Test
  void hardtanhIsFlatAtItsBounds() {
    Tensor x = Tensor.of(-2, -1, 0.5, 1, NAN);
    assertThat(x.hardtanh().toDoubles()).containsExactly(-1, -1, 0.5, 1, NAN);
    assertThat(Probe.reverse(Tensor::hardtanh, x, 1).toDoubles()).containsExactly(0, 0, 1, 0, 1);
  }

  /** Where nothing but the tail's limit is left, no product may overflow to NaN. */
  @ParameterizedTest
  @ValueSource(strings = {"silu", "gelu", "geluTanh"})
  void farOutIsALine(String name) {
    UnaryOperator<Tensor> f = Objects.requireNonNull(FUNCTIONS.get(name));
    Tensor x = Tensor.of(-1e200, -1e4, 1e4, 1e200);
    assertThat(f.apply(x).toDoubles()).containsExactly(-0.0, -0.0, 1e4, 1e200);
    assertThat(Probe.reverse(f, x, 1).abs().toDoubles()).containsExactly(0, 0, 1, 1);
    for (int order = 2; order <= 4; order++) {
      assertThat(Probe.reverse(f, x, order).abs().toDoubles()).containsOnly(0);
      assertThat(Probe.forward(f, x, order).abs().toDoubles()).containsOnly(0);
    }
  }

  /** d^k sinc / dx^k at 0 is (-1)^(k/2) pi^k / (k + 1) for even k, else 0. */
  @Test
  void sincAtZeroToOrderEight() {
    Tensor zero = Tensor.of(0.0, 1e-9);
    for (int k = 0; k <= 8; k++) {
      double expected = k % 2 == 1 ? 0 : (k % 4 == 0 ? 1 : -1) * Math.pow(Math.PI, k) / (k + 1);
      assertThat(Probe.reverse(Tensor::sinc, zero, k).get(0).item())
          .as("order %d", k)
          .isCloseTo(expected, offset(1e-12 * Math.abs(expected)));
    }
    assertThat(Tensor.of(1.0, -1, 2, 7, 1e6).sinc().abs().toDoubles()).containsOnly(0);
  }

  /** {@code sum of (-1)^k t^(2k-n) / ((2k+1) (2k-n)!)} at t = pi x, times pi^n, in 80 digits. */
  private static double sincExactly(double x, int order) {
    MathContext digits = new MathContext(80);
    BigDecimal pi = new BigDecimal("3.14159265358979323846264338327950288419716939937510582097");
    BigDecimal t = pi.multiply(new BigDecimal(x));
    BigDecimal term = pi.pow(order); // pi^n t^m / m!
    BigDecimal sum = BigDecimal.ZERO;
    for (int m = 0; m < 150; m++) {
      int power = m + order;
      if (power % 2 == 0) {
        BigDecimal own = term.divide(BigDecimal.valueOf(power + 1), digits);
        sum = power % 4 == 0 ? sum.add(own) : sum.subtract(own);
      }
      term = term.multiply(t, digits).divide(BigDecimal.valueOf(m + 1), digits);
    }
    return sum.doubleValue();
  }

  /** Near 0, on both sides of where the formula changes, and beyond. */
  @Test
  void sincToOrderSixEverywhere() {
    double below = Math.nextDown(1.0);
    Tensor x =
        Tensor.of(0.0, -0.0, 1e-300, -1e-9, 1e-3, 0.3, -0.77, below, 1, -1, 1.001, 2.5, -3, 7.3);
    for (int order = 0; order <= 6; order++) {
      double[] found = Probe.reverse(Tensor::sinc, x, order).get(0).toDoubles();
      double[] single = Probe.forward(Tensor::sinc, x.cast(DType.FLOAT32), order).toDoubles();
      double largest = Math.pow(Math.PI, order) / (order + 1);
      for (int i = 0; i < found.length; i++) {
        double at = x.toDoubles()[i];
        assertThat(found[i])
            .as("order %d at %s", order, at)
            .isCloseTo(sincExactly(at, order), offset(2e-15 * (order + 1) * largest));
        assertThat(single[i])
            .as("float32, order %d at %s", order, at)
            .isCloseTo(sincExactly((float) at, order), offset(1e-6 * (order + 1) * largest));
      }
    }
  }

  /** Its rules go on to the next order without end, and nobody has to follow them. */
  @Test
  void sincKeepsSamplesApart() {
    Tensor x = Tensor.of(Shape.of(3, 2), 0.1, 0.7, -1.5, 0, 2, -0.3);
    Tensor jacobian = x.sinc().jacobian(x);
    Tensor slopes = Jacobi.grad((Tensor one) -> one.sinc().sum()).apply(x);
    Tensor expected = Tensor.eye(DType.FLOAT64, 2).times(slopes.unsqueeze(2));
    assertThat(jacobian.eq(expected).all().item()).isEqualTo(1);
    assertThat(jacobian.frobenius(1, 2).sum().gradient(x).isFinite().all().item()).isEqualTo(1);
  }

  @Test
  void integersBecomeFloat32() {
    Tensor x = Tensor.of(-1, 0, 2);
    FUNCTIONS.values().forEach(f -> assertThat(f.apply(x).dtype()).isEqualTo(DType.FLOAT32));
  }
}
