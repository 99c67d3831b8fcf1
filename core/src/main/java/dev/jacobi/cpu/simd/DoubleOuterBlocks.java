package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of features summed over samples: one operand as it lies in its panels, a number at a
 * time, the other with samples as rows, two vectors of features at a time. As many rows as leave
 * their sums in registers while samples pass; see {@link DoubleBlocks}.
 */
final class DoubleOuterBlocks {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  private DoubleOuterBlocks() {}

  /**
   * {@code acc[to + i * width + j] += sum over s of a[i][s] x[s][j]} for m features i and 32
   * features j.
   *
   * @param ap from one panel of a to the next
   * @param lanes samples in a panel
   * @param x a row of 32 features for each sample
   */
  static void run(
      double[] a,
      int ao,
      int ap,
      int m,
      int samples,
      int lanes,
      double[] x,
      int xo,
      double[] acc,
      int to,
      int width) {
    for (int l = 0; l < PANEL; l += 2 * L) {
      for (int i = 0; i < m; ) {
        int from = ao + i * PANEL;
        int at = to + i * width + l;
        i += rows(a, from, ap, samples, lanes, x, xo + l, acc, at, width, m - i);
      }
    }
  }

  /** As many of {@code rows} rows as the registers hold; says how many. */
  private static int rows(
      double[] a,
      int ao,
      int ap,
      int samples,
      int lanes,
      double[] x,
      int xo,
      double[] acc,
      int to,
      int width,
      int rows) {
    if (rows >= 8 && DoubleBlocks.MANY_REGISTERS) {
      rows8(a, ao, ap, samples, lanes, x, xo, acc, to, width);
      return 8;
    } else if (rows >= 4) {
      rows4(a, ao, ap, samples, lanes, x, xo, acc, to, width);
      return 4;
    } else if (rows >= 2) {
      rows2(a, ao, ap, samples, lanes, x, xo, acc, to, width);
      return 2;
    } else {
      rows1(a, ao, ap, samples, lanes, x, xo, acc, to);
      return 1;
    }
  }

