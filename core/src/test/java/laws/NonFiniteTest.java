package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.type.JacobiException;
import org.junit.jupiter.api.Test;

/** The node that is blamed for NaN is the one that made it, and stands where the user wrote it. */
class NonFiniteTest {
  record Net(Tensor w) {}

  @Samples
  record Batch(Tensor x) {}

  @Test
  void aLogarithmOfZeroIsNamed() {
    var f =
        Jacobi.compile((Net net, Batch batch) -> {
          Tensor y = batch.x().matmul(net.w());
          return y.log().sum().sin();
        });
    Net net = new Net(Tensor.of(new double[][] {{1, 0}, {0, 1}}));
    Batch batch = new Batch(Tensor.of(new double[][] {{1, 2}, {3, 0}, {-1, 0}}));
    assertThat(f.firstNonFinite(net, batch).orElseThrow())
        .matches(
            "log \\[3, 2] \\(made at NonFiniteTest.java:\\d+\\): -Infinity at \\[1, 1], 3 of 6");
    Batch good = new Batch(Tensor.of(new double[][] {{1, 2}, {3, 1}, {1, 5}}));
    assertThat(f.firstNonFinite(net, good)).isEmpty();
  }

  @Test
  void anArgumentThatIsNotFiniteIsNamed() {
    var f = Jacobi.compile((Net net, Batch batch) -> batch.x().matmul(net.w()).exp().sum());
    Net net = new Net(Tensor.of(new float[][] {{1}, {1}}));
    Batch batch = new Batch(Tensor.of(new float[][] {{1, 2}, {Float.NaN, 0}}));
    assertThat(f.firstNonFinite(net, batch).orElseThrow())
        .startsWith("input argument1.x [2, 2]")
        .endsWith("NaN at [1, 0], 1 of 4");
  }

  @Test
  void whatAMaskKeepsAwayIsNotBlamed() {
    var f =
        Jacobi.compile((Tensor x) -> {
          Tensor safe = Tensor.where(x.gt(0), x.log(), 0);
          return safe.sum().plus(x.times(1e200).times(1e200).sum());
        });
    assertThat(f.firstNonFinite(Tensor.of(0.0, 1)).orElseThrow())
        .contains("mul [2]")
        .endsWith("Infinity at [1], 1 of 2");
  }

  @Test
  void aDerivativeThatIsNotFiniteIsNamed() {
    var f = Jacobi.compile((Tensor x) -> x.sqrt().sum().gradient(x));
    String found = f.firstNonFinite(Tensor.of(4.0, 0)).orElseThrow();
    assertThat(found).contains("made at NonFiniteTest.java").endsWith("at [1], 1 of 2");
  }

  @Test
  void integersAndWrongArgumentsAreNoMatter() {
    var f = Jacobi.compile((Tensor x) -> x.plus(1));
    assertThat(f.firstNonFinite(Tensor.of(1, 2))).isEmpty();
    assertThat(f.firstNonFinite(Tensor.scalar(Double.NaN)).orElseThrow()).endsWith("at [], 1 of 1");
    assertThatThrownBy(() -> f.firstNonFinite(Tensor.of(1), Tensor.of(2)))
        .isInstanceOf(JacobiException.class)
        .hasMessage("firstNonFinite: 2 arguments; the function has 1");
  }
}
