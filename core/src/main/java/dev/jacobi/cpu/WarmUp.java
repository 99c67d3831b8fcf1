package dev.jacobi.cpu;

import com.sun.management.ThreadMXBean;
import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.type.DType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the vector kernels on numbers of its own until the virtual machine has compiled them, and
 * then lets them take over. Compiled ones keep vectors in registers, while each operation of the
 * others makes an object: a kernel is compiled once it allocates nothing. A thread of its own does
 * this for some seconds, once in a process for each type of floats that programs have; where it
 * finds no time, or a kernel never gets there, the plain kernels stay.
 */
final class WarmUp {
  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());
  private static final long ROUND_NANOS = 1_000_000;
  private static final long PAUSE_MILLIS = 1;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int SIDE = 64;
  private static final int PANEL = Kernels.PANEL;

  private WarmUp() {}

  /** Starts the thread. */
  static void start(Kernels vector, DType dtype) {
    Thread thread = new Thread(() -> run(vector, dtype), "jacobi-warm-up-" + dtype);
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(Kernels vector, DType dtype) {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
        || !threads.isThreadAllocatedMemorySupported()
        || !threads.isThreadAllocatedMemoryEnabled()) {
      LOG.log(
          System.Logger.Level.INFO,
          "Plain kernels stay: this virtual machine does not count what a thread allocates, so nobody"
              + " knows when vector kernels are compiled. -Djacobi.kernels=vector has them serve"
              + " from the first step on.");
      return;
    }
    List<Exercise> waiting = new ArrayList<>(exercises(dtype));
    long start = System.nanoTime();
    try {
      while (!waiting.isEmpty() && System.nanoTime() - start < PATIENCE_NANOS) {
        waiting.removeIf(exercise -> compiled(exercise, vector, threads));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // someone ends the thread: plain kernels stay
      return;
    }
    if (waiting.isEmpty()) {
      KernelSets.serve(dtype);
      LOG.log(
          System.Logger.Level.DEBUG,
          "Vector kernels for {0} serve after {1} ms.",
          dtype,
          (System.nanoTime() - start) / 1_000_000);
    } else {
      LOG.log(
          System.Logger.Level.INFO,
          "Plain kernels stay for {0}: vector kernels were not compiled after {1} s.",
          dtype,
          PATIENCE_NANOS / 1_000_000_000);
    }
  }

  /** Runs it for a while, so that it will be; says whether it is. */
  private static boolean compiled(Exercise exercise, Kernels kernels, ThreadMXBean threads) {
    long begin = System.nanoTime();
    long allocated;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      exercise.run(kernels);
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    } while (allocated > 0 && System.nanoTime() - begin < ROUND_NANOS);
    return allocated == 0;
  }

  @FunctionalInterface
  private interface Exercise {
    void run(Kernels kernels);
  }

  private static List<Exercise> exercises(DType dtype) {
    int panels = SIDE / PANEL;
    int panel = SIDE * PANEL;
    int elements = SIDE * SIDE;
    Object a = ArrayValue.allocate(dtype, elements);
    Object b = ArrayValue.allocate(dtype, elements);
    Object c = ArrayValue.allocate(dtype, elements);
    Object packed = ArrayValue.allocate(dtype, Instruction.Pack.length(SIDE, SIDE));
    boolean[] choice = new boolean[elements];
    Scratch scratch = new Scratch();
    Panels rows = new Panels(a, 0, 0, panel);
    Panels columns = new Panels(b, 0, 0, panel);
    return List.of(
        k -> k.pack(dtype, a, 0, SIDE, 1, SIDE, SIDE, packed, 0),
        k -> k.pack(dtype, a, 0, 1, SIDE, SIDE, SIDE, packed, 0),
        k ->
            k.shared(
                dtype, packed, 0, a, 0, panel, c, 0, panel, SIDE, SIDE, panels, PANEL, scratch),
        k -> k.outer(dtype, rows, SIDE, columns, SIDE, 1, SIDE, c, 0, scratch),
        k ->
            k.lanes(
                dtype, a, 0, 8 * PANEL, PANEL, b, 0, PANEL, 8 * PANEL, c, 0, 8, 8, 8, PANEL,
                scratch),
        k -> k.outerLanes(dtype, a, 0, panel, SIDE, b, 0, panel, 1, SIDE, c, 0),
        k -> k.unary(UnaryKind.TANH, dtype, a, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.unary(UnaryKind.EXP, dtype, a, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.unary(UnaryKind.SQUARE, dtype, a, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.binary(BinaryKind.ADD, dtype, a, 0, 0, 1, b, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.binary(BinaryKind.SUB, dtype, a, 0, 0, 1, b, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.binary(BinaryKind.MUL, dtype, a, 0, 0, 1, b, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.binary(BinaryKind.ADD, dtype, a, 0, SIDE, 1, b, 0, 1, 0, c, 0, SIDE, SIDE, SIDE),
        k -> k.reduceRowsInto(ReduceKind.SUM, dtype, a, 0, SIDE, c, 0, SIDE, SIDE),
        k -> k.select(dtype, choice, 0, 0, 1, a, 0, 0, 1, b, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.copy(dtype, a, 0, 1, SIDE, c, 0, PANEL, 1, SIDE, PANEL));
  }
}
