package laws;

import static laws.Numbers.assertClose;
import static laws.Numbers.differences;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Jacobi;
import dev.jacobi.Key;
import dev.jacobi.Mode;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.optimize.Simplifier;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Scheduler;
import dev.jacobi.schedule.Slots;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A function under checkpoint has the values and derivatives that it has without, of every order
 * and in every form, and its derivatives need less memory and at most one more evaluation.
 */
final class CheckpointTest {
  private static final Tensor W = normal(1, 3, 3);

  /**
   * @param f from points {@code [B, 3]} and weights to {@code [B, 3]}
   */
  record Block(String name, Function<List<Tensor>, Tensor> f) {
    Tensor plain(Tensor x, Tensor w) {
      return f.apply(List.of(x, w));
    }

    /** The weights as an argument, twice over. */
    Tensor argument(Tensor x, Tensor w) {
      Function<List<Tensor>, Tensor> kept = Jacobi.checkpoint(f);
      return kept.apply(List.of(kept.apply(List.of(x, w)), w));
    }

    /** The weights captured. */
    Tensor captured(Tensor x, Tensor w) {
      Function<Tensor, Tensor> kept = Jacobi.checkpoint(p -> plain(p, w));
      return kept.apply(kept.apply(x));
    }

    Tensor nested(Tensor x, Tensor w) {
      Function<Tensor, Tensor> inner = Jacobi.checkpoint(p -> plain(p, w));
      return Jacobi.checkpoint((Tensor p) -> inner.apply(inner.apply(p))).apply(x);
    }

