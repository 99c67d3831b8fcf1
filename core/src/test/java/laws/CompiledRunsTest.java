package laws;

import static laws.Numbers.assertSameBits;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.DType;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A training step that is called again and again: nothing stays of a call, or of one that fails.
 */
final class CompiledRunsTest {
  private static final int CALLS = 1_000_000;

  /** Bytes of what is not an array: records, tensors and nodes of the results. */
  private static final double NO_ARRAY = 20_000;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  record Net(Tensor w1, Tensor w2) {}

  /**
   * @param rows which row of a table each sample takes
   */
  @Samples
  record Batch(Tensor x, Tensor rows) {}

  record Result(Net net, Tensor loss) {}

  private static final Tensor TABLE = Tensor.of(new double[][] {{0.1, 0.2}, {0.3, -0.1}});

  private static Net net() {
    return new Net(normal(1, 1, 2), normal(2, 2, 1));
  }

  private static Batch batch(int samples) {
    int[] rows = new int[samples];
    Arrays.setAll(rows, b -> b % 2);
    return new Batch(normal(3, samples, 2), Tensor.of(rows));
  }

  private static Result step(Net net, Batch batch) {
    Tensor x = batch.x().plus(TABLE.gather(0, batch.rows()));
    Tensor z = x.matmul(net.w1().transpose());
    Tensor y = z.matmul(net.w2().transpose());
    Tensor penalty = y.jacobian(z).frobenius(1, 2).minus(1).abs().sum();
    Tensor loss = y.minus(batch.x()).square().mean().plus(penalty);
    Net gradient = loss.gradient(net);
    return new Result(Tree.zip(net, gradient, (w, g) -> w.minus(g.times(1e-3))), loss);
  }

  private static Compiled.Of2<Net, Batch, Result> compiled() {
    return Jacobi.compile(CompiledRunsTest::step).threads(1);
  }

