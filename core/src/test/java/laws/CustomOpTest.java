package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.CustomOp;
import dev.jacobi.Jacobi;
import dev.jacobi.Mode;
import dev.jacobi.Tensor;
import dev.jacobi.type.MixedSamplesException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A function with rules that state its derivatives has the derivatives of the composition, in every
 * mode, order and form, whichever of the rules it has; and rules that state something else are
 * followed.
 */
final class CustomOpTest {
  /** A layer {@code tanh(x w)}. */
  record Layer(Tensor x, Tensor w) {}

  private static Tensor plain(Layer in) {
    return in.x().matmul(in.w()).tanh();
  }

  private static Tensor slope(Tensor y) {
    return y.square().unaryMinus().plus(1);
  }

  private static CustomOp<Layer> value() {
    return Jacobi.customOp("layer", CustomOpTest::plain);
  }

  private static CustomOp<Layer> forward(CustomOp<Layer> op) {
    return op.jvp((in, y, v) -> v.x().matmul(in.w()).plus(in.x().matmul(v.w())).times(slope(y)));
  }

  private static CustomOp<Layer> reverse(CustomOp<Layer> op) {
    return op.vjp((in, y, c) -> {
      Tensor own = c.times(slope(y));
      return new Layer(own.matmul(in.w().transpose()), in.x().transpose(-2, -1).matmul(own));
    });
  }

  record Ruled(String name, Function<Layer, Tensor> f) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Ruled> ruled() {
    return Stream.of(
        new Ruled("no rule", value()),
        new Ruled("forward rule", forward(value())),
        new Ruled("reverse rule", reverse(value())),
        new Ruled("both rules", forward(reverse(value()))),
        new Ruled(
            "inside a checkpoint",
            in -> Jacobi.checkpoint((Layer l) -> forward(value()).apply(l)).apply(in)));
  }

  private static Tensor network(Function<Layer, Tensor> layer, Tensor x, Tensor w) {
    return layer.apply(new Layer(layer.apply(new Layer(x, w)), w)).times(x.sin());
  }

  private static List<Tensor> derivatives(Function<Layer, Tensor> layer, Tensor x, Tensor w) {
    Tensor y = network(layer, x, w);
    Tensor loss = y.square().sum();
    Tensor losses = y.square().sum(1);
    return List.of(
        y,
        loss.gradient(w),
        y.jacobian(x, Mode.FORWARD),
        y.jacobian(x, Mode.REVERSE),
        y.fullJacobian(x),
        loss.gradient(x).square().sum().gradient(w),
        y.jacobian(x, Mode.FORWARD).square().sum().gradient(w),
        y.jacobian(x, Mode.REVERSE).square().sum().gradient(w),
        loss.hvp(x, normal(3, x.shape().sizes())),
        loss.hvp(w, normal(3, w.shape().sizes())),
        loss.hessian(x),
        y.jacobian(x).jacobian(x),
        losses.perSampleGradient(w),
        losses.perSampleGradientNorm(w),
        losses.clippedGradientSum(w, 0.5),
        y.laplacian(x),
        y.jacobianNorm(x),
        y.pullbackMetric(x),
        y.jet(x, normal(4, x.shape().sizes()), 4).derivative(4),
        losses.partial(x, 0, 1, 2));
  }

  @ParameterizedTest
  @MethodSource("ruled")
  void derivativesAreThoseOfTheComposition(Ruled op) {
    Tensor w = normal(1, 3, 3);
    for (int samples : new int[] {1, 3}) {
      Tensor x = normal(2, samples, 3);
      assertClose(derivatives(op.f(), x, w), derivatives(CustomOpTest::plain, x, w), 1e-11);
    }
  }

  @ParameterizedTest
  @MethodSource("ruled")
  void derivativesAreThoseOfDifferences(Ruled op) {
    Tensor x = normal(5, 2, 3);
    Tensor w = normal(6, 3, 3);
    Tensor own = w.times(1);
    Tensor loss = network(op.f(), x, own).square().sum();
    assertClose(
        loss.gradient(own), differences(p -> network(op.f(), x, p).square().sum(), w), 1e-6);
  }

