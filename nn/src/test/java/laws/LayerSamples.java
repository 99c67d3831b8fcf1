package laws;

import dev.jacobi.Convolution;
import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.AdaptiveAvgPool;
import dev.jacobi.nn.AdaptiveMaxPool;
import dev.jacobi.nn.AvgPool;
import dev.jacobi.nn.BatchNorm;
import dev.jacobi.nn.Conv;
import dev.jacobi.nn.ConvTranspose;
import dev.jacobi.nn.Dropout;
import dev.jacobi.nn.Embedding;
import dev.jacobi.nn.Flatten;
import dev.jacobi.nn.GroupNorm;
import dev.jacobi.nn.Gru;
import dev.jacobi.nn.Init;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.LayerNorm;
import dev.jacobi.nn.LeakyRelu;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Lstm;
import dev.jacobi.nn.MaxPool;
import dev.jacobi.nn.MultiHeadAttention;
import dev.jacobi.nn.PRelu;
import dev.jacobi.nn.Residual;
import dev.jacobi.nn.RmsNorm;
import dev.jacobi.nn.Rnn;
import dev.jacobi.nn.Sequential;
import dev.jacobi.nn.TransformerEncoder;
import dev.jacobi.nn.TransformerEncoderLayer;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.stream.Stream;

/** A layer of each kind, of odd sizes, with numbers everywhere and something to apply it to. */
record LayerSamples(String name, Layer layer, Tensor x) {
  private static final Key KEY = Key.of(20_260_118);

  static Stream<LayerSamples> all() {
    return Stream.of(
        sample("linear", Linear.of(KEY, 3, 2), 5, 3),
        sample("linear without bias", Linear.withoutBias(KEY, 3, 2), 2, 1, 3),
        sample("conv1d", Conv.of(KEY, 2, 3, 2), 2, 2, 5),
        sample(
            "conv2d",
            Conv.of(KEY, new Convolution().withGroups(2), 2, 4, 2, 1)
                .withStride(1, 2)
                .withPadding(1, 0)
                .withDilation(2, 1),
            2,
            2,
            3,
            3),
        sample("conv3d", Conv.of(KEY, 1, 1, 2, 1, 2).withoutBias(), 1, 1, 2, 2, 3),
        sample("convTranspose1d", ConvTranspose.of(KEY, 2, 1, 3).withStride(2), 2, 2, 3),
        sample(
            "convTranspose2d",
            ConvTranspose.of(KEY, new Convolution().withGroups(2), 2, 4, 2, 2)
                .withStride(2, 1)
                .withPadding(1, 0)
                .withMore(1, 0),
            1,
            2,
            2,
            2),
        sample("maxPool", MaxPool.of(2).withStride(1).withPadding(1), 2, 1, 4),
        sample("avgPool", AvgPool.of(2, 2).withStride(1), 1, 2, 3, 3),
        sample("adaptiveAvgPool", AdaptiveAvgPool.of(2, 1), 2, 1, 5, 3),
        sample("adaptiveMaxPool", AdaptiveMaxPool.of(2, 1), 2, 1, 5, 3),
        sample("batchNorm", BatchNorm.of(3), 4, 3),
        sample("frozen batchNorm", BatchNorm.of(3).frozenStatistics(), 2, 3, 2),
        sample("layerNorm", LayerNorm.of(4), 3, 4),
        sample("groupNorm", GroupNorm.of(2, 4), 2, 4, 2),
        sample("rmsNorm", RmsNorm.of(2, 2), 3, 2, 2),
        new LayerSamples(
            "embedding",
            weighted(Embedding.of(KEY, 5, 2)),
            Tensor.of(new long[][] {{0, 1, 4}, {4, 2, 1}})),
        sample("dropout", Dropout.of(0.5), 3, 4),
        sample("prelu", PRelu.of(3), 2, 3, 2),
        sample("prelu with one slope", PRelu.of(), 5),
        sample("leakyRelu", new LeakyRelu(0.2), 5),
        sample("flatten", new Flatten(), 2, 3, 2),
        sample("rnn", Rnn.of(KEY, 2, 3), 2, 3, 2),
        sample(
            "rnn of 2 layers, relu",
            Rnn.of(KEY, 2, 2, 2, false).withActivation(Activation.SIN),
            2,
            2,
            2),
        sample("lstm", Lstm.of(KEY, 2, 2), 2, 2, 2),
        sample("lstm both ways", Lstm.of(KEY, 2, 1, 2, true), 1, 2, 2),
        sample("gru", Gru.of(KEY, 2, 2), 2, 2, 2),
        sample("gru both ways", Gru.of(KEY, 1, 2, 1, true), 2, 3, 1),
        sample("multiHeadAttention", MultiHeadAttention.of(KEY, 4, 2), 2, 3, 4),
        sample(
            "transformerEncoderLayer",
            TransformerEncoderLayer.of(KEY, 2, 1, 3).withActivation(Activation.GELU),
            1,
            2,
            2),
        sample(
            "transformerEncoder",
            new TransformerEncoder(
                List.of(
                    TransformerEncoderLayer.of(KEY, 2, 2, 3)
                        .withNormFirst()
                        .withActivation(Activation.TANH)),
                LayerNorm.of(2)),
            1,
            2,
            2),
        sample(
            "sequential",
            Sequential.of(Linear.of(KEY, 3, 4), Activation.TANH, Linear.of(KEY, 4, 2)),
            4,
            3),
        sample("residual", new Residual(Linear.of(KEY, 3, 3)), 4, 3));
  }

  private static LayerSamples sample(String name, Layer layer, int... sizes) {
    Tensor x = Key.of(7).normal(DType.FLOAT64, Shape.of(sizes)).value();
    return new LayerSamples(name, weighted(layer), x);
  }

  /** The layer in float64 with no weight or statistic that is just 0 or 1. */
  private static Layer weighted(Layer layer) {
    Layer wide = Weights.cast(layer, DType.FLOAT64);
    return dev.jacobi.Tree.leaves(wide).isEmpty()
        ? wide
        : dev.jacobi.Tree.map(
            wide,
            t ->
                t.dtype().isFloat()
                    ? Init.uniform(0.1, 0.6).of(KEY, DType.FLOAT64, t.shape()).plus(t).value()
                    : t);
  }

  @Override
  public String toString() {
    return name;
  }
}
