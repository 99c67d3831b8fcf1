package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of each sample's own matrices: lanes are samples. Those of many terms are brought to
 * memory that begins at a line of the cache first, in the order in which they are read. Where they
 * lie, a column's numbers are often powers of 2 apart and share few lines of the nearest cache.
 */
final class DoubleProducts {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  /** Rows and columns whose sums are in registers together. */
  private static final int ROWS = 4;

  private static final int COLUMNS = 2;

  /** The same from aligned memory. */
  private static final int TOGETHER = DoubleBlocks.MANY_REGISTERS ? 8 : 4;

  /** So many rows, columns and terms are worth bringing both operands there. */
  private static final int MANY = 16;

  private static final long VECTOR_BYTES = (long) L * Double.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private DoubleProducts() {}

  /** See {@link Kernels#lanes}. */
  static void run(
      double[] a,
      int ao,
      int am,
      int ak,
      double[] b,
      int bo,
      int bk,
      int bn,
      double[] c,
      int co,
      int m,
      int n,
      int k,
      int used,
      Scratch scratch) {
    for (int l = 0; l < used; l += L) {
      if (m >= MANY && n >= MANY && k >= MANY) {
        aligned(a, ao + l, am, ak, b, bo + l, bk, bn, c, co + l, m, n, k, scratch);
        continue;
      }
      int i = 0;
      for (; i + ROWS <= m; i += ROWS) {
        int x = ao + i * am + l;
        int to = co + i * n * PANEL + l;
        int j = 0;
        for (; j + COLUMNS <= n; j += COLUMNS) {
          block(a, x, am, ak, b, bo + j * bn + l, bk, bn, c, to + j * PANEL, n * PANEL, k);
        }
        for (; j < n; j++) {
          column(a, x, am, ak, b, bo + j * bn + l, bk, c, to + j * PANEL, n * PANEL, k);
        }
      }
      for (; i < m; i++) {
        for (int j = 0; j < n; j++) {
          int to = co + (i * n + j) * PANEL + l;
          one(a, ao + i * am + l, ak, b, bo + j * bn + l, bk, c, to, k);
        }
      }
    }
  }

  /**
   * One vector of lanes. Rows stand together with their numbers of one term side by side, columns
   * in pairs; the last ones are done twice where they do not come out even.
   */
  private static void aligned(
      double[] a,
      int ao,
      int am,
      int ak,
      double[] b,
      int bo,
      int bk,
      int bn,
      double[] c,
      int co,
      int m,
      int n,
      int k,
      Scratch scratch) {
    int pairs = (n + 1) / COLUMNS;
    long columns = k * TOGETHER * VECTOR_BYTES;
    long pairBytes = k * COLUMNS * VECTOR_BYTES;
    MemorySegment room = scratch.aligned(columns + pairs * pairBytes);
    for (int q = 0; q < k; q++) {
      for (int p = 0; p < pairs; p++) {
        int from = bo + q * bk + Math.min(COLUMNS * p, n - COLUMNS) * bn;
        long to = columns + p * pairBytes + q * (COLUMNS * VECTOR_BYTES);
        DoubleVector.fromArray(S, b, from).intoMemorySegment(room, to, ORDER);
        DoubleVector.fromArray(S, b, from + bn).intoMemorySegment(room, to + VECTOR_BYTES, ORDER);
      }
    }
    for (int i = 0; i < m; i += TOGETHER) {
      int first = Math.min(i, m - TOGETHER);
      for (int r = 0; r < TOGETHER; r++) {
        int from = ao + (first + r) * am;
        for (int q = 0; q < k; q++) {
          long to = (q * TOGETHER + r) * VECTOR_BYTES;
          DoubleVector.fromArray(S, a, from + q * ak).intoMemorySegment(room, to, ORDER);
        }
      }
      for (int p = 0; p < pairs; p++) {
        int to = co + (first * n + Math.min(COLUMNS * p, n - COLUMNS)) * PANEL;
        long from = columns + p * pairBytes;
        if (DoubleBlocks.MANY_REGISTERS) {
          aligned8(room, from, c, to, n * PANEL, k);
        } else {
          aligned4(room, from, c, to, n * PANEL, k);
        }
      }
    }
  }

