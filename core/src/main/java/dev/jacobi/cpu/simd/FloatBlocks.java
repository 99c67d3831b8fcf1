package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weights times panels of 32 samples, two vectors and as many rows at a time as leave their sums in
 * registers while the summed index runs. Strides are constants, so that the compiler can drop range
 * checks and address arithmetic.
 */
final class FloatBlocks {
  private static final int PANEL = Kernels.PANEL;
  private static final int ROWS = Kernels.PACKED_ROWS;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Vectors of 512 bits come with 32 registers, others with 16. */
  static final boolean MANY_REGISTERS = S.vectorBitSize() == 512;

  /** Rows that are computed together from aligned memory. */
  private static final int TOGETHER = MANY_REGISTERS ? 8 : 4;

  /** So many rows are worth bringing a panel of so many terms to aligned memory. */
  private static final int MANY_ROWS = 16;

  private static final int MANY_TERMS = 24 * 1024 / (PANEL * Float.BYTES);

  private FloatBlocks() {}

  /**
   * {@code c[i][l] = sum over j of w[i][j] x[j][l]} for m rows and as many lanes of a panel as are
   * used; weight (i, j) stands where {@link Kernels#pack} puts it.
   */
  static void panel(
      float[] w,
      int wo,
      float[] x,
      int xo,
      float[] c,
      int co,
      int m,
      int k,
      int used,
      Scratch scratch) {
    int done = 0;
    if (m >= MANY_ROWS && k >= MANY_TERMS) {
      MemorySegment rows = FloatAligned.room(scratch, k);
      FloatAligned.bring(x, xo, k, used, rows);
      done = m / TOGETHER * TOGETHER;
      aligned(w, wo, rows, c, co, done, k, used);
    }
    for (int l = 0; l < used; l += 2 * L) {
      for (int i = done; i < m; ) {
        i +=
            rows(
                w,
                wo + i / ROWS * ROWS * k + i % ROWS,
                x,
                xo + l,
                c,
                co + i * PANEL + l,
                Math.min(m - i, ROWS - i % ROWS),
                k);
      }
    }
  }

  private static void aligned(
      float[] w, int wo, MemorySegment x, float[] c, int co, int m, int k, int used) {
    for (int l = 0; l < used; l += 2 * L) {
      long xo = FloatAligned.offset(l, k);
      for (int i = 0; i < m; i += TOGETHER) {
        int from = wo + i / ROWS * ROWS * k + i % ROWS;
        if (MANY_REGISTERS) {
          aligned8(w, from, x, xo, c, co + i * PANEL + l, k);
        } else {
          aligned4(w, from, x, xo, c, co + i * PANEL + l, k);
        }
      }
    }
  }

  /** As many of {@code rows} rows as the registers hold; says how many. */
  private static int rows(
      float[] w, int wo, float[] x, int xo, float[] c, int co, int rows, int k) {
    if (rows >= 8 && MANY_REGISTERS) {
      rows8(w, wo, x, xo, c, co, k);
      return 8;
    } else if (rows >= 4) {
      rows4(w, wo, x, xo, c, co, k);
      return 4;
    } else if (rows >= 2) {
      rows2(w, wo, x, xo, c, co, k);
      return 2;
    } else {
      rows1(w, wo, x, xo, c, co, k);
      return 1;
    }
  }

