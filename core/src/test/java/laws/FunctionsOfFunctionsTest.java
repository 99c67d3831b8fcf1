package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Derivatives of functions are functions: they nest, and mix with the doors from node to node. */
final class FunctionsOfFunctionsTest {
  private static final Tensor W = normal(1, 3, 3);
  private static final Tensor X = normal(2, 3);
  private static final Tensor V = normal(3, 3);

  /** A scalar function of [3] that is smooth and not symmetric. */
  private static Tensor energy(Tensor x) {
    return W.matmul(x).tanh().times(x.exp()).sum();
  }

  /** A function from [3] to [2, 2]. */
  private static Tensor field(Tensor x) {
    return Tensor.stack(0, x.slice(0, 0, 2).sin(), x.slice(0, 1, 3).times(x.get(0)));
  }

  @Test
  void eachIsTheDerivativeItSays() {
    Tensor gradient = differences(FunctionsOfFunctionsTest::energy, X);
    assertClose(Jacobi.grad(FunctionsOfFunctionsTest::energy).apply(X), gradient, 1e-8);
    Jacobi.ValueAndGrad<Tensor> both =
        Jacobi.valueAndGrad(FunctionsOfFunctionsTest::energy).apply(X);
    assertClose(both.value(), energy(X), 0);
    assertClose(both.gradient(), gradient, 1e-8);
    Tensor jacobian = differences(FunctionsOfFunctionsTest::field, X);
    assertClose(Jacobi.jacobian(FunctionsOfFunctionsTest::field).apply(X), jacobian, 1e-8);
    assertClose(Jacobi.jvp(FunctionsOfFunctionsTest::field).apply(X, V), jacobian.matmul(V), 1e-8);
    Tensor c = normal(4, 2, 2);
    assertClose(
        Jacobi.vjp(FunctionsOfFunctionsTest::field).apply(X, c),
        Tensor.einsum("abi,ab->i", jacobian, c),
        1e-8);
    Tensor hessian = differences(Jacobi.grad(FunctionsOfFunctionsTest::energy), X);
    assertClose(Jacobi.hessian(FunctionsOfFunctionsTest::energy).apply(X), hessian, 1e-7);
    assertClose(Jacobi.hvp(FunctionsOfFunctionsTest::energy).apply(X, V), hessian.matmul(V), 1e-7);
  }

  @Test
  void aJacobianOfAJacobianOfAJacobian() {
    UnaryOperator<Tensor> second =
        Jacobi.jacobian(Jacobi.jacobian(FunctionsOfFunctionsTest::field));
    UnaryOperator<Tensor> third = Jacobi.jacobian(second);
    assertThat(third.apply(X).shape()).isEqualTo(Shape.of(2, 2, 3, 3, 3));
    assertClose(third.apply(X), differences(second, X), 1e-7);
    assertClose(
        Jacobi.jacobian(
                Jacobi.jacobian(FunctionsOfFunctionsTest::field, Mode.FORWARD), Mode.REVERSE)
            .apply(X),
        second.apply(X),
        1e-14);
  }

  @Test
  void fourTimesInARow() {
    UnaryOperator<Tensor> f = x -> x.sin().times(x.exp());
    Function<Tensor, Tensor> fourth = f;
    for (int i = 0; i < 4; i++) {
      Function<Tensor, Tensor> g = fourth;
      fourth =
          i % 2 == 0
              ? Jacobi.grad(x -> g.apply(x))
              : x -> Jacobi.jvp(g).apply(x, Tensor.scalar(1.0));
    }
    // (e^x sin x)'''' = -4 e^x sin x
    double x = 0.7;
    assertThat(fourth.apply(Tensor.scalar(x)).item())
        .isCloseTo(-4 * Math.exp(x) * Math.sin(x), org.assertj.core.data.Offset.offset(1e-13));
  }

  @Test
  void perturbationsAreNotConfused() {
    // d/dx (x d/dy (x + y)) = 1, though a system that confuses dx with dy says 2
    Tensor one = Tensor.scalar(1.0);
    UnaryOperator<Tensor> reverse = x -> x.times(Jacobi.grad((Tensor y) -> x.plus(y)).apply(one));
    assertThat(Jacobi.grad(reverse::apply).apply(one).item()).isEqualTo(1);
    UnaryOperator<Tensor> forward =
        x -> x.times(Jacobi.jvp((Tensor y) -> x.plus(y)).apply(one, one));
    assertThat(Jacobi.jvp(forward).apply(one, one).item()).isEqualTo(1);
    assertThat(Jacobi.grad(forward::apply).apply(one).item()).isEqualTo(1);
    assertThat(Jacobi.jvp(reverse).apply(one, one).item()).isEqualTo(1);
    // d/dx (d/dy (x y^2) at y = x) = d/dx 2 x^2 = 4 x
    UnaryOperator<Tensor> atItself = x -> Jacobi.grad((Tensor y) -> x.times(y.square())).apply(x);
    assertThat(Jacobi.grad(atItself::apply).apply(Tensor.scalar(3.0)).item()).isEqualTo(12);
    assertThat(Jacobi.jvp(atItself).apply(Tensor.scalar(3.0), one).item()).isEqualTo(12);
  }

