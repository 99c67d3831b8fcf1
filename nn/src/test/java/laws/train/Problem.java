package laws.train;

import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.data.Dataset;
import dev.jacobi.data.Loader;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Loss;
import dev.jacobi.optim.Adam;
import dev.jacobi.train.Epoch;
import dev.jacobi.train.Metric;
import dev.jacobi.train.Trained;
import dev.jacobi.train.Trainer;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** Two classes that a circle parts. */
final class Problem {
  private Problem() {}

  record Net(Linear hidden, Linear output) {
    static Net of(long seed) {
      Key key = Key.of(seed);
      return new Net(Linear.of(key.foldIn(0), 2, 8), Linear.of(key.foldIn(1), 8, 2));
    }

    Tensor apply(Tensor x) {
      return output.apply(hidden.apply(x).tanh());
    }
  }

  @Samples
  record Batch(Tensor x, Tensor t) {}

  static Dataset<Batch> data(int samples, long seed) {
    Tensor x = Key.of(seed).normal(samples, 2).value();
    Tensor t = x.square().sum(1).gt(1.4).cast(dev.jacobi.type.DType.INT64).value();
    return Dataset.of(new Batch(x, t));
  }

  static Loader<Batch> loader() {
    return Loader.of(data(103, 1), 16).shuffle(5);
  }

  static Trainer<Net, Batch> trainer() {
    return Trainer.of(
            (Net net, Batch b) -> Loss.crossEntropy(net.apply(b.x()), b.t()),
            Adam.learningRate(0.02))
        .metrics((net, b) -> net.apply(b.x()), Batch::t, Metric.accuracy(), Metric.f1())
        .evaluate("validation", Loader.of(data(50, 2), 20));
  }

  /** The same bits in all tensors, and the same measures. */
  static void assertSame(Trained<?> found, Trained<?> expected) {
    assertSameBits(found.model(), expected.model());
    assertSameBits(found.optimizer(), expected.optimizer());
    assertSameBits(found.best(), expected.best());
    Assertions.assertThat(found.bestEpoch()).isEqualTo(expected.bestEpoch());
    Assertions.assertThat(found.stop()).isEqualTo(expected.stop());
    Assertions.assertThat(withoutTimes(found)).isEqualTo(withoutTimes(expected));
  }

  static void assertSameBits(Object found, Object expected) {
    Map<String, Tensor> tensors = Tree.named(expected);
    Map<String, Tensor> others = Tree.named(found);
    Assertions.assertThat(others.keySet()).isEqualTo(tensors.keySet());
    tensors.forEach((name, tensor) -> {
      Tensor other = java.util.Objects.requireNonNull(others.get(name));
      Assertions.assertThat(other.toArrayValue().sameBits(tensor.toArrayValue())).as(name).isTrue();
    });
  }

  private static List<Epoch> withoutTimes(Trained<?> trained) {
    return trained.history().epochs().stream()
        .map(epoch -> new Epoch(epoch.number(), epoch.steps(), 0, epoch.measures()))
        .toList();
  }
}
