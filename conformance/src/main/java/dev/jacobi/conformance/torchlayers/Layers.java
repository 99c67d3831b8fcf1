package dev.jacobi.conformance.torchlayers;

import dev.jacobi.Convolution;
import dev.jacobi.Key;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.AvgPool;
import dev.jacobi.nn.BatchNorm;
import dev.jacobi.nn.Conv;
import dev.jacobi.nn.ConvTranspose;
import dev.jacobi.nn.Embedding;
import dev.jacobi.nn.GroupNorm;
import dev.jacobi.nn.Gru;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.LayerNorm;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Lstm;
import dev.jacobi.nn.MaxPool;
import dev.jacobi.nn.MultiHeadAttention;
import dev.jacobi.nn.PRelu;
import dev.jacobi.nn.RmsNorm;
import dev.jacobi.nn.Rnn;
import dev.jacobi.nn.TransformerEncoderLayer;

/** The layer of a description, as the library makes it: its weights are still to be loaded. */
final class Layers {
  private static final Key KEY = Key.of(0);

  private Layers() {}

  static Layer of(Described told) {
    return switch (told.name()) {
      case "Linear" -> Linear.of(KEY, told.size(0), told.size(1));
      case "Conv1d", "Conv2d", "Conv3d" -> conv(told);
      case "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d" -> transposed(told);
      case "MaxPool1d", "MaxPool2d", "MaxPool3d" -> maxPool(told);
      case "AvgPool1d", "AvgPool2d", "AvgPool3d" -> avgPool(told);
      case "BatchNorm1d", "BatchNorm2d", "BatchNorm3d" -> BatchNorm.of(told.size(0));
      case "LayerNorm" -> LayerNorm.of(told.argument(0));
      case "RMSNorm" -> RmsNorm.of(told.argument(0));
      case "GroupNorm" -> GroupNorm.of(told.before("groups"), told.before("channels"));
      case "Embedding" -> embedding(told);
      case "PReLU" -> PRelu.of(told.size(0));
      case "RNN" -> rnn(told);
      case "LSTM" ->
          Lstm.of(KEY, told.size(0), told.size(1), layers(told), told.says("bidirectional"));
      case "GRU" ->
          Gru.of(KEY, told.size(0), told.size(1), layers(told), told.says("bidirectional"));
      case "MultiheadAttention" -> MultiHeadAttention.of(KEY, told.size(0), told.before("heads"));
      case "TransformerEncoderLayer" -> transformer(told);
      default -> throw new CaseException("unknown layer " + told.name());
    };
  }

  private static Convolution convolution(Described told) {
    return new Convolution()
        .withStride(told.after("stride", 1))
        .withPadding(told.after("padding", 0))
        .withDilation(told.after("dilation", 1))
        .withGroups(told.after("groups", 1)[0]);
  }

  private static Layer conv(Described told) {
    return Conv.of(KEY, convolution(told), told.size(0), told.size(1), told.window(2));
  }

  private static Layer transposed(Described told) {
    return ConvTranspose.of(KEY, convolution(told), told.size(0), told.size(1), told.window(2))
        .withMore(told.after("output_padding", 0));
  }

  private static Layer maxPool(Described told) {
    MaxPool pool = MaxPool.of(told.window(0));
    return pool.withStride(told.says("stride") ? told.after("stride", 1) : told.window(0))
        .withPadding(told.after("padding", 0))
        .withDilation(told.after("dilation", 1));
  }

  private static Layer avgPool(Described told) {
    if (told.says("count_include_pad false")) {
      throw new CaseException("average pooling that does not count its padding");
    }
    AvgPool pool = AvgPool.of(told.window(0));
    return pool.withStride(told.says("stride") ? told.after("stride", 1) : told.window(0))
        .withPadding(told.after("padding", 0));
  }

  private static Layer embedding(Described told) {
    Embedding embedding = Embedding.of(KEY, told.size(0), told.size(1));
    return told.says("padding_idx")
        ? embedding.withPadding(told.after("padding_idx", 0)[0])
        : embedding;
  }

  private static int layers(Described told) {
    return told.says(" layers") ? told.before("layers") : 1;
  }

  private static Layer rnn(Described told) {
    Rnn rnn = Rnn.of(KEY, told.size(0), told.size(1), layers(told), told.says("bidirectional"));
    return told.says("relu") ? rnn.withActivation(Activation.RELU) : rnn;
  }

  private static Layer transformer(Described told) {
    TransformerEncoderLayer layer =
        TransformerEncoderLayer.of(
            KEY, told.size(0), told.before("heads"), told.after("feed-forward", 2048)[0]);
    layer = told.says("gelu") ? layer.withActivation(Activation.GELU) : layer;
    return told.says("norm first") ? layer.withNormFirst() : layer;
  }
}
