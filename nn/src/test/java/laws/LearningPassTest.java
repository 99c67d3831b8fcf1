package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.BatchNorm;
import dev.jacobi.nn.Dropout;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.nn.MultiHeadAttention;
import dev.jacobi.nn.Pass;
import dev.jacobi.nn.Residual;
import dev.jacobi.nn.Sequential;
import dev.jacobi.nn.TransformerEncoder;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.type.DType;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** While they learn, layers draw from keys and hand on statistics, as values. */
class LearningPassTest {
  private static final Key KEY = Key.of(17);

  private static Tensor normal(int seed, int... sizes) {
    return Key.of(seed).normal(DType.FLOAT64, Shape.of(sizes)).value();
  }

  // ---- statistics

  @Test
  void runningStatisticsAreMeansOfThoseOfTheBatches() {
    BatchNorm norm = Weights.cast(BatchNorm.of(2), DType.FLOAT64);
    double[] mean = {0, 0};
    double[] variance = {1, 1};
    BatchNorm now = norm;
    for (int i = 0; i < 3; i++) {
      double[][] x = (double[][]) normal(i, 5, 2).toArray();
      for (int c = 0; c < 2; c++) {
        double sum = 0;
        for (double[] row : x) {
          sum += row[c] / 5;
        }
        double squares = 0;
        for (double[] row : x) {
          squares += (row[c] - sum) * (row[c] - sum) / 4;
        }
        mean[c] = 0.9 * mean[c] + 0.1 * sum;
        variance[c] = 0.9 * variance[c] + 0.1 * squares;
      }
      now = now.train(Tensor.of(x)).layer();
    }
    Case.assertClose(now.runningMean(), Tensor.of(mean));
    Case.assertClose(now.runningVariance(), Tensor.of(variance));
    assertThat(now.batches().item()).isEqualTo(3);
    assertThat(norm.runningMean().toDoubles()).containsOnly(0);
  }

  @Test
  void samplesMixWhileLearningAndStayApartInUse() {
    BatchNorm norm = Weights.cast(BatchNorm.of(2), DType.FLOAT64);
    Tensor x = normal(1, 5, 2);
    assertThatThrownBy(() -> norm.train(x).output().jacobian(x))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining("batchNorm");
    assertThat(norm.apply(x).jacobian(x).shape()).isEqualTo(Shape.of(5, 2, 2));
    BatchNorm frozen = norm.frozenStatistics();
    Pass<BatchNorm> pass = frozen.train(x);
    assertThat(pass.output().jacobian(x).shape()).isEqualTo(Shape.of(5, 2, 2));
    assertThat(pass.layer()).isSameAs(frozen);
  }

  @Test
  void derivativesDoNotSeeTheStatistics() {
    BatchNorm norm = Weights.cast(BatchNorm.of(2), DType.FLOAT64);
    Tensor x = normal(1, 5, 2);
    Pass<BatchNorm> pass = norm.train(x);
    BatchNorm gradient = pass.output().square().sum().gradient(norm);
    assertThat(gradient.runningMean().toDoubles()).containsOnly(0);
    assertThat(gradient.runningVariance().toDoubles()).containsOnly(0);
    Tensor sum = pass.layer().runningMean().sum();
    assertThat(sum.gradient(x, dev.jacobi.Unused.ZEROS).toDoubles()).containsOnly(0);
  }

  @Samples
  record Batch(Tensor x, Tensor t) {}

  record Training(Layer net, Optimizer.State<Layer> state, Tensor step) {}

  private static Training step(Adam adam, Training training, Batch batch) {
    Key key = KEY.foldIn(training.step());
    Pass<? extends Layer> pass = training.net().train(batch.x(), key);
    Layer gradient = Loss.mse(pass.output(), batch.t()).gradient(training.net());
    var moved = adam.update((Layer) pass.layer(), gradient, training.state());
    return Jacobi.leaves(new Training(moved.model(), moved.state(), training.step().plus(1)));
  }

  private static Sequential network() {
    return Weights.cast(
        Sequential.of(
            Linear.of(KEY, 3, 8),
            BatchNorm.of(8),
            Activation.TANH,
            Dropout.of(0.2),
            new Residual(Sequential.of(Linear.of(KEY, 8, 8), BatchNorm.of(8))),
            Linear.of(KEY, 8, 1)),
        DType.FLOAT64);
  }

  @Test
  void aStepGivesNewWeightsAndNewStatistics() {
    Adam adam = Adam.learningRate(0.01);
    Sequential net = network();
    Tensor x = normal(2, 33, 3);
    Batch batch = new Batch(x, x.sin().sum(1).unsqueeze(1).value());
    Training eager = new Training(net, adam.init((Layer) net), Tensor.scalar(0L));
    Training compiled = eager;
    var step = Jacobi.compile((Training t, Batch b) -> step(adam, t, b));
    for (int i = 0; i < 3; i++) {
      eager = step(adam, eager, batch);
      compiled = step.apply(compiled, batch);
    }
    assertThat(step.traces()).isEqualTo(1);
    List<Tree.Leaf> found = Tree.described(compiled.net());
    List<Tree.Leaf> expected = Tree.described(eager.net());
    List<Tree.Leaf> start = Tree.described(net);
    for (int i = 0; i < found.size(); i++) {
      double[] a = found.get(i).tensor().toDoubles();
      double[] b = expected.get(i).tensor().toDoubles();
      for (int k = 0; k < a.length; k++) {
        assertThat(a[k]).isCloseTo(b[k], within(1e-9));
      }
      assertThat(a).as(found.get(i).name()).isNotEqualTo(start.get(i).tensor().toDoubles());
    }
    assertThat(Tree.named(compiled.net()).keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "1.num_batches_tracked",
            "4.layer.0.weight",
            "4.layer.0.bias",
            "4.layer.1.weight",
            "4.layer.1.bias",
            "4.layer.1.running_mean",
            "4.layer.1.running_var",
            "4.layer.1.num_batches_tracked",
            "5.weight",
            "5.bias");
  }

