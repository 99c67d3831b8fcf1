package dev.jacobi.bench.peers.libtorch;

import dev.jacobi.bench.peers.Net;
import dev.jacobi.bench.peers.Problem;
import dev.jacobi.bench.peers.Workload;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Steps of a classifier: plain, gradients of each sample, and a step with clipped ones. */
final class ClassifierSteps {
  private final Mlp net;
  private final Tensor x;
  private final Tensor labels;
  private final int batch;
  private final double learningRate;

  ClassifierSteps(Problem problem) {
    this.net = new Mlp(problem.encoder());
    this.batch = problem.batch();
    this.x = Mlp.matrix(problem.x(), batch, problem.features());
    long[] classes = new long[batch];
    for (int i = 0; i < batch; i++) {
      classes[i] = problem.labels()[i];
    }
    try (LongPointer numbers = new LongPointer(classes)) {
      TensorOptions longs = new TensorOptions(torch.ScalarType.Long);
      this.labels = torch.from_blob(numbers, new long[] {batch}, longs).clone();
    }
    this.learningRate = problem.learningRate();
  }

  Workload by(String method) {
    return switch (method) {
      case "plain" -> this::plain;
      case "loop" -> this::loop;
      case "persample" -> this::perSample;
      case "clip" -> this::clipped;
      default ->
          throw new IllegalArgumentException(
              "method: " + method + "; there are plain, loop, persample and clip");
    };
  }

  private double plain() {
    try (PointerScope _ = new PointerScope()) {
      Tensor loss = torch.cross_entropy_loss(net.apply(x), labels);
      return AutoencoderSteps.descend(loss, net.parameters(), learningRate);
    }
  }

  /** Gradients of each sample by a loop over the samples. */
  private double loop() {
    try (PointerScope _ = new PointerScope()) {
      double sum = 0;
      List<Tensor[]> all = new ArrayList<>();
      for (int b = 0; b < batch; b++) {
        Tensor y = net.apply(x.narrow(0, b, 1));
        Tensor loss = torch.cross_entropy_loss(y, labels.narrow(0, b, 1));
        sum += loss.item_float();
        all.add(Gradients.of(loss, net.parameters()));
      }
      return sum / all.size();
    }
  }

  private double perSample() {
    try (PointerScope _ = new PointerScope()) {
      return gradients().loss();
    }
  }

  /** The gradient of each sample by weights and biases, {@code [batch, ...]}, layer by layer. */
  private record Each(double loss, List<Tensor> weights, List<Tensor> biases) {}

  /**
   * By outer products, which only a plain network of layers allows: the gradient by W is the
   * cotangent of what the layer gave times what it took.
   */
  private Each gradients() {
    List<Tensor> taken = new ArrayList<>();
    List<Tensor> given = new ArrayList<>();
    Tensor h = x;
    for (int i = 0; i < net.depth(); i++) {
      taken.add(i == 0 ? h : h.tanh());
      h = net.layer(taken.get(i), i);
      given.add(h);
    }
    Tensor loss = torch.cross_entropy_loss(h, labels);
    Tensor[] cotangents = Gradients.of(loss.mul(new Scalar((float) batch)), given);
    List<Tensor> weights = new ArrayList<>();
    try (NoGradGuard _ = new NoGradGuard()) {
      for (int i = 0; i < net.depth(); i++) {
        weights.add(cotangents[i].unsqueeze(2).mul(taken.get(i).unsqueeze(1)));
      }
    }
    return new Each(loss.item_float(), weights, List.of(cotangents));
  }

  private double clipped() {
    try (PointerScope _ = new PointerScope()) {
      Each each = gradients();
      try (NoGradGuard _ = new NoGradGuard()) {
        Tensor squares = torch.zeros(batch);
        for (int i = 0; i < net.depth(); i++) {
          squares = squares.add(squares(each.weights().get(i)));
          squares = squares.add(squares(each.biases().get(i)));
        }
        Tensor norms = squares.sqrt().add(new Scalar(1e-12f));
        Tensor factors =
            norms.reciprocal().mul(new Scalar(Net.CLIP)).clamp_max(new Scalar(1.0f)).unsqueeze(0);
        Scalar rate = new Scalar((float) (learningRate / batch));
        for (int i = 0; i < net.depth(); i++) {
          move(net.weight(i), factors, each.weights().get(i), rate);
          move(net.bias(i), factors, each.biases().get(i), rate);
        }
      }
      return each.loss();
    }
  }

  private Tensor squares(Tensor gradients) {
    Tensor flat = gradients.reshape(batch, -1);
    return flat.mul(flat).sum(1);
  }

  private void move(Tensor parameter, Tensor factors, Tensor gradients, Scalar rate) {
    Tensor sum = factors.matmul(gradients.reshape(batch, -1)).view_as(parameter);
    parameter.sub_(sum, rate);
  }
}