  /** 8 rows of weights by two vectors of a panel. */
  private static void rows8(float[] w, int wo, float[] x, int xo, float[] c, int co, int k) {
    FloatVector p0 = FloatVector.zero(S);
    FloatVector q0 = FloatVector.zero(S);
    FloatVector p1 = FloatVector.zero(S);
    FloatVector q1 = FloatVector.zero(S);
    FloatVector p2 = FloatVector.zero(S);
    FloatVector q2 = FloatVector.zero(S);
    FloatVector p3 = FloatVector.zero(S);
    FloatVector q3 = FloatVector.zero(S);
    FloatVector p4 = FloatVector.zero(S);
    FloatVector q4 = FloatVector.zero(S);
    FloatVector p5 = FloatVector.zero(S);
    FloatVector q5 = FloatVector.zero(S);
    FloatVector p6 = FloatVector.zero(S);
    FloatVector q6 = FloatVector.zero(S);
    FloatVector p7 = FloatVector.zero(S);
    FloatVector q7 = FloatVector.zero(S);
    for (int j = 0; j < k; j++) {
      FloatVector x0 = FloatVector.fromArray(S, x, xo + j * PANEL);
      FloatVector x1 = FloatVector.fromArray(S, x, xo + j * PANEL + L);
      int at = wo + j * ROWS;
      FloatVector w0 = FloatVector.broadcast(S, w[at]);
      p0 = w0.fma(x0, p0);
      q0 = w0.fma(x1, q0);
      FloatVector w1 = FloatVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(x0, p1);
      q1 = w1.fma(x1, q1);
      FloatVector w2 = FloatVector.broadcast(S, w[at + 2]);
      p2 = w2.fma(x0, p2);
      q2 = w2.fma(x1, q2);
      FloatVector w3 = FloatVector.broadcast(S, w[at + 3]);
      p3 = w3.fma(x0, p3);
      q3 = w3.fma(x1, q3);
      FloatVector w4 = FloatVector.broadcast(S, w[at + 4]);
      p4 = w4.fma(x0, p4);
      q4 = w4.fma(x1, q4);
      FloatVector w5 = FloatVector.broadcast(S, w[at + 5]);
      p5 = w5.fma(x0, p5);
      q5 = w5.fma(x1, q5);
      FloatVector w6 = FloatVector.broadcast(S, w[at + 6]);
      p6 = w6.fma(x0, p6);
      q6 = w6.fma(x1, q6);
      FloatVector w7 = FloatVector.broadcast(S, w[at + 7]);
      p7 = w7.fma(x0, p7);
      q7 = w7.fma(x1, q7);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + L);
    p1.intoArray(c, co + PANEL);
    q1.intoArray(c, co + PANEL + L);
    p2.intoArray(c, co + 2 * PANEL);
    q2.intoArray(c, co + 2 * PANEL + L);
    p3.intoArray(c, co + 3 * PANEL);
    q3.intoArray(c, co + 3 * PANEL + L);
    p4.intoArray(c, co + 4 * PANEL);
    q4.intoArray(c, co + 4 * PANEL + L);
    p5.intoArray(c, co + 5 * PANEL);
    q5.intoArray(c, co + 5 * PANEL + L);
    p6.intoArray(c, co + 6 * PANEL);
    q6.intoArray(c, co + 6 * PANEL + L);
    p7.intoArray(c, co + 7 * PANEL);
    q7.intoArray(c, co + 7 * PANEL + L);
  }

