package laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Attention;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.AdaptiveAvgPool;
import dev.jacobi.nn.AdaptiveMaxPool;
import dev.jacobi.nn.Embedding;
import dev.jacobi.nn.GroupNorm;
import dev.jacobi.nn.LayerNorm;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.MultiHeadAttention;
import dev.jacobi.nn.PRelu;
import dev.jacobi.nn.Residual;
import dev.jacobi.nn.RmsNorm;
import dev.jacobi.nn.TransformerEncoder;
import dev.jacobi.nn.TransformerEncoderLayer;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Layers do what their formulas say, written out in loops. */
class LayerFormulasTest {
  private static final Key KEY = Key.of(5);

  private static Tensor normal(int seed, int... sizes) {
    return Key.of(seed).normal(DType.FLOAT64, Shape.of(sizes)).value();
  }

  @Test
  void adaptivePoolingTakesTheMeansOfItsWindows() {
    for (int n = 1; n <= 9; n++) {
      for (int m = 1; m <= 11; m++) {
        double[] x = normal(n, n).toDoubles();
        double[] expected = new double[m];
        for (int i = 0; i < m; i++) {
          int from = (int) Math.floor((double) i * n / m);
          int to = (int) Math.ceil((i + 1.0) * n / m);
          for (int k = from; k < to; k++) {
            expected[i] += x[k] / (to - from);
          }
        }
        Case.assertClose(AdaptiveAvgPool.of(m).apply(Tensor.of(x)), Tensor.of(expected));
      }
    }
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(AdaptiveAvgPool.of(2).apply(Tensor.of(1.0, 3, infinity, 2)).toDoubles())
        .containsExactly(2, infinity);
    Tensor image = normal(1, 2, 3, 5, 4);
    Case.assertClose(
        AdaptiveAvgPool.of(1, 1).apply(image), image.mean(2, 3).unsqueeze(-1).unsqueeze(-1));
    Case.assertClose(
        AdaptiveAvgPool.of(5, 2).apply(image),
        Tensor.stack(-1, image.slice(3, 0, 2).mean(3), image.slice(3, 2, 4).mean(3)));
  }

