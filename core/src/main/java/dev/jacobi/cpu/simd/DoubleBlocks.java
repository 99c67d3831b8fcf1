package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weights times panels of 32 samples, two vectors and as many rows at a time as leave their sums in
 * registers while the summed index runs. Strides are constants, so that the compiler can drop range
 * checks and address arithmetic.
 */
final class DoubleBlocks {
  private static final int PANEL = Kernels.PANEL;
  private static final int ROWS = Kernels.PACKED_ROWS;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Vectors of 512 bits come with 32 registers, others with 16. */
  static final boolean MANY_REGISTERS = S.vectorBitSize() == 512;

  /** So many rows are worth bringing a panel of so many terms to aligned memory. */
  private static final int MANY_ROWS = 16;

  private static final int MANY_TERMS = 24 * 1024 / (PANEL * Double.BYTES);

  private DoubleBlocks() {}

  /** See {@link Kernels#shared}. Where results fill one vector, those of two panels are a pair. */
  static void run(
      double[] w,
      int wo,
      double[] x,
      int xo,
      int xp,
      double[] c,
      int co,
      int cp,
      int m,
      int k,
      int panels,
      int used,
      Scratch scratch) {
    if (used <= L) {
      for (int p = 0; p < panels; p += 2) {
        int q = Math.min(p + 1, panels - 1);
        pair(w, wo, x, xo + p * xp, xo + q * xp, c, co + p * cp, co + q * cp, m, k, scratch);
      }
    } else {
      for (int p = 0; p < panels; p++) {
        for (int l = 0; l < used; l += 2 * L) {
          int from = xo + p * xp + l;
          int to = co + p * cp + l;
          pair(w, wo, x, from, from + L, c, to, to + L, m, k, scratch);
        }
      }
    }
  }

  /**
   * All rows of weights by two vectors of each term, the first at {@code x0}, the second at {@code
   * x1}; weight (i, j) stands where {@link Kernels#pack} puts it.
   */
  private static void pair(
      double[] w,
      int wo,
      double[] x,
      int x0,
      int x1,
      double[] c,
      int c0,
      int c1,
      int m,
      int k,
      Scratch scratch) {
    int i = 0;
    if (!MANY_REGISTERS && m >= MANY_ROWS && k >= MANY_TERMS) {
      MemorySegment pairs = DoubleAligned.room(scratch, k);
      DoubleAligned.bring(x, x0, x1, k, pairs);
      for (; i + 4 <= m; i += 4) {
        int from = wo + i / ROWS * ROWS * k + i % ROWS;
        aligned4(w, from, pairs, c, c0 + i * PANEL, c1 + i * PANEL, k);
      }
    }
    while (i < m) {
      int from = wo + i / ROWS * ROWS * k + i % ROWS;
      int most = Math.min(m - i, ROWS - i % ROWS);
      i += rows(w, from, x, x0, x1, c, c0 + i * PANEL, c1 + i * PANEL, most, k);
    }
  }

  /** As many of {@code rows} rows as the registers hold; says how many. */
  private static int rows(
      double[] w, int wo, double[] x, int x0, int x1, double[] c, int c0, int c1, int rows, int k) {
    if (rows >= 8 && MANY_REGISTERS) {
      rows8(w, wo, x, x0, x1, c, c0, c1, k);
      return 8;
    } else if (rows >= 4) {
      rows4(w, wo, x, x0, x1, c, c0, c1, k);
      return 4;
    } else if (rows >= 2) {
      rows2(w, wo, x, x0, x1, c, c0, c1, k);
      return 2;
    } else {
      rows1(w, wo, x, x0, x1, c, c0, c1, k);
      return 1;
    }
  }

  /** 8 rows of weights by two vectors of a panel. */
  private static void rows8(
      double[] w, int wo, double[] x, int x0, int x1, double[] c, int c0, int c1, int k) {
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
    for (int j = 0; j < k; j++) {
      DoubleVector p = DoubleVector.fromArray(S, x, x0 + j * PANEL);
      DoubleVector q = DoubleVector.fromArray(S, x, x1 + j * PANEL);
      int at = wo + j * ROWS;
      DoubleVector w0 = DoubleVector.broadcast(S, w[at]);
      p0 = w0.fma(p, p0);
      q0 = w0.fma(q, q0);
      DoubleVector w1 = DoubleVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(p, p1);
      q1 = w1.fma(q, q1);
      DoubleVector w2 = DoubleVector.broadcast(S, w[at + 2]);
      p2 = w2.fma(p, p2);
      q2 = w2.fma(q, q2);
      DoubleVector w3 = DoubleVector.broadcast(S, w[at + 3]);
      p3 = w3.fma(p, p3);
      q3 = w3.fma(q, q3);
      DoubleVector w4 = DoubleVector.broadcast(S, w[at + 4]);
      p4 = w4.fma(p, p4);
      q4 = w4.fma(q, q4);
      DoubleVector w5 = DoubleVector.broadcast(S, w[at + 5]);
      p5 = w5.fma(p, p5);
      q5 = w5.fma(q, q5);
      DoubleVector w6 = DoubleVector.broadcast(S, w[at + 6]);
      p6 = w6.fma(p, p6);
      q6 = w6.fma(q, q6);
      DoubleVector w7 = DoubleVector.broadcast(S, w[at + 7]);
      p7 = w7.fma(p, p7);
      q7 = w7.fma(q, q7);
    }
    p0.intoArray(c, c0);
    q0.intoArray(c, c1);
    p1.intoArray(c, c0 + PANEL);
    q1.intoArray(c, c1 + PANEL);
    p2.intoArray(c, c0 + 2 * PANEL);
    q2.intoArray(c, c1 + 2 * PANEL);
    p3.intoArray(c, c0 + 3 * PANEL);
    q3.intoArray(c, c1 + 3 * PANEL);
    p4.intoArray(c, c0 + 4 * PANEL);
    q4.intoArray(c, c1 + 4 * PANEL);
    p5.intoArray(c, c0 + 5 * PANEL);
    q5.intoArray(c, c1 + 5 * PANEL);
    p6.intoArray(c, c0 + 6 * PANEL);
    q6.intoArray(c, c1 + 6 * PANEL);
    p7.intoArray(c, c0 + 7 * PANEL);
    q7.intoArray(c, c1 + 7 * PANEL);
  }

