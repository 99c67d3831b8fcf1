package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.type.DType;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weight gradients: with features and samples of one operand exchanged, vectors run along its
 * features while {@link FloatBlocks} sums over the samples.
 */
final class FloatOuter {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  private static final int ROWS = Kernels.PACKED_ROWS;

  private FloatOuter() {}

  /** See {@link Kernels#outer}. */
  static void run(
      float[] a,
      Panels pa,
      int m,
      float[] b,
      Panels pb,
      int n,
      int terms,
      int samples,
      float[] acc,
      int ao,
      Scratch room) {
    int products = terms * samples;
    float[] packed = (float[]) room.rows(DType.FLOAT32, 2, (m + ROWS) * products);
    float[] exchanged = room.floats((products + L) * PANEL);
    pack(a, pa, m, terms, samples, packed);
    float[] sums = room.floatSums(m * PANEL);
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      exchange(b, pb, j, columns, terms, samples, exchanged);
      FloatBlocks.run(packed, 0, exchanged, 0, 0, sums, 0, 0, m, products, 1, columns, room);
      int to = ao + j * m;
      if (columns == PANEL) {
        add(sums, 0, m * PANEL, acc, to);
      } else {
        for (int i = 0; i < m; i++) {
          add(sums, i * PANEL, columns, acc, to + i * columns);
        }
      }
    }
  }

  /** Features of a as the rows of packed weights, products as their columns. */
  private static void pack(float[] a, Panels pa, int m, int terms, int samples, float[] packed) {
    int products = terms * samples;
    for (int k = 0; k < products; ) {
      int from = pa.at() + k / samples * pa.term() + k % samples / PANEL * pa.panel();
      int count = Math.min(PANEL, samples - k % samples);
      for (int i = 0; i < m; i += ROWS) {
        int features = Math.min(ROWS, m - i);
        int to = i * products + k * ROWS;
        FloatTranspose.copy(a, from + i * PANEL, PANEL, packed, to, ROWS, count, features);
      }
      k += count;
    }
  }

  /** {@code y[(q * samples + t) * 32 + j] = b[first + j][q, t]} for features j. */
  private static void exchange(
      float[] b, Panels pb, int first, int features, int terms, int samples, float[] y) {
    for (int k = 0; k < terms * samples; ) {
      int from = pb.at() + k / samples * pb.term() + k % samples / PANEL * pb.panel();
      int count = Math.min(PANEL, samples - k % samples);
      FloatTranspose.copy(b, from + first * PANEL, PANEL, y, k * PANEL, PANEL, count, features);
      k += count;
    }
  }

  private static void add(float[] sums, int so, int count, float[] acc, int to) {
    int j = 0;
    for (; j + L <= count; j += L) {
      FloatVector x = FloatVector.fromArray(S, sums, so + j);
      FloatVector.fromArray(S, acc, to + j).add(x).intoArray(acc, to + j);
    }
    for (; j < count; j++) {
      acc[to + j] += sums[so + j];
    }
  }
}
