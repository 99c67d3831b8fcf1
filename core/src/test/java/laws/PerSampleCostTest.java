package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.graph.Node;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.transform.Cheapest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Norms of gradients take no gradients where products do, and never more than a tile of them. */
final class PerSampleCostTest {
  record Net(List<Tensor> weights, List<Tensor> biases) {
    static Net of(int... sizes) {
      List<Tensor> weights = new java.util.ArrayList<>();
      List<Tensor> biases = new java.util.ArrayList<>();
      for (int i = 1; i < sizes.length; i++) {
        weights.add(normal(i, sizes[i], sizes[i - 1]));
        biases.add(normal(10 + i, sizes[i]));
      }
      return new Net(weights, biases);
    }

    Tensor losses(Tensor x) {
      Tensor h = x;
      for (int i = 0; i < weights.size(); i++) {
        Tensor y = h.matmul(weights.get(i).transpose()).plus(biases.get(i));
        h = i + 1 < weights.size() ? y.tanh() : y.logSoftmax(1);
      }
      return h.select(1, 0).unaryMinus();
    }
  }

  private static long flops(Object results) {
    List<Node> nodes = Tree.leaves(results).stream().map(Tensor::node).toList();
    return Cheapest.added(
        List.of(),
        Tensor.stack(0, nodes.stream().map(n -> new Tensor(n).sum()).toList()).node(),
        Simplifier::simplify);
  }

  @Test
  void theNormsCostLessThanAPlainGradient() {
    Net net = Net.of(64, 256, 256, 10);
    Tensor losses = net.losses(normal(1, 256, 64));
    long gradient = flops(losses.sum().gradient(net));
    assertThat(flops(losses.perSampleGradientNorm(net))).isLessThan(gradient);
    assertThat(flops(losses.clippedGradientSum(net, 1))).isLessThan(gradient * 11 / 10);
  }

  @Test
  void fewPositionsTakeProductsAndManyTheGradient() {
    Tensor w = normal(1, 8, 8);
    assertThat(way(normal(2, 3, 4, 8).matmul(w), w))
        .matches(
            "norm of the gradient by \\[8, 8] for each sample: products of norms \\(.* kflop\\) over"
                + " the gradient of each sample \\(.* kflop\\)");
    assertThat(way(normal(2, 3, 40, 8).matmul(w), w))
        .contains(": the gradient of each sample (")
        .contains(" over products of norms (");
    assertThat(way(w.gather(0, Tensor.of(new int[][] {{0, 3}, {3, 3}})), w))
        .contains(": rows of the table (")
        .contains(" over the gradient of each sample (");
  }

  private static String way(Tensor y, Tensor w) {
    Tensor losses = y.sin().sum(1, 2);
    var step = Jacobi.compile((Tensor weight) -> List.of(losses.perSampleGradientNorm(w)));
    step.apply(w);
    return step.explain("modes").lines().findFirst().orElseThrow();
  }

  @Samples
  record Batch(Tensor x) {}

  @Test
  void atMostOneTileOfGradientsIsInMemory() {
    Tensor w = normal(1, 16, 16);
    int samples = 1500;
    Batch batch = new Batch(normal(2, samples, 20, 16));
    var norms =
        Jacobi.compile((Tensor weight, Batch data) ->
            data.x().matmul(weight).tanh().sum(1, 2).perSampleGradientNorm(weight));
    long given = 8L * batch.x().shape().elements();
    long gradients = 8L * samples * 16 * 16;
    var small = norms.threads(1).memory(given + gradients / 3);
    assertClose(small.apply(w, batch), norms.apply(w, batch), 1e-15);
  }
}