  // ---- layers that stand twice

  @Test
  void aLayerThatStandsTwiceIsOneLayer() {
    Linear twice = Weights.cast(Linear.of(KEY, 3, 3), DType.FLOAT64);
    Sequential net = Sequential.of(twice, Activation.TANH, twice);
    assertThat(Weights.count(net)).isEqualTo(12);
    Tensor x = normal(3, 5, 3);
    Layer gradient = net.apply(x).square().sum().gradient((Layer) net);
    Linear expected = twice.apply(twice.apply(x).tanh()).square().sum().gradient(twice);
    Case.assertClose(
        ((Linear) ((Sequential) gradient).layers().get(0)).weight(), expected.weight());
    Adam adam = Adam.learningRate(0.1);
    Sequential moved = adam.update(net, (Sequential) gradient, adam.init(net)).model();
    assertThat(Weights.count(moved)).isEqualTo(12);
  }

  @Test
  void aNormThatStandsTwiceTakesBothPasses() {
    BatchNorm norm = Weights.cast(BatchNorm.of(2), DType.FLOAT64);
    Layer twice = x -> x.times(2);
    Sequential net = Sequential.of(norm, twice, norm);
    Tensor x = normal(4, 7, 2);
    Sequential after = net.train(x, KEY).layer();
    Pass<BatchNorm> first = norm.train(x);
    Pass<BatchNorm> second = first.layer().train(first.output().times(2));
    for (int i : new int[] {0, 2}) {
      BatchNorm found = (BatchNorm) after.layers().get(i);
      Case.assertClose(found.runningMean(), second.layer().runningMean());
      assertThat(found.batches().item()).isEqualTo(2);
    }
    var compiled =
        Jacobi.compile((Sequential s, Tensor t) -> s.train(t, KEY).layer()).apply(net, x);
    Case.assertClose(
        ((BatchNorm) compiled.layers().get(0)).runningVariance(), second.layer().runningVariance());
  }

  // ---- dropout

  @Test
  void dropoutKeepsTheMean() {
    Tensor ones = Tensor.ones(200, 50);
    for (double p : new double[] {0, 0.1, 0.5, 0.9}) {
      Dropout dropout = Dropout.of(p);
      double[] y = dropout.train(ones, KEY).output().toDoubles();
      double zeros = java.util.Arrays.stream(y).filter(v -> v == 0).count() / 10_000.0;
      // within four deviations of a binomial distribution
      assertThat(zeros).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / 10_000) + 1e-12));
      assertThat(java.util.Arrays.stream(y).filter(v -> v != 0))
          .allMatch(v -> Math.abs(v - 1 / (1 - p)) < 1e-6);
      assertThat(dropout.apply(ones).toDoubles()).containsOnly(1);
      assertThat(dropout.apply(ones).node()).isNotSameAs(ones.node());
    }
  }

  @Test
  void aSamplesDropoutDoesNotDependOnTheOthers() {
    Tensor x = normal(5, 9, 4);
    Layer net =
        Weights.cast(
            Sequential.of(Dropout.of(0.5), Linear.of(KEY, 4, 4), Dropout.of(0.3)), DType.FLOAT64);
    Tensor all = net.train(x, KEY).output();
    Case.assertClose(net.train(x.slice(0, 0, 2), KEY).output(), all.slice(0, 0, 2));
    assertThat(all.jacobian(x).shape()).isEqualTo(Shape.of(9, 4, 4));
  }

  @Test
  void layersOfASequenceDrawApart() {
    Sequential net = Sequential.of(Dropout.of(0.5), Dropout.of(0.5));
    double[] y = net.train(Tensor.ones(64, 64), KEY).output().toDoubles();
    double kept = java.util.Arrays.stream(y).filter(v -> v != 0).count() / 4096.0;
    assertThat(kept).isCloseTo(0.25, within(0.03));
  }

  @Test
  void attentionDropsItsWeights() {
    MultiHeadAttention layer = MultiHeadAttention.of(KEY, 4, 2).withDropout(0.5);
    Tensor x = Tensor.ones(3, 5, 4);
    assertThat(layer.train(x, KEY).output().toDoubles())
        .isNotEqualTo(layer.apply(x).toDoubles())
        .isEqualTo(layer.train(x, KEY).output().toDoubles());
    TransformerEncoder encoder = TransformerEncoder.of(KEY, 2, 4, 2, 6);
    assertThat(encoder.train(x, KEY).output().toDoubles()).isEqualTo(encoder.apply(x).toDoubles());
    TransformerEncoder dropping =
        new TransformerEncoder(
            encoder.layers().stream().map(l -> l.withDropout(0.3)).toList(), null);
    assertThat(dropping.train(x, KEY).output().toDoubles())
        .isNotEqualTo(encoder.apply(x).toDoubles());
    assertThat(dropping.apply(x).toDoubles()).isEqualTo(encoder.apply(x).toDoubles());
  }
}
