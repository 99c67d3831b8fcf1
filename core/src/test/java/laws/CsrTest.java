package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Csr;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The matrix assembled from Jacobians of samples is the whole Jacobian of all residuals by all
 * parameters, which knows nothing of indices.
 */
final class CsrTest {
  private static Tensor indices(Random random, int count, int below) {
    return Tensor.of(IntStream.generate(() -> random.nextInt(below)).limit(count).toArray());
  }

  /** Two residuals for an edge between two nodes, seen by a camera. */
  private record Problem(Tensor nodes, Tensor cameras, Tensor from, Tensor to, Tensor camera) {
    static Problem of(int edges) {
      Random random = new Random(edges);
      return new Problem(
          normal(1, 5, 3),
          normal(2, 4, 2),
          indices(random, edges, 5),
          indices(random, edges, 5),
          indices(random, edges, 4));
    }

    static Tensor residuals(Tensor a, Tensor b, Tensor c) {
      Tensor first = a.times(b.sin()).sum(1).times(c.select(1, 0));
      Tensor second = a.minus(b).square().sum(1).plus(c.prod(1));
      return Tensor.stack(1, first, second);
    }

    Tensor all(Tensor nodes, Tensor cameras) {
      return residuals(nodes.gather(0, from), nodes.gather(0, to), cameras.gather(0, camera));
    }

    Csr assembled(Tensor nodes, Tensor cameras) {
      Tensor a = nodes.gather(0, from);
      Tensor b = nodes.gather(0, to);
      Tensor c = cameras.gather(0, camera);
      Tensor r = residuals(a, b, c);
      return Csr.of(
          5 * 3 + 4 * 2,
          new Csr.Block(r.jacobian(c), camera, 15),
          new Csr.Block(r.jacobian(a), from, 0),
          new Csr.Block(r.jacobian(b), to, 0));
    }

    Tensor whole(Tensor nodes, Tensor cameras) {
      Tensor r = all(nodes, cameras);
      int rows = 2 * from.size(0);
      return Tensor.concat(
          1, r.fullJacobian(nodes).reshape(rows, 15), r.fullJacobian(cameras).reshape(rows, 8));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 13})
  void isTheWholeJacobian(int edges) {
    Problem problem = Problem.of(edges);
    Csr matrix = problem.assembled(problem.nodes(), problem.cameras());
    Tensor whole = problem.whole(problem.nodes(), problem.cameras());
    assertClose(matrix.dense(), whole, 1e-14);
    Tensor x = normal(3, 23);
    Tensor r = normal(4, 2 * edges);
    assertClose(matrix.times(x), whole.matmul(x), 1e-13);
    assertClose(matrix.transposeTimes(r), whole.transpose().matmul(r), 1e-13);
  }

  /** Columns ascend in each row and stand there once, loops from a node to itself included. */
  @ParameterizedTest
  @ValueSource(ints = {1, 13, 257})
  void columnsAscend(int edges) {
    Problem problem = Problem.of(edges);
    Csr matrix = problem.assembled(problem.nodes(), problem.cameras());
    long[] from = problem.from().toLongs();
    long[] to = problem.to().toLongs();
    assertThat(matrix.rowStarts()[0]).isZero();
    for (int row = 0; row < matrix.rows(); row++) {
      int start = matrix.rowStarts()[row];
      int end = matrix.rowStarts()[row + 1];
      assertThat(end - start).isEqualTo(from[row / 2] == to[row / 2] ? 5 : 8);
      for (int i = start + 1; i < end; i++) {
        assertThat(matrix.columnIndices()[i]).isGreaterThan(matrix.columnIndices()[i - 1]);
      }
    }
  }

  @Test
  void valuesAreDifferentiable() {
    Problem problem = Problem.of(7);
    Tensor nodes = problem.nodes();
    Tensor cameras = problem.cameras();
    Tensor r = problem.all(nodes, cameras).reshape(14);
    Csr matrix = problem.assembled(nodes, cameras);
    assertClose(
        matrix.transposeTimes(r).square().sum().gradient(nodes),
        problem.whole(nodes, cameras).transpose().matmul(r).square().sum().gradient(nodes),
        1e-11);
  }

  /** The pattern is made while a function is traced, the values when it runs. */
  @Test
  void valuesMayBeTraced() {
    Problem problem = Problem.of(13);
    var compiled =
        Jacobi.compile(
            (Tensor nodes, Tensor cameras) -> problem.assembled(nodes, cameras).values());
    assertClose(
        compiled.apply(problem.nodes(), problem.cameras()),
        problem.assembled(problem.nodes(), problem.cameras()).values(),
        1e-14);
  }

  @Test
  void thereMayBeNoSamples() {
    Tensor none = Tensor.full(dev.jacobi.type.DType.FLOAT64, Shape.of(0, 2, 3), 0);
    Tensor index = Tensor.full(dev.jacobi.type.DType.INT32, Shape.of(0), 0);
    Csr matrix = Csr.of(6, new Csr.Block(none, index, 0));
    assertThat(matrix.rows()).isZero();
    assertThat(matrix.rowStarts()).containsExactly(0);
    assertThat(matrix.dense().shape()).isEqualTo(Shape.of(0, 6));
  }
}
