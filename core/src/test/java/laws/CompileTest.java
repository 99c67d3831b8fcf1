package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.assertSameBits;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import dev.jacobi.type.TracingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A compiled function gives the numbers of the function itself; it is traced once for each
 * combination of shapes, types and settings, and its results are leaves.
 */
final class CompileTest {
  record Layer(Tensor weight, Tensor bias) {
    Tensor apply(Tensor x) {
      return x.matmul(weight).plus(bias);
    }
  }

  record Net(Layer encoder, List<Layer> decoder, Map<String, Tensor> more, double rate) {}

  @Samples
  record Batch(Tensor x, Tensor t) {}

  record Result(Net net, Tensor loss, Tensor jacobian) {}

  private static Layer layer(long seed, int in, int out) {
    return new Layer(normal(seed, in, out), normal(seed + 1, out));
  }

  private static Net net(double rate) {
    return new Net(
        layer(1, 3, 2),
        List.of(layer(3, 2, 4), layer(5, 4, 3)),
        new TreeMap<>(Map.of("scale", normal(7, 3), "shift", normal(8, 3))),
        rate);
  }

  private static Batch batch(int samples) {
    return new Batch(normal(9, samples, 3), normal(10, samples, 3));
  }

  private static Result step(Net net, Batch batch) {
    Tensor z = net.encoder().apply(batch.x()).tanh();
    Tensor y = z;
    for (Layer layer : net.decoder()) {
      y = layer.apply(y).tanh();
    }
    y = y.times(net.more().get("scale")).plus(net.more().get("shift"));
    Tensor jacobian = y.jacobian(z);
    Tensor loss =
        y.minus(batch.t()).square().mean().plus(jacobian.frobenius(1, 2).minus(1).abs().sum());
    Net gradient = loss.gradient(net);
    Net next = dev.jacobi.Tree.zip(net, gradient, (w, g) -> w.minus(g.times(net.rate())));
    return new Result(next, loss, jacobian);
  }

  private static void assertAlike(Result actual, Result expected) {
    List<Tensor> left = dev.jacobi.Tree.leaves(actual);
    List<Tensor> right = dev.jacobi.Tree.leaves(expected);
    assertThat(left).hasSameSizeAs(right);
    for (int i = 0; i < left.size(); i++) {
      assertClose(left.get(i), right.get(i), 1e-12);
    }
  }

  @Test
  void givesTheNumbersOfTheFunction() {
    var compiled = Jacobi.compile(CompileTest::step);
    for (int samples : new int[] {1, 2, 7, 33}) {
      Net net = net(0.1);
      Batch batch = batch(samples);
      for (int i = 0; i < 3; i++) {
        Result next = compiled.apply(net, batch);
        assertAlike(next, step(net, batch));
        net = next.net();
      }
    }
  }

  @Test
  void resultsAreLeaves() {
    Result result = Jacobi.compile(CompileTest::step).apply(net(0.1), batch(3));
    for (Tensor tensor : dev.jacobi.Tree.leaves(result)) {
      assertThat(tensor.node().op()).isInstanceOf(Op.Source.Constant.class);
    }
    assertThat(result.net().rate()).isEqualTo(0.1);
  }

  @Test
  void tracedOnceForEachShapeTypeAndSetting() {
    AtomicInteger traced = new AtomicInteger();
    Compiled.Of2<Net, Batch, Tensor> f =
        Jacobi.compile((Net net, Batch batch) -> {
          traced.incrementAndGet();
          return net.encoder().apply(batch.x()).times(net.rate()).sum();
        });
    assertThat(f.traces()).isZero();
    double first = f.apply(net(1), batch(3)).item();
    f.apply(net(1), batch(3));
    assertThat(traced).hasValue(1);
    f.apply(net(1), batch(4));
    assertThat(traced).hasValue(2);
    double twice = f.apply(net(2), batch(3)).item();
    assertThat(traced).hasValue(3);
    assertThat(twice).isEqualTo(2 * first);
    f.apply(net(1), batch(3));
    f.apply(net(2), batch(3));
    f.apply(net(1), batch(4));
    assertThat(traced).hasValue(3);
    assertThat(f.traces()).isEqualTo(3);
    f.apply(net(1), new Batch(batch(3).x().cast(DType.FLOAT32), batch(3).t()));
    assertThat(f.traces()).isEqualTo(4);
  }

