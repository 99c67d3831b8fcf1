package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.nn.BatchNorm;
import dev.jacobi.nn.Conv;
import dev.jacobi.nn.ConvTranspose;
import dev.jacobi.nn.Embedding;
import dev.jacobi.nn.Init;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Lstm;
import dev.jacobi.nn.MultiHeadAttention;
import dev.jacobi.nn.Sequential;
import dev.jacobi.nn.TransformerEncoder;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What weights begin with: range, mean and variance of each initialisation, and by what key. */
class InitTest {
  private static final Key KEY = Key.of(2);

  /** Uniform in +-bound: inside, mean 0, variance bound^2 / 3. */
  private static void assertUniform(Tensor weights, double bound) {
    double[] w = weights.toDoubles();
    double largest = Arrays.stream(w).map(Math::abs).max().orElseThrow();
    assertThat(largest).isBetween(0.97 * bound, bound * (1 + 1e-6));
    assertMoments(w, bound / Math.sqrt(3));
  }

  private static void assertNormal(Tensor weights, double deviation) {
    double[] w = weights.toDoubles();
    assertThat(Arrays.stream(w).map(Math::abs).max().orElseThrow()).isGreaterThan(2.5 * deviation);
    assertMoments(w, deviation);
  }

  private static void assertMoments(double[] w, double deviation) {
    double mean = Arrays.stream(w).average().orElseThrow();
    double squares = Arrays.stream(w).map(v -> v * v).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(5 * deviation / Math.sqrt(w.length)));
    assertThat(Math.sqrt(squares) / deviation).isCloseTo(1, within(5 / Math.sqrt(w.length)));
  }

  @Test
  void rangesFollowFromTheFans() {
    int[] conv = {20, 30, 3, 2}; // fan in 180, fan out 120
    assertUniform(Init.standard().of(KEY, conv), 1 / Math.sqrt(180));
    assertUniform(Init.xavierUniform().of(KEY, conv), Math.sqrt(6.0 / 300));
    assertUniform(Init.xavierUniform(2).of(KEY, conv), 2 * Math.sqrt(6.0 / 300));
    assertNormal(Init.xavierNormal().of(KEY, conv), Math.sqrt(2.0 / 300));
    assertUniform(Init.kaimingUniform().of(KEY, conv), Math.sqrt(6.0 / 180));
    assertUniform(
        Init.kaimingUniform(0.5, Init.Fan.OUT).of(KEY, conv), Math.sqrt(6 / (1.25 * 120)));
    assertNormal(Init.kaimingNormal().of(KEY, conv), Math.sqrt(2.0 / 180));
    assertNormal(Init.kaimingNormal(0.5, Init.Fan.OUT).of(KEY, conv), Math.sqrt(2 / (1.25 * 120)));
    assertUniform(Init.uniform(-3, 3).of(KEY, 1000), 3);
    assertNormal(Init.normal(0, 2).of(KEY, 3000), 2);
    assertThat(Init.constant(2).of(KEY, 3).toDoubles()).containsOnly(2);
  }

  @Test
  void orthogonalMatricesKeepLengths() {
    for (int[] sizes : new int[][] {{5, 5}, {7, 3}, {3, 7}, {1, 4}, {4, 1}, {6, 2, 2, 2}}) {
      Tensor w = Init.orthogonal(2).of(KEY, DType.FLOAT64, Shape.of(sizes)).flatten(1, -1);
      boolean tall = w.size(0) >= w.size(1);
      Tensor product = tall ? w.transpose().matmul(w) : w.matmul(w.transpose());
      Case.assertClose(product, Tensor.eye(DType.FLOAT64, product.size(0)).times(4));
    }
    // uniform over all such matrices: each diagonal element has mean 0
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += Init.orthogonal().of(Key.of(i), 3, 3).get(0).get(0).item();
    }
    assertThat(sum / 100).isCloseTo(0, within(0.25));
  }

  @Test
  void layersBeginAsInPyTorch() {
    Linear linear = Linear.of(KEY, 40, 50);
    assertUniform(linear.weight(), 1 / Math.sqrt(40));
    assertUniform(Objects.requireNonNull(linear.bias()), 1 / Math.sqrt(40));
    Conv conv = Conv.of(KEY, 8, 40, 3, 3);
    assertThat(conv.weight().shape()).isEqualTo(Shape.of(40, 8, 3, 3));
    assertUniform(conv.weight(), 1 / Math.sqrt(72));
    assertUniform(Objects.requireNonNull(conv.bias()), 1 / Math.sqrt(72));
    ConvTranspose back = ConvTranspose.of(KEY, 40, 8, 3);
    assertThat(back.weight().shape()).isEqualTo(Shape.of(40, 8, 3));
    assertUniform(back.weight(), 1 / Math.sqrt(24));
    Embedding embedding = Embedding.of(KEY, 50, 20);
    assertNormal(embedding.weight(), 1);
    Lstm lstm = Lstm.of(KEY, 10, 16);
    lstm.weights().values().forEach(w -> assertUniform(w, 0.25));
    MultiHeadAttention attention = MultiHeadAttention.of(KEY, 16, 4);
    assertUniform(attention.inWeight(), Math.sqrt(6.0 / 64));
    assertUniform(attention.outProjection().weight(), 0.25);
    assertThat(Objects.requireNonNull(attention.inBias()).toDoubles()).containsOnly(0);
    assertThat(Tree.leaves(linear)).allMatch(w -> w.dtype() == DType.FLOAT32);
  }

  /** No two tensors of a model have numbers in common. */
  @Test
  void noKeyIsUsedTwice() {
    Set<Double> seen = new HashSet<>();
    int numbers = 0;
    for (Tree.Leaf leaf :
        Tree.described(
            java.util.List.of(
                TransformerEncoder.of(Key.of(1), 2, 4, 2, 5),
                Lstm.of(Key.of(2), 3, 4, 2, true),
                Conv.of(Key.of(3), 2, 3, 3)))) {
      double[] w = leaf.tensor().toDoubles();
      if (Arrays.stream(w).distinct().count() > 1) {
        Arrays.stream(w).forEach(seen::add);
        numbers += w.length;
      }
    }
    assertThat(seen).hasSize(numbers);
  }

  private static Tensor named(Object model, String name) {
    return Objects.requireNonNull(Tree.named(model).get(name));
  }

  @Test
  void weightsOfAPatternBeginAgain() {
    Sequential net = Sequential.of(Linear.of(KEY, 30, 40), Linear.of(KEY, 40, 30), BatchNorm.of(2));
    Sequential again = Weights.init(net, "*.weight", Init.normal(0, 1), KEY);
    Sequential other = Weights.init(net, "1.*", Init.constant(3), KEY);
    assertNormal(named(again, "0.weight"), 1);
    assertNormal(named(again, "1.weight"), 1);
    assertThat(named(again, "0.weight").toDoubles())
        .isNotEqualTo(named(again, "1.weight").toDoubles());
    assertThat(named(again, "0.bias").toDoubles()).isEqualTo(named(net, "0.bias").toDoubles());
    assertThat(named(other, "1.bias").toDoubles()).containsOnly(3);
    assertThatThrownBy(() -> Weights.init(net, "weights", Init.constant(0), KEY))
        .isInstanceOf(JacobiException.class)
        .hasMessage(
            "pattern \"weights\": no parameter fits; there are 0.weight, 0.bias, 1.weight, 1.bias,"
                + " 2.weight, 2.bias; * stands for any characters");
    assertThatThrownBy(() -> Weights.init(net, "*.bias", Init.xavierNormal(), KEY))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "init: weight [40]; it takes [out, in] or [out, in, window...]; name the weights, not"
                + " the biases");
  }

  @Test
  void weightsAreLoadedByNameOrNotAtAll() {
    Linear layer = Linear.of(KEY, 3, 2);
    assertThatThrownBy(() ->
            Weights.load(
                layer, java.util.Map.of("weight", Tensor.zeros(3, 2), "b", Tensor.zeros(2))))
        .isInstanceOf(JacobiException.class)
        .hasMessage(
            "load: weight is [3, 2] and not [2, 3]; bias [2] is missing; b is not in the model; load"
                + " what belongs to this model, or leave out or rename by its names");
    Linear same = Weights.load(layer, Tree.named(Weights.cast(layer, DType.FLOAT64)));
    assertThat(same.weight().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(same.weight().toDoubles()).isEqualTo(layer.weight().toDoubles());
    BatchNorm norm = BatchNorm.of(2);
    var floats = new java.util.HashMap<>(Tree.named(norm));
    floats.put("num_batches_tracked", Tensor.scalar(1.5f));
    assertThatThrownBy(() -> Weights.load(norm, floats))
        .isInstanceOf(JacobiException.class)
        .hasMessageContaining("num_batches_tracked is float32 and not int64");
    assertThatThrownBy(() -> Weights.cast(layer, DType.INT32))
        .isInstanceOf(JacobiException.class)
        .hasMessage("cast: weights as int32; they are float32 or float64");
  }
}