    Tensor twice(Tensor x, Tensor w) {
      return plain(plain(x, w), w);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Block> blocks() {
    Key key = Key.of(7);
    return Stream.of(
        new Block("a layer", in -> in.get(0).matmul(in.get(1)).tanh()),
        new Block("a layer of a layer", in -> in.get(0).matmul(in.get(1).exp().sin()).sigmoid()),
        new Block("residual", in -> in.get(0).plus(in.get(0).matmul(in.get(1)).sin())),
        new Block("with a cut", in -> in.get(0).matmul(in.get(1)).times(in.get(0).stopGradient())),
        new Block("with a mask", in -> in.get(0).matmul(in.get(1)).relu().times(in.get(0))),
        new Block("with dropout", in -> in.get(0).matmul(in.get(1)).dropout(0.4, key).exp()),
        new Block(
            "with a derivative inside",
            in -> {
              Tensor y = in.get(0).matmul(in.get(1)).tanh().prod(1);
              return in.get(0).plus(y.sum().gradient(in.get(0)));
            }));
  }

  private static List<Tensor> derivatives(Tensor y, Tensor x, Tensor w) {
    Tensor loss = y.square().sum();
    Tensor j = y.jacobian(x);
    Tensor gradient = loss.gradient(x);
    return List.of(
        y,
        gradient,
        loss.gradient(w),
        j,
        y.jacobian(x, Mode.FORWARD),
        y.jacobian(x, Mode.REVERSE),
        gradient.square().sum().gradient(w),
        j.square().sum().gradient(w),
        y.jacobian(x, Mode.FORWARD).square().sum().gradient(x),
        loss.hvp(x, normal(3, x.shape().sizes())),
        loss.laplacian(x),
        y.laplacian(x),
        y.square().sum(1).perSampleGradient(w),
        y.square().sum(1).perSampleGradientNorm(w));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void changesNoDerivative(Block block) {
    for (int samples : new int[] {1, 3}) {
      Tensor x = normal(2, samples, 3);
      List<Tensor> expected = derivatives(block.twice(x, W), x, W);
      assertClose(derivatives(block.captured(x, W), x, W), expected, 1e-12);
      if (samples > 1) {
        assertClose(derivatives(block.argument(x, W), x, W), expected, 1e-12);
        assertClose(derivatives(block.nested(x, W), x, W), expected, 1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void derivativesAreThoseOfDifferences(Block block) {
    // a cut is constant for derivatives and moves with x for differences
    if (block.name().equals("with a cut")) {
      return;
    }
    Tensor x = normal(4, 2, 3);
    UnaryOperator<Tensor> f = p -> block.captured(p, W).square().sum();
    Tensor own = x.times(1);
    assertClose(f.apply(own).gradient(own), differences(f, x), 1e-6);
    UnaryOperator<Tensor> byWeights = w -> block.captured(x, w).square().sum();
    Tensor weights = W.times(1);
    assertClose(byWeights.apply(weights).gradient(weights), differences(byWeights, W), 1e-6);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void entriesOfABatchAreTheLoop(Block block) {
    Tensor x = normal(5, 3, 2, 3);
    Function<Tensor, Tensor> one =
        p -> block.captured(p, W).square().sum().gradient(p).plus(block.argument(p, W));
    Tensor all = Jacobi.vmap(one).apply(x);
    for (int b = 0; b < 3; b++) {
      assertClose(all.get(b), one.apply(x.get(b)), 1e-13);
    }
  }

  /** A node inside is differentiated by as if there were no checkpoint. */
  @Test
  void nodesInsideHaveDerivatives() {
    Tensor x = normal(6, 3, 3);
    List<Tensor> inside = new ArrayList<>();
    Tensor y =
        Jacobi.checkpoint(
                (Tensor p) -> {
                  inside.add(p.matmul(W));
                  return inside.get(0).tanh().matmul(W);
                })
            .apply(x);
    Tensor z = inside.get(0);
    assertClose(y.jacobian(z), z.tanh().matmul(W).jacobian(z), 1e-13);
    assertClose(y.sum().gradient(z), z.tanh().matmul(W).sum().gradient(z), 1e-13);
    inside.clear();
    Function<Tensor, Tensor> inner =
        Jacobi.checkpoint(p -> {
          inside.add(p.sin());
          return inside.get(0).matmul(W);
        });
    Tensor outer = Jacobi.checkpoint((Tensor p) -> inner.apply(p).exp()).apply(x);
    Tensor s = inside.get(0);
    assertClose(outer.sum().gradient(s), s.matmul(W).exp().sum().gradient(s), 1e-12);
  }

  // ---- what it needs

  private static Node input(String name, int sampleAxis, int... sizes) {
    return Node.of(new Op.Source.Input(name, Shape.of(sizes), DType.FLOAT32, sampleAxis));
  }

  private record Measured(long tileBytes, long wholeBytes, long flops) {}

  /** The gradients of a chain of blocks, each of three layers. */
  private static Measured measured(
      int blocks, int sampleAxis, UnaryOperator<Function<Tensor, Tensor>> wrap) {
    int width = 64;
    List<Node> inputs = new ArrayList<>();
    inputs.add(input("x", sampleAxis, 512, width));
    Tensor h = new Tensor(inputs.get(0));
    List<Tensor> weights = new ArrayList<>();
    for (int k = 0; k < blocks; k++) {
      Tensor w = new Tensor(input("w" + k, -1, width, width));
      weights.add(w);
      inputs.add(w.node());
      Function<Tensor, Tensor> block = p -> p.matmul(w).tanh().matmul(w).sin().matmul(w).sigmoid();
      h = wrap.apply(block).apply(h);
    }
    Tensor loss = h.square().sum();
    List<Node> outputs = weights.stream().map(w -> loss.gradient(w).node()).toList();
    List<Node> simple = Simplifier.simplify(outputs);
    Program program = Scheduler.schedule(simple, inputs);
    Slots slots = Slots.of(program);
    long flops = Cost.flops(Walk.topological(simple));
    return new Measured(slots.tileBytes(), slots.wholeBytes(), flops);
  }

  /** What a tile holds at once is one block and a value between each two, not all blocks. */
  @Test
  void tilesHoldOneBlockAtATime() {
    Measured kept = measured(8, 0, f -> f);
    Measured again = measured(8, 0, Jacobi::checkpoint);
    assertThat(2 * again.tileBytes()).isLessThan(kept.tileBytes());
    Measured more = measured(16, 0, Jacobi::checkpoint);
    // each further block adds the value before it: 64 floats for each of 32 lanes
    assertThat(more.tileBytes() - again.tileBytes()).isLessThanOrEqualTo(8L * 64 * 32 * 4 * 3 / 2);
  }

  /** The same without samples, where values are whole. */
  @Test
  void wholesHoldOneBlockAtATime() {
    Measured kept = measured(8, -1, f -> f);
    Measured again = measured(8, -1, Jacobi::checkpoint);
    assertThat(2 * again.wholeBytes()).isLessThan(kept.wholeBytes());
  }

  /** At most one more evaluation: a third of what a gradient costs. */
  @Test
  void costsOneMoreEvaluation() {
    Measured kept = measured(8, 0, f -> f);
    Measured again = measured(8, 0, Jacobi::checkpoint);
    assertThat(again.flops()).isGreaterThan(kept.flops());
    assertThat(3 * again.flops()).isLessThanOrEqualTo(4 * kept.flops());
  }

  @Samples
  record Batch(Tensor x) {}

  /** Compiled, with the same bits as long as each weight is used in one of the functions. */
  @Test
  void compilesToTheSameBits() {
    Tensor x = Key.of(8).normal(77, 3);
    Tensor w = Key.of(9).normal(3, 3);
    Tensor v = Key.of(10).normal(3, 3);
    Function<Tensor, Tensor> first = p -> p.matmul(w).tanh().matmul(w).dropout(0.3, Key.of(3));
    Function<Tensor, Tensor> second = p -> p.matmul(v).sigmoid();
    var plain =
        Jacobi.compile(
            (Batch b) -> second.apply(first.apply(b.x())).square().sum().gradient(List.of(w, v)));
    var again =
        Jacobi.compile((Batch b) ->
            Jacobi.checkpoint(second)
                .apply(Jacobi.checkpoint(first).apply(b.x()))
                .square()
                .sum()
                .gradient(List.of(w, v)));
    List<Tensor> expected = plain.apply(new Batch(x));
    List<Tensor> found = again.apply(new Batch(x));
    Numbers.assertSameBits(found.get(0), expected.get(0));
    Numbers.assertSameBits(found.get(1), expected.get(1));
    assertThat(again.explain("graph")).contains("checkpoint", "after");
  }
}
