package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Unused;
import dev.jacobi.type.NoPathException;
import dev.jacobi.type.Shape;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Where z does not lead to y the mistake is named, with both and where they were made; a derivative
 * that is zero on a path that is there is zero without an error.
 */
final class NoPathTest {
  private final Tensor x = normal(1, 4, 3);
  private final Tensor w = normal(2, 3, 2);

  private Tensor encoder() {
    return x.matmul(w).tanh();
  }

  private static void assertNamesBoth(String operation, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(NoPathException.class)
        .hasMessageMatching(
            operation
                + ": no path leads from tanh \\[4, 2\\] \\(made at NoPathTest\\.java:\\d+\\) to"
                + " \\w+( over axes \\[0, 1\\])?( of sum)? \\[.*\\] \\(made at"
                + " NoPathTest\\.java:\\d+\\); use the very tensor that the result was computed from"
                + " \\(a second call of the encoder gives another\\)"
                + (operation.equals("gradient") ? ", or Unused\\.ZEROS if zeros are meant" : ""));
  }

  @Test
  void aRecomputedTensorIsAnother() {
    Tensor y = encoder().sin();
    Tensor z = encoder();
    assertNamesBoth("gradient", () -> y.sum().gradient(z));
    assertNamesBoth("gradient", () -> y.sum().gradient(List.of(z)));
    assertNamesBoth("jacobian", () -> y.jacobian(z));
    assertNamesBoth("fullJacobian", () -> y.fullJacobian(z));
    assertNamesBoth("vjp", () -> y.vjp(z, y));
    assertNamesBoth("jvp", () -> y.jvp(z, z));
    assertNamesBoth("hessian", () -> y.sum().hessian(z));
    assertNamesBoth("hvp", () -> y.sum().hvp(z, z));
  }

  @Test
  void aCallThatChangesNothingIsAnotherTensorToo() {
    Tensor z = encoder();
    Tensor y = z.sin();
    assertThatThrownBy(() -> y.jacobian(z.reshape(4, 2))).isInstanceOf(NoPathException.class);
    assertThatThrownBy(() -> y.jacobian(z.value())).isInstanceOf(NoPathException.class);
    assertThat(y.jacobian(z).shape()).isEqualTo(Shape.of(4, 2, 2));
  }

  @Test
  void theDirectionCounts() {
    Tensor z = encoder();
    assertThatThrownBy(() -> z.sum().gradient(z.sin())).isInstanceOf(NoPathException.class);
  }

  @Test
  void zerosIfTheyAreMeant() {
    Tensor y = encoder().sin();
    Tensor z = encoder();
    assertAllZero(y.sum().gradient(z, Unused.ZEROS));
    assertThat(y.sum().gradient(z, Unused.ZEROS).shape()).isEqualTo(z.shape());
    List<Tensor> both = y.sum().gradient(List.of(w, z), Unused.ZEROS);
    assertThat(both.get(0).abs().sum().item()).isPositive();
    assertAllZero(both.get(1));
  }

  @Test
  void aTreeWithOneUnusedTensorIsRefusedByName() {
    Tensor y = encoder().sum();
    Tensor unused = normal(3, 5);
    assertThatThrownBy(() -> y.gradient(List.of(w, unused)))
        .isInstanceOf(NoPathException.class)
        .hasMessageContaining("from constant [5]");
  }

  @Test
  void aPathThatDerivativesDoNotTakeIsAPath() {
    Tensor z = encoder();
    assertAllZero(z.stopGradient().sum().gradient(z));
    assertAllZero(z.gt(0).cast(z.dtype()).sum().gradient(z));
    assertAllZero(z.sign().jacobian(z));
    assertAllZero(z.stopGradient().fullJacobian(z));
    assertAllZero(z.floor().jvp(z, z));
  }

  @Test
  void aDerivativeThatNoLongerDependsIsAPath() {
    Tensor z = encoder();
    assertAllZero(z.sum().gradient(z).sum().gradient(z));
    assertAllZero(z.sum().hessian(z));
    assertAllZero(z.sum().hvp(z, z));
    assertAllZero(z.times(2).jvp(z, x.matmul(w)).jvp(z, z));
    assertAllZero(z.times(2).vjp(z, x.matmul(w)).sum().gradient(z));
    assertAllZero(z.times(2).fullJacobian(z).fullJacobian(z));
    assertAllZero(z.square().sum().hessian(z).sum().gradient(z));
  }

  @Test
  void aFunctionThatIgnoresItsArgumentHasZeroDerivatives() {
    assertAllZero(Jacobi.grad((Tensor v) -> w.sum()).apply(x));
    assertAllZero(Jacobi.hessian((Tensor v) -> w.sum()).apply(normal(1, 2)));
    assertAllZero(Jacobi.jacobian((Tensor v) -> w).apply(x));
    assertAllZero(Jacobi.jvp((Tensor v) -> w).apply(x, x));
    assertAllZero(Jacobi.vjp((Tensor v) -> w).apply(x, w));
    assertAllZero(Jacobi.hvp((Tensor v) -> w.sum()).apply(x, x));
    assertAllZero(Jacobi.vmap(Jacobi.grad((Tensor v) -> w.sum())).apply(x));
  }
}
