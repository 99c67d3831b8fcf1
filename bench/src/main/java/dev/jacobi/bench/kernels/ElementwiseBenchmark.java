package dev.jacobi.bench.kernels;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.type.DType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Elementwise functions of {@link #ELEMENTS} numbers that stay in the nearest cache. */
@State(Scope.Thread)
public class ElementwiseBenchmark {
  static final int ELEMENTS = 2048;

  /** Which kernels. */
  @Param public KernelSet kernels = KernelSet.VECTOR;

  /** The element type. */
  @Param({"FLOAT32", "FLOAT64"})
  public DType dtype = DType.FLOAT32;

  private Kernels set = KernelSet.PLAIN.make();
  private Object x = new float[0];
  private Object y = new float[0];

  /** Makes the arrays. */
  @Setup
  public void prepare() {
    set = kernels.make();
    x = KernelSet.halves(dtype, ELEMENTS);
    y = ArrayValue.allocate(dtype, ELEMENTS);
  }

  private Object unary(UnaryKind kind) {
    set.unary(kind, dtype, x, 0, 0, 1, y, 0, 0, 1, ELEMENTS);
    return y;
  }

  /** x + x. */
  @Benchmark
  public Object add() {
    set.binary(BinaryKind.ADD, dtype, x, 0, 0, 1, x, 0, 0, 1, y, 0, 0, 1, ELEMENTS);
    return y;
  }

  /** The exponential. */
  @Benchmark
  public Object exp() {
    return unary(UnaryKind.EXP);
  }

  /** The natural logarithm. */
  @Benchmark
  public Object log() {
    return unary(UnaryKind.LOG);
  }

  /** The hyperbolic tangent. */
  @Benchmark
  public Object tanh() {
    return unary(UnaryKind.TANH);
  }

  /** The logistic function. */
  @Benchmark
  public Object sigmoid() {
    return unary(UnaryKind.SIGMOID);
  }

  /** The error function. */
  @Benchmark
  public Object erf() {
    return unary(UnaryKind.ERF);
  }
}