  /** 8 rows by two columns, without methods that the compiler might not inline here. */
  private static void aligned8(MemorySegment x, long bo, double[] c, int co, int cm, int k) {
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
      DoubleVector p = DoubleVector.fromMemorySegment(S, x, bo + j * (2 * VECTOR_BYTES), ORDER);
      DoubleVector q =
          DoubleVector.fromMemorySegment(S, x, bo + j * (2 * VECTOR_BYTES) + VECTOR_BYTES, ORDER);
      DoubleVector a0 = DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES), ORDER);
      p0 = a0.fma(p, p0);
      q0 = a0.fma(q, q0);
      DoubleVector a1 =
          DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES) + VECTOR_BYTES, ORDER);
      p1 = a1.fma(p, p1);
      q1 = a1.fma(q, q1);
      DoubleVector a2 =
          DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES) + 2 * VECTOR_BYTES, ORDER);
      p2 = a2.fma(p, p2);
      q2 = a2.fma(q, q2);
      DoubleVector a3 =
          DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES) + 3 * VECTOR_BYTES, ORDER);
      p3 = a3.fma(p, p3);
      q3 = a3.fma(q, q3);
      DoubleVector a4 =
          DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES) + 4 * VECTOR_BYTES, ORDER);
      p4 = a4.fma(p, p4);
      q4 = a4.fma(q, q4);
      DoubleVector a5 =
          DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES) + 5 * VECTOR_BYTES, ORDER);
      p5 = a5.fma(p, p5);
      q5 = a5.fma(q, q5);
      DoubleVector a6 =
          DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES) + 6 * VECTOR_BYTES, ORDER);
      p6 = a6.fma(p, p6);
      q6 = a6.fma(q, q6);
      DoubleVector a7 =
          DoubleVector.fromMemorySegment(S, x, j * (8 * VECTOR_BYTES) + 7 * VECTOR_BYTES, ORDER);
      p7 = a7.fma(p, p7);
      q7 = a7.fma(q, q7);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + PANEL);
    p1.intoArray(c, co + cm);
    q1.intoArray(c, co + cm + PANEL);
    p2.intoArray(c, co + 2 * cm);
    q2.intoArray(c, co + 2 * cm + PANEL);
    p3.intoArray(c, co + 3 * cm);
    q3.intoArray(c, co + 3 * cm + PANEL);
    p4.intoArray(c, co + 4 * cm);
    q4.intoArray(c, co + 4 * cm + PANEL);
    p5.intoArray(c, co + 5 * cm);
    q5.intoArray(c, co + 5 * cm + PANEL);
    p6.intoArray(c, co + 6 * cm);
    q6.intoArray(c, co + 6 * cm + PANEL);
    p7.intoArray(c, co + 7 * cm);
    q7.intoArray(c, co + 7 * cm + PANEL);
  }

  /** 4 rows by two columns, likewise. */
  private static void aligned4(MemorySegment x, long bo, double[] c, int co, int cm, int k) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    DoubleVector p2 = DoubleVector.zero(S);
    DoubleVector q2 = DoubleVector.zero(S);
    DoubleVector p3 = DoubleVector.zero(S);
    DoubleVector q3 = DoubleVector.zero(S);
    for (int j = 0; j < k; j++) {
      DoubleVector p = DoubleVector.fromMemorySegment(S, x, bo + j * (2 * VECTOR_BYTES), ORDER);
      DoubleVector q =
          DoubleVector.fromMemorySegment(S, x, bo + j * (2 * VECTOR_BYTES) + VECTOR_BYTES, ORDER);
      DoubleVector a0 = DoubleVector.fromMemorySegment(S, x, j * (4 * VECTOR_BYTES), ORDER);
      p0 = a0.fma(p, p0);
      q0 = a0.fma(q, q0);
      DoubleVector a1 =
          DoubleVector.fromMemorySegment(S, x, j * (4 * VECTOR_BYTES) + VECTOR_BYTES, ORDER);
      p1 = a1.fma(p, p1);
      q1 = a1.fma(q, q1);
      DoubleVector a2 =
          DoubleVector.fromMemorySegment(S, x, j * (4 * VECTOR_BYTES) + 2 * VECTOR_BYTES, ORDER);
      p2 = a2.fma(p, p2);
      q2 = a2.fma(q, q2);
      DoubleVector a3 =
          DoubleVector.fromMemorySegment(S, x, j * (4 * VECTOR_BYTES) + 3 * VECTOR_BYTES, ORDER);
      p3 = a3.fma(p, p3);
      q3 = a3.fma(q, q3);
    }
    p0.intoArray(c, co);
    q0.intoArray(c, co + PANEL);
    p1.intoArray(c, co + cm);
    q1.intoArray(c, co + cm + PANEL);
    p2.intoArray(c, co + 2 * cm);
    q2.intoArray(c, co + 2 * cm + PANEL);
    p3.intoArray(c, co + 3 * cm);
    q3.intoArray(c, co + 3 * cm + PANEL);
  }

  private static void block(
      double[] a,
      int ao,
      int am,
      int ak,
      double[] b,
      int bo,
      int bk,
      int bn,
      double[] c,
      int co,
      int cm,
      int k) {
    DoubleVector c00 = DoubleVector.zero(S);
    DoubleVector c01 = c00;
    DoubleVector c10 = c00;
    DoubleVector c11 = c00;
    DoubleVector c20 = c00;
    DoubleVector c21 = c00;
    DoubleVector c30 = c00;
    DoubleVector c31 = c00;
    for (int q = 0; q < k; q++) {
      int x = ao + q * ak;
      int y = bo + q * bk;
      DoubleVector b0 = DoubleVector.fromArray(S, b, y);
      DoubleVector b1 = DoubleVector.fromArray(S, b, y + bn);
      DoubleVector a0 = DoubleVector.fromArray(S, a, x);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      DoubleVector a1 = DoubleVector.fromArray(S, a, x + am);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      DoubleVector a2 = DoubleVector.fromArray(S, a, x + 2 * am);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      DoubleVector a3 = DoubleVector.fromArray(S, a, x + 3 * am);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
    }
    c00.intoArray(c, co);
    c01.intoArray(c, co + PANEL);
    c10.intoArray(c, co + cm);
    c11.intoArray(c, co + cm + PANEL);
    c20.intoArray(c, co + 2 * cm);
    c21.intoArray(c, co + 2 * cm + PANEL);
    c30.intoArray(c, co + 3 * cm);
    c31.intoArray(c, co + 3 * cm + PANEL);
  }

  private static void column(
      double[] a,
      int ao,
      int am,
      int ak,
      double[] b,
      int bo,
      int bk,
      double[] c,
      int co,
      int cm,
      int k) {
    DoubleVector c0 = DoubleVector.zero(S);
    DoubleVector c1 = c0;
    DoubleVector c2 = c0;
    DoubleVector c3 = c0;
    for (int q = 0; q < k; q++) {
      int x = ao + q * ak;
      DoubleVector b0 = DoubleVector.fromArray(S, b, bo + q * bk);
      c0 = DoubleVector.fromArray(S, a, x).fma(b0, c0);
      c1 = DoubleVector.fromArray(S, a, x + am).fma(b0, c1);
      c2 = DoubleVector.fromArray(S, a, x + 2 * am).fma(b0, c2);
      c3 = DoubleVector.fromArray(S, a, x + 3 * am).fma(b0, c3);
    }
    c0.intoArray(c, co);
    c1.intoArray(c, co + cm);
    c2.intoArray(c, co + 2 * cm);
    c3.intoArray(c, co + 3 * cm);
  }

  private static void one(
      double[] a, int ao, int ak, double[] b, int bo, int bk, double[] c, int co, int k) {
    DoubleVector sum = DoubleVector.zero(S);
    for (int q = 0; q < k; q++) {
      DoubleVector y = DoubleVector.fromArray(S, b, bo + q * bk);
      sum = DoubleVector.fromArray(S, a, ao + q * ak).fma(y, sum);
    }
    sum.intoArray(c, co);
  }
}
