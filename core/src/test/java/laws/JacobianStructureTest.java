package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Cheapest;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Norms of Jacobians and pullback metrics are what the Jacobian says, whichever way they are taken,
 * and so are their derivatives; the way taken is cheaper than the Jacobian where one can be.
 */
final class JacobianStructureTest {
  /**
   * @param sample the shape of a point
   * @param f from points {@code [B, n...]} to {@code [B, m...]}
   */
  record Field(String name, Shape sample, UnaryOperator<Tensor> f) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Field> fields() {
    Tensor w = normal(1, 3, 5);
    Tensor square = normal(2, 5, 5);
    Tensor narrow = normal(3, 5, 2);
    Tensor one = normal(4, 5, 1);
    Tensor wide = normal(5, 2, 7);
    Shape three = Shape.of(3);
    return Stream.of(
        new Field("a layer", three, x -> x.matmul(w).plus(0.3).tanh()),
        new Field("elementwise, then linear", three, x -> x.sin().matmul(w)),
        new Field("elementwise at both ends", three, x -> x.sin().matmul(w).sigmoid()),
        new Field("elementwise", three, x -> x.sin().exp()),
        new Field("elementwise with itself", three, x -> x.sin().times(x).plus(x)),
        new Field("linear", three, x -> x.matmul(w)),
        new Field(
            "a neck of one",
            three,
            x -> x.matmul(w).tanh().matmul(one).sin().matmul(one.transpose())),
        new Field(
            "a neck of two",
            three,
            x -> x.matmul(w).tanh().matmul(narrow).sin().matmul(wide).exp()),
        new Field(
            "wide at the end", Shape.of(2), x -> x.matmul(wide).tanh().matmul(normal(6, 7, 13))),
        new Field("one number out", three, x -> x.matmul(w).tanh().prod(1)),
        new Field(
            "one number in", Shape.of(1), x -> x.matmul(normal(7, 1, 5)).tanh().matmul(square)),
        new Field("beside a neck", three, x -> x.matmul(w).tanh().matmul(one).times(x)),
        new Field("of two axes", Shape.of(2, 3), x -> x.matmul(w).tanh().matmul(narrow).sum(1)),
        new Field(
            "merged", Shape.of(2, 3), x -> x.reshape(-1, 3).matmul(w).sin().reshape(-1, 2, 5)),
        new Field("a norm", three, x -> x.norm(1).square()),
        new Field("a constant in places", three, x -> x.relu().matmul(w)));
  }

  private static Tensor matrices(Tensor y, Tensor x) {
    int n = x.shape().elements(1, x.rank());
    return y.jacobian(x).reshape(x.size(0), y.shape().elements(1, y.rank()), n);
  }

