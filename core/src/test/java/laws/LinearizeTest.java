package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Linearization;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Walk;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A linearization is the Jacobian as a map, both ways, and evaluates its function once. */
final class LinearizeTest {
  private static Function<Tensor, Tensor> network() {
    Tensor w = normal(1, 3, 5);
    return x -> x.matmul(w).tanh().times(x.stopGradient().sum()).plus(x.prod());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void productsAreThoseOfTheJacobian(int seed) {
    Tensor x = normal(seed, 3);
    Linearization at = Jacobi.linearize(network(), x);
    Tensor j = Jacobi.jacobian(network()).apply(x);
    Tensor v = normal(5, 3);
    Tensor c = normal(6, 5);
    assertClose(
        List.of(at.value(), at.apply(v), at.transpose(c)),
        List.of(network().apply(x), j.matmul(v), j.transpose().matmul(c)),
        1e-13);
  }

  /** Each further product costs its linear part alone. */
  @Test
  void theFunctionIsEvaluatedOnce() {
    Tensor w = normal(7, 50, 50);
    Linearization at = Jacobi.linearize(x -> x.matmul(w).exp().matmul(w).sin(), normal(8, 50));
    Tensor product = at.apply(normal(9, 50));
    long flops =
        Cost.flops(
            Walk.topological(
                    List.of(product.node()), n -> n.value() != null ? List.of() : n.inputs())
                .stream()
                .filter(n -> n.value() == null)
                .toList());
    // two products with w, and two elementwise ones
    assertThat(flops).isLessThanOrEqualTo(2 * 2 * 50 * 50 + 4 * 50);
  }

  @Test
  void productsAreDifferentiableByThePointAndTraceable() {
    Tensor v = normal(10, 3);
    Function<Tensor, Tensor> squared = x -> Jacobi.linearize(network(), x).apply(v).square().sum();
    Function<Tensor, Tensor> expected = x -> Jacobi.jvp(network()).apply(x, v).square().sum();
    Tensor x = normal(11, 3);
    assertClose(Jacobi.grad(squared).apply(x), Jacobi.grad(expected).apply(x), 1e-12);
    assertClose(Jacobi.compile(squared).apply(x), expected.apply(x), 1e-12);
    Tensor all = Jacobi.vmap(squared).apply(normal(12, 4, 3));
    assertClose(all, Jacobi.vmap(expected).apply(normal(12, 4, 3)), 1e-12);
  }

  @Test
  void aConstantHasAZeroMap() {
    Linearization at = Jacobi.linearize(x -> x.stopGradient().exp(), normal(13, 3));
    assertThat(at.apply(normal(14, 3)).abs().max().item()).isZero();
    assertThat(at.transpose(normal(15, 3)).abs().max().item()).isZero();
  }
}
