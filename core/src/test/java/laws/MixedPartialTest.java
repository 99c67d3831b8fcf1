package laws;

import static laws.Numbers.assertAllZero;
import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Untrained;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.NoPathException;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TreeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One partial derivative, and Hessians times vectors, are what nested gradients give. */
final class MixedPartialTest {
  private final Tensor w = normal(1, 3, 5);
  private final Tensor x = normal(2, 4, 3);
  private final Tensor u = x.matmul(w).tanh().prod(1);

  private Tensor nested(Tensor y, int... coordinates) {
    Tensor derivative = y;
    for (int coordinate : coordinates) {
      derivative = derivative.sum().gradient(x).select(1, coordinate);
    }
    return derivative;
  }

  @Test
  void equalsNestedGradients() {
    int[][] all = {{0}, {0, 0}, {0, 1}, {2, 0}, {0, 1, 1}, {0, 1, 2}, {2, 2, 2, 2}, {0, 0, 1, 1}};
    for (int[] coordinates : all) {
      assertClose(u.partial(x, coordinates), nested(u, coordinates), 1e-12);
    }
    assertClose(u.partial(x, -1, 0), nested(u, 2, 0), 1e-12);
  }

  @Test
  void isWhatFiniteDifferencesSay() {
    Tensor step = Tensor.of(0, 0, 1e-5);
    Tensor up = x.plus(step);
    Tensor down = x.minus(step);
    Tensor slope =
        up.matmul(w)
            .tanh()
            .prod(1)
            .partial(up, 0, 1)
            .minus(down.matmul(w).tanh().prod(1).partial(down, 0, 1))
            .div(2e-5);
    assertClose(u.partial(x, 0, 1, 2), slope, 1e-7);
  }

  @Test
  void aScalarAndSeveralOutputs() {
    Tensor p = normal(3, 2, 2);
    assertClose(
        p.sin().prod().partial(p, 0, 3),
        p.sin().prod().hessian(p).get(0).get(0).get(1).get(1),
        1e-14);
    Tensor y = x.matmul(w).sin();
    assertClose(y.partial(x, 0, 1).select(1, 2), nested(y.select(1, 2), 0, 1), 1e-13);
    assertAllZero(x.matmul(w).partial(x, 0, 1));
  }

  @Samples
  record Batch(Tensor points) {}

  @Test
  void theCheaperOrderIsTakenAndNamed() {
    var f =
        Jacobi.compile(
            (Batch b) -> b.points().matmul(w).tanh().prod(1).partial(b.points(), 0, 1, 1));
    assertClose(f.apply(new Batch(x)), nested(u, 0, 1, 1), 1e-12);
    assertThat(f.explain("modes"))
        .containsPattern(
            "partial of y \\[4] by coordinates \\[0, 1, 1] of x \\[4, 3]: by \\[\\d, \\d] \\(.* kflop\\)"
                + " over by \\[\\d, \\d] \\(.* kflop\\)");
  }

  @Test
  void badInput() {
    assertThatThrownBy(() -> u.partial(x, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "partial: coordinate 3 of x [4, 3]; there are 3 for each sample, counted in row-major"
                + " order");
    assertThatThrownBy(() -> u.partial(x))
        .isInstanceOf(JacobiException.class)
        .hasMessage("partial: 0 coordinates; the order of the derivative is 1 to 8");
    assertThatThrownBy(() -> u.partial(x, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(JacobiException.class);
    assertThatThrownBy(() -> u.partial(x.sin(), 0)).isInstanceOf(NoPathException.class);
    assertThatThrownBy(() -> u.minus(u.mean()).partial(x, 0))
        .isInstanceOf(MixedSamplesException.class);
  }

  record Model(Tensor a, List<Tensor> b, @Untrained Tensor c) {}

  @Test
  void theHessianByATreeTimesATree() {
    Tensor shared = normal(4, 3, 3);
    Model model = new Model(shared, List.of(normal(5, 3), shared), normal(6, 3));
    Tensor loss =
        x.matmul(shared)
            .tanh()
            .matmul(shared)
            .plus(model.b().get(0))
            .times(model.c())
            .square()
            .mean();
    Tensor v = normal(7, 3, 3);
    Model direction = new Model(v, List.of(normal(8, 3), v), normal(9, 3));
    Model product = loss.hvp(model, direction);
    Model gradient = loss.gradient(model);
    Tensor slope =
        gradient.a().times(v).sum().plus(gradient.b().get(0).times(direction.b().get(0)).sum());
    Model expected = slope.gradient(model);
    assertClose(product.a(), expected.a(), 1e-13);
    assertClose(product.b().get(0), expected.b().get(0), 1e-13);
    assertThat(product.b().get(1)).isSameAs(product.a());
    assertAllZero(product.c());
    assertThatThrownBy(() -> loss.hvp(model, new Model(v, List.of(v), v)))
        .isInstanceOf(TreeException.class)
        .hasMessage("hvp: a direction of 3 tensors for parameters of 4; they must be built alike");
    Model bad = new Model(v.get(0), direction.b(), v);
    assertThatThrownBy(() -> loss.hvp(model, bad))
        .isInstanceOf(ShapeException.class)
        .hasMessage("hvp: direction [3] for a [3, 3]; the shapes must be equal");
  }
}
