package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.assertSameBits;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Mode;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random numbers of a stated key inside derivatives and vmap: each sample has a mask of its own, a
 * batch is the loop with the same keys, and every pass sees the mask of the first.
 */
final class RandomInsideTest {
  private static final double P = 0.4;
  private static final Tensor W = normal(1, 5, 4);

  record Point(Tensor x, Key key) {}

  private static Tensor net(Tensor x, Key key) {
    return x.matmul(W).tanh().dropout(P, key).matmul(W.transpose()).dropout(P, key.foldIn(1));
  }

  /** The mask that a dropout took, as the factor of each element. */
  private static Tensor factors(Tensor like, Key key) {
    return like.onesLike().dropout(P, key);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 13})
  void aBatchIsTheLoopWithTheSameKeys(int samples) {
    Tensor x = normal(2, samples, 5);
    Key keys = Key.of(3).splits(samples);
    Function<Point, Tensor> value = p -> net(p.x(), p.key());
    Function<Point, Tensor> gradient =
        p -> Jacobi.<Tensor>grad(q -> net(q, p.key()).square().sum()).apply(p.x());
    Function<Point, Tensor> jacobian = p -> Jacobi.jacobian(q -> net(q, p.key())).apply(p.x());
    for (Function<Point, Tensor> f : List.of(value, gradient, jacobian)) {
      Tensor all = Jacobi.vmap(f).apply(new Point(x, keys));
      for (int b = 0; b < samples; b++) {
        Key own = new Key(keys.words().get(b));
        assertClose(all.get(b), f.apply(new Point(x.get(b), own)), 1e-14);
      }
    }
  }

  /** Of one key each sample has its own mask, which the size of the batch does not change. */
  @Test
  void eachSampleHasAMaskOfItsOwn() {
    Key key = Key.of(4);
    Tensor x = normal(5, 13, 64).onesLike();
    Tensor masks = x.dropout(P, key);
    for (int b = 1; b < 13; b++) {
      assertThat(masks.get(b).eq(masks.get(0)).toBooleans()).contains(false);
      assertSameBits(x.slice(0, 0, b).dropout(P, key), masks.slice(0, 0, b));
    }
  }

  /** Values, both modes, second order and per-sample gradients go through one mask. */
  @Test
  void everyPassSeesTheSameMask() {
    Key key = Key.of(6);
    Tensor x = normal(7, 6, 5);
    Tensor w = normal(8, 5, 4);
    Tensor y = x.matmul(w).tanh().dropout(P, key);
    Tensor fixed = x.matmul(w).tanh();
    Tensor expected = fixed.times(factors(fixed, key).value());
    assertClose(y, expected, 1e-15);
    assertClose(
        List.of(
            y.jacobian(x, Mode.FORWARD),
            y.jacobian(x, Mode.REVERSE),
            y.square().sum().gradient(w),
            y.jacobian(x).square().sum().gradient(w),
            y.square().sum(1).perSampleGradient(w),
            y.square().sum(1).perSampleGradientNorm(w),
            y.laplacian(x),
            y.square().sum().hvp(x, normal(9, 6, 5)),
            y.jacobianNorm(x)),
        List.of(
            expected.jacobian(x, Mode.FORWARD),
            expected.jacobian(x, Mode.REVERSE),
            expected.square().sum().gradient(w),
            expected.jacobian(x).square().sum().gradient(w),
            expected.square().sum(1).perSampleGradient(w),
            expected.square().sum(1).perSampleGradientNorm(w),
            expected.laplacian(x),
            expected.square().sum().hvp(x, normal(9, 6, 5)),
            expected.jacobianNorm(x)),
        1e-13);
  }

  /** The loop over samples, with the rows of the mask that the batch took. */
  @Test
  void perSampleGradientsAreThoseOfTheLoop() {
    Key key = Key.of(10);
    Tensor x = normal(11, 7, 5);
    Tensor w = normal(12, 5, 4);
    Tensor each = x.matmul(w).tanh().dropout(P, key).square().sum(1).perSampleGradient(w);
    Tensor mask = factors(x.matmul(w), key).value();
    for (int b = 0; b < 7; b++) {
      Tensor own = x.get(b).matmul(w).tanh().times(mask.get(b)).square().sum();
      assertClose(each.get(b), own.gradient(w), 1e-13);
    }
  }

  @Samples
  record Batch(Tensor x) {}

  /** A key may be an argument of a compiled step, of a checkpoint and of a custom operation. */
  @Test
  void keysAreArguments() {
    Tensor x = normal(13, 33, 5);
    Key key = Key.of(14);
    Tensor expected = net(x, key).square().sum().gradient(x);
    Function<Point, Tensor> kept = Jacobi.checkpoint((Point p) -> net(p.x(), p.key()));
    assertClose(kept.apply(new Point(x, key)).square().sum().gradient(x), expected, 1e-13);
    var compiled =
        Jacobi.compile(
            (Batch b, Key k) -> kept.apply(new Point(b.x(), k)).square().sum().gradient(b.x()));
    assertClose(compiled.apply(new Batch(x), key), expected, 1e-13);
    Function<Point, Tensor> custom =
        Jacobi.<Point>customOp("dropped", p -> p.x().dropout(P, p.key()))
            .jvp((p, y, v) -> v.x().dropout(P, p.key()));
    Tensor y = x.times(1);
    assertClose(
        custom.apply(new Point(y, key)).square().sum().gradient(y),
        y.dropout(P, key).square().sum().gradient(y),
        1e-13);
  }
}
