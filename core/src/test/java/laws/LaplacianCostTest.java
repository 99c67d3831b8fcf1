package laws;

import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Node;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Cheapest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What second derivatives cost on the graph, and that the cheaper way is taken and named. */
final class LaplacianCostTest {
  private static Tensor network(Tensor x, int width) {
    Tensor h = x.matmul(normal(1, x.size(1), width)).tanh();
    Tensor g = h.matmul(normal(2, width, width)).tanh();
    return g.matmul(normal(3, width, 1)).squeeze(1);
  }

  private static long flops(Node node) {
    return Cheapest.added(List.of(), node, Simplifier::simplify);
  }

  /** A Laplacian by d inputs costs at most a third of d Hessian-vector products. */
  @ParameterizedTest
  @CsvSource({"8, 64", "8, 256", "16, 64", "32, 128", "100, 64"})
  void aThirdOfTheProductsWithTheHessian(int inputs, int width) {
    Tensor x = normal(4, 10, inputs);
    Tensor y = network(x, width);
    Tensor gradient = y.sum().gradient(x);
    long product = flops(gradient.jvp(x, normal(5, 10, inputs)).node());
    assertThat(3 * flops(y.laplacian(x).node())).isLessThanOrEqualTo(inputs * product);
  }

  @Samples
  record Batch(Tensor x) {}

  @Test
  void explainSaysWhatWasTaken() {
    var compiled = Jacobi.compile((Batch b) -> network(b.x(), 16).laplacian(b.x()));
    compiled.apply(new Batch(normal(6, 10, 3)));
    assertThat(compiled.explain("modes"))
        .containsPattern(
            "laplacian of y \\[10] by x \\[10, 3]: Taylor mode, 3 directions \\(.* kflop\\) over 3"
                + " Hessian-vector products \\(.* kflop\\)");
    var divergence = Jacobi.compile((Batch b) -> b.x().sin().divergence(b.x()));
    divergence.apply(new Batch(normal(6, 10, 3)));
    assertThat(divergence.explain("modes"))
        .startsWith("divergence of y [10, 3] by x [10, 3]; forward mode (3 sweeps, ");
  }

  @Test
  void directionsCostWhatTheyAreAndNotTheDimension() {
    Tensor x = normal(7, 10, 50);
    Tensor y = network(x, 64);
    long all = flops(y.laplacian(x).node());
    long two = flops(y.diffusion(x, normal(8, 50, 2)).node());
    double[] space = new double[50];
    space[3] = 1;
    space[7] = -1;
    assertThat(two).isLessThan(all / 8);
    assertThat(flops(y.laplacian(x, Tensor.of(space)).node())).isLessThan(all / 8);
  }
}
