package dev.jacobi.cpu;

import dev.jacobi.cpu.simd.FusedLoop;
import dev.jacobi.cpu.simd.LoopRecipe;
import dev.jacobi.cpu.simd.LoopWriter;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.type.DType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Loops written for chains that run often. A thread of its own writes them and runs them on numbers
 * of its own until the virtual machine has compiled them; the kernels serve until then, with the
 * same results to the bit. Chains of the same kind share a loop, whatever program they stand in.
 */
final class Fusion {
  /** Elements after which a loop is asked for; some tens of milliseconds of work. */
  static final int OFTEN = 1 << 20;

  /** A run counts for so many elements at least: calling kernels takes its time, too. */
  static final int LEAST = 128;

  private static final System.Logger LOG = System.getLogger(Fusion.class.getName());
  private static final int KEPT = 512;
  private static final int WAITING = 64;
  private static final long ROUND_NANOS = 2_000_000;
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final int BRISK_ROUNDS = 150;
  private static final long PAUSE_MILLIS = 10;
  private static final int ROWS = 8;
  private static final int RUN = 64;

  /** Compiled code takes no longer for each of its operations than so many additions do. */
  private static final int SLACK = 2;

  private static final Map<LoopRecipe, Fusion> KNOWN =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LoopRecipe, Fusion> eldest) {
          return size() > KEPT;
        }
      };
  private static final BlockingQueue<Fusion> QUEUE = new ArrayBlockingQueue<>(WAITING);
  private static boolean started;

  private final LoopRecipe recipe;
  private volatile @Nullable FusedLoop loop;

  private Fusion(LoopRecipe recipe) {
    this.recipe = recipe;
  }

  /** The loop for a recipe if it is ready; if it is not known yet, it is begun. */
  static @Nullable FusedLoop find(LoopRecipe recipe) {
    synchronized (KNOWN) {
      Fusion known = KNOWN.get(recipe);
      if (known != null) {
        return known.loop;
      }
      Fusion asked = new Fusion(recipe);
      if (QUEUE.offer(asked)) {
        KNOWN.put(recipe, asked);
        start();
      }
      return null;
    }
  }

  private static void start() {
    if (!started) {
      started = true;
      Thread thread = new Thread(Fusion::serve, "jacobi-fusion");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void serve() {
    try {
      while (true) {
        Fusion asked = QUEUE.take();
        try {
          asked.make();
        } catch (RuntimeException | LinkageError e) {
          LOG.log(System.Logger.Level.WARNING, "Kernels serve in place of a loop.", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // someone ends the thread: kernels serve
    }
  }

  /**
   * Calls with a few turns of the loop each have the virtual machine compile the method. With many
   * turns it would compile the running loop first, and the method after that. While the compiler is
   * at it, calls are rare.
   */
  private void make() throws InterruptedException {
    FusedLoop written = LoopWriter.write(recipe);
    Trial trial = new Trial(recipe);
    double add = Double.MAX_VALUE;
    long start = System.nanoTime();
    for (int round = 0; System.nanoTime() - start < PATIENCE_NANOS; round++) {
      seconds(() -> trial.call(written));
      add = Math.min(add, once(trial::add));
      double limit = SLACK * trial.operations() * add;
      if (once(() -> trial.run(written)) <= 2 * limit
          && seconds(() -> trial.run(written))
              <= SLACK * trial.operations() * seconds(trial::add)) {
        loop = written;
        return;
      }
      Thread.sleep(round < BRISK_ROUNDS ? 1 : PAUSE_MILLIS);
    }
  }

  private static double once(Runnable run) {
    long before = System.nanoTime();
    run.run();
    return (System.nanoTime() - before) / 1e9;
  }

  /** Seconds for one run, the best of some. */
  private static double seconds(Runnable run) {
    long begin = System.nanoTime();
    long best = Long.MAX_VALUE;
    long now = begin;
    do {
      long before = now;
      run.run();
      now = System.nanoTime();
      best = Math.min(best, now - before);
    } while (now - begin < ROUND_NANOS);
    return best / 1e9;
  }

  /** A recipe with numbers to try it on. */
  private static final class Trial {
    private final VectorKernels kernels = new VectorKernels();
    private final LoopRecipe recipe;
    private final DType dtype;
    private final int operations;
    private final Object[] arrays;
    private final int[] ids;
    private final int[] at;
    private final Object sums;

    Trial(LoopRecipe recipe) {
      this.recipe = recipe;
      dtype = recipe.dtype();
      operations =
          recipe.operations().stream().mapToInt(o -> LoopWriter.cost(o.name())).sum()
              + recipe.accesses();
      arrays =
          IntStream.range(0, recipe.accesses())
              .mapToObj(recipe::access)
              .map(a ->
                  ArrayValue.allocate(
                      a.truth() ? DType.BOOL : dtype, ROWS * Math.abs(a.rowStride()) + RUN))
              .toArray();
      sums = ArrayValue.allocate(dtype, ROWS * RUN);
      ids = IntStream.range(0, arrays.length).toArray();
      at =
          IntStream.range(0, arrays.length)
              .map(i -> Math.max(0, -recipe.access(i).rowStride()) * ROWS)
              .toArray();
    }

    int operations() {
      return operations;
    }

    /** Some turns. */
    void call(FusedLoop loop) {
      boolean carries = recipe.carries();
      loop.run(arrays, ids, at, ids, carries ? ROWS : 1, carries ? RUN / ROWS : RUN, false);
    }

    /** More of them. */
    void run(FusedLoop loop) {
      loop.run(arrays, ids, at, ids, ROWS, RUN, false);
    }

    /** As many additions as the loop has elements. */
    void add() {
      kernels.binary(
          BinaryKind.ADD, dtype, sums, 0, RUN, 1, sums, 0, RUN, 1, sums, 0, RUN, ROWS, RUN);
    }
  }
}
