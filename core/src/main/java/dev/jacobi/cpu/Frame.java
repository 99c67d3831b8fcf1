package dev.jacobi.cpu;

import dev.jacobi.type.DType;

/** What a worker has at hand: an array for each buffer, and which samples it is at. */
final class Frame {
  /** The array of each buffer by its id. */
  final Object[] arrays;

  /** The first sample of the tile. */
  int firstSample;

  /** The panels of the tile. */
  int panels = 1;

  /** The samples in the last panel, 1 to 32. */
  int lastLanes = 32;

  /** The leaf of the reductions over samples that the tile belongs to. */
  int leaf;

  Frame(int buffers) {
    this.arrays = new Object[buffers];
  }

  /** Samples in the tile. */
  int samples() {
    return (panels - 1) * 32 + lastLanes;
  }

  private float[] floats = new float[0];
  private double[] doubles = new double[0];

  /** Room for a kernel: at least {@code elements} of a float type. */
  Object scratch(DType dtype, int elements) {
    if (dtype == DType.FLOAT32) {
      floats = floats.length < elements ? new float[elements] : floats;
      return floats;
    }
    doubles = doubles.length < elements ? new double[elements] : doubles;
    return doubles;
  }
}
