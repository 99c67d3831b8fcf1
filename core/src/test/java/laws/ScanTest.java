package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Scan;
import dev.jacobi.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A loop on the graph is the loop in Java, and the recurrence of its derivative. */
final class ScanTest {
  record State(Tensor h, Tensor c) {}

  record Inputs(Tensor x, Tensor weight) {}

  private static final Tensor W = normal(1, 3, 3);

  private static Scan<State, List<Tensor>> step(State s, Inputs in) {
    Tensor h = s.h().matmul(W).plus(in.x()).tanh();
    Tensor c = s.c().times(in.weight().unsqueeze(1)).plus(h);
    return new Scan<>(new State(h, c), List.of(c.sum(1), h.times(c)));
  }

  @Test
  void isTheLoop() {
    Inputs inputs = new Inputs(normal(2, 4, 5, 3), normal(3, 4, 5));
    State start = new State(normal(4, 4, 3), normal(5, 4, 3));
    Scan<State, List<Tensor>> all = Jacobi.scan(ScanTest::step, start, inputs, 1);
    State state = start;
    for (int t = 0; t < 5; t++) {
      Inputs entry = new Inputs(inputs.x().select(1, t), inputs.weight().select(1, t));
      Scan<State, List<Tensor>> one = step(state, entry);
      state = one.state();
      assertClose(all.output().get(0).select(1, t), one.output().get(0), 0);
      assertClose(all.output().get(1).select(1, t), one.output().get(1), 0);
    }
    assertClose(all.state().h(), state.h(), 0);
    assertClose(all.state().c(), state.c(), 0);
    assertThat(all.output().get(1).shape().sizes()).containsExactly(4, 5, 3);
  }

  /** Samples stay apart: the Jacobian of the last state by the first is proven per sample. */
  @Test
  void hasTheDerivativesOfTheLoop() {
    Inputs inputs = new Inputs(normal(2, 4, 5, 3), normal(3, 4, 5));
    Tensor h = normal(4, 4, 3);
    Function<Tensor, Tensor> last =
        x -> Jacobi.scan(ScanTest::step, new State(x, x.zerosLike()), inputs, 1).state().h();
    Tensor product = null;
    Tensor state = h;
    for (int t = 0; t < 5; t++) {
      state = state.matmul(W).plus(inputs.x().select(1, t)).tanh();
      // d tanh(h W + x)_j / dh_i = (1 - tanh^2)_j W_ij
      Tensor own = state.square().unaryMinus().plus(1).unsqueeze(2).times(W.transpose());
      product = product == null ? own : own.matmul(product);
    }
    assertClose(last.apply(h).jacobian(h), java.util.Objects.requireNonNull(product), 1e-13);
    Tensor compiled = Jacobi.compile((Tensor x) -> last.apply(x).jacobian(x)).apply(h);
    assertClose(compiled, product, 1e-13);
    Tensor total = last.apply(h).sin().sum();
    assertClose(
        total.hessian(h), Numbers.differences(x -> last.apply(x).sin().sum().gradient(x), h), 1e-7);
  }
}
