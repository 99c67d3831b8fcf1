package laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.Weights;
import dev.jacobi.testkit.GradientCheck;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every layer. */
class LayerLawsTest {
  private static final Key KEY = Key.of(3);

  static Stream<LayerSamples> samples() {
    return LayerSamples.all();
  }

  /** There is a sample of each record of the package that is a layer. */
  @Test
  void everyLayerHasASample() throws IOException {
    Set<String> layers;
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/jacobi/nn"))) {
      layers =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(LayerLawsTest::isLayer)
              .collect(Collectors.toSet());
    }
    assertThat(layers).hasSize(24);
    Set<String> sampled = new HashSet<>();
    samples().forEach(sample -> sampled.add(sample.layer().getClass().getSimpleName()));
    assertThat(sampled).containsExactlyInAnyOrderElementsOf(layers);
  }

  private static boolean isLayer(String name) {
    if (name.equals("package-info")) {
      return false;
    }
    try {
      Class<?> type = Class.forName("dev.jacobi.nn." + name);
      return type.isRecord() && Layer.class.isAssignableFrom(type);
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** First and second derivatives by x and all weights, in use. */
  @ParameterizedTest
  @MethodSource("samples")
  void derivativesAreRight(LayerSamples sample) {
    check(sample, (layer, x) -> layer.apply(x));
  }

  /** The same while learning, for the layers that differ. */
  @ParameterizedTest
  @MethodSource("samples")
  void derivativesAreRightWhileLearning(LayerSamples sample) {
    if (isPlain(sample)) {
      assertThat(sample.layer().train(sample.x(), KEY).output().toDoubles())
          .containsExactly(sample.layer().apply(sample.x()).toDoubles());
    } else {
      check(sample, (layer, x) -> layer.train(x, KEY).output());
    }
  }

  private static boolean isPlain(LayerSamples sample) {
    return !Set.of("batchNorm", "dropout").contains(sample.name());
  }

  private interface Use {
    Tensor of(Layer layer, Tensor x);
  }

  private static void check(LayerSamples sample, Use use) {
    List<Tensor> inputs = new ArrayList<>(Tree.leaves(sample.layer()));
    inputs.add(sample.x());
    GradientCheck.checkGradients(
        all -> {
          Layer layer = Tree.rebuild(sample.layer(), all.subList(0, all.size() - 1));
          return use.of(layer, all.getLast());
        },
        inputs,
        2);
  }

  @ParameterizedTest
  @EnumSource
  void activationsHaveTheirDerivatives(Activation activation) {
    Tensor x = Tensor.of(-2.3, -0.7, 0.4, 1.9);
    GradientCheck.checkGradients(activation::apply, x, 2);
    assertThat(activation.apply(x).node()).isNotSameAs(x.node());
  }

  @Samples
  record Batch(Tensor x) {}

  record Inputs(Layer layer, Batch batch) {}

  /** Compiled, with samples, is as written; in float32 it is near. */
  @ParameterizedTest
  @MethodSource("samples")
  void compiledIsAsWritten(LayerSamples sample) {
    Tensor expected = sample.layer().apply(sample.x());
    var compiled = Jacobi.compile((Inputs in) -> in.layer().apply(in.batch().x()));
    Inputs inputs = new Inputs(sample.layer(), new Batch(sample.x()));
    Case.assertClose(compiled.apply(inputs), expected);
    Tensor x = sample.x().dtype().isFloat() ? sample.x().cast(DType.FLOAT32) : sample.x();
    Tensor single = Weights.cast(sample.layer(), DType.FLOAT32).apply(x.value());
    assertThat(single.dtype()).isEqualTo(DType.FLOAT32);
    double[] near = single.toDoubles();
    double[] exact = expected.toDoubles();
    for (int i = 0; i < exact.length; i++) {
      assertThat(near[i]).isCloseTo(exact[i], within(2e-5 * Math.max(1, Math.abs(exact[i]))));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double bound) {
    return org.assertj.core.api.Assertions.within(bound);
  }

  /** In use no sample looks at another, and the graph shows it. */
  @ParameterizedTest
  @MethodSource("samples")
  void samplesStayApart(LayerSamples sample) {
    Tensor x = sample.x();
    if (x.dtype().isFloat() && x.rank() > 1) {
      Tensor y = sample.layer().apply(x);
      Shape each = y.shape().concat(x.shape().slice(1, x.rank()));
      assertThat(y.jacobian(x).shape()).isEqualTo(each);
    }
    if (x.rank() > 1) {
      Tensor alone = sample.layer().apply(x.slice(0, 0, 1));
      Case.assertClose(alone, sample.layer().apply(x).slice(0, 0, 1));
    }
  }

  /** A layer says what it is in a line, without its numbers, while it is traced too. */
  @ParameterizedTest
  @MethodSource("samples")
  void aLayerSaysWhatItIs(LayerSamples sample) {
    String text = sample.layer().toString();
    assertThat(text).startsWith(sample.layer().getClass().getSimpleName());
    assertThat(text.length()).isLessThan(90);
    String[] traced = new String[1];
    Jacobi.compile(
            (Inputs in) -> {
              traced[0] = in.layer().toString();
              return in.batch().x();
            })
        .apply(new Inputs(sample.layer(), new Batch(sample.x())));
    assertThat(traced[0]).isEqualTo(text);
  }

  /** Nothing that a model is made of is forgotten when it is loaded. */
  @ParameterizedTest
  @MethodSource("samples")
  void weightsMoveByName(LayerSamples sample) {
    Layer zeros = Tree.map(sample.layer(), Tensor::zerosLike);
    Layer loaded = Weights.load(zeros, Tree.named(sample.layer()));
    List<double[]> found = Tree.leaves(loaded).stream().map(Tensor::toDoubles).toList();
    List<double[]> given = Tree.leaves(sample.layer()).stream().map(Tensor::toDoubles).toList();
    for (int i = 0; i < given.size(); i++) {
      assertThat(Arrays.equals(found.get(i), given.get(i))).isTrue();
    }
  }
}