  /** 4 rows of weights by two vectors of a panel. */
  private static void rows4(
      double[] w, int wo, double[] x, int x0, int x1, double[] c, int c0, int c1, int k) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    DoubleVector p2 = DoubleVector.zero(S);
    DoubleVector q2 = DoubleVector.zero(S);
    DoubleVector p3 = DoubleVector.zero(S);
    DoubleVector q3 = DoubleVector.zero(S);
    for (int j = 0; j < k; j++) {
      DoubleVector p = DoubleVector.fromArray(S, x, x0 + j * PANEL);
      DoubleVector q = DoubleVector.fromArray(S, x, x1 + j * PANEL);
      int at = wo + j * ROWS;
      DoubleVector w0 = DoubleVector.broadcast(S, w[at]);
      p0 = w0.fma(p, p0);
      q0 = w0.fma(q, q0);
      DoubleVector w1 = DoubleVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(p, p1);
      q1 = w1.fma(q, q1);
      DoubleVector w2 = DoubleVector.broadcast(S, w[at + 2]);
      p2 = w2.fma(p, p2);
      q2 = w2.fma(q, q2);
      DoubleVector w3 = DoubleVector.broadcast(S, w[at + 3]);
      p3 = w3.fma(p, p3);
      q3 = w3.fma(q, q3);
    }
    p0.intoArray(c, c0);
    q0.intoArray(c, c1);
    p1.intoArray(c, c0 + PANEL);
    q1.intoArray(c, c1 + PANEL);
    p2.intoArray(c, c0 + 2 * PANEL);
    q2.intoArray(c, c1 + 2 * PANEL);
    p3.intoArray(c, c0 + 3 * PANEL);
    q3.intoArray(c, c1 + 3 * PANEL);
  }

  /** 4 rows of weights by two vectors of a panel that was brought to aligned memory. */
  private static void aligned4(
      double[] w, int wo, MemorySegment x, double[] c, int c0, int c1, int k) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    DoubleVector p2 = DoubleVector.zero(S);
    DoubleVector q2 = DoubleVector.zero(S);
    DoubleVector p3 = DoubleVector.zero(S);
    DoubleVector q3 = DoubleVector.zero(S);
    for (int j = 0; j < k; j++) {
      DoubleVector p = DoubleAligned.first(x, j);
      DoubleVector q = DoubleAligned.second(x, j);
      int at = wo + j * ROWS;
      DoubleVector w0 = DoubleVector.broadcast(S, w[at]);
      p0 = w0.fma(p, p0);
      q0 = w0.fma(q, q0);
      DoubleVector w1 = DoubleVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(p, p1);
      q1 = w1.fma(q, q1);
      DoubleVector w2 = DoubleVector.broadcast(S, w[at + 2]);
      p2 = w2.fma(p, p2);
      q2 = w2.fma(q, q2);
      DoubleVector w3 = DoubleVector.broadcast(S, w[at + 3]);
      p3 = w3.fma(p, p3);
      q3 = w3.fma(q, q3);
    }
    p0.intoArray(c, c0);
    q0.intoArray(c, c1);
    p1.intoArray(c, c0 + PANEL);
    q1.intoArray(c, c1 + PANEL);
    p2.intoArray(c, c0 + 2 * PANEL);
    q2.intoArray(c, c1 + 2 * PANEL);
    p3.intoArray(c, c0 + 3 * PANEL);
    q3.intoArray(c, c1 + 3 * PANEL);
  }

  /** 2 rows of weights by two vectors of a panel. */
  private static void rows2(
      double[] w, int wo, double[] x, int x0, int x1, double[] c, int c0, int c1, int k) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    for (int j = 0; j < k; j++) {
      DoubleVector p = DoubleVector.fromArray(S, x, x0 + j * PANEL);
      DoubleVector q = DoubleVector.fromArray(S, x, x1 + j * PANEL);
      int at = wo + j * ROWS;
      DoubleVector w0 = DoubleVector.broadcast(S, w[at]);
      p0 = w0.fma(p, p0);
      q0 = w0.fma(q, q0);
      DoubleVector w1 = DoubleVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(p, p1);
      q1 = w1.fma(q, q1);
    }
    p0.intoArray(c, c0);
    q0.intoArray(c, c1);
    p1.intoArray(c, c0 + PANEL);
    q1.intoArray(c, c1 + PANEL);
  }

  /** 1 rows of weights by two vectors of a panel. */
  private static void rows1(
      double[] w, int wo, double[] x, int x0, int x1, double[] c, int c0, int c1, int k) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    for (int j = 0; j < k; j++) {
      DoubleVector p = DoubleVector.fromArray(S, x, x0 + j * PANEL);
      DoubleVector q = DoubleVector.fromArray(S, x, x1 + j * PANEL);
      int at = wo + j * ROWS;
      DoubleVector w0 = DoubleVector.broadcast(S, w[at]);
      p0 = w0.fma(p, p0);
      q0 = w0.fma(q, q0);
    }
    p0.intoArray(c, c0);
    q0.intoArray(c, c1);
  }
}
