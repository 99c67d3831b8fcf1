package dev.jacobi.bench.peers.libtorch;

import dev.jacobi.bench.peers.Case;
import dev.jacobi.bench.peers.Net;
import dev.jacobi.bench.peers.Usual;
import dev.jacobi.bench.peers.Workload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Steps of the classifiers of usual layers, by libtorch's own layers and its own Adam. */
final class UsualSteps implements Workload {
  private static final double EPS = 1e-5;

  private final Net net;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Tensor x;
  private final Tensor labels;
  private final Tensor start;
  private final Adam adam;

  UsualSteps(Case given) {
    Usual numbers = Usual.of(given);
    this.net = given.net();
    for (Usual.Parameter p : numbers.parameters()) {
      parameters.put(
          p.name(), floats(p.values(), p.shape()).clone().detach().requires_grad_(true));
    }
    this.x = floats(numbers.x(), numbers.shape());
    try (LongPointer classes = new LongPointer(numbers.labels())) {
      TensorOptions longs = new TensorOptions(torch.ScalarType.Long);
      this.labels = torch.from_blob(classes, new long[] {given.batch()}, longs).clone();
    }
    this.start = torch.zeros(1, given.batch(), Usual.UNITS);
    this.adam =
        new Adam(
            new TensorVector(parameters.values().toArray(Tensor[]::new)),
            new AdamOptions(Usual.LEARNING_RATE));
  }

  /** A copy of numbers, row by row. */
  private static Tensor floats(float[] values, long[] shape) {
    try (FloatPointer numbers = new FloatPointer(values)) {
      return torch.from_blob(numbers, shape).clone();
    }
  }

  @Override
  public double step() {
    try (PointerScope _ = new PointerScope()) {
      adam.zero_grad();
      Tensor loss = torch.cross_entropy_loss(logits(), labels);
      loss.backward();
      adam.step();
      return loss.item_float();
    }
  }

  private Tensor logits() {
    return switch (net) {
      case F -> linear(linear(linear(x, "layers.0").relu(), "layers.1").relu(), "layers.2");
      case G, H -> {
        Tensor h = x;
        for (int i = 0; i < Usual.CHANNELS.length; i++) {
          h = convolved(h, "convolutions." + i).relu();
          h = torch.max_pool2d(h, 2, 2);
        }
        yield linear(h.flatten(1, -1), "output");
      }
      case I -> linear(recurrent(), "output");
      case J -> linear(encoded().mean(1), "output");
      case A, B, C, D, E -> throw new IllegalArgumentException("net: " + net);
    };
  }

  private Tensor parameter(String name) {
    Tensor found = parameters.get(name);
    if (found == null) {
      throw new IllegalArgumentException("parameter: " + name);
    }
    return found;
  }

  private TensorOptional optional(String name) {
    return new TensorOptional(parameter(name));
  }

  private Tensor linear(Tensor h, String name) {
    return torch.linear(h, parameter(name + ".weight"), optional(name + ".bias"));
  }

  private Tensor convolved(Tensor h, String name) {
    long[] one = {1, 1};
    return torch.conv2d(
        h, parameter(name + ".weight"), optional(name + ".bias"), one, one, one, 1);
  }

  private Tensor recurrent() {
    TensorVector weights =
        new TensorVector(
            parameter("lstm.weight_ih_l0"),
            parameter("lstm.weight_hh_l0"),
            parameter("lstm.bias_ih_l0"),
            parameter("lstm.bias_hh_l0"));
    return torch
        .lstm(x, new TensorVector(start, start), weights, true, 1, 0, true, false, true)
        .get0()
        .select(1, -1);
  }

  private Tensor encoded() {
    long batch = x.size(0);
    long tokens = x.size(1);
    Tensor projected =
        torch.linear(
            x,
            parameter("layer.self_attn.in_proj_weight"),
            optional("layer.self_attn.in_proj_bias"));
    Tensor[] parts = new Tensor[3];
    for (int i = 0; i < parts.length; i++) {
      parts[i] =
          projected
              .narrow(2, (long) i * Usual.FEATURES, Usual.FEATURES)
              .view(batch, tokens, Usual.HEADS, Usual.FEATURES / Usual.HEADS)
              .transpose(1, 2);
    }
    Tensor heard =
        torch
            .scaled_dot_product_attention(parts[0], parts[1], parts[2])
            .transpose(1, 2)
            .reshape(batch, tokens, Usual.FEATURES);
    Tensor h = normalised(x.add(linear(heard, "layer.self_attn.out_proj")), "layer.norm1");
    Tensor forward = linear(linear(h, "layer.linear1").relu(), "layer.linear2");
    return normalised(h.add(forward), "layer.norm2");
  }

  private Tensor normalised(Tensor h, String name) {
    return torch.layer_norm(
        h,
        new long[] {Usual.FEATURES},
        optional(name + ".weight"),
        optional(name + ".bias"),
        EPS,
        false);
  }
}