  private static Net train(Compiled.Of2<Net, Batch, Result> step, Net net, Batch batch, int calls) {
    Net next = net;
    for (int i = 0; i < calls; i++) {
      next = step.apply(next, batch).net();
    }
    return next;
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void aMillionCallsLeaveNothingBehind() {
    Compiled.Of2<Net, Batch, Result> shrink =
        Jacobi.compile((Net net, Batch batch) ->
                new Result(Tree.map(net, w -> w.times(0.99)), batch.x().sum()))
            .threads(1);
    Batch batch = batch(2);
    Net net = train(shrink, net(), batch, 1000);
    long before = usedBytes();
    net = train(shrink, net, batch, CALLS);
    assertThat((double) (usedBytes() - before) / CALLS).as("bytes a call").isLessThan(1);
    assertThat(net.w1().abs().max().item()).isLessThan(1e-300);
  }

  /**
   * The bytes that a call of a warm function allocates: the least of rounds of calls, of which
   * there are as many in a minute as it takes to get below {@code enough}. Vector kernels that are
   * not compiled yet allocate vectors.
   */
  private static <T> double allocatedBytes(T first, UnaryOperator<T> call, double enough) {
    T next = first;
    double least = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (least >= enough && System.nanoTime() < end) {
      long before = Allocation.bytes();
      for (int i = 0; i < 100; i++) {
        next = call.apply(next);
      }
      least = Math.min(least, (Allocation.bytes() - before) / 100.0);
    }
    return least;
  }

  /** Records, tensors and nodes of the results are new; the arrays are those that were donated. */
  @Test
  void noArrayIsAllocatedOnceWarm() {
    Batch batch = batch(5000);
    Compiled.Of2<Net, Batch, Result> step = compiled().donating(0);
    assertThat(allocatedBytes(net(), net -> step.apply(net, batch).net(), NO_ARRAY))
        .isLessThan(NO_ARRAY);
    Compiled.Of1<Tensor, Tensor> plus = Jacobi.compile((Tensor w) -> w.plus(1)).donating(0);
    Tensor large = Tensor.zeros(500, 500).value();
    assertThat(allocatedBytes(large, plus::apply, NO_ARRAY)).isLessThan(NO_ARRAY);
  }

  /** The last batch of an epoch is smaller: a second program, made in the first epoch. */
  @Test
  void aSmallerLastBatchIsTracedOnce() {
    Compiled.Of2<Net, Batch, Result> step = compiled();
    Net net = net();
    Net alone = net();
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int samples : new int[] {16, 16, 5}) {
        net = step.apply(net, batch(samples)).net();
        alone = compiled().apply(alone, batch(samples)).net();
      }
      assertThat(step.traces()).isEqualTo(2);
    }
    assertSameBits(net.w1(), alone.w1());
    assertSameBits(net.w2(), alone.w2());
  }

  /** Sizes that always change, as those of sentences: the programs for the last 64 are kept. */
  @Test
  void manyShapesLeaveNoMoreThanSome() {
    Compiled.Of1<Tensor, Tensor> f = Jacobi.compile((Tensor x) -> x.square().sum());
    for (int size = 1; size <= 66; size++) {
      assertThat(f.apply(Tensor.ones(size)).item()).isEqualTo(size);
      assertThat(f.apply(Tensor.ones(70)).item()).isEqualTo(70);
    }
    assertThat(f.traces()).as("with the one that was used all the time").isEqualTo(67);
    f.apply(Tensor.ones(66));
    assertThat(f.traces()).as("one of the last").isEqualTo(67);
    assertThat(f.apply(Tensor.ones(1)).item()).isEqualTo(1);
    assertThat(f.traces()).as("one that was let go").isEqualTo(68);
  }

  /** Weights that are given away are still there if the call fails, and the next one succeeds. */
  @Test
  void aCallThatFailsLeavesTheWeights() {
    for (int threads : new int[] {1, 4}) {
      Compiled.Of2<Net, Batch, Result> step = compiled().threads(threads).donating(0);
      Batch batch = batch(3000);
      int[] rows = batch.rows().toInts();
      rows[2_990] = 2;
      Batch wrong = new Batch(batch.x(), Tensor.of(rows));
      Net net = train(step, net(), batch, 5);
      Net before = copy(net);
      for (int i = 0; i < 3; i++) {
        Net weights = net;
        assertThatThrownBy(() -> step.apply(weights, wrong)).isInstanceOf(IndexException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> step.apply(weights, batch)).hasMessageStartingWith("run: inter");
        assertThat(Thread.interrupted()).isTrue();
      }
      assertSameBits(net.w1(), before.w1());
      assertSameBits(net.w2(), before.w2());
      Result next = step.apply(net, batch);
      Result expected = compiled().apply(before, batch);
      assertSameBits(next.net().w1(), expected.net().w1());
      assertSameBits(next.loss(), expected.loss());
      Net given = net;
      assertThatThrownBy(() -> given.w1().toDoubles()).isInstanceOf(JacobiException.class);
    }
  }

  private static Net copy(Net net) {
    return Tree.map(net, w -> Tensor.of(w.shape(), w.toDoubles()));
  }

  /** A function that fails while it is traced is traced again at the next call. */
  @Test
  void aTraceThatFailsLeavesNothing() {
    Compiled.Of1<List<Tensor>, Tensor> f =
        Jacobi.compile((List<Tensor> xs) -> xs.get(0).matmul(xs.get(1)));
    Tensor x = Tensor.full(DType.FLOAT64, Shape.of(2, 3), 1);
    assertThatThrownBy(() -> f.apply(List.of(x, x))).isInstanceOf(JacobiException.class);
    assertThat(f.traces()).isZero();
    assertThat(f.apply(List.of(x, x.transpose())).toDoubles()).containsOnly(3);
    assertThat(f.traces()).isEqualTo(1);
  }
}