  /** 8 rows of weights by two vectors of a panel that was brought to aligned memory. */
  private static void aligned8(
      float[] w, int wo, MemorySegment x, long xo, float[] c, int co, int k) {
    FloatVector p0 = FloatVector.zero(S);
    FloatVector q0 = FloatVector.zero(S);
    FloatVector p1 = FloatVector.zero(S);
    FloatVector q1 = FloatVector.zero(S);
    FloatVector p2 = FloatVector.zero(S);
    FloatVector q2 = FloatVector.zero(S);
    FloatVector p3 = FloatVector.zero(S);
    FloatVector q3 = FloatVector.zero(S);
    FloatVector p4 = FloatVector.zero(S);
    FloatVector q4 = FloatVector.zero(S);
    FloatVector p5 = FloatVector.zero(S);
    FloatVector q5 = FloatVector.zero(S);
    FloatVector p6 = FloatVector.zero(S);
    FloatVector q6 = FloatVector.zero(S);
    FloatVector p7 = FloatVector.zero(S);
    FloatVector q7 = FloatVector.zero(S);
    for (int j = 0; j < k; j++) {
      FloatVector x0 = FloatAligned.first(x, xo, j);
      FloatVector x1 = FloatAligned.second(x, xo, j);
      int at = wo + j * ROWS;
      FloatVector w0 = FloatVector.broadcast(S, w[at]);
      p0 = w0.fma(x0, p0);
      q0 = w0.fma(x1, q0);
      FloatVector w1 = FloatVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(x0, p1);
      q1 = w1.fma(x1, q1);
      FloatVector w2 = FloatVector.broadcast(S, w[at + 2]);
      p2 = w2.fma(x0, p2);
      q2 = w2.fma(x1, q2);
      FloatVector w3 = FloatVector.broadcast(S, w[at + 3]);
      p3 = w3.fma(x0, p3);
      q3 = w3.fma(x1, q3);
      FloatVector w4 = FloatVector.broadcast(S, w[at + 4]);
      p4 = w4.fma(x0, p4);
      q4 = w4.fma(x1, q4);
      FloatVector w5 = FloatVector.broadcast(S, w[at + 5]);
      p5 = w5.fma(x0, p5);
      q5 = w5.fma(x1, q5);
      FloatVector w6 = FloatVector.broadcast(S, w[at + 6]);
      p6 = w6.fma(x0, p6);
      q6 = w6.fma(x1, q6);
      FloatVector w7 = FloatVector.broadcast(S, w[at + 7]);
      p7 = w7.fma(x0, p7);
      q7 = w7.fma(x1, q7);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + L);
    p1.intoArray(c, co + PANEL);
    q1.intoArray(c, co + PANEL + L);
    p2.intoArray(c, co + 2 * PANEL);
    q2.intoArray(c, co + 2 * PANEL + L);
    p3.intoArray(c, co + 3 * PANEL);
    q3.intoArray(c, co + 3 * PANEL + L);
    p4.intoArray(c, co + 4 * PANEL);
    q4.intoArray(c, co + 4 * PANEL + L);
    p5.intoArray(c, co + 5 * PANEL);
    q5.intoArray(c, co + 5 * PANEL + L);
    p6.intoArray(c, co + 6 * PANEL);
    q6.intoArray(c, co + 6 * PANEL + L);
    p7.intoArray(c, co + 7 * PANEL);
    q7.intoArray(c, co + 7 * PANEL + L);
  }

  /** 4 rows of weights by two vectors of a panel. */
  private static void rows4(float[] w, int wo, float[] x, int xo, float[] c, int co, int k) {
    FloatVector p0 = FloatVector.zero(S);
    FloatVector q0 = FloatVector.zero(S);
    FloatVector p1 = FloatVector.zero(S);
    FloatVector q1 = FloatVector.zero(S);
    FloatVector p2 = FloatVector.zero(S);
    FloatVector q2 = FloatVector.zero(S);
    FloatVector p3 = FloatVector.zero(S);
    FloatVector q3 = FloatVector.zero(S);
    for (int j = 0; j < k; j++) {
      FloatVector x0 = FloatVector.fromArray(S, x, xo + j * PANEL);
      FloatVector x1 = FloatVector.fromArray(S, x, xo + j * PANEL + L);
      int at = wo + j * ROWS;
      FloatVector w0 = FloatVector.broadcast(S, w[at]);
      p0 = w0.fma(x0, p0);
      q0 = w0.fma(x1, q0);
      FloatVector w1 = FloatVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(x0, p1);
      q1 = w1.fma(x1, q1);
      FloatVector w2 = FloatVector.broadcast(S, w[at + 2]);
      p2 = w2.fma(x0, p2);
      q2 = w2.fma(x1, q2);
      FloatVector w3 = FloatVector.broadcast(S, w[at + 3]);
      p3 = w3.fma(x0, p3);
      q3 = w3.fma(x1, q3);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + L);
    p1.intoArray(c, co + PANEL);
    q1.intoArray(c, co + PANEL + L);
    p2.intoArray(c, co + 2 * PANEL);
    q2.intoArray(c, co + 2 * PANEL + L);
    p3.intoArray(c, co + 3 * PANEL);
    q3.intoArray(c, co + 3 * PANEL + L);
  }

