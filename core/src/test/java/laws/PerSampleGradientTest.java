package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Attention;
import dev.jacobi.Convolution;
import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Normalization;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.Untrained;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient of every sample is the gradient of that sample's loss, and that of a batch of this
 * one sample; its norm is the norm of it; the clipped sum is the sum of the clipped ones. Whatever
 * the weights are used for.
 */
final class PerSampleGradientTest {
  /**
   * @param sample the shape of one sample
   * @param losses the losses {@code [B]} of a batch
   */
  record Program(
      String name,
      List<Tensor> model,
      Shape sample,
      BiFunction<List<Tensor>, Tensor, Tensor> losses) {
    Tensor data(int samples) {
      return normal(99, sample.insert(0, samples).sizes());
    }

    Tensor of(Tensor data) {
      return losses.apply(model, data);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A loss of each sample from whatever was computed for it. */
  private static Tensor squared(Tensor y) {
    Shape flat = Shape.of(y.size(0), y.shape().elements(1, y.rank()));
    return y.reshape(flat.sizes()).sin().square().sum(1);
  }

  private static Tensor embedded(Tensor table, Tensor x) {
    Tensor rows = x.abs().times(10).floor().cast(DType.INT64);
    Tensor size = Tensor.scalar((long) table.size(0));
    return table.gather(
        0, rows.minus(rows.cast(DType.FLOAT64).div(size).floor().times(size).cast(DType.INT64)));
  }

  static Stream<Program> programs() {
    List<Tensor> two = List.of(normal(1, 5, 3), normal(2, 5), normal(3, 2, 5));
    return Stream.of(
        new Program(
            "two layers",
            two,
            Shape.of(3),
            (w, x) ->
                squared(
                    x.matmul(w.get(0).transpose())
                        .plus(w.get(1))
                        .tanh()
                        .matmul(w.get(2).transpose()))),
        new Program(
            "tied: an encoder and its transpose",
            List.of(normal(4, 5, 3)),
            Shape.of(3),
            (w, x) -> squared(x.matmul(w.get(0).transpose()).tanh().matmul(w.get(0)).minus(x))),
        new Program(
            "recurrent: one weight used at every step",
            List.of(normal(5, 3, 3)),
            Shape.of(3),
            (w, x) -> {
              Tensor h = x;
              for (int i = 0; i < 4; i++) {
                h = h.matmul(w.get(0)).plus(x).tanh();
              }
              return squared(h);
            }),
        new Program(
            "positions: samples merged with a second axis and split again",
            List.of(normal(6, 3, 4), normal(7, 4)),
            Shape.of(5, 3),
            (w, x) ->
                squared(x.reshape(-1, 3).matmul(w.get(0)).plus(w.get(1)).tanh().reshape(-1, 5, 4))),
        new Program(
            "positions on a second axis",
            List.of(normal(8, 3, 4), normal(9, 4)),
            Shape.of(5, 3),
            (w, x) -> squared(x.matmul(w.get(0)).plus(w.get(1)).tanh())),
        new Program(
            "convolution",
            List.of(normal(10, 2, 1, 3, 3), normal(11, 2)),
            Shape.of(1, 5, 5),
            (w, x) -> squared(new Convolution().apply(x, w.get(0), w.get(1)).tanh())),
        new Program(
            "a table of rows",
            List.of(normal(12, 7, 2)),
            Shape.of(6),
            (w, x) -> squared(embedded(w.get(0), x).sum(1))),
        new Program(
            "a table tied to the output",
            List.of(normal(13, 7, 2)),
            Shape.of(6),
            (w, x) -> squared(embedded(w.get(0), x).sum(1).tanh().matmul(w.get(0).transpose()))),
        new Program(
            "a normalised weight",
            List.of(normal(14, 4, 3), Tensor.scalar(0.7)),
            Shape.of(3),
            (w, x) ->
                squared(
                    x.matmul(w.get(0).div(w.get(0).norm(1).unsqueeze(1)).transpose())
                        .times(w.get(1)))),
        new Program(
            "a layer norm",
            List.of(normal(15, 3), normal(16, 3)),
            Shape.of(4, 3),
            (w, x) -> squared(Normalization.layerNorm(x, w.get(0), w.get(1), 1e-5))),
        new Program(
            "attention",
            List.of(normal(17, 3, 3), normal(18, 3, 3), normal(19, 3, 3)),
            Shape.of(4, 3),
            (w, x) ->
                squared(Attention.of(x.matmul(w.get(0)), x.matmul(w.get(1)), x.matmul(w.get(2))))),
        new Program(
            "samples on the second axis",
            List.of(normal(20, 3, 4)),
            Shape.of(3),
            (w, x) -> squared(w.get(0).transpose().matmul(x.transpose()).tanh().transpose())),
        new Program(
            "heads: a weight with an axis of its own",
            List.of(normal(21, 2, 3, 4)),
            Shape.of(2, 3),
            (w, x) -> squared(Tensor.einsum("bhi,hio->bho", x, w.get(0)))),
        new Program(
            "a branch that is not chosen and infinite",
            List.of(Tensor.of(0.0, 2.0)),
            Shape.of(2),
            (w, x) -> squared(Tensor.where(w.get(0).gt(0), w.get(0).log().times(x), x))),
        new Program(
            "the square of a norm of weights and data",
            List.of(normal(22, 3)),
            Shape.of(3),
            (w, x) -> x.minus(w.get(0)).norm(1).square()),
        new Program(
            "weights that no sample sees as such",
            List.of(normal(23, 3), normal(24, 2, 3)),
            Shape.of(3),
            (w, x) -> {
              Tensor joined =
                  Tensor.concat(0, w.get(0).unsqueeze(0), w.get(1)).flip(0).slice(0, 1, 3);
              return squared(x.matmul(joined.transpose()));
            }));
  }

  private static List<Tensor> explicit(Program program, Tensor data) {
    List<List<Tensor>> each = new ArrayList<>();
    Tensor losses = program.of(data);
    for (int b = 0; b < data.size(0); b++) {
      each.add(losses.get(b).gradient(program.model()));
    }
    List<Tensor> stacked = new ArrayList<>();
    for (int i = 0; i < program.model().size(); i++) {
      int leaf = i;
      stacked.add(Tensor.stack(0, each.stream().map(g -> g.get(leaf)).toList()));
    }
    return stacked;
  }

  private static Tensor norms(List<Tensor> gradients) {
    return gradients.stream()
        .map(g -> g.reshape(g.size(0), -1).square().sum(1))
        .reduce(Tensor::plus)
        .orElseThrow()
        .sqrt();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void isTheGradientOfEachLoss(Program program) {
    for (int samples : new int[] {1, 3}) {
      Tensor data = program.data(samples);
      List<Tensor> found = program.of(data).perSampleGradient(program.model());
      assertClose(found, explicit(program, data), 1e-13);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void isTheGradientOfABatchOfOne(Program program) {
    Tensor data = program.data(3);
    List<Tensor> found = program.of(data).perSampleGradient(program.model());
    List<Tensor> own = new ArrayList<>();
    List<Tensor> alone = new ArrayList<>();
    for (int b = 0; b < 3; b++) {
      int sample = b;
      found.forEach(gradient -> own.add(gradient.get(sample)));
      Tensor one = data.slice(0, b, b + 1).value();
      alone.addAll(program.of(one).sum().gradient(program.model()));
    }
    assertClose(own, alone, 1e-13);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void isWhatFiniteDifferencesSay(Program program) {
    Tensor data = program.data(2);
    List<Tensor> found = program.of(data).perSampleGradient(program.model());
    List<Tensor> along = new ArrayList<>();
    List<Tensor> up = new ArrayList<>();
    List<Tensor> down = new ArrayList<>();
    double step = 6e-6;
    for (int i = 0; i < found.size(); i++) {
      Tensor w = program.model().get(i);
      // a weight at its kink stays there
      Tensor v = Tensor.where(w.eq(0), 0, normal(50 + i, w.shape().sizes()));
      along.add(Tensor.einsum("b...,...->b", found.get(i), v));
      up.add(w.plus(v.times(step)));
      down.add(w.minus(v.times(step)));
    }
    Tensor width = program.losses().apply(up, data).minus(program.losses().apply(down, data));
    Tensor sum = along.stream().reduce(Tensor::plus).orElseThrow();
    assertClose(List.of(sum), List.of(width.div(2 * step)), 1e-7);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theNormIsItsNorm(Program program) {
    for (int samples : new int[] {1, 4}) {
      Tensor losses = program.of(program.data(samples));
      List<Tensor> gradients = losses.perSampleGradient(program.model());
      Tensor found = losses.perSampleGradientNorm(program.model());
      assertClose(List.of(found), List.of(norms(gradients)), 1e-13);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theNormCanBeDifferentiated(Program program) {
    Tensor losses = program.of(program.data(3));
    List<Tensor> found =
        losses.perSampleGradientNorm(program.model()).square().sum().gradient(program.model());
    List<Tensor> expected =
        norms(losses.perSampleGradient(program.model())).square().sum().gradient(program.model());
    assertClose(found, expected, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void theClippedSumIsTheSumOfTheClipped(Program program) {
    Tensor losses = program.of(program.data(4));
    List<Tensor> gradients = losses.perSampleGradient(program.model());
    Tensor norms = norms(gradients);
    double bound = norms.mean().item();
    Tensor factors = Tensor.where(norms.gt(bound), norms.pow(-1).times(bound), 1);
    List<Tensor> expected =
        gradients.stream().map(g -> Tensor.einsum("b,b...->...", factors, g)).toList();
    assertClose(losses.clippedGradientSum(program.model(), bound), expected, 1e-13);
  }

  @Samples
  record Batch(Tensor x) {}

  @ParameterizedTest
  @MethodSource("programs")
  void compiledItIsTheSame(Program program) {
    Batch batch = new Batch(program.data(37));
    var step =
        Jacobi.compile((List<Tensor> w, Batch data) -> {
          Tensor losses = program.losses().apply(w, data.x());
          return List.of(
              losses.perSampleGradient(w),
              losses.clippedGradientSum(w, 0.5),
              losses.perSampleGradientNorm(w));
        });
    Tensor losses = program.of(batch.x());
    List<Tensor> expected =
        Tree.leaves(
            List.of(
                losses.perSampleGradient(program.model()),
                losses.clippedGradientSum(program.model(), 0.5),
                losses.perSampleGradientNorm(program.model())));
    List<Tensor> found = Tree.leaves(step.apply(program.model(), batch));
    assertClose(found, expected, 1e-12);
  }

  @Test
  void noSamplesHaveNoGradients() {
    Program program = programs().findFirst().orElseThrow();
    Tensor losses = program.of(normal(1, 0, 3));
    assertThat(losses.perSampleGradient(program.model()).get(0).shape())
        .isEqualTo(Shape.of(0, 5, 3));
    assertThat(losses.perSampleGradientNorm(program.model()).shape()).isEqualTo(Shape.of(0));
    Numbers.assertAllZero(losses.clippedGradientSum(program.model(), 1).get(0));
  }

  @Test
  void aWeightWithAPartForEachSampleHasAGradientByAllParts() {
    Tensor codes = normal(31, 3, 2);
    Tensor losses = codes.times(normal(32, 3, 2)).sin().sum(1);
    assertClose(losses.perSampleGradient(codes), losses.fullJacobian(codes), 1e-15);
    assertClose(losses.perSampleGradientNorm(codes), losses.jacobian(codes).norm(1), 1e-15);
  }

  @Test
  void oneOfSeveralTypes() {
    Map<String, Tensor> model =
        Map.of("w", normal(33, 3, 2).cast(DType.FLOAT32), "n", Tensor.of(1, 2), "c", normal(34, 2));
    Tensor x = normal(35, 4, 3).cast(DType.FLOAT32);
    Tensor losses = squared(x.matmul(model.get("w")).cast(DType.FLOAT64).times(model.get("c")));
    Map<String, Tensor> found = losses.perSampleGradient(model);
    assertThat(found.get("w").dtype()).isEqualTo(DType.FLOAT32);
    assertThat(found.get("c").dtype()).isEqualTo(DType.FLOAT64);
    assertThat(found.get("n")).isSameAs(model.get("n"));
    assertClose(found.get("w").get(2), losses.get(2).gradient(model.get("w")), 1e-6);
    Tensor squares = found.get("w").square().sum(1, 2).plus(found.get("c").square().sum(1));
    assertClose(losses.perSampleGradientNorm(model), squares.sqrt(), 1e-6);
  }

  record Tied(Tensor encoder, Tensor decoder, @Untrained Tensor shift) {}

  @Test
  void aWeightAtTwoPlacesCountsOnceAndWhatIsNotLearnedNotAtAll() {
    Tensor w = normal(36, 3, 2);
    Tied model = new Tied(w, w, normal(37, 3));
    Tensor x = normal(38, 4, 3).plus(model.shift());
    Tensor losses = squared(x.matmul(w).tanh().matmul(w.transpose()));
    Tied found = losses.perSampleGradient(model);
    assertThat(found.encoder()).isSameAs(found.decoder());
    assertThat(found.shift().shape()).isEqualTo(Shape.of(4, 3));
    Numbers.assertAllZero(found.shift());
    assertClose(losses.perSampleGradientNorm(model), losses.perSampleGradientNorm(w), 0);
    Tied sum = losses.clippedGradientSum(model, 0.1, 2, Key.of(1));
    assertThat(sum.encoder()).isSameAs(sum.decoder());
    Numbers.assertAllZero(sum.shift());
  }

  @Test
  void theNoiseIsThatOfTheKey() {
    Program program = programs().findFirst().orElseThrow();
    Tensor losses = program.of(program.data(4));
    List<Tensor> plain = losses.clippedGradientSum(program.model(), 0.5);
    List<Tensor> noisy = losses.clippedGradientSum(program.model(), 0.5, 3, Key.of(7));
    for (int i = 0; i < plain.size(); i++) {
      Tensor normal = Key.of(7).foldIn(i).normal(DType.FLOAT64, plain.get(i).shape());
      assertClose(noisy.get(i), plain.get(i).plus(normal.times(1.5)), 1e-15);
    }
  }

  @Test
  void aNormOfZeroIsNotClippedAndAnInfiniteOneIsNotHidden() {
    Tensor w = Tensor.of(1.0);
    Tensor x = Tensor.of(0.0, 2.0, 1e200);
    Tensor losses = x.times(w);
    assertThat(losses.slice(0, 0, 2).clippedGradientSum(w, 1).item()).isEqualTo(1);
    assertThat(losses.clippedGradientSum(w, 1).item()).isNaN();
  }
}
