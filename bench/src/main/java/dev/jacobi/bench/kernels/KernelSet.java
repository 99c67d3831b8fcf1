package dev.jacobi.bench.kernels;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.cpu.simd.VectorKernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import java.util.Arrays;

/** Which kernels are measured. */
public enum KernelSet {
  PLAIN,
  VECTOR;

  Kernels make() {
    return switch (this) {
      case PLAIN -> new PlainKernels();
      case VECTOR -> new VectorKernels();
    };
  }

  /** An array of ones halved: arithmetic on it meets no denormal number and no overflow. */
  static Object halves(DType dtype, int n) {
    Object array = ArrayValue.allocate(dtype, n);
    switch (array) {
      case float[] floats -> Arrays.fill(floats, 0.5f);
      case double[] doubles -> Arrays.fill(doubles, 0.5);
      default -> throw new IllegalArgumentException(dtype + ": not a float type");
    }
    return array;
  }
}
