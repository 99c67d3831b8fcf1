package laws.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Key;
import dev.jacobi.Name;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.io.FileException;
import dev.jacobi.io.ModelFile;
import dev.jacobi.io.Safetensors;
import dev.jacobi.nn.Activation;
import dev.jacobi.nn.Layer;
import dev.jacobi.nn.Linear;
import dev.jacobi.nn.Weights;
import dev.jacobi.optim.Adam;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is built again, with every setting; nothing else is built. */
class ModelFileTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("net.safetensors");
  }

  enum Kind {
    NARROW,
    WIDE {
      @Override
      boolean isWide() {
        return true;
      }
    };

    boolean isWide() {
      return false;
    }
  }

  sealed interface Part permits Scale, Shift {}

  record Scale(Tensor factor, double power) implements Part {}

  record Shift(Tensor by) implements Part {}

  record Pair<A, B extends Part>(A first, List<B> second) {}

  record Settings(
      boolean flag,
      int count,
      long seed,
      float ratio,
      double rate,
      char letter,
      String text,
      @Nullable Integer none,
      Kind kind,
      DType dtype,
      Shape shape,
      Ints stride,
      List<Double> rates,
      Map<String, Long> sizes) {}

  record Net(
      @Name("first.layer") Linear first,
      Linear second,
      Map<String, Part> parts,
      Pair<Linear, Shift> pair,
      Settings settings) {}

  private static Net net(long seed) {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("z", new Scale(Tensor.scalar(2.5), Double.NaN));
    parts.put("a b", new Shift(Tensor.of(1, 2)));
    Map<String, Long> sizes = new LinkedHashMap<>();
    sizes.put("y", Long.MAX_VALUE);
    sizes.put("x", -1L);
    Settings settings =
        new Settings(
            true,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Float.MIN_VALUE,
            Double.NEGATIVE_INFINITY,
            '\u00e4',
            "tensor \"\n",
            null,
            Kind.WIDE,
            DType.FLOAT64,
            Shape.of(2, 0),
            Ints.of(1, 3),
            List.of(0.1, -0.0),
            sizes);
    Pair<Linear, Shift> pair =
        new Pair<>(Linear.of(Key.of(seed + 1), 2, 3), List.of(new Shift(Tensor.of(true))));
    return new Net(
        Linear.of(Key.of(seed), 3, 2),
        new Linear(Tensor.of(new double[][] {{seed}}), null),
        parts,
        pair,
        settings);
  }

  private static void assertSame(Object found, Object expected) {
    Map<String, Tensor> tensors = Tree.named(expected);
    Map<String, Tensor> others = Tree.named(found);
    assertThat(others.keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, t) -> assertThat(Samples.sameBits(others.get(name), t)).isTrue());
    // without tensors records are equal by value
    assertThat(Tree.map(found, t -> ZERO)).isEqualTo(Tree.map(expected, t -> ZERO));
  }

  private static final Tensor ZERO = Tensor.scalar(0f);

  @Test
  void isBuiltAgainFromItsClassAndFromOneLikeIt() {
    Net net = net(1);
    ModelFile.write(path(), net, Map.of("note", "best"));
    assertSame(ModelFile.read(path(), Net.class), net);
    assertSame(ModelFile.readLike(path(), net(2)), net);
    assertThat(Safetensors.open(path()).metadata()).containsEntry("note", "best");
    assertThat(Safetensors.read(path())).containsKey("first.layer.weight");
    assertSame(Weights.load(net(3), Safetensors.read(path())), net);
  }

  record Training(Linear net, Optimizer.State<Linear> state) {}

  @Test
  void optimizersAreCarried() {
    Adam adam = Adam.learningRate(0.1);
    Linear net = Linear.of(Key.of(1), 2, 3);
    var step = adam.update(net, net, adam.init(net));
    Training training = new Training(step.model(), step.state());
    ModelFile.write(path(), training);
    assertSame(ModelFile.read(path(), Training.class), training);
    assertSame(ModelFile.readLike(path(), new Training(net, adam.init(net))), training);
    ModelFile.write(path(), step.state());
    assertSame(ModelFile.readLike(path(), adam.init(net)), step.state());
  }

  @Test
  void sharedTensorsStayShared() {
    Tensor one = Tensor.of(1, 2);
    List<Part> shared = List.of(new Shift(one), new Shift(one));
    ModelFile.write(path(), new Pair<>(new Shift(one), shared));
    Pair<Part, Part> like = new Pair<>(new Shift(one), shared);
    assertThat(Tree.leaves(ModelFile.readLike(path(), like)).stream().map(Tensor::node).distinct())
        .hasSize(1);
    record Twice(Shift a, Shift b) {}
    ModelFile.write(path(), new Twice(new Shift(one), new Shift(one)));
    Twice read = ModelFile.read(path(), Twice.class);
    assertThat(read.a().by()).isSameAs(read.b().by());
    Twice apart = new Twice(new Shift(Tensor.of(1, 2)), new Shift(one));
    assertThatThrownBy(() -> ModelFile.readLike(path(), apart))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("b.by is {tensor=b.by, same=a.by} there and {tensor=b.by} here");
  }

  record Mine(Tensor weight) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return x.times(weight);
    }
  }

  record Stack(List<Layer> layers) {}

  @Test
  void layersBehindAnInterfaceAreThoseOfTheLibraryAndThoseNamed() {
    Stack stack =
        new Stack(
            List.of(Linear.of(Key.of(1), 2, 2), Activation.TANH, new Mine(Tensor.of(1f, 2f))));
    ModelFile.write(path(), stack);
    assertSame(ModelFile.read(path(), Stack.class, Mine.class), stack);
    assertThatThrownBy(() -> ModelFile.read(path(), Stack.class))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("layers[2] is a record 'laws.io.ModelFileTest$Mine', asked for is")
        .hasMessageContaining("name its class too");
  }

  @Test
  void functionsAreTakenFromAModelLikeIt() {
    Stack stack = new Stack(List.of(Linear.of(Key.of(1), 2, 2), Tensor::tanh));
    ModelFile.write(path(), stack);
    assertThatThrownBy(() -> ModelFile.read(path(), Stack.class))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("which no file holds; read it into a model of your own");
    Stack other = new Stack(List.of(Linear.of(Key.of(2), 2, 2), Tensor::sin));
    Stack read = ModelFile.readLike(path(), other);
    assertThat(
            Samples.sameBits(
                ((Linear) read.layers().get(0)).weight(),
                ((Linear) stack.layers().get(0)).weight()))
        .isTrue();
    assertThat(read.layers().get(1)).isSameAs(other.layers().get(1));
  }

  record Positive(Tensor x, int n) {
    Positive {
      if (n < 1) {
        throw new IllegalArgumentException("n: " + n);
      }
    }
  }

  private void write(String structure, Map<String, Tensor> tensors) {
    Safetensors.write(path(), tensors, Map.of("jacobi.structure", structure.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "R{'x':@,'n':0}} | the constructor of laws.io.ModelFileTest$Positive refused",
        "R{'x':@,'n':'a'}} | n is 'a', declared is int",
        "R{'x':@,'n':1.5}} | n is '1.5', declared is int",
        "R{'x':@,'n':99999999999}} | declared is int",
        "R{'x':@,'n':null}} | n is null, declared is int",
        "R{'x':@,'n':[1]}} | n is a List, declared is int",
        "R{'x':@,'n':true}} | n is a Boolean, declared is int",
        "R{'x':null,'n':@}} | n is a Tensor, declared is int",
        "R{'x':7,'n':1}} | x is a String, declared is dev.jacobi.Tensor",
        "R{'x':{'tensor':'y'},'n':1}} | no tensor 'y'; it holds 'x'",
        "R{'x':{'tensor':7},'n':1}} | x needs a text",
        "R{'x':{},'n':1}} | x is ''",
        "R{'x':{'shape':[-1]},'n':1}} | ",
        "R{'x':{'shape':['a']},'n':1}} | x needs whole numbers",
        "R{'x':{'enum':'java.lang.Thread$State','constant':'NEW'},'n':1}} | declared is dev.jacobi",
        "R{'x':{'record':'java.lang.Runtime','components':{}},'n':1}} | x is a record 'java.lang",
        "R{'x':@}} | has the components [x], but",
        "R{'x':@,'n':1,'m':1}} | has the components [x, n, m], but",
        "R{'x':@,'n':1}} more | its structure is not JSON",
        "{'record':'java.io.File','components':{}} | it is a record 'java.io.File'",
        "{'record':'laws.io.ModelFileTest$Positive'} | needs an object",
        "{'record':7,'components':{}} | needs a text",
        "null | it holds null",
        "[] | is a List, declared is",
        "{'tensor':'x'} | is a Tensor, declared is",
      })
  void brokenStructuresAreRefused(String structure, @Nullable String why) {
    String whole =
        structure
            .replaceFirst("^R", "{'record':'laws.io.ModelFileTest\\$Positive','components':")
            .replace("@", "{'tensor':'x'}");
    write(whole, Map.of("x", Tensor.of(1)));
    assertThatThrownBy(() -> ModelFile.read(path(), Positive.class))
        .isInstanceOf(dev.jacobi.type.JacobiException.class)
        .hasMessageContaining(why == null ? "" : why);
  }

  @Test
  void otherModelsAndLeftoversAreRefused() {
    ModelFile.write(path(), new Positive(Tensor.of(1, 2), 3));
    assertThatThrownBy(() -> ModelFile.read(path(), Shift.class))
        .hasMessageContaining("it is a record 'laws.io.ModelFileTest$Positive'");
    assertThatThrownBy(() -> ModelFile.readLike(path(), new Positive(Tensor.of(1, 2), 4)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("n is 3 there and 4 here");
    assertThatThrownBy(() -> ModelFile.readLike(path(), new Positive(Tensor.of(1), 3)))
        .hasMessageContaining("x is int32[2] there and int32[1] here");
    assertThatThrownBy(() -> ModelFile.readLike(path(), List.of(Tensor.of(1))))
        .hasMessageContaining("the model is {record=");
    write(
        "{'record':'laws.io.ModelFileTest$Positive','components':{'x':{'tensor':'x'},'n':1}}",
        Map.of("x", Tensor.of(1), "y", Tensor.of(2)));
    assertThatThrownBy(() -> ModelFile.read(path(), Positive.class))
        .hasMessageContaining("no place for 'y'");
    Safetensors.write(path(), Map.of("x", Tensor.of(1)));
    assertThatThrownBy(() -> ModelFile.read(path(), Positive.class))
        .hasMessageContaining("does not say of what record; load them by name: Weights.load");
  }
}