  @Test
  void settingsAreComparedByValue() {
    record Setting(Tensor x, String name, Integer count) {}
    Compiled.Of1<Setting, Tensor> f =
        Jacobi.compile((Setting s) ->
            s.x()
                .plus(s.name() == null ? 0 : s.name().length())
                .plus(s.count() == null ? 0.5 : s.count()));
    Tensor x = Tensor.scalar(0.0);
    assertThat(f.apply(new Setting(x, "null", 1)).item()).isEqualTo(5);
    assertThat(f.apply(new Setting(x, null, 1)).item()).isEqualTo(1);
    assertThat(f.apply(new Setting(x, "ab", null)).item()).isEqualTo(2.5);
    assertThat(f.apply(new Setting(x, new StringBuilder("ab").toString(), 1000)).item())
        .isEqualTo(1002);
    assertThat(f.apply(new Setting(x, "ab", Integer.valueOf("1000"))).item()).isEqualTo(1002);
    assertThat(f.traces()).isEqualTo(4);
  }

  @Test
  void listsAndMapsArePartOfTheShape() {
    Compiled.Of1<List<Map<String, Tensor>>, Tensor> f =
        Jacobi.compile((List<Map<String, Tensor>> all) -> {
          Tensor sum = Tensor.scalar(0.0);
          for (Map<String, Tensor> map : all) {
            sum = sum.plus(map.get("a").times(map.size()));
          }
          return sum;
        });
    Tensor one = Tensor.scalar(1.0);
    assertThat(f.apply(List.of(Map.of("a", one))).item()).isEqualTo(1);
    assertThat(f.apply(List.of(Map.of("a", one, "b", one))).item()).isEqualTo(2);
    assertThat(f.apply(List.of(Map.of("a", one), Map.of("a", one))).item()).isEqualTo(2);
    assertThat(f.traces()).isEqualTo(3);
    // of any class, as long as they hold the same
    List<Map<String, Tensor>> mutable = new ArrayList<>();
    mutable.add(new HashMap<>(Map.of("a", one)));
    f.apply(mutable);
    f.apply(mutable);
    assertThat(f.traces()).isEqualTo(3);
  }

  @Test
  void whatIsCapturedIsReadOnce() {
    Tensor[] captured = {Tensor.scalar(1.0)};
    Compiled.Of1<Tensor, Tensor> f = Jacobi.compile((Tensor x) -> x.plus(captured[0]));
    assertThat(f.apply(Tensor.scalar(1.0)).item()).isEqualTo(2);
    captured[0] = Tensor.scalar(5.0);
    assertThat(f.apply(Tensor.scalar(2.0)).item()).isEqualTo(3);
  }

  @Test
  void compiledFunctionsNestAndAreDifferentiated() {
    Compiled.Of1<Tensor, Tensor> inner = Jacobi.compile((Tensor x) -> x.sin().times(x));
    Compiled.Of1<Tensor, Tensor> outer =
        Jacobi.compile((Tensor x) -> inner.apply(x.exp()).sum().gradient(x));
    Tensor x = normal(1, 4);
    assertClose(outer.apply(x), x.exp().sin().times(x.exp()).sum().gradient(x), 1e-14);
    assertThat(inner.traces()).isZero();
    Compiled.Of1<Tensor, Tensor> gradient =
        Jacobi.compile(Jacobi.vmap(Jacobi.grad((Tensor v) -> v.square().sum())));
    assertClose(gradient.apply(normal(2, 3, 2)), normal(2, 3, 2).times(2), 1e-15);
  }

  @Test
  void constantsAndArgumentsMayBeReturned() {
    Tensor constant = normal(1, 3);
    Compiled.Of1<Tensor, List<Tensor>> f =
        Jacobi.compile((Tensor x) -> List.of(x, constant, x.plus(1), x.zerosLike(), x));
    Tensor x = normal(2, 2);
    List<Tensor> results = f.apply(x);
    assertSameBits(results.get(0), x);
    assertSameBits(results.get(1), constant);
    assertSameBits(results.get(2), x.plus(1));
    assertSameBits(results.get(3), x.zerosLike());
    assertSameBits(results.get(4), x);
    Compiled.Of1<Tensor, Tensor> g = Jacobi.compile((Tensor v) -> constant);
    assertSameBits(g.apply(x), constant);
    assertThat(Jacobi.compile((Tensor v) -> "no tensor").apply(x)).isEqualTo("no tensor");
  }