  /** 4 rows of weights by two vectors of a panel that was brought to aligned memory. */
  private static void aligned4(
      float[] w, int wo, MemorySegment x, long xo, float[] c, int co, int k) {
    FloatVector p0 = FloatVector.zero(S);
    FloatVector q0 = FloatVector.zero(S);
    FloatVector p1 = FloatVector.zero(S);
    FloatVector q1 = FloatVector.zero(S);
    FloatVector p2 = FloatVector.zero(S);
    FloatVector q2 = FloatVector.zero(S);
    FloatVector p3 = FloatVector.zero(S);
    FloatVector q3 = FloatVector.zero(S);
    for (int j = 0; j < k; j++) {
      FloatVector x0 = FloatAligned.first(x, xo, j);
      FloatVector x1 = FloatAligned.second(x, xo, j);
      int at = wo + j * ROWS;
      FloatVector w0 = FloatVector.broadcast(S, w[at]);
      p0 = w0.fma(x0, p0);
      q0 = w0.fma(x1, q0);
      FloatVector w1 = FloatVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(x0, p1);
      q1 = w1.fma(x1, q1);
      FloatVector w2 = FloatVector.broadcast(S, w[at + 2]);
      p2 = w2.fma(x0, p2);
      q2 = w2.fma(x1, q2);
      FloatVector w3 = FloatVector.broadcast(S, w[at + 3]);
      p3 = w3.fma(x0, p3);
      q3 = w3.fma(x1, q3);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + L);
    p1.intoArray(c, co + PANEL);
    q1.intoArray(c, co + PANEL + L);
    p2.intoArray(c, co + 2 * PANEL);
    q2.intoArray(c, co + 2 * PANEL + L);
    p3.intoArray(c, co + 3 * PANEL);
    q3.intoArray(c, co + 3 * PANEL + L);
  }

  /** 2 rows of weights by two vectors of a panel. */
  private static void rows2(float[] w, int wo, float[] x, int xo, float[] c, int co, int k) {
    FloatVector p0 = FloatVector.zero(S);
    FloatVector q0 = FloatVector.zero(S);
    FloatVector p1 = FloatVector.zero(S);
    FloatVector q1 = FloatVector.zero(S);
    for (int j = 0; j < k; j++) {
      FloatVector x0 = FloatVector.fromArray(S, x, xo + j * PANEL);
      FloatVector x1 = FloatVector.fromArray(S, x, xo + j * PANEL + L);
      int at = wo + j * ROWS;
      FloatVector w0 = FloatVector.broadcast(S, w[at]);
      p0 = w0.fma(x0, p0);
      q0 = w0.fma(x1, q0);
      FloatVector w1 = FloatVector.broadcast(S, w[at + 1]);
      p1 = w1.fma(x0, p1);
      q1 = w1.fma(x1, q1);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + L);
    p1.intoArray(c, co + PANEL);
    q1.intoArray(c, co + PANEL + L);
  }

  /** 1 rows of weights by two vectors of a panel. */
  private static void rows1(float[] w, int wo, float[] x, int xo, float[] c, int co, int k) {
    FloatVector p0 = FloatVector.zero(S);
    FloatVector q0 = FloatVector.zero(S);
    for (int j = 0; j < k; j++) {
      FloatVector x0 = FloatVector.fromArray(S, x, xo + j * PANEL);
      FloatVector x1 = FloatVector.fromArray(S, x, xo + j * PANEL + L);
      int at = wo + j * ROWS;
      FloatVector w0 = FloatVector.broadcast(S, w[at]);
      p0 = w0.fma(x0, p0);
      q0 = w0.fma(x1, q0);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + L);
  }
}
