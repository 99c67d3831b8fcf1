package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.type.DType;
import java.util.List;

/**
 * Runs the vector kernels on numbers of its own until the virtual machine has compiled them, and
 * lets them take over once each is as fast as the plain one beside it. A thread of its own does
 * this for some seconds, once in a process; where it finds no time, or a kernel never gets there,
 * the plain kernels stay.
 */
final class WarmUp {
  private static final System.Logger LOG = System.getLogger(WarmUp.class.getName());

  /** As fast as the plain kernel, but for the noise of a short measurement. */
  private static final double SLACK = 1.25;

  private static final long ROUND_NANOS = 2_000_000;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int SIDE = 64;
  private static final int PANEL = Kernels.PANEL;

  private WarmUp() {}

  /** Starts the thread. */
  static void start(Kernels plain) {
    Thread thread = new Thread(() -> run(plain), "jacobi-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(Kernels plain) {
    Kernels vector = new VectorKernels();
    long start = System.nanoTime();
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (Exercise exercise : exercises(dtype)) {
        if (!compiled(exercise, plain, vector, start)) {
          LOG.log(
              System.Logger.Level.INFO,
              "Plain kernels stay: the vector kernels for {0} were no faster after {1} s.",
              dtype,
              PATIENCE_NANOS / 1_000_000_000);
          return;
        }
      }
    }
    KernelSets.use(vector);
    LOG.log(
        System.Logger.Level.DEBUG,
        "Vector kernels serve after {0} ms.",
        (System.nanoTime() - start) / 1_000_000);
  }

  private static boolean compiled(Exercise exercise, Kernels plain, Kernels vector, long start) {
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      double slow = seconds(exercise, plain);
      double fast = seconds(exercise, vector);
      if (fast <= SLACK * slow) {
        return true;
      }
    }
    return false;
  }

  /** Seconds for one run, the best of some. */
  private static double seconds(Exercise exercise, Kernels kernels) {
    long begin = System.nanoTime();
    long best = Long.MAX_VALUE;
    long now = begin;
    do {
      long before = now;
      exercise.run(kernels);
      now = System.nanoTime();
      best = Math.min(best, now - before);
    } while (now - begin < ROUND_NANOS);
    return best / 1e9;
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
    Scratch scratch = new Scratch();
    return List.of(
        k ->
            k.shared(
                dtype, packed, 0, a, 0, panel, c, 0, panel, SIDE, SIDE, panels, PANEL, scratch),
        k ->
            k.outer(
                dtype,
                new Panels(a, 0, 0, panel),
                SIDE,
                new Panels(b, 0, 0, panel),
                SIDE,
                1,
                SIDE,
                c,
                0,
                scratch),
        k -> k.lanes(dtype, a, 0, 8 * PANEL, PANEL, b, 0, PANEL, 8 * PANEL, c, 0, 8, 8, 8, PANEL),
        k -> k.outerLanes(dtype, a, 0, panel, SIDE, b, 0, panel, 1, SIDE, c, 0),
        k -> k.unary(UnaryKind.TANH, dtype, a, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.unary(UnaryKind.EXP, dtype, a, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.unary(UnaryKind.SQUARE, dtype, a, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.binary(BinaryKind.ADD, dtype, a, 0, 0, 1, b, 0, 0, 1, c, 0, 0, 1, elements),
        k -> k.binary(BinaryKind.MUL, dtype, a, 0, 0, 1, b, 0, 0, 1, c, 0, 0, 1, elements));
  }
}