  @Test
  void adaptivePoolingTakesTheLargestOfItsWindows() {
    for (int n = 1; n <= 9; n++) {
      for (int m = 1; m <= 11; m++) {
        double[] x = normal(n, n).toDoubles();
        double[] expected = new double[m];
        for (int i = 0; i < m; i++) {
          int from = (int) Math.floor((double) i * n / m);
          int to = (int) Math.ceil((i + 1.0) * n / m);
          expected[i] = Arrays.stream(x, from, to).max().orElseThrow();
        }
        Case.assertClose(AdaptiveMaxPool.of(m).apply(Tensor.of(x)), Tensor.of(expected));
      }
    }
    assertThat(AdaptiveMaxPool.of(2).apply(Tensor.of(1.0, 3, Double.NaN, 2)).toDoubles())
        .containsExactly(3, Double.NaN);
    Tensor image = normal(1, 2, 3, 5, 4);
    Case.assertClose(
        AdaptiveMaxPool.of(1, 1).apply(image), image.max(2, 3).unsqueeze(-1).unsqueeze(-1));
    assertThatThrownBy(() -> AdaptiveMaxPool.of(2, 2).apply(Tensor.of(1.0, 2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[3] into [2, 2] parts");
  }

  @Test
  void rmsNormDividesByTheRootMeanSquare() {
    double[][] x = (double[][]) normal(2, 3, 4).toArray();
    double[] w = normal(3, 4).toDoubles();
    double[][] expected = new double[3][4];
    for (int b = 0; b < 3; b++) {
      double squares = 0;
      for (double number : x[b]) {
        squares += number * number;
      }
      for (int i = 0; i < 4; i++) {
        expected[b][i] = x[b][i] / Math.sqrt(squares / 4 + 0.01) * w[i];
      }
    }
    RmsNorm norm = new RmsNorm(Tensor.of(w), 0.01);
    Case.assertClose(norm.apply(Tensor.of(x)), Tensor.of(expected));
  }

  @Test
  void instanceNormIsLayerNormOfEachChannel() {
    Tensor x = normal(4, 2, 3, 5);
    GroupNorm instance = Weights.cast(GroupNorm.instance(3), DType.FLOAT64);
    LayerNorm each = Weights.cast(LayerNorm.of(5), DType.FLOAT64);
    Case.assertClose(instance.apply(x), each.apply(x));
  }

  @Test
  void slopesOfChannels() {
    PRelu relu = new PRelu(Tensor.of(0.1, 0.2));
    assertThat(relu.apply(Tensor.of(-1.0, -1.0)).toDoubles()).containsExactly(-0.1, -0.2);
    Tensor x = Tensor.of(new double[][][] {{{-1, 3}, {-1, -2}}});
    assertThat(relu.apply(x).toDoubles()).containsExactly(-0.1, 3, -0.2, -0.4);
  }

  @Test
  void thePaddingOfAnEmbeddingIsNotLearned() {
    Embedding layer = Embedding.of(KEY, 4, 2).withPadding(1);
    assertThat(layer.weight().get(1).toDoubles()).containsExactly(0, 0);
    Tensor y = layer.apply(Tensor.of(new long[][] {{1, 2}, {1, 1}}));
    assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 2));
    Embedding gradient = y.plus(1).square().sum().gradient(layer);
    assertThat(gradient.weight().get(1).toDoubles()).containsExactly(0, 0);
    assertThat(gradient.weight().get(2).toDoubles()).doesNotContain(0);
    assertThat(layer.apply(Tensor.scalar(3)).toDoubles())
        .containsExactly(layer.weight().get(3).toDoubles());
  }

  // ---- attention

  private static final int FEATURES = 4;
  private static final int HEADS = 2;

  /** Attention of one sample, head by head and query by query. */
  private static double[][] attention(
      MultiHeadAttention layer, double[][] q, double[][] k, double[][] v, boolean[][] mask) {
    double[][] in = (double[][]) layer.inWeight().toArray();
    double[] bias = Objects.requireNonNull(layer.inBias()).toDoubles();
    int size = FEATURES / HEADS;
    double[][] heard = new double[q.length][FEATURES];
    for (int head = 0; head < HEADS; head++) {
      for (int t = 0; t < q.length; t++) {
        double[] scores = new double[k.length];
        double sum = 0;
        for (int s = 0; s < k.length; s++) {
          for (int i = head * size; i < (head + 1) * size; i++) {
            scores[s] += row(in, bias, i, q[t]) * row(in, bias, FEATURES + i, k[s]);
          }
          scores[s] = mask[t][s] ? Math.exp(scores[s] / Math.sqrt(size)) : 0;
          sum += scores[s];
        }
        for (int s = 0; sum > 0 && s < k.length; s++) {
          for (int i = head * size; i < (head + 1) * size; i++) {
            heard[t][i] += scores[s] / sum * row(in, bias, 2 * FEATURES + i, v[s]);
          }
        }
      }
    }
    return (double[][]) layer.outProjection().apply(Tensor.of(heard)).toArray();
  }

  private static double row(double[][] weight, double[] bias, int row, double[] x) {
    double sum = bias[row];
    for (int i = 0; i < x.length; i++) {
      sum += weight[row][i] * x[i];
    }
    return sum;
  }

  private static MultiHeadAttention layer() {
    MultiHeadAttention layer =
        Weights.cast(MultiHeadAttention.of(KEY, FEATURES, HEADS), DType.FLOAT64);
    return new MultiHeadAttention(
        layer.inWeight(),
        normal(8, 3 * FEATURES),
        new Linear(layer.outProjection().weight(), normal(9, FEATURES)),
        HEADS,
        0);
  }

  private static boolean[][] all(int t, int s) {
    boolean[][] mask = new boolean[t][s];
    for (boolean[] row : mask) {
      java.util.Arrays.fill(row, true);
    }
    return mask;
  }

  @Test
  void headsAttendOneByOne() {
    MultiHeadAttention layer = layer();
    Tensor x = normal(1, 2, 3, FEATURES);
    double[][][] each = (double[][][]) x.toArray();
    double[][][] expected = {
      attention(layer, each[0], each[0], each[0], all(3, 3)),
      attention(layer, each[1], each[1], each[1], all(3, 3))
    };
    Case.assertClose(layer.apply(x), Tensor.of(expected));
    Case.assertClose(layer.apply(x.get(1)), Tensor.of(expected[1]));
  }

  @Test
  void queriesAttendToOtherKeysAndValues() {
    MultiHeadAttention layer = layer();
    Tensor q = normal(1, 3, FEATURES);
    Tensor k = normal(2, 5, FEATURES);
    Tensor v = normal(3, 5, FEATURES);
    double[][] expected =
        attention(
            layer,
            (double[][]) q.toArray(),
            (double[][]) k.toArray(),
            (double[][]) v.toArray(),
            all(3, 5));
    Case.assertClose(layer.apply(q, k, v, null), Tensor.of(expected));
  }

  @Test
  void aMaskHidesKeys() {
    MultiHeadAttention layer = layer();
    Tensor x = normal(1, 3, FEATURES);
    boolean[][] mask = {{false, false, false}, {true, false, true}, {true, true, true}};
    double[][] each = (double[][]) x.toArray();
    Tensor expected = Tensor.of(attention(layer, each, each, each, mask));
    Case.assertClose(layer.apply(x, Tensor.of(mask)), expected);
    // a key that is hidden from all queries takes no part, in no derivative either
    boolean[][] hidden = {{true, false, true}, {true, false, true}, {true, false, true}};
    Tensor y = layer.apply(x, Tensor.of(hidden)).slice(0, 0, 1);
    assertThat(y.sum().gradient(x).get(1).toDoubles()).containsOnly(0);
  }

  @Test
  void theFutureIsHidden() {
    TransformerEncoderLayer layer =
        Weights.cast(TransformerEncoderLayer.of(KEY, FEATURES, HEADS, 5), DType.FLOAT64);
    Tensor x = normal(1, 3, FEATURES);
    Tensor past = layer.apply(x, Attention.causal(3)).slice(0, 0, 2);
    Case.assertClose(layer.apply(x.slice(0, 0, 2), Attention.causal(2)), past);
  }

  @Test
  void anEncoderIsItsFormula() {
    TransformerEncoderLayer after =
        Weights.cast(TransformerEncoderLayer.of(KEY, FEATURES, HEADS, 5), DType.FLOAT64);
    TransformerEncoderLayer first =
        Weights.cast(TransformerEncoderLayer.of(Key.of(6), FEATURES, HEADS, 3), DType.FLOAT64)
            .withNormFirst()
            .withActivation(Activation.SILU);
    LayerNorm norm = new LayerNorm(normal(1, FEATURES), normal(2, FEATURES), 1e-5);
    Tensor x = normal(3, 2, 3, FEATURES);

    Tensor a = after.norm1().apply(x.plus(after.attention().apply(x)));
    Tensor wide = after.linear2().apply(after.linear1().apply(a).relu());
    Tensor b = after.norm2().apply(a.plus(wide));
    Tensor c = b.plus(first.attention().apply(first.norm1().apply(b)));
    Tensor wide2 = first.linear2().apply(first.linear1().apply(first.norm2().apply(c)).silu());
    Tensor expected = norm.apply(c.plus(wide2));
    Case.assertClose(new TransformerEncoder(List.of(after, first), norm).apply(x), expected);
    Case.assertClose(new Residual(first.attention()).apply(x), x.plus(first.attention().apply(x)));
  }
}
