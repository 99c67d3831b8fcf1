package compositions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Convolution;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions against nested loops, their adjoint, derivatives and messages. */
final class ConvolutionTest {

  record Case(String name, Convolution conv, Shape x, Shape weight) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    Convolution plain = new Convolution();
    return List.of(
        new Case("1-D", plain, Shape.of(2, 3, 7), Shape.of(4, 3, 3)),
        new Case("window of 1", plain, Shape.of(1, 1, 1), Shape.of(1, 1, 1)),
        new Case(
            "grouped and dilated",
            plain.withStride(2).withPadding(2).withDilation(2).withGroups(2),
            Shape.of(2, 4, 9),
            Shape.of(6, 2, 3)),
        new Case(
            "2-D, other numbers for each axis",
            plain.withStride(1, 2).withPadding(1, 0),
            Shape.of(2, 2, 4, 5),
            Shape.of(3, 2, 3, 2)),
        new Case(
            "depthwise",
            plain.withGroups(3).withPadding(1),
            Shape.of(1, 3, 4, 4),
            Shape.of(3, 1, 3, 3)),
        new Case(
            "stride beyond the window",
            plain.withStride(3),
            Shape.of(1, 2, 7, 6),
            Shape.of(2, 2, 2, 1)),
        new Case(
            "3-D", plain.withDilation(1, 2, 1), Shape.of(2, 1, 3, 4, 3), Shape.of(2, 1, 2, 2, 2)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsNestedLoops(Case c) {
    Tensor x = Probe.numbers(1, c.x.sizes());
    Tensor weight = Probe.numbers(2, c.weight.sizes());
    Tensor bias = Probe.numbers(3, c.weight.size(0));
    Probe.assertClose(c.conv.apply(x, weight, bias), loops(c, x, weight, bias), 1e-13);
    Tensor single = c.conv.apply(x.get(0), weight, null);
    Probe.assertClose(single, c.conv.apply(x, weight, null).get(0), 0);
  }

  /**
   * y[b, o, m] = bias[o] + sum over c, k of x[b, group + c, stride m + dilation k - padding] w[o,
   * c, k].
   */
  private static Tensor loops(Case c, Tensor x, Tensor weight, Tensor bias) {
    int spatial = c.x.rank() - 2;
    int[] stride = each(c.conv.stride(), spatial);
    int[] padding = each(c.conv.padding(), spatial);
    int[] dilation = each(c.conv.dilation(), spatial);
    int[] places = new int[spatial];
    for (int i = 0; i < spatial; i++) {
      int span = dilation[i] * (c.weight.size(2 + i) - 1) + 1;
      places[i] = (c.x.size(2 + i) + 2 * padding[i] - span) / stride[i] + 1;
    }
    Shape m = Shape.of(places);
    Shape k = c.weight.slice(2, 2 + spatial);
    Shape out = Shape.of(c.x.size(0), c.weight.size(0)).concat(m);
    int perGroup = c.weight.size(0) / c.conv.groups();
    double[] in = x.toDoubles();
    double[] w = weight.toDoubles();
    double[] y = new double[out.elements()];
    for (int at = 0; at < y.length; at++) {
      int place = at % m.elements();
      int o = at / m.elements() % out.size(1);
      int b = at / m.elements() / out.size(1);
      y[at] = bias.toDoubles()[o];
      for (int channel = 0; channel < c.weight.size(1); channel++) {
        for (int within = 0; within < k.elements(); within++) {
          int from = b * c.x.size(1) + o / perGroup * c.weight.size(1) + channel;
          boolean inside = true;
          for (int i = 0; i < spatial; i++) {
            int position =
                coordinate(m, place, i) * stride[i]
                    + coordinate(k, within, i) * dilation[i]
                    - padding[i];
            inside &= position >= 0 && position < c.x.size(2 + i);
            from = from * c.x.size(2 + i) + position;
          }
          int weightAt = (o * c.weight.size(1) + channel) * k.elements() + within;
          y[at] += inside ? in[from] * w[weightAt] : 0;
        }
      }
    }
    return Tensor.of(out, y);
  }

  private static int coordinate(Shape shape, int element, int axis) {
    return element / shape.strides()[axis] % shape.size(axis);
  }

  private static int[] each(Ints numbers, int count) {
    return IntStream.range(0, count).map(i -> numbers.get(numbers.size() == 1 ? 0 : i)).toArray();
  }

  /** (conv x, y) = (x, transposed y), with the elements behind that a stride left over. */
  @ParameterizedTest
  @MethodSource("cases")
  void transposedIsTheAdjoint(Case c) {
    Tensor x = Probe.numbers(1, c.x.sizes());
    Tensor weight = Probe.numbers(2, c.weight.sizes());
    Tensor y = c.conv.apply(x, weight, null);
    Tensor v = Probe.numbers(3, y.shape().sizes());
    int spatial = c.x.rank() - 2;
    Tensor without = c.conv.transposed(v, weight, null);
    int[] more = IntStream.range(2, 2 + spatial).map(a -> c.x.size(a) - without.size(a)).toArray();
    Tensor back = c.conv.transposed(v, weight, null, more);
    Probe.assertClose(back, y.times(v).sum().gradient(x), 1e-13);
    Tensor bias = Probe.numbers(4, c.x.size(1));
    Probe.assertClose(
        c.conv.transposed(v.get(0), weight, bias, more),
        back.get(0).plus(bias.reshape(Shape.of(c.x.size(1)).concat(ones(spatial)))),
        1e-13);
  }

  private static Shape ones(int count) {
    return Shape.of(Ints.repeat(1, count).toArray());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasDerivativesOfBothOrders(Case c) {
    Tensor x = Probe.numbers(1, c.x.sizes());
    Tensor weight = Probe.numbers(2, c.weight.sizes());
    Probe.assertDerivatives(t -> c.conv.apply(t, weight, null).pow(3).sum(), x);
    Probe.assertDerivatives(w -> c.conv.apply(x, w, null).pow(3).sum(), weight);
    Tensor v = c.conv.apply(x, weight, null).value();
    Probe.assertDerivatives(t -> c.conv.transposed(t, weight, null).pow(3).sum(), v);
  }

  @Test
  void samplesStayApart() {
    Tensor x = Probe.numbers(1, 3, 2, 5);
    Tensor y = new Convolution().withPadding(1).apply(x, Probe.numbers(2, 4, 2, 3), null);
    Tensor j = y.jacobian(x);
    assertThat(j.shape().sizes()).containsExactly(3, 4, 5, 2, 5);
    Probe.assertClose(j.get(1), y.fullJacobian(x).get(1).select(2, 1), 1e-14);
  }

  @Test
  void typesMeet() {
    Tensor x = Tensor.ones(1, 1, 3);
    assertThat(new Convolution().apply(x, Tensor.ones(1, 1, 2), null).dtype())
        .isEqualTo(DType.FLOAT32);
    assertThat(new Convolution().apply(x, Probe.numbers(1, 1, 1, 2), null).dtype())
        .isEqualTo(DType.FLOAT64);
  }

  @Test
  void saysWhatDoesNotFit() {
    Convolution conv = new Convolution();
    Tensor x = Tensor.ones(2, 4, 5);
    assertThatThrownBy(() -> conv.apply(x, Tensor.ones(2, 3, 3), null))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "conv1d: x [2, 4, 5], weight [2, 3, 3], groups 1; the weight is for 3 channels and x"
                + " has 4 (axis 1)");
    assertThatThrownBy(() -> conv.withGroups(3).apply(x, Tensor.ones(4, 1, 3), null))
        .hasMessage(
            "conv1d: x [2, 4, 5], weight [4, 1, 3]; 3 and 4 channels do not split into 3 groups");
    assertThatThrownBy(() -> conv.apply(x, Tensor.ones(2, 4, 3), Tensor.ones(3)))
        .hasMessage("conv1d: x [2, 4, 5], weight [2, 4, 3]; bias [3] needs the shape [2]");
    assertThatThrownBy(() -> conv.apply(x, Tensor.ones(2, 4, 3, 3, 3), null))
        .hasMessageStartingWith("conv3d: x [2, 4, 5], weight [2, 4, 3, 3, 3]; x needs 5 axes");
    assertThatThrownBy(() -> conv.apply(x, Tensor.ones(2, 4), null))
        .hasMessageStartingWith("convolution: weight [2, 4]; it takes [out, in / groups, window");
    assertThatThrownBy(() -> conv.withStride(1, 2).apply(x, Tensor.ones(2, 4, 3), null))
        .hasMessageStartingWith("conv1d: stride [1, 2] for 1 spatial axes");
    assertThatThrownBy(() -> conv.apply(x, Tensor.ones(2, 4, 6), null))
        .hasMessageContaining("a window spans 6 elements and the axis has 5");
    assertThatThrownBy(() -> conv.transposed(x, Tensor.ones(3, 4, 6), null))
        .hasMessageStartingWith("transposed conv1d: x [2, 4, 5], weight [3, 4, 6]");
  }
}
