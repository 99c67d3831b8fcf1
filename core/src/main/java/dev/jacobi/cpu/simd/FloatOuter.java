package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weight gradients: with features and samples of both operands exchanged, the samples of a block
 * are the summed index of {@link FloatBlocks}.
 */
final class FloatOuter {
  private static final int PANEL = Kernels.PANEL;
  private static final int ROWS = Kernels.PACKED_ROWS;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  private FloatOuter() {}

  /**
   * See {@link Kernels#outer}. The scratch array holds a panel of columns and all rows as {@link
   * Kernels#pack} puts weights.
   */
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
      Scratch room) {
    int rows = Kernels.BLOCK * PANEL;
    int height = Math.max(ROWS, Math.ceilDiv(m, ROWS) * ROWS);
    float[] scratch = room.floats(rows + height * Kernels.BLOCK);
    float[] sums = room.floatSums(height * PANEL);
    for (int i = 0; i < m; i += ROWS) {
      int count = Math.min(ROWS, m - i);
      exchange(a, ao + i * PANEL, ap, count, samples, scratch, rows + i * samples, ROWS, sums);
    }
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      exchange(b, bo + j * PANEL, bp, columns, samples, scratch, 0, PANEL, sums);
      FloatBlocks.panel(scratch, rows, scratch, 0, sums, 0, m, samples);
      for (int i = 0; i < m; i++) {
        add(sums, i * PANEL, columns, acc, to + i * n + j);
      }
    }
  }

  /**
   * {@code y[yo + t * ys + j] = x[j][t]} for features j and samples t.
   *
   * @param square room for one
   */
  private static void exchange(
      float[] x,
      int xo,
      int xp,
      int features,
      int samples,
      float[] y,
      int yo,
      int ys,
      float[] square) {
    int j = 0;
    for (; j + L <= features; j += L) {
      for (int t = 0; t < samples; t += L) {
        int from = xo + t / PANEL * xp + j * PANEL + t % PANEL;
        FloatTranspose.square(x, from, y, yo + t * ys + j, ys, square, 0);
      }
    }
    for (; j < features; j++) {
      for (int t = 0; t < samples; t++) {
        y[yo + t * ys + j] = x[xo + t / PANEL * xp + j * PANEL + t % PANEL];
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
