package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.type.DType;

/**
 * The kernels with the Vector API where plain loops do not become vectors: contractions. The order
 * of operations for each element is that of the plain kernels, so the bits are too.
 */
public final class VectorKernels extends PlainKernels {
  /** The kernels; they hold no state. */
  public VectorKernels() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int packedLength(int m, int k) {
    return Math.ceilDiv(m, 8) * 8 * k;
  }

  @Override
  public void pack(
      DType dtype,
      Object w,
      int wo,
      int rowStride,
      int columnStride,
      int m,
      int k,
      Object packed,
      int po) {
    if (dtype == DType.FLOAT32) {
      float[] from = (float[]) w;
      float[] to = (float[]) packed;
      for (int i = 0; i < m; i++) {
        int at = po + i / 8 * 8 * k + i % 8;
        for (int j = 0; j < k; j++) {
          to[at + j * 8] = from[wo + i * rowStride + j * columnStride];
        }
      }
    } else {
      double[] from = (double[]) w;
      double[] to = (double[]) packed;
      for (int i = 0; i < m; i++) {
        int at = po + i / 8 * 8 * k + i % 8;
        for (int j = 0; j < k; j++) {
          to[at + j * 8] = from[wo + i * rowStride + j * columnStride];
        }
      }
    }
  }

  @Override
  public void shared(
      DType dtype,
      Object packed,
      int po,
      Object x,
      int xo,
      int xp,
      Object c,
      int co,
      int cp,
      int m,
      int k,
      int panels) {
    for (int p = 0; p < panels; p++) {
      if (dtype == DType.FLOAT32) {
        FloatBlocks.panel(
            (float[]) packed,
            po,
            8 * k,
            1,
            8,
            (float[]) x,
            xo + p * xp,
            (float[]) c,
            co + p * cp,
            m,
            k,
            false);
      } else {
        DoubleBlocks.panel(
            (double[]) packed,
            po,
            8 * k,
            1,
            8,
            (double[]) x,
            xo + p * xp,
            (double[]) c,
            co + p * cp,
            m,
            k,
            false);
      }
    }
  }

  @Override
  public void outer(
      DType dtype,
      Object a,
      int xo,
      int xp,
      int m,
      Object b,
      int bo,
      int bp,
      int n,
      int samples,
      Object acc,
      int ao,
      Object scratch) {
    if (dtype == DType.FLOAT32) {
      FloatOuter.run(
          (float[]) a,
          xo,
          xp,
          m,
          (float[]) b,
          bo,
          bp,
          n,
          samples,
          (float[]) acc,
          ao,
          (float[]) scratch);
    } else {
      DoubleOuter.run(
          (double[]) a,
          xo,
          xp,
          m,
          (double[]) b,
          bo,
          bp,
          n,
          samples,
          (double[]) acc,
          ao,
          (double[]) scratch);
    }
  }
}
