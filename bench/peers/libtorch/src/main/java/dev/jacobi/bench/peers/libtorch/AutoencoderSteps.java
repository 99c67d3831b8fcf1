package dev.jacobi.bench.peers.libtorch;

import dev.jacobi.bench.peers.Problem;
import dev.jacobi.bench.peers.Workload;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Steps on {@code mse(y, x) + sum over b of | ||dy_b/dz_b|| - 1 |}. */
final class AutoencoderSteps {
  private final Mlp encoder;
  private final Mlp decoder;
  private final Tensor x;
  private final List<Tensor> parameters;
  private final double learningRate;

  AutoencoderSteps(Problem problem) {
    this.encoder = new Mlp(problem.encoder());
    this.decoder = new Mlp(problem.decoder());
    this.x = Mlp.matrix(problem.x(), problem.batch(), problem.features());
    this.parameters = new ArrayList<>(encoder.parameters());
    parameters.addAll(decoder.parameters());
    this.learningRate = problem.learningRate();
  }

  Workload by(String method) {
    return switch (method) {
      case "none" -> () -> step(this::reconstruction);
      case "vjp" -> () -> step(() -> penalised(Gradients::jacobianByOutputs));
      case "dbl" -> () -> step(() -> penalised(Gradients::jacobianByInputs));
      case "man" -> () -> step(this::byHand);
      case "loop" -> () -> step(this::oneByOne);
      default ->
          throw new IllegalArgumentException(
              "method: " + method + "; there are loop, vjp, dbl, man and none");
    };
  }

  @FunctionalInterface
  private interface Loss {
    Tensor compute();
  }

  @FunctionalInterface
  private interface Jacobian {
    Tensor of(Tensor y, Tensor z);
  }

  private double step(Loss loss) {
    try (PointerScope _ = new PointerScope()) {
      Tensor value = loss.compute();
      return descend(value, parameters, learningRate);
    }
  }

  /** Moves parameters against the gradient of a loss and returns the loss. */
  static double descend(Tensor loss, List<Tensor> parameters, double learningRate) {
    double value = loss.item_float();
    loss.backward();
    try (NoGradGuard _ = new NoGradGuard()) {
      Scalar rate = new Scalar((float) learningRate);
      for (Tensor parameter : parameters) {
        parameter.sub_(parameter.grad(), rate);
        parameter.grad().zero_();
      }
    }
    return value;
  }

  private Tensor reconstruction() {
    return torch.mse_loss(decoder.apply(encoder.apply(x)), x);
  }

  private Tensor penalised(Jacobian jacobian) {
    Tensor z = encoder.apply(x);
    Tensor y = decoder.apply(z);
    return torch.mse_loss(y, x).add(penalty(jacobian.of(y, z)));
  }

  private Tensor byHand() {
    Mlp.WithJacobian y = decoder.withTangents(encoder.apply(x));
    return torch.mse_loss(y.value(), x).add(penalty(y.jacobian()));
  }

  private static Tensor penalty(Tensor jacobian) {
    Tensor norms = jacobian.mul(jacobian).sum(1, 2).sqrt();
    return norms.sub(new Scalar(1.0f)).abs().sum();
  }

  /** As it is written where only gradients of scalars exist: a call for each sample and output. */
  private Tensor oneByOne() {
    Tensor z = encoder.apply(x);
    Tensor y = decoder.apply(z);
    Tensor loss = torch.mse_loss(y, x);
    for (long b = 0; b < x.size(0); b++) {
      Tensor squares = torch.zeros(1);
      for (long k = 0; k < y.size(1); k++) {
        Tensor row = Gradients.of(y.select(0, b).select(0, k), z).select(0, b);
        squares = squares.add(row.mul(row).sum());
      }
      loss = loss.add(squares.sqrt().sub(new Scalar(1.0f)).abs().sum());
    }
    return loss;
  }
}
