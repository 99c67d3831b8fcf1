package dev.jacobi.bench.kernels;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.type.DType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Contractions of {@code features} by {@code features} over 64 samples. */
@State(Scope.Thread)
public class ContractionBenchmark {
  static final int SAMPLES = Kernels.BLOCK;
  private static final int PANELS = SAMPLES / Kernels.PANEL;

  /** Which kernels. */
  @Param public KernelSet kernels = KernelSet.VECTOR;

  /** The element type. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT32;

  /** Features in and out. */
  @Param({"8", "64", "256"})
  public int features = 8;

  private Kernels set = KernelSet.PLAIN.make();
  private Object packed = new float[0];
  private Object x = new float[0];
  private Object c = new float[0];
  private Object sums = new float[0];
  private final Scratch scratch = new Scratch();

  /** Floating-point operations of a call: a product and a sum for each pair and sample. */
  static double flops(int features) {
    return 2.0 * features * features * SAMPLES;
  }

  /** Makes the arrays. */
  @Setup
  public void prepare() {
    set = kernels.make();
    packed = KernelSet.halves(dtype, Instruction.Pack.length(features, features));
    x = KernelSet.halves(dtype, features * SAMPLES);
    c = KernelSet.halves(dtype, features * SAMPLES);
    sums = ArrayValue.allocate(dtype, features * features * Kernels.PANEL);
  }

  private int panel() {
    return features * Kernels.PANEL;
  }

  /** Shared weights by samples. */
  @Benchmark
  public Object shared() {
    set.shared(
        dtype,
        packed,
        0,
        x,
        0,
        panel(),
        c,
        0,
        panel(),
        features,
        features,
        PANELS,
        Kernels.PANEL,
        scratch);
    return c;
  }

  /** A weight gradient. */
  @Benchmark
  public Object outer() {
    set.outer(
        dtype,
        new Panels(x, 0, 0, panel()),
        features,
        new Panels(c, 0, 0, panel()),
        features,
        1,
        SAMPLES,
        sums,
        0,
        scratch);
    return sums;
  }

  /** A weight gradient with an accumulator for each lane. */
  @Benchmark
  public Object outerLanes() {
    set.outerLanes(dtype, x, 0, panel(), features, c, 0, panel(), features, SAMPLES, sums, 0);
    return sums;
  }
}
