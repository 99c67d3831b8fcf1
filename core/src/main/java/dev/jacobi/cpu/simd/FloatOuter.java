package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weight gradients: with features and samples of one operand exchanged, vectors run along its
 * features while {@link FloatOuterBlocks} sums over the samples.
 */
final class FloatOuter {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  private FloatOuter() {}

  /** See {@link Kernels#outer}. */
  static void run(
      float[] a,
      int ao,
      int ap,
      int m,
      float[] b,
      int bo,
      int bp,
      int n,
      int samples,
      int lanes,
      float[] acc,
      int to,
      Scratch room) {
    float[] scratch = room.floats((Kernels.BLOCK + L) * PANEL);
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      exchange(b, bo + j * PANEL, bp, columns, samples, lanes, scratch);
      if (columns == PANEL) {
        FloatOuterBlocks.run(a, ao, ap, m, samples, lanes, scratch, 0, acc, to + j, n);
      } else {
        float[] sums = room.floatSums(m * PANEL);
        Arrays.fill(sums, 0, m * PANEL, -0.0f);
        FloatOuterBlocks.run(a, ao, ap, m, samples, lanes, scratch, 0, sums, 0, PANEL);
        for (int i = 0; i < m; i++) {
          add(sums, i * PANEL, columns, acc, to + i * n + j);
        }
      }
    }
  }

  /** {@code y[t * 32 + j] = x[j][t]} for features j and samples t. */
  private static void exchange(
      float[] x, int xo, int xp, int features, int samples, int lanes, float[] y) {
    int j = 0;
    for (; j + L <= features; j += L) {
      for (int first = 0; first < samples; first += lanes) {
        int from = xo + first / lanes * xp + j * PANEL;
        for (int s = 0; s < Math.min(lanes, samples - first); s += L) {
          FloatTranspose.square(x, from + s, PANEL, y, (first + s) * PANEL + j, PANEL);
        }
      }
    }
    for (; j < features; j++) {
      for (int t = 0; t < samples; t++) {
        y[t * PANEL + j] = x[xo + t / lanes * xp + j * PANEL + t % lanes];
      }
    }
  }

  private static void add(float[] sums, int so, int columns, float[] acc, int to) {
    int j = 0;
    for (; j + L <= columns; j += L) {
      FloatVector x = FloatVector.fromArray(S, sums, so + j);
      FloatVector.fromArray(S, acc, to + j).add(x).intoArray(acc, to + j);
    }
    for (; j < columns; j++) {
      acc[to + j] += sums[so + j];
    }
  }
}