  /** 8 rows of products by two vectors of columns. */
  private static void rows8(
      double[] a,
      int ao,
      int ap,
      int samples,
      int lanes,
      double[] x,
      int xo,
      double[] acc,
      int to,
      int width) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    DoubleVector p2 = DoubleVector.zero(S);
    DoubleVector q2 = DoubleVector.zero(S);
    DoubleVector p3 = DoubleVector.zero(S);
    DoubleVector q3 = DoubleVector.zero(S);
    DoubleVector p4 = DoubleVector.zero(S);
    DoubleVector q4 = DoubleVector.zero(S);
    DoubleVector p5 = DoubleVector.zero(S);
    DoubleVector q5 = DoubleVector.zero(S);
    DoubleVector p6 = DoubleVector.zero(S);
    DoubleVector q6 = DoubleVector.zero(S);
    DoubleVector p7 = DoubleVector.zero(S);
    DoubleVector q7 = DoubleVector.zero(S);
    for (int first = 0; first < samples; first += lanes) {
      int at = ao + first / lanes * ap;
      int end = Math.min(lanes, samples - first);
      for (int s = 0; s < end; s++) {
        DoubleVector x0 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL);
        DoubleVector x1 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL + L);
        DoubleVector a0 = DoubleVector.broadcast(S, a[at + s]);
        p0 = a0.fma(x0, p0);
        q0 = a0.fma(x1, q0);
        DoubleVector a1 = DoubleVector.broadcast(S, a[at + s + PANEL]);
        p1 = a1.fma(x0, p1);
        q1 = a1.fma(x1, q1);
        DoubleVector a2 = DoubleVector.broadcast(S, a[at + s + 2 * PANEL]);
        p2 = a2.fma(x0, p2);
        q2 = a2.fma(x1, q2);
        DoubleVector a3 = DoubleVector.broadcast(S, a[at + s + 3 * PANEL]);
        p3 = a3.fma(x0, p3);
        q3 = a3.fma(x1, q3);
        DoubleVector a4 = DoubleVector.broadcast(S, a[at + s + 4 * PANEL]);
        p4 = a4.fma(x0, p4);
        q4 = a4.fma(x1, q4);
        DoubleVector a5 = DoubleVector.broadcast(S, a[at + s + 5 * PANEL]);
        p5 = a5.fma(x0, p5);
        q5 = a5.fma(x1, q5);
        DoubleVector a6 = DoubleVector.broadcast(S, a[at + s + 6 * PANEL]);
        p6 = a6.fma(x0, p6);
        q6 = a6.fma(x1, q6);
        DoubleVector a7 = DoubleVector.broadcast(S, a[at + s + 7 * PANEL]);
        p7 = a7.fma(x0, p7);
        q7 = a7.fma(x1, q7);
      }
    }
    add(p0, q0, acc, to);
    add(p1, q1, acc, to + width);
    add(p2, q2, acc, to + 2 * width);
    add(p3, q3, acc, to + 3 * width);
    add(p4, q4, acc, to + 4 * width);
    add(p5, q5, acc, to + 5 * width);
    add(p6, q6, acc, to + 6 * width);
    add(p7, q7, acc, to + 7 * width);
  }

  /** 4 rows of products by two vectors of columns. */
  private static void rows4(
      double[] a,
      int ao,
      int ap,
      int samples,
      int lanes,
      double[] x,
      int xo,
      double[] acc,
      int to,
      int width) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    DoubleVector p2 = DoubleVector.zero(S);
    DoubleVector q2 = DoubleVector.zero(S);
    DoubleVector p3 = DoubleVector.zero(S);
    DoubleVector q3 = DoubleVector.zero(S);
    for (int first = 0; first < samples; first += lanes) {
      int at = ao + first / lanes * ap;
      int end = Math.min(lanes, samples - first);
      for (int s = 0; s < end; s++) {
        DoubleVector x0 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL);
        DoubleVector x1 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL + L);
        DoubleVector a0 = DoubleVector.broadcast(S, a[at + s]);
        p0 = a0.fma(x0, p0);
        q0 = a0.fma(x1, q0);
        DoubleVector a1 = DoubleVector.broadcast(S, a[at + s + PANEL]);
        p1 = a1.fma(x0, p1);
        q1 = a1.fma(x1, q1);
        DoubleVector a2 = DoubleVector.broadcast(S, a[at + s + 2 * PANEL]);
        p2 = a2.fma(x0, p2);
        q2 = a2.fma(x1, q2);
        DoubleVector a3 = DoubleVector.broadcast(S, a[at + s + 3 * PANEL]);
        p3 = a3.fma(x0, p3);
        q3 = a3.fma(x1, q3);
      }
    }
    add(p0, q0, acc, to);
    add(p1, q1, acc, to + width);
    add(p2, q2, acc, to + 2 * width);
    add(p3, q3, acc, to + 3 * width);
  }

  /** 2 rows of products by two vectors of columns. */
  private static void rows2(
      double[] a,
      int ao,
      int ap,
      int samples,
      int lanes,
      double[] x,
      int xo,
      double[] acc,
      int to,
      int width) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    for (int first = 0; first < samples; first += lanes) {
      int at = ao + first / lanes * ap;
      int end = Math.min(lanes, samples - first);
      for (int s = 0; s < end; s++) {
        DoubleVector x0 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL);
        DoubleVector x1 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL + L);
        DoubleVector a0 = DoubleVector.broadcast(S, a[at + s]);
        p0 = a0.fma(x0, p0);
        q0 = a0.fma(x1, q0);
        DoubleVector a1 = DoubleVector.broadcast(S, a[at + s + PANEL]);
        p1 = a1.fma(x0, p1);
        q1 = a1.fma(x1, q1);
      }
    }
    add(p0, q0, acc, to);
    add(p1, q1, acc, to + width);
  }

  /** 1 rows of products by two vectors of columns. */
  private static void rows1(
      double[] a,
      int ao,
      int ap,
      int samples,
      int lanes,
      double[] x,
      int xo,
      double[] acc,
      int to) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    for (int first = 0; first < samples; first += lanes) {
      int at = ao + first / lanes * ap;
      int end = Math.min(lanes, samples - first);
      for (int s = 0; s < end; s++) {
        DoubleVector x0 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL);
        DoubleVector x1 = DoubleVector.fromArray(S, x, xo + (first + s) * PANEL + L);
        DoubleVector a0 = DoubleVector.broadcast(S, a[at + s]);
        p0 = a0.fma(x0, p0);
        q0 = a0.fma(x1, q0);
      }
    }
    add(p0, q0, acc, to);
  }

  private static void add(DoubleVector p, DoubleVector q, double[] acc, int to) {
    DoubleVector.fromArray(S, acc, to).add(p).intoArray(acc, to);
    DoubleVector.fromArray(S, acc, to + L).add(q).intoArray(acc, to + L);
  }
}
