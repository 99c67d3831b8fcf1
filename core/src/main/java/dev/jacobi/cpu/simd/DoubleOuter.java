package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weight gradients: with features and samples of one operand exchanged, vectors run along its
 * features while {@link DoubleOuterBlocks} sums over the samples.
 */
final class DoubleOuter {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  private DoubleOuter() {}

  /** See {@link Kernels#outer}. */
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
      int lanes,
      double[] acc,
      int to,
      Scratch room) {
    double[] scratch = room.doubles((Kernels.BLOCK + L) * PANEL);
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      exchange(b, bo + j * PANEL, bp, columns, samples, lanes, scratch);
      if (columns == PANEL) {
        DoubleOuterBlocks.run(a, ao, ap, m, samples, lanes, scratch, 0, acc, to + j, n);
      } else {
        double[] sums = room.doubleSums(m * PANEL);
        Arrays.fill(sums, 0, m * PANEL, -0.0);
        DoubleOuterBlocks.run(a, ao, ap, m, samples, lanes, scratch, 0, sums, 0, PANEL);
        for (int i = 0; i < m; i++) {
          add(sums, i * PANEL, columns, acc, to + i * n + j);
        }
      }
    }
  }

  /** {@code y[t * 32 + j] = x[j][t]} for features j and samples t. */
  private static void exchange(
      double[] x, int xo, int xp, int features, int samples, int lanes, double[] y) {
    int j = 0;
    for (; j + L <= features; j += L) {
      for (int first = 0; first < samples; first += lanes) {
        int from = xo + first / lanes * xp + j * PANEL;
        for (int s = 0; s < Math.min(lanes, samples - first); s += L) {
          DoubleTranspose.square(x, from + s, PANEL, y, (first + s) * PANEL + j, PANEL);
        }
      }
    }
    for (; j < features; j++) {
      for (int t = 0; t < samples; t++) {
        y[t * PANEL + j] = x[xo + t / lanes * xp + j * PANEL + t % lanes];
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