  @Test
  void onlyTheArgumentIsDifferentiatedNotTheSameTensorCaptured() {
    // at x the captured x is a constant: d/dx (x0 x) = x0
    assertClose(Jacobi.grad((Tensor x) -> x.times(X).sum()).apply(X), X, 0);
    assertAllZero(Jacobi.hessian((Tensor x) -> x.times(X).sum()).apply(X));
  }

  @Test
  void aFunctionThatCallsGradInsideAndCapturesOuterTensors() {
    UnaryOperator<Tensor> outer =
        w -> {
          Tensor scale = w.exp();
          Tensor inner = Jacobi.grad((Tensor x) -> x.times(scale).sin().sum()).apply(X);
          return inner.square().sum();
        };
    assertClose(outer.apply(V).sum(), outer.apply(V), 0);
    assertClose(Jacobi.grad(outer::apply).apply(V), differences(outer, V), 1e-8);
    assertClose(Jacobi.hessian(outer).apply(V), differences(Jacobi.grad(outer::apply), V), 1e-7);
    Tensor w = V.times(1);
    assertClose(outer.apply(w).gradient(w), differences(outer, V), 1e-8);
  }

  @Test
  void aHessianOfALossThatContainsAJacobian() {
    Tensor x = normal(5, 4, 2);
    UnaryOperator<Tensor> loss =
        w -> {
          Tensor z = x.matmul(w.reshape(2, 2)).tanh();
          Tensor y = z.matmul(w.reshape(2, 2)).sin();
          return y.jacobian(z).square().sum().plus(y.square().mean());
        };
    Tensor w = normal(6, 4);
    Tensor hessian = Jacobi.hessian(loss).apply(w);
    assertClose(hessian, differences(Jacobi.grad(loss::apply), w), 1e-7);
    assertClose(hessian, hessian.transpose(), 1e-12);
    assertClose(Jacobi.hvp(loss).apply(w, normal(7, 4)), hessian.matmul(normal(7, 4)), 1e-12);
    Tensor node = w.times(1);
    assertClose(loss.apply(node).hessian(node), hessian, 1e-13);
  }

  @Test
  void aPerSampleJacobianOfAPerSampleJacobian() {
    Tensor z = normal(8, 5, 2, 1);
    UnaryOperator<Tensor> one = x -> x.reshape(2).matmul(normal(9, 2, 3)).sin();
    Tensor y = z.reshape(-1, 2).matmul(normal(9, 2, 3)).sin();
    Tensor second = y.jacobian(z).jacobian(z);
    assertThat(second.shape()).isEqualTo(Shape.of(5, 3, 2, 1, 2, 1));
    for (int b = 0; b < 5; b++) {
      assertClose(second.get(b), Jacobi.jacobian(Jacobi.jacobian(one)).apply(z.get(b)), 1e-13);
    }
  }

  @Test
  void trees() {
    record Layer(Tensor weight, Tensor bias, int repeats) {}
    record Net(List<Layer> layers, Map<String, Tensor> more) {}
    Net net =
        new Net(
            List.of(new Layer(normal(1, 3, 3), normal(2, 3), 2), new Layer(W, V, 1)),
            Map.of("scale", normal(3, 3)));
    Function<Net, Tensor> f =
        n -> {
          Tensor h = X;
          for (Layer layer : n.layers()) {
            for (int i = 0; i < layer.repeats(); i++) {
              h = h.matmul(layer.weight()).plus(layer.bias()).tanh();
            }
          }
          return h.times(n.more().get("scale")).sum();
        };
    Net gradient = Jacobi.grad(f).apply(net);
    assertThat(gradient.layers().get(0).repeats()).isEqualTo(2);
    assertClose(
        gradient.layers().get(0).bias(),
        differences(
            b ->
                f.apply(
                    new Net(
                        List.of(new Layer(net.layers().get(0).weight(), b, 2), net.layers().get(1)),
                        net.more())),
            net.layers().get(0).bias()),
        1e-8);
    assertClose(
        gradient.more().get("scale"),
        differences(s -> f.apply(new Net(net.layers(), Map.of("scale", s))), normal(3, 3)),
        1e-8);
  }

  @Test
  void integersInATreeStandUnchanged() {
    List<Tensor> gradient =
        Jacobi.grad((List<Tensor> t) -> t.get(0).gather(0, t.get(1)).square().sum())
            .apply(List.of(X, Tensor.of(2, 2)));
    assertClose(gradient.get(0).toDoubles(), new double[] {0, 0, 4 * X.get(2).item()}, 1e-15);
    assertThat(gradient.get(1).dtype()).isEqualTo(DType.INT32);
  }
}