  @Test
  void emptyBatchesAndScalars() {
    Compiled.Of1<Tensor, Tensor> f = Jacobi.compile((Tensor x) -> x.tanh().sum());
    assertThat(f.apply(Tensor.zeros(0, 3)).item()).isZero();
    assertThat(f.apply(Tensor.scalar(0.0)).item()).isZero();
    Compiled.Of1<Tensor, Tensor> j =
        Jacobi.compile((Tensor z) -> z.matmul(normal(1, 3, 2)).tanh().jacobian(z));
    assertThat(j.apply(normal(1, 0, 3)).shape()).isEqualTo(Shape.of(0, 2, 3));
  }

  @Test
  void insideThereAreNoNumbersYet() {
    Tensor x = normal(1, 3);
    assertThatThrownBy(() -> Jacobi.compile((Tensor v) -> v.times(v.norm().item())).apply(x))
        .isInstanceOf(TracingException.class)
        .hasMessageMatching(
            "item: norm_sqrt of norm \\[\\] \\(made at CompileTest\\.java:\\d+\\); it has no value"
                + " while a function is traced \\(compile, vmap\\); return it from the function and"
                + " look at the result");
    assertThatThrownBy(() -> Jacobi.compile((Tensor v) -> v.value()).apply(x))
        .isInstanceOf(TracingException.class)
        .hasMessageStartingWith("value: input ");
    assertThatThrownBy(() -> Jacobi.compile((Tensor v) -> v.toArray()).apply(x))
        .isInstanceOf(TracingException.class)
        .hasMessageStartingWith("toArray: input ");
    assertThat(Jacobi.compile((Tensor v) -> v.times(x.norm().item())).apply(x).shape())
        .isEqualTo(x.shape());
    assertThat(Jacobi.compile((Tensor v) -> List.of(v.exp().toString())).apply(x).get(0))
        .matches("exp \\[3\\] \\(made at CompileTest\\.java:\\d+\\)");
  }

  @Test
  void aTracedTensorThatEscapesHasNoNumbers() {
    List<Tensor> escaped = new ArrayList<>();
    Jacobi.compile(
            (Tensor v) -> {
              escaped.add(v.exp());
              return v;
            })
        .apply(normal(1, 3));
    assertThatThrownBy(() -> escaped.get(0).toArray()).isInstanceOf(TracingException.class);
  }

  @Test
  void mistakesInsideAreRaisedWhereTheyAreMade() {
    Compiled.Of1<Tensor, Tensor> f = Jacobi.compile((Tensor z) -> z.minus(z.mean(0)).jacobian(z));
    assertThatThrownBy(() -> f.apply(normal(1, 4, 3)))
        .isInstanceOf(MixedSamplesException.class)
        .hasMessageContaining("made at CompileTest.java:");
    assertThat(f.traces()).isZero();
    assertThatThrownBy(() -> Jacobi.compile((Tensor z) -> z.matmul(z)).apply(normal(1, 4, 3)))
        .isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> Jacobi.compile((Tensor z) -> z).explain())
        .isInstanceOf(JacobiException.class)
        .hasMessage("explain: the function was not traced yet; call it once, then ask");
    assertThatThrownBy(() -> Jacobi.compile((Tensor z) -> z).threads(0))
        .hasMessage("threads: 0; give 1 or more");
    assertThatThrownBy(() -> Jacobi.compile((Tensor z) -> z).memory(0))
        .hasMessage("memory: 0 bytes; give a positive number");
  }

  @Test
  void optionsDoNotChangeBits() {
    var f = Jacobi.compile(CompileTest::step);
    Net net = net(0.1);
    Batch batch = batch(257);
    Result expected = f.apply(net, batch);
    for (int threads : new int[] {1, 2, 5}) {
      Result found = f.threads(threads).apply(net, batch);
      List<Tensor> left = dev.jacobi.Tree.leaves(found);
      List<Tensor> right = dev.jacobi.Tree.leaves(expected);
      for (int i = 0; i < left.size(); i++) {
        assertSameBits(left.get(i), right.get(i));
      }
    }
  }

  @Test
  void explainsWhatItDecided() {
    var f = Jacobi.compile(CompileTest::step);
    f.apply(net(0.1), batch(16));
    assertThat(f.explain())
        .contains("jacobian of y [16, 3] by z [16, 2]: samples proven independent; forward mode");
  }

  @Test
  void explainsOneStage() {
    var f = Jacobi.compile((Tensor z) -> z.plus(1).tanh());
    f.apply(Tensor.of(1f, 2f));
    assertThat(f.explain("graph")).contains("tanh");
    assertThatThrownBy(() -> f.explain("tape"))
        .isInstanceOf(JacobiException.class)
        .hasMessage("explain: no stage tape; there are graph, rewrites, labels, modes, program");
  }
}