  private static Tensor flat(Tensor metric, Tensor x) {
    int n = x.shape().elements(1, x.rank());
    return metric.reshape(x.size(0), n, n);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void areThoseOfTheJacobian(Field field) {
    for (int samples : new int[] {1, 3}) {
      Tensor x = normal(8, field.sample().insert(0, samples).sizes());
      Tensor y = field.f().apply(x);
      Tensor j = matrices(y, x);
      Tensor norm = y.jacobianNorm(x);
      Tensor metric = y.pullbackMetric(x);
      Tensor gram = Tensor.einsum("bij,bik->bjk", j, j);
      Tensor weights = normal(9, gram.shape().sizes());
      assertClose(
          List.of(
              norm,
              flat(metric, x),
              norm.minus(1).square().sum().gradient(x),
              flat(metric, x).times(weights).sum().gradient(x)),
          List.of(
              j.frobenius(1, 2),
              gram,
              j.frobenius(1, 2).minus(1).square().sum().gradient(x),
              gram.times(weights).sum().gradient(x)),
          1e-12);
      assertThat(metric.shape()).isEqualTo(x.shape().concat(field.sample()));
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void areThoseOfFiniteDifferencesAndOfFunctions(Field field) {
    Tensor x = normal(10, field.sample().insert(0, 2).sizes());
    UnaryOperator<Tensor> one = p -> field.f().apply(p.unsqueeze(0)).squeeze(0);
    Tensor norms = field.f().apply(x).jacobianNorm(x);
    Tensor metrics = field.f().apply(x).pullbackMetric(x);
    for (int b = 0; b < 2; b++) {
      Tensor point = x.get(b).value();
      int n = point.shape().elements();
      Tensor j = differences(one, point).reshape(-1, n);
      assertClose(norms.get(b), j.norm(), 1e-7);
      assertClose(metrics.get(b).reshape(n, n), j.transpose().matmul(j), 1e-7);
    }
    assertClose(
        List.of(
            Jacobi.vmap(Jacobi.jacobianNorm(one)).apply(x),
            Jacobi.vmap(Jacobi.pullbackMetric(one)).apply(x)),
        List.of(norms, metrics),
        1e-12);
  }

  /** The gradient at a Jacobian of zero is that of the norm: zero. */
  @Test
  void atZeroTheNormHasNoSlope() {
    Tensor x = normal(11, 3, 2);
    Tensor y = x.square().square().times(0).matmul(normal(12, 2, 5));
    assertThat(y.jacobianNorm(x).toDoubles()).containsOnly(0);
    assertThat(y.jacobianNorm(x).sum().gradient(x).abs().max().item()).isZero();
    Tensor cut = x.stopGradient().times(2);
    assertThat(cut.jacobianNorm(x).toDoubles()).containsOnly(0);
    assertThat(cut.pullbackMetric(x).abs().max().item()).isZero();
  }

  /** A norm that is small beside its factors keeps its digits. */
  @Test
  void smallNormsKeepTheirDigits() {
    Tensor x = normal(13, 4, 6);
    Tensor to = Tensor.of(new double[][] {{1, 1}, {1, 1 + 1e-9}, {0, 0}, {0, 0}, {0, 0}, {0, 0}});
    Tensor from = Tensor.of(new double[][] {{1, -1, 0, 0, 0}, {-1, 1, 0, 0, 1e-9}});
    Tensor y = x.matmul(to).matmul(from);
    Tensor expected = to.matmul(from).norm();
    assertClose(y.jacobianNorm(x), expected.expand(4), 1e-22);
  }

  @Samples
  record Batch(Tensor x) {}

  private static String explained(UnaryOperator<Tensor> f, Tensor x) {
    var compiled = Jacobi.compile((Batch b) -> f.apply(b.x()));
    compiled.apply(new Batch(x));
    return compiled.explain("modes");
  }

  /** What a value costs beyond y. */
  private static long flops(Tensor y, Tensor value) {
    return Cheapest.added(List.of(y.node()), value.node(), Simplifier::simplify);
  }

  @Test
  void explainSaysWhatWasTaken() {
    Tensor w = normal(14, 64, 32);
    Tensor x = normal(15, 10, 64);
    assertThat(explained(b -> b.matmul(w).sigmoid().jacobianNorm(b), x))
        .containsPattern(
            "jacobianNorm of y \\[10, 32] by z \\[10, 64]: squares of rows and columns \\(.*"
                + " kflop\\) over the Jacobian in forward mode, 64 sweeps \\(.* kflop\\) over the"
                + " Jacobian in reverse mode, 32 sweeps");
    Tensor up = normal(16, 32, 200);
    Tensor latent = normal(17, 10, 8);
    Tensor first = normal(18, 8, 32);
    assertThat(explained(b -> b.matmul(first).tanh().matmul(up).pullbackMetric(b), latent))
        .containsPattern("pullbackMetric of y .*: the metric of tanh \\[10, 32] \\(");
  }

  /** Of a layer the norm costs less than a hundredth of its Jacobians, as Rifai's formula does. */
  @Test
  void theNormOfALayerCostsNoJacobian() {
    Tensor x = normal(19, 256, 784);
    Tensor y = x.matmul(normal(20, 784, 100)).sigmoid();
    long jacobian = flops(y, y.jacobian(x).frobenius(1, 2));
    assertThat(100 * flops(y, y.jacobianNorm(x))).isLessThan(jacobian);
  }

  /** An autoencoder's Jacobian goes through its neck: its sweeps are those of the neck. */
  @Test
  void theNormOfAnAutoencoderTakesTheSweepsOfItsNeck() {
    Tensor x = normal(21, 16, 64);
    Tensor z = x.matmul(normal(22, 64, 128)).tanh().matmul(normal(23, 128, 4));
    Tensor y = z.matmul(normal(24, 4, 128)).tanh().matmul(normal(25, 128, 64));
    long jacobian = flops(y, y.jacobian(x).frobenius(1, 2));
    assertThat(3 * flops(y, y.jacobianNorm(x))).isLessThan(jacobian);
  }

  /** Columns of the metric come without the Jacobian where there are many outputs. */
  @Test
  void theMetricCostsLessThanTheJacobian() {
    Tensor z = normal(26, 256, 8);
    Tensor y = z.matmul(normal(27, 8, 64)).tanh().matmul(normal(28, 64, 784));
    Tensor j = y.jacobian(z);
    long made = flops(y, Tensor.einsum("bij,bik->bjk", j, j));
    assertThat(4 * flops(y, y.pullbackMetric(z))).isLessThan(made);
  }
}