  @ParameterizedTest
  @MethodSource("ruled")
  void entriesOfABatchAreTheLoop(Ruled op) {
    Tensor x = normal(7, 3, 2, 3);
    Tensor w = normal(8, 3, 3);
    Function<Tensor, Tensor> shared =
        p -> op.f().apply(new Layer(p, w)).square().sum().gradient(w).plus(w);
    Tensor all = Jacobi.vmap(shared).apply(x);
    Tensor both = Jacobi.vmap((Layer l) -> op.f().apply(l)).apply(new Layer(x, normal(9, 3, 3, 3)));
    Tensor ws = normal(9, 3, 3, 3);
    for (int b = 0; b < 3; b++) {
      assertClose(all.get(b), shared.apply(x.get(b)), 1e-13);
      assertClose(both.get(b), op.f().apply(new Layer(x.get(b), ws.get(b))), 1e-13);
    }
    // the derivative by what all entries share is the sum over them
    Tensor loss = Jacobi.vmap((Tensor p) -> op.f().apply(new Layer(p, w)).exp()).apply(x).sum();
    Tensor expected = plain(new Layer(x, w)).exp().sum().gradient(w);
    assertClose(loss.gradient(w), expected, 1e-13);
    assertClose(loss.jvp(w, normal(10, 3, 3)), expected.times(normal(10, 3, 3)).sum(), 1e-12);
  }

  /** What a rule says is taken, be it the derivative or not. */
  @Test
  void rulesAreFollowed() {
    CustomOp<Tensor> through =
        Jacobi.customOp("through", Tensor::round).jvp((Tensor x, Tensor y, Tensor v) -> v);
    Tensor x = Tensor.of(new double[][] {{0.4, 1.7}, {-2.2, 0.6}});
    Tensor y = through.apply(x.times(3));
    assertThat(y.sum().gradient(x).toDoubles()).containsOnly(3);
    assertClose(y.jacobian(x), x.times(3).jacobian(x), 0);
    CustomOp<Tensor> reversal =
        Jacobi.<Tensor>customOp("reversal", p -> p.times(1)).vjp((p, v, c) -> c.times(-2));
    assertThat(reversal.apply(x).sum().gradient(x).toDoubles()).containsOnly(-2);
    // clips the cotangent: no derivative, and reverse mode takes it as it is
    CustomOp<Tensor> clipped =
        Jacobi.<Tensor>customOp("clipped", p -> p.times(1)).vjp((p, v, c) -> c.clamp(-1, 1));
    assertThat(clipped.apply(x).times(5).sum().gradient(x).toDoubles()).containsOnly(1);
  }

  /** Cuts inside a rule and inside the function are kept. */
  @Test
  void cutsAreKept() {
    CustomOp<Tensor> square =
        Jacobi.<Tensor>customOp("square", Tensor::square)
            .jvp((x, y, v) -> v.times(x.stopGradient().times(2)));
    Tensor x = normal(11, 3);
    assertClose(square.apply(x).sum().gradient(x), x.times(2), 1e-15);
    assertThat(square.apply(x).sum().hessian(x).abs().max().item()).isZero();
    Tensor cut = square.apply(x.stopGradient()).times(x);
    assertClose(cut.sum().gradient(x), x.square(), 1e-15);
  }

  /** A rule that looks at other samples is no per-sample derivative. */
  @Test
  void rulesThatMixAreRefused() {
    CustomOp<Tensor> mixing =
        Jacobi.<Tensor>customOp("mixing", Tensor::exp)
            .jvp((x, y, v) -> v.minus(v.mean(0).expand(v.shape().sizes())));
    Tensor x = normal(12, 3, 2);
    assertThatThrownBy(() -> mixing.apply(x).jacobian(x))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining("samples mix at");
    assertClose(
        mixing.apply(x).fullJacobian(x), x.minus(x.mean(0).expand(3, 2)).fullJacobian(x), 1e-14);
  }

  /** Integers among the arguments are as they are. */
  @Test
  void integersAreArguments() {
    record Rows(Tensor table, Tensor index) {}
    CustomOp<Rows> rows =
        Jacobi.<Rows>customOp("rows", in -> in.table().gather(0, in.index()).exp())
            .jvp((in, y, v) -> v.table().gather(0, in.index()).times(y));
    Tensor table = normal(13, 4, 2);
    Tensor index = Tensor.of(3, 1, 3);
    assertClose(
        rows.apply(new Rows(table, index)).square().sum().gradient(table),
        table.gather(0, index).exp().square().sum().gradient(table),
        1e-13);
  }

  /** What a mask did not choose contributes nothing, though the rule multiplies it by infinity. */
  @Test
  void masksTravelThroughRules() {
    CustomOp<Tensor> root =
        Jacobi.<Tensor>customOp("root", Tensor::sqrt).jvp((x, y, v) -> v.div(y.times(2)));
    Tensor x = Tensor.of(0.0, 4.0);
    Tensor y = Tensor.where(x.gt(0), root.apply(x), 0);
    assertThat(y.sum().gradient(x).toDoubles()).containsExactly(0, 0.25);
    Tensor chosen = Tensor.where(x.gt(0), x, x.stopGradient());
    assertThat(root.apply(chosen).jvp(x, Tensor.of(1.0, 1.0)).toDoubles()).containsExactly(0, 0.25);
    assertThat(y.sum().hessian(x).sum(1).toDoubles()).containsExactly(0, -1.0 / 32);
  }
}
