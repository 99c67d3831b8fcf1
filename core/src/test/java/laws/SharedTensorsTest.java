package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.assertSameBits;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A tensor that stands at several places of a tree is one tensor, compiled or not. */
final class SharedTensorsTest {
  record Pair(Tensor first, Tensor second) {
    Tensor apply(Tensor x) {
      return x.matmul(first).tanh().matmul(second);
    }
  }

  @Samples
  record Batch(Tensor x, Tensor t) {}

  private static Pair step(Pair pair, Batch batch) {
    Tensor loss = pair.apply(batch.x()).minus(batch.t()).square().mean();
    Pair gradient = loss.gradient(pair);
    return Jacobi.leaves(Tree.zip(pair, gradient, (p, g) -> p.minus(g.times(0.1))));
  }

  private static Pair train(BiFunction<Pair, Batch, Pair> step, Pair start) {
    Pair pair = start;
    Tensor x = normal(1, 7, 3);
    for (int i = 0; i < 5; i++) {
      pair = step.apply(pair, new Batch(x, x));
    }
    return pair;
  }

  @Test
  void theGradientIsThatOfAllUses() {
    Tensor w = normal(2, 3, 3);
    Pair pair = new Pair(w, w);
    Tensor loss = pair.apply(normal(1, 7, 3)).square().sum();
    Pair gradient = loss.gradient(pair);
    assertThat(gradient.first()).isSameAs(gradient.second());
    assertSameBits(gradient.first(), loss.gradient(w));
  }

  @Test
  void sharedParametersStayShared() {
    Tensor w = normal(2, 3, 3);
    Pair eager = train(SharedTensorsTest::step, new Pair(w, w));
    assertThat(eager.first()).isSameAs(eager.second());

    var step = Jacobi.compile(SharedTensorsTest::step);
    Pair compiled = train(step, new Pair(w, w));
    assertThat(compiled.first()).isSameAs(compiled.second());
    assertClose(compiled.first(), eager.first(), 1e-14);
    assertThat(step.traces()).isEqualTo(1);
  }

  @Test
  void sharingIsPartOfWhatIsTraced() {
    Tensor w = normal(2, 3, 3);
    Tensor equal = w.plus(0).value();
    var step = Jacobi.compile(SharedTensorsTest::step);
    for (Pair start : List.of(new Pair(w, equal), new Pair(w, w), new Pair(w, equal))) {
      Pair eager = train(SharedTensorsTest::step, start);
      Pair compiled = train(step, start);
      assertClose(compiled.first(), eager.first(), 1e-14);
      assertClose(compiled.second(), eager.second(), 1e-14);
      assertThat(compiled.first() == compiled.second()).isEqualTo(start.second() == w);
    }
    assertThat(step.traces()).isEqualTo(2);
  }

  @Test
  void anyNumberOfPlaces() {
    for (int places : new int[] {1, 2, 31, 32, 33, 100}) {
      Tensor a = normal(1, 2);
      List<Tensor> all =
          Stream.iterate(0, i -> i < places, i -> i + 1)
              .map(i -> i % 3 == 0 ? a : normal(i, 2))
              .toList();
      var twice = Jacobi.<List<Tensor>, List<Tensor>>compile(l -> Tree.map(l, t -> t.times(2)));
      List<Tensor> doubled = twice.apply(all);
      for (int i = 0; i < places; i++) {
        assertSameBits(doubled.get(i), all.get(i).times(2));
        assertThat(doubled.get(i) == doubled.get(0)).isEqualTo(i % 3 == 0);
      }
      twice.apply(doubled);
      assertThat(twice.traces()).isEqualTo(1);
      twice.apply(Stream.generate(() -> normal(3, 2)).limit(places).toList());
      assertThat(twice.traces()).isEqualTo(places < 4 ? 1 : 2);
    }
  }

  @Test
  void aTensorThatIsGivenOnceMoreIsNotDonated() {
    Tensor w = normal(2, 3, 3);
    var sum = Jacobi.compile((Tensor a, Tensor b) -> a.plus(b)).donating(0);
    sum.apply(w, w);
    assertThat(w.sum().item()).isNotNaN();
    Tensor x = normal(3, 3, 3);
    assertSameBits(sum.apply(x, w), normal(3, 3, 3).plus(w));
  }

  @Test
  void functionsHaveADerivativeForEachArgument() {
    Tensor w = normal(2, 3, 3);
    Tensor equal = w.plus(0).value();
    Tensor x = normal(1, 7, 3);
    UnaryOperator<Pair> grad = Jacobi.grad(pair -> pair.apply(x).square().sum());
    Pair apart = grad.apply(new Pair(w, equal));
    Pair gradient = grad.apply(new Pair(w, w));
    assertClose(gradient.first(), apart.first(), 1e-14);
    assertClose(gradient.second(), apart.second(), 1e-14);
  }
}
