package laws;

import static laws.Numbers.assertSameBits;
import static laws.Numbers.normal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Tensors and compiled functions may be used by many threads at once. */
final class ThreadsTest {
  private static final int THREADS = 8;

  record Net(Tensor w1, Tensor w2) {}

  @Samples
  record Batch(Tensor x) {}

  record Result(Net net, Tensor loss, Tensor jacobian) {}

  private static Net net(int seed) {
    return new Net(normal(seed, 3, 4), normal(seed + 1, 4, 2));
  }

  private static Batch batch(int seed, int samples) {
    return new Batch(normal(seed, samples, 3));
  }

  private static Result step(Net net, Batch batch) {
    Tensor z = batch.x().matmul(net.w1()).tanh();
    Tensor y = z.matmul(net.w2()).sin();
    Tensor jacobian = y.jacobian(z);
    Tensor loss = jacobian.frobenius(1, 2).minus(1).square().mean().plus(y.square().mean());
    Net gradient = loss.gradient(net);
    return new Result(Tree.zip(net, gradient, (w, g) -> w.minus(g.times(0.1))), loss, jacobian);
  }

  /** What each of many threads gives that start at once. */
  private static <T> List<T> together(IntFunction<T> body) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<T> results = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        futures.add(
            pool.submit(() -> {
              start.await();
              return body.apply(number);
            }));
      }
      for (Future<T> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }

  private static void assertSame(Object found, Object expected) {
    List<Tensor> left = Tree.leaves(found);
    List<Tensor> right = Tree.leaves(expected);
    assertThat(left).hasSameSizeAs(right);
    for (int i = 0; i < left.size(); i++) {
      assertSameBits(left.get(i), right.get(i));
    }
  }

  @Test
  void aLazyTensorIsAskedForByAll() throws Exception {
    for (int samples : new int[] {1, 33, 100}) {
      List<Tensor> expected = Tree.leaves(step(net(1), batch(2, samples)));
      List<Tensor> lazy = Tree.leaves(step(net(1), batch(2, samples)));
      together(i -> {
        for (int k = 0; k < lazy.size(); k++) {
          assertSameBits(lazy.get((i + k) % lazy.size()), expected.get((i + k) % lazy.size()));
        }
        return i;
      });
    }
  }

  @Test
  void graphsOnTheSameTensorsAreBuiltByAll() throws Exception {
    Net net = net(1);
    Batch batch = batch(2, 33);
    Result expected = Jacobi.leaves(step(net, batch));
    together(i -> step(net, batch)).forEach(found -> assertSame(found, expected));
    together(i -> Jacobi.leaves(step(net, batch))).forEach(found -> assertSame(found, expected));
  }

  @Test
  void aCompiledFunctionGivesEachItsOwn() throws Exception {
    Compiled.Of2<Net, Batch, Result> alone = Jacobi.compile(ThreadsTest::step);
    List<Result> expected = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Net net = net(i);
      for (int k = 0; k < 20; k++) {
        Result result = alone.apply(net, batch(k, i % 2 == 0 ? 33 : 65));
        net = result.net();
        expected.add(result);
      }
    }
    for (int threads : new int[] {1, 2}) {
      Compiled.Of2<Net, Batch, Result> shared = alone.threads(threads);
      List<List<Result>> found =
          together(i -> {
            List<Result> own = new ArrayList<>();
            Net net = net(i);
            for (int k = 0; k < 20; k++) {
              Result result = shared.apply(net, batch(k, i % 2 == 0 ? 33 : 65));
              net = result.net();
              own.add(result);
            }
            return own;
          });
      assertSame(found.stream().flatMap(List::stream).toList(), expected);
      assertThat(shared.traces()).isEqualTo(2);
    }
  }

  @Test
  void theFirstCallsOfAllTraceOnce() throws Exception {
    AtomicInteger traced = new AtomicInteger();
    Compiled.Of1<Tensor, Tensor> f =
        Jacobi.compile((Tensor x) -> {
          traced.incrementAndGet();
          return x.exp();
        });
    Tensor x = normal(1, 5);
    Tensor expected = x.exp();
    together(i -> f.apply(x)).forEach(found -> assertSameBits(found, expected));
    assertThat(traced).hasValue(1);
  }

  private static Compiled.Of1<Tensor, Tensor> donating() {
    return Jacobi.compile((Tensor w) -> w.plus(1)).donating(0);
  }

  private static Tensor full(int size, double value) {
    return Tensor.full(DType.FLOAT64, Shape.of(size), value).value();
  }

  @Test
  void eachDonatesItsOwn() throws Exception {
    Compiled.Of1<Tensor, Tensor> step = donating();
    List<Tensor> found =
        together(i -> {
          Tensor w = full(100, 1000 * i);
          for (int k = 0; k < 500; k++) {
            w = step.apply(w);
          }
          return w;
        });
    for (int i = 0; i < THREADS; i++) {
      assertSameBits(found.get(i), full(100, 1000 * i + 500));
    }
  }

  /** One array must not be given to two later results. */
  @Test
  void allDonateTheSame() throws Exception {
    Compiled.Of1<Tensor, Tensor> step = donating();
    for (int round = 0; round < 200; round++) {
      Tensor w = full(10, round);
      List<List<Tensor>> results =
          together(i -> {
            try {
              return List.of(step.apply(w));
            } catch (JacobiException gone) {
              assertThat(gone)
                  .hasMessageContaining("the tensor was donated to a compiled function");
              return List.of();
            }
          });
      List<Tensor> given = results.stream().flatMap(List::stream).toList();
      assertThat(given).isNotEmpty();
      List<Tensor> next = given.stream().map(step::apply).toList();
      Tensor expected = full(10, round + 2);
      next.forEach(tensor -> assertSameBits(tensor, expected));
    }
  }

  /** Who reads what another gives away has the numbers it had, or is told. */
  @Test
  void oneDonatesWhatOthersRead() throws Exception {
    Compiled.Of1<Tensor, Tensor> step = donating();
    Compiled.Of1<Tensor, Tensor> range = Jacobi.compile((Tensor w) -> w.max().minus(w.min()));
    AtomicReference<Tensor> current = new AtomicReference<>(full(5_000, 0));
    AtomicInteger read = new AtomicInteger();
    together(i -> {
      for (int k = 0; k < 200; k++) {
        try {
          if (i == 0) {
            current.set(step.apply(current.get()));
          } else if (i % 2 == 0) {
            assertThat(range.apply(current.get()).item()).isZero();
            read.incrementAndGet();
          } else {
            double[] numbers = current.get().toDoubles();
            assertThat(Arrays.stream(numbers).allMatch(n -> n == numbers[0])).isTrue();
            read.incrementAndGet();
          }
        } catch (JacobiException gone) {
          assertThat(i).isPositive();
          assertThat(gone).hasMessageContaining("the tensor was donated to a compiled function");
        }
      }
      return i;
    });
    assertThat(read).hasPositiveValue();
  }
}
