package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.TracingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A function of single values over a whole batch is the loop, whatever it does inside. */
final class VmapTest {
  private static final Tensor W = normal(1, 3, 3);

  private static void assertIsTheLoop(Function<Tensor, Tensor> f, Tensor batch) {
    List<Tensor> each = new ArrayList<>();
    for (int i = 0; i < batch.size(0); i++) {
      each.add(f.apply(batch.get(i)));
    }
    assertClose(Jacobi.vmap(f).apply(batch), Tensor.stack(0, each), 1e-13);
  }

  private static Tensor energy(Tensor x) {
    return W.matmul(x).tanh().times(x.exp()).sum();
  }

  @Test
  void derivativesInside() {
    for (int count : new int[] {1, 2, 7}) {
      Tensor batch = normal(count, count, 3);
      assertIsTheLoop(VmapTest::energy, batch);
      assertIsTheLoop(Jacobi.grad(VmapTest::energy), batch);
      assertIsTheLoop(Jacobi.hessian(VmapTest::energy), batch);
      assertIsTheLoop(Jacobi.jacobian(x -> W.matmul(x).sin()), batch);
      assertIsTheLoop(x -> Jacobi.hvp(VmapTest::energy).apply(x, normal(2, 3)), batch);
      assertIsTheLoop(x -> W.matmul(x).sin().fullJacobian(x), batch);
      assertIsTheLoop(x -> energy(x).gradient(x).norm(), batch);
      assertIsTheLoop(x -> energy(x).hessian(x).sum(), batch);
    }
  }

  @Test
  void theLaplacianOfANetwork() {
    UnaryOperator<Tensor> u = x -> W.matmul(x).tanh().sum();
    Tensor points = normal(3, 4, 3);
    Tensor hessians = Jacobi.vmap(Jacobi.hessian(u)).apply(points);
    assertThat(hessians.shape()).isEqualTo(Shape.of(4, 3, 3));
    Tensor laplacians = Tensor.einsum("bii->b", hessians);
    for (int b = 0; b < 4; b++) {
      double trace = 0;
      for (int i = 0; i < 3; i++) {
        trace += Jacobi.hessian(u).apply(points.get(b)).get(i).get(i).item();
      }
      assertThat(laplacians.get(b).item())
          .isCloseTo(trace, org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  @Test
  void vmapOfVmapAndOfGradOfVmap() {
    Tensor batch = normal(4, 2, 5, 3);
    assertIsTheLoop(rows -> Jacobi.vmap(VmapTest::energy).apply(rows), batch);
    assertIsTheLoop(
        Jacobi.grad((Tensor rows) -> Jacobi.vmap(VmapTest::energy).apply(rows).square().sum()),
        batch);
    assertIsTheLoop(
        rows ->
            Jacobi.vmap(
                    (Tensor x) -> Jacobi.grad((Tensor y) -> energy(y).times(rows.sum())).apply(x))
                .apply(rows),
        batch);
  }

  @Test
  void gradientsThroughVmap() {
    Tensor points = normal(5, 4, 3);
    UnaryOperator<Tensor> loss =
        w -> Jacobi.vmap((Tensor x) -> w.matmul(x).tanh().sum().square()).apply(points).sum();
    assertClose(Jacobi.grad(loss::apply).apply(W), differences(loss, W), 1e-8);
    UnaryOperator<Tensor> ofPoints =
        p -> Jacobi.vmap(Jacobi.grad(VmapTest::energy)).apply(p).square().sum();
    assertClose(Jacobi.grad(ofPoints::apply).apply(points), differences(ofPoints, points), 1e-7);
    Tensor node = points.times(1);
    assertClose(ofPoints.apply(node).gradient(node), differences(ofPoints, points), 1e-7);
  }

  @Test
  void gradientsByWeightsForEachSample() {
    Tensor x = normal(6, 5, 3);
    Function<Tensor, Tensor> perSample =
        one -> Jacobi.grad((Tensor w) -> w.matmul(one).tanh().square().sum()).apply(W);
    assertIsTheLoop(perSample, x);
    Tensor w = W.times(1);
    Tensor all =
        Jacobi.vmap((Tensor one) -> w.matmul(one).tanh().square().sum().gradient(w)).apply(x);
    assertClose(all, Jacobi.vmap(perSample).apply(x), 1e-14);
    assertClose(all.sum(0), w.matmul(x.transpose()).tanh().square().sum().gradient(w), 1e-13);
  }

  @Test
  void samplesStayApartInWhatItReturns() {
    Tensor z = normal(7, 4, 3);
    Tensor y = Jacobi.vmap((Tensor x) -> W.matmul(x).tanh()).apply(z);
    assertClose(
        y.jacobian(z), Jacobi.vmap(Jacobi.jacobian(x -> W.matmul(x).tanh())).apply(z), 1e-14);
  }

  @Test
  void treesGoInAndComeOut() {
    record Pair(Tensor a, Tensor b) {}
    Tensor a = normal(8, 4, 3);
    Tensor b = normal(9, 4);
    Map<String, Tensor> result =
        Jacobi.vmap((Pair p) -> Map.of("sum", p.a().sum().plus(p.b()), "ten", p.a().times(p.b())))
            .apply(new Pair(a, b));
    assertClose(result.get("sum"), a.sum(1).plus(b), 1e-14);
    assertClose(result.get("ten"), a.times(b.unsqueeze(1)), 0);
  }

  @Test
  void axesCanBeNamed() {
    Tensor x = normal(10, 3, 4);
    assertClose(
        Jacobi.vmap((Tensor column) -> W.matmul(column).sin(), 1, 1).apply(x),
        W.matmul(x).sin(),
        1e-14);
    assertClose(
        Jacobi.vmap((Tensor column) -> W.matmul(column).sin(), -1, 0).apply(x),
        W.matmul(x).sin().transpose(),
        1e-14);
  }

  @Test
  void whatDoesNotDependIsRepeatedAndIntegersPass() {
    Tensor x = normal(11, 4, 3);
    assertThat(Jacobi.vmap((Tensor one) -> W).apply(x).shape()).isEqualTo(Shape.of(4, 3, 3));
    assertIsTheLoop(
        one -> one.gather(0, one.argsort(0)).times(one.argmax(0).cast(DType.FLOAT64)), x);
    assertIsTheLoop(one -> Tensor.where(one.gt(0), one.log(), one), x);
    assertIsTheLoop(one -> one.reshape(3, 1).times(W).prod(1).max(), x);
    assertIsTheLoop(one -> one.sort(0).flip(0).pad(0, 1, 1).slice(0, 0, 5, 2), x);
    assertIsTheLoop(one -> Tensor.concat(0, one, W.get(0)), x);
    assertIsTheLoop(one -> W.gather(0, one.argmax(0)).plus(W.gather(1, one.argsort(0)).sum()), x);
  }

  @Test
  void insideThereAreNoNumbersYet() {
    assertThatThrownBy(() -> Jacobi.vmap((Tensor x) -> x.times(x.sum().item())).apply(W))
        .isInstanceOf(TracingException.class)
        .hasMessageMatching(
            "item: sum over axis 0 \\[\\] \\(made at VmapTest\\.java:\\d+\\); it has no value while a"
                + " function is traced \\(compile, vmap\\); return it from the function and look at"
                + " the result");
  }
}
