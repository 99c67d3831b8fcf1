package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weight gradients. The samples of a block become the summed index of {@link FloatBlocks}: one
 * operand is transposed into panels of 32 of its features, the other is read as it lies.
 */
final class FloatOuter {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();
  private static final int[] COLUMN = new int[L];

  static {
    for (int i = 0; i < L; i++) {
      COLUMN[i] = i * PANEL;
    }
  }

  private FloatOuter() {}

  /** See {@link Kernels#outer}; {@code scratch} holds a transposed panel and a block of sums. */
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
      float[] acc,
      int to,
      float[] scratch) {
    int sums = Kernels.BLOCK * PANEL;
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      transpose(b, bo + j * PANEL, bp, columns, samples, scratch);
      for (int i = 0; i < m; i += 8) {
        int rows = Math.min(8, m - i);
        for (int t = 0; t < samples; t += PANEL) {
          int count = Math.min(PANEL, samples - t);
          FloatBlocks.panel(
              a,
              ao + t / PANEL * ap + i * PANEL,
              0,
              PANEL,
              1,
              scratch,
              t * PANEL,
              scratch,
              sums,
              rows,
              count,
              t > 0);
        }
        add(scratch, sums, rows, columns, acc, to + i * n + j, n);
      }
    }
  }

  /** {@code scratch[t][j] = b[j][t]} for up to 32 features j and the samples t. */
  private static void transpose(
      float[] b, int bo, int bp, int columns, int samples, float[] scratch) {
    for (int t = 0; t < samples; t++) {
      int from = bo + t / PANEL * bp + t % PANEL;
      int j = 0;
      for (; j + L <= columns; j += L) {
        FloatVector.fromArray(S, b, from + j * PANEL, COLUMN, 0).intoArray(scratch, t * PANEL + j);
      }
      for (; j < columns; j++) {
        scratch[t * PANEL + j] = b[from + j * PANEL];
      }
    }
  }

  private static void add(float[] sums, int so, int rows, int columns, float[] acc, int to, int n) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        acc[to + i * n + j] += sums[so + i * PANEL + j];
      }
    }
  }
}
