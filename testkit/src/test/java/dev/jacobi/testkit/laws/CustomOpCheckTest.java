package dev.jacobi.testkit.laws;

import static dev.jacobi.testkit.CustomOpCheck.checkCustomOp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.CustomOp;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.testkit.CheckFailedException;
import dev.jacobi.type.DType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The check of custom operations finds what is wrong with a rule, and nothing with a right one. */
final class CustomOpCheckTest {
  record Pair(Tensor a, Tensor b) {}

  private static final Pair AT = new Pair(Tensor.of(0.3, -0.7), Tensor.of(1.2, 0.4));
  private static final Tensor X = Tensor.of(0.3, -0.7);

  private static CustomOp<Pair> product() {
    return Jacobi.customOp("product", in -> in.a().times(in.b().exp()));
  }

  @Test
  void rightRulesPass() {
    CustomOp<Pair> forward =
        product().jvp((in, y, v) -> v.a().times(in.b().exp()).plus(y.times(v.b())));
    CustomOp<Pair> both = forward.vjp((in, y, c) -> new Pair(c.times(in.b().exp()), c.times(y)));
    assertThat(checkCustomOp(product(), AT, 2).order()).isEqualTo(2);
    assertThat(checkCustomOp(forward, AT, 3).differenceError()).isLessThan(1e-6);
    assertThat(checkCustomOp(both, AT, 3).adjointError()).isLessThan(1e-9);
    CustomOp<List<Tensor>> rows =
        Jacobi.<List<Tensor>>customOp("rows", in -> in.get(0).gather(0, in.get(1)).square())
            .jvp((in, y, v) -> v.get(0).times(in.get(0).times(2)).gather(0, in.get(1)));
    assertThat(checkCustomOp(rows, List.of(X, Tensor.of(1, 0, 1)), 2).order()).isEqualTo(2);
  }

  private static CustomOp<Tensor> exp() {
    return Jacobi.customOp("exponential", Tensor::exp);
  }

  record Wrong(String message, CustomOp<Tensor> op) {
    @Override
    public String toString() {
      return message;
    }
  }

  static Stream<Wrong> wrong() {
    return Stream.of(
        new Wrong("order 1, forward mode of f", exp().jvp((x, y, v) -> v.times(x))),
        new Wrong("order 1, forward mode of f", exp().vjp((x, y, c) -> c.times(x))),
        new Wrong(
            "order 1, reverse mode of f",
            exp().jvp((x, y, v) -> v.times(y)).vjp((x, y, c) -> c.times(x))),
        new Wrong("order 2", exp().jvp((x, y, v) -> v.times(y.stopGradient()))),
        new Wrong(
            "of float32 the value is float64",
            Jacobi.customOp("exponential", (Tensor x) -> x.cast(DType.FLOAT64).exp())
                .jvp((x, y, v) -> v.cast(DType.FLOAT64).times(y))));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongRulesFail(Wrong wrong) {
    assertThatThrownBy(() -> checkCustomOp(wrong.op(), X, 2))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining(wrong.message())
        .hasMessageContaining("seed");
  }

  /** A rule that is wrong only where the cotangent is large, which one direction may not show. */
  @Test
  void rulesThatAreNotLinearFail() {
    CustomOp<Tensor> clipped =
        exp().jvp((x, y, v) -> v.times(y)).vjp((x, y, c) -> c.clamp(-1, 1).times(y));
    assertThatThrownBy(() -> checkCustomOp(clipped, X, 1))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageContaining("the cotangent of 2 c - 3 d is not that of c and d");
  }
}
