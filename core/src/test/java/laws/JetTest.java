package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Jet;
import dev.jacobi.Tensor;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.NoPathException;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A jet holds the derivatives along a direction that nested calls give, and closed forms. */
final class JetTest {
  record Case(String name, UnaryOperator<Tensor> f) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Tensor w1 = normal(1, 3, 4);
    Tensor w2 = normal(2, 4, 2);
    return Stream.of(
        new Case("network", x -> x.matmul(w1).tanh().matmul(w2).sigmoid()),
        new Case("trigonometric", x -> x.sin().times(x.cos()).div(x.square().plus(1))),
        new Case("softmax", x -> x.times(3).softmax(0)),
        new Case("norm", x -> x.norm().pow(1.5)),
        new Case("gelu", Tensor::gelu),
        new Case("powers and roots", x -> x.square().plus(0.5).sqrt().pow(x).log()),
        new Case("products", x -> x.prod().times(x)),
        new Case("order", x -> x.sort(0).slice(0, 1, 3).times(x.max())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsNestedCalls(Case c) {
    Tensor x = normal(3, 3);
    Tensor v = normal(4, 3);
    Jet jet = Jacobi.jet(c.f(), x, v, 4);
    List<Tensor> found = new ArrayList<>(List.of(jet.value()));
    List<Tensor> expected = new ArrayList<>(List.of(c.f().apply(x)));
    Tensor nested = c.f().apply(x);
    for (int k = 1; k <= 4; k++) {
      nested = nested.jvp(x, v);
      expected.add(nested);
      found.add(jet.derivative(k));
    }
    for (int k = 0; k <= 4; k++) {
      assertClose(found.get(k), expected.get(k), 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWhatFiniteDifferencesSay(Case c) {
    Tensor x = normal(3, 3);
    Tensor v = normal(4, 3);
    double h = 1e-5;
    for (int k = 1; k <= 3; k++) {
      Tensor up = Jacobi.jet(c.f(), x.plus(v.times(h)), v, 3).derivative(k - 1);
      Tensor down = Jacobi.jet(c.f(), x.minus(v.times(h)), v, 3).derivative(k - 1);
      Tensor difference = up.minus(down).div(2 * h);
      assertClose(Jacobi.jet(c.f(), x, v, 3).derivative(k), difference, 1e-6);
    }
  }

  private static void closed(UnaryOperator<Tensor> f, double at, double... derivatives) {
    Jet jet = Jacobi.jet(f, Tensor.scalar(at), Tensor.scalar(1.0), derivatives.length);
    for (int k = 1; k <= derivatives.length; k++) {
      assertThat(jet.derivative(k).item() / Math.max(1, Math.abs(derivatives[k - 1])))
          .as("derivative %d", k)
          .isCloseTo(
              derivatives[k - 1] / Math.max(1, Math.abs(derivatives[k - 1])),
              org.assertj.core.api.Assertions.within(1e-13));
    }
  }

  @Test
  void toOrderEightInClosedForm() {
    closed(Tensor::exp, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    closed(Tensor::sin, 0, 1, 0, -1, 0, 1, 0, -1, 0);
    closed(x -> x.minus(1).pow(-1).unaryMinus(), 0, 1, 2, 6, 24, 120, 720, 5040, 40320);
    closed(x -> Tensor.scalar(1.0).div(x.minus(1)), 0, -1, -2, -6, -24, -120, -720, -5040, -40320);
    closed(x -> x.pow(3), 0, 0, 0, 6, 0, 0, 0, 0, 0);
    closed(x -> x.plus(1).log(), 0, 1, -1, 2, -6, 24, -120, 720, -5040);
    closed(Tensor::tanh, 0, 1, 0, -2, 0, 16, 0, -272, 0);
    closed(Tensor::atan, 0, 1, 0, -2, 0, 24, 0, -720, 0);
    closed(x -> x.square().exp(), 0, 0, 2, 0, 12, 0, 120, 0, 1680);
    closed(
        x -> x.plus(1).sqrt(),
        0,
        .5,
        -.25,
        .375,
        -15. / 16,
        105. / 32,
        -945. / 64,
        10395. / 128,
        -135135. / 256);
  }

  @Test
  void aCurveGoesThroughAComposition() {
    Tensor x = normal(5, 3);
    Jet curve = new Jet(x, List.of(normal(6, 3), normal(7, 3), normal(8, 3)));
    UnaryOperator<Tensor> f = t -> t.sin().times(t.sum());
    UnaryOperator<Tensor> g = t -> t.exp().matmul(normal(16, 3, 3));
    Jet once = Jacobi.jet((Tensor t) -> g.apply(f.apply(t)), curve);
    Jet twice = Jacobi.jet(g::apply, Jacobi.jet(f::apply, curve));
    for (int k = 1; k <= 3; k++) {
      assertClose(once.derivative(k), twice.derivative(k), 1e-13);
    }
  }

  @Test
  void batchedItIsTheLoop() {
    Tensor xs = normal(9, 4, 3);
    Tensor v = normal(10, 3);
    UnaryOperator<Tensor> f = x -> x.tanh().prod();
    Jet all = Jacobi.vmap((Tensor x) -> Jacobi.jet(f::apply, x, v, 3)).apply(xs);
    for (int b = 0; b < 4; b++) {
      assertClose(
          all.derivative(3).get(b), Jacobi.jet(f::apply, xs.get(b), v, 3).derivative(3), 1e-14);
    }
    Tensor rows = xs.tanh().prod(1);
    Jet node = rows.jet(xs, Tensor.stack(0, v, v, v, v), 3);
    assertClose(node.derivative(3), all.derivative(3), 1e-14);
    assertThat(node.value()).isSameAs(rows);
  }

  @Test
  void whatIsNotChosenIsZeroToEveryOrder() {
    Tensor x = Tensor.of(0.0, 4.0);
    Jet jet = Jacobi.jet((Tensor t) -> Tensor.where(t.gt(1), t.sqrt(), 0), x, x.onesLike(), 4);
    assertClose(jet.derivative(1), Tensor.of(0, 0.25), 1e-15);
    assertClose(jet.derivative(4), Tensor.of(0, -15.0 / 16 / 128), 1e-15);
    // the square of a norm is a sum of squares, at 0 too
    Tensor zero = Tensor.of(0.0, 0.0);
    Jet norm = Jacobi.jet((Tensor t) -> t.norm().square(), zero, Tensor.of(1.0, 2.0), 3);
    assertThat(norm.derivative(2).item()).isEqualTo(10);
    assertAllZero(Jacobi.jet(Tensor::norm, zero, Tensor.of(1.0, 2.0), 3).derivative(2));
  }

  @Test
  void itCanBeDifferentiated() {
    Tensor x = normal(11, 3);
    Tensor v = normal(12, 3);
    Tensor third = x.sin().prod().jet(x, v, 3).derivative(3);
    Tensor nested = x.sin().prod().jvp(x, v).jvp(x, v).jvp(x, v);
    assertClose(third.gradient(x), nested.gradient(x), 1e-13);
  }

  @Test
  void whatDoesNotDependHasZeroDerivatives() {
    Tensor x = normal(13, 3);
    assertAllZero(Jacobi.jet((Tensor t) -> normal(14, 2), x, x, 2).derivative(2));
    assertAllZero(Jacobi.jet((Tensor t) -> t.floor(), x, x, 2).derivative(1));
  }

  @Test
  void badInput() {
    Tensor x = normal(15, 3);
    for (int order : new int[] {-1, 0, 9}) {
      assertThatThrownBy(() -> x.sin().jet(x, x, order))
          .isInstanceOf(JacobiException.class)
          .hasMessage("jet: order " + order + "; it takes 1 to 8; nest two for more");
    }
    assertThatThrownBy(() -> x.sin().jet(x, normal(1, 2), 2))
        .isInstanceOf(ShapeException.class)
        .hasMessage("jet: direction [2] for x [3]; the shapes must be equal");
    assertThatThrownBy(() -> new Jet(x, List.of(x, normal(1, 2))))
        .isInstanceOf(ShapeException.class)
        .hasMessage("jet: coefficient 2 [2] for a value [3]; the shapes must be equal");
    assertThatThrownBy(() -> x.sin().jet(x, x, 2).derivative(3))
        .isInstanceOf(JacobiException.class)
        .hasMessage("jet: derivative 3 of a series of order 2; ask for a higher order");
    assertThatThrownBy(() -> x.jet(x.sin(), x, 2)).isInstanceOf(NoPathException.class);
    assertThatThrownBy(() -> x.argsort(0).jet(x, x, 2)).isInstanceOf(DTypeException.class);
  }
}
