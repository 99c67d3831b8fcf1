package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weight gradients: with features and samples of both operands exchanged, the samples of a block
 * are the summed index of {@link DoubleBlocks}.
 */
final class DoubleOuter {
  private static final int PANEL = Kernels.PANEL;
  private static final int ROWS = Kernels.PACKED_ROWS;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  private DoubleOuter() {}

  /**
   * See {@link Kernels#outer}. The scratch array holds a panel of columns and all rows as {@link
   * Kernels#pack} puts weights.
   */
  static void run(
      double[] a,
      int ao,
      int ap,
      int m,
      double[] b,
      int bo,
      int bp,
      int n,
      int samples,
      double[] acc,
      int to,
      Scratch room) {
    int rows = Kernels.BLOCK * PANEL;
    int height = Math.max(ROWS, Math.ceilDiv(m, ROWS) * ROWS);
    double[] scratch = room.doubles(rows + height * Kernels.BLOCK);
    double[] sums = room.doubleSums(height * PANEL);
    for (int i = 0; i < m; i += ROWS) {
      int count = Math.min(ROWS, m - i);
      exchange(a, ao + i * PANEL, ap, count, samples, scratch, rows + i * samples, ROWS, sums);
    }
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      exchange(b, bo + j * PANEL, bp, columns, samples, scratch, 0, PANEL, sums);
      DoubleBlocks.panel(scratch, rows, scratch, 0, sums, 0, m, samples);
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
      double[] x,
      int xo,
      int xp,
      int features,
      int samples,
      double[] y,
      int yo,
      int ys,
      double[] square) {
    int j = 0;
    for (; j + L <= features; j += L) {
      for (int t = 0; t < samples; t += L) {
        int from = xo + t / PANEL * xp + j * PANEL + t % PANEL;
        DoubleTranspose.square(x, from, y, yo + t * ys + j, ys, square, 0);
      }
    }
    for (; j < features; j++) {
      for (int t = 0; t < samples; t++) {
        y[yo + t * ys + j] = x[xo + t / PANEL * xp + j * PANEL + t % PANEL];
      }
    }
  }

  private static void add(double[] sums, int so, int columns, double[] acc, int to) {
    int j = 0;
    for (; j + L <= columns; j += L) {
      DoubleVector x = DoubleVector.fromArray(S, sums, so + j);
      DoubleVector.fromArray(S, acc, to + j).add(x).intoArray(acc, to + j);
    }
    for (; j < columns; j++) {
      acc[to + j] += sums[so + j];
    }
  }
}
