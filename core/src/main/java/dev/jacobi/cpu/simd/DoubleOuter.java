package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.Scratch;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Weight gradients: features and samples of b are exchanged, so that vectors run along its features
 * while the loop goes over the samples, whose numbers of a are taken one by one from its panels.
 */
final class DoubleOuter {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();

  private DoubleOuter() {}

  /** See {@link Kernels#outer}. */
  static void run(
      double[] a,
      Panels pa,
      int m,
      double[] b,
      Panels pb,
      int n,
      int terms,
      int samples,
      double[] acc,
      int ao,
      Scratch room) {
    int products = terms * samples;
    double[] exchanged = room.doubles((products + L) * PANEL);
    MemorySegment rows = DoubleAligned.room(room, products);
    double[] sums = room.doubleSums(m * PANEL);
    for (int j = 0; j < n; j += PANEL) {
      int columns = Math.min(PANEL, n - j);
      exchange(b, pb, j, columns, terms, samples, exchanged);
      DoubleAligned.bring(exchanged, 0, products, columns, rows);
      for (int l = 0; l < columns; l += 2 * L) {
        sum(a, pa, m, terms, samples, rows, DoubleAligned.offset(l, products), sums, l);
      }
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

  /** As many rows together as leave their sums in registers; the last may be done twice. */
  private static void sum(
      double[] a,
      Panels pa,
      int m,
      int terms,
      int samples,
      MemorySegment b,
      long bo,
      double[] sums,
      int l) {
    int together = m >= 8 && DoubleBlocks.MANY_REGISTERS ? 8 : m >= 4 ? 4 : 1;
    for (int i = 0; i < m; i += together) {
      int first = Math.min(i, m - together);
      int to = first * PANEL + l;
      switch (together) {
        case 8 -> rows8(a, pa, first, terms, samples, b, bo, sums, to);
        case 4 -> rows4(a, pa, first, terms, samples, b, bo, sums, to);
        default -> rows1(a, pa, first, terms, samples, b, bo, sums, to);
      }
    }
  }

  /** 8 rows of a by two vectors of b's features. */
  private static void rows8(
      double[] a,
      Panels pa,
      int first,
      int terms,
      int samples,
      MemorySegment b,
      long bo,
      double[] sums,
      int to) {
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
    for (int k = 0; k < terms * samples; ) {
      int x = pa.at() + k / samples * pa.term() + k % samples / PANEL * pa.panel() + first * PANEL;
      int count = Math.min(PANEL, samples - k % samples);
      long y = DoubleAligned.row(bo, k);
      for (int t = 0; t < count; t++) {
        DoubleVector b0 = DoubleAligned.first(b, y, t);
        DoubleVector b1 = DoubleAligned.second(b, y, t);
        DoubleVector a0 = DoubleVector.broadcast(S, a[x + t]);
        p0 = a0.fma(b0, p0);
        q0 = a0.fma(b1, q0);
        DoubleVector a1 = DoubleVector.broadcast(S, a[x + t + PANEL]);
        p1 = a1.fma(b0, p1);
        q1 = a1.fma(b1, q1);
        DoubleVector a2 = DoubleVector.broadcast(S, a[x + t + 2 * PANEL]);
        p2 = a2.fma(b0, p2);
        q2 = a2.fma(b1, q2);
        DoubleVector a3 = DoubleVector.broadcast(S, a[x + t + 3 * PANEL]);
        p3 = a3.fma(b0, p3);
        q3 = a3.fma(b1, q3);
        DoubleVector a4 = DoubleVector.broadcast(S, a[x + t + 4 * PANEL]);
        p4 = a4.fma(b0, p4);
        q4 = a4.fma(b1, q4);
        DoubleVector a5 = DoubleVector.broadcast(S, a[x + t + 5 * PANEL]);
        p5 = a5.fma(b0, p5);
        q5 = a5.fma(b1, q5);
        DoubleVector a6 = DoubleVector.broadcast(S, a[x + t + 6 * PANEL]);
        p6 = a6.fma(b0, p6);
        q6 = a6.fma(b1, q6);
        DoubleVector a7 = DoubleVector.broadcast(S, a[x + t + 7 * PANEL]);
        p7 = a7.fma(b0, p7);
        q7 = a7.fma(b1, q7);
      }
      k += count;
    }
    p0.intoArray(sums, to);
    q0.intoArray(sums, to + L);
    p1.intoArray(sums, to + PANEL);
    q1.intoArray(sums, to + PANEL + L);
    p2.intoArray(sums, to + 2 * PANEL);
    q2.intoArray(sums, to + 2 * PANEL + L);
    p3.intoArray(sums, to + 3 * PANEL);
    q3.intoArray(sums, to + 3 * PANEL + L);
    p4.intoArray(sums, to + 4 * PANEL);
    q4.intoArray(sums, to + 4 * PANEL + L);
    p5.intoArray(sums, to + 5 * PANEL);
    q5.intoArray(sums, to + 5 * PANEL + L);
    p6.intoArray(sums, to + 6 * PANEL);
    q6.intoArray(sums, to + 6 * PANEL + L);
    p7.intoArray(sums, to + 7 * PANEL);
    q7.intoArray(sums, to + 7 * PANEL + L);
  }

  /** 4 rows of a by two vectors of b's features. */
  private static void rows4(
      double[] a,
      Panels pa,
      int first,
      int terms,
      int samples,
      MemorySegment b,
      long bo,
      double[] sums,
      int to) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    DoubleVector p1 = DoubleVector.zero(S);
    DoubleVector q1 = DoubleVector.zero(S);
    DoubleVector p2 = DoubleVector.zero(S);
    DoubleVector q2 = DoubleVector.zero(S);
    DoubleVector p3 = DoubleVector.zero(S);
    DoubleVector q3 = DoubleVector.zero(S);
    for (int k = 0; k < terms * samples; ) {
      int x = pa.at() + k / samples * pa.term() + k % samples / PANEL * pa.panel() + first * PANEL;
      int count = Math.min(PANEL, samples - k % samples);
      long y = DoubleAligned.row(bo, k);
      for (int t = 0; t < count; t++) {
        DoubleVector b0 = DoubleAligned.first(b, y, t);
        DoubleVector b1 = DoubleAligned.second(b, y, t);
        DoubleVector a0 = DoubleVector.broadcast(S, a[x + t]);
        p0 = a0.fma(b0, p0);
        q0 = a0.fma(b1, q0);
        DoubleVector a1 = DoubleVector.broadcast(S, a[x + t + PANEL]);
        p1 = a1.fma(b0, p1);
        q1 = a1.fma(b1, q1);
        DoubleVector a2 = DoubleVector.broadcast(S, a[x + t + 2 * PANEL]);
        p2 = a2.fma(b0, p2);
        q2 = a2.fma(b1, q2);
        DoubleVector a3 = DoubleVector.broadcast(S, a[x + t + 3 * PANEL]);
        p3 = a3.fma(b0, p3);
        q3 = a3.fma(b1, q3);
      }
      k += count;
    }
    p0.intoArray(sums, to);
    q0.intoArray(sums, to + L);
    p1.intoArray(sums, to + PANEL);
    q1.intoArray(sums, to + PANEL + L);
    p2.intoArray(sums, to + 2 * PANEL);
    q2.intoArray(sums, to + 2 * PANEL + L);
    p3.intoArray(sums, to + 3 * PANEL);
    q3.intoArray(sums, to + 3 * PANEL + L);
  }

  /** A row of a by two vectors of b's features. */
  private static void rows1(
      double[] a,
      Panels pa,
      int first,
      int terms,
      int samples,
      MemorySegment b,
      long bo,
      double[] sums,
      int to) {
    DoubleVector p0 = DoubleVector.zero(S);
    DoubleVector q0 = DoubleVector.zero(S);
    for (int k = 0; k < terms * samples; ) {
      int x = pa.at() + k / samples * pa.term() + k % samples / PANEL * pa.panel() + first * PANEL;
      int count = Math.min(PANEL, samples - k % samples);
      long y = DoubleAligned.row(bo, k);
      for (int t = 0; t < count; t++) {
        DoubleVector b0 = DoubleAligned.first(b, y, t);
        DoubleVector b1 = DoubleAligned.second(b, y, t);
        DoubleVector a0 = DoubleVector.broadcast(S, a[x + t]);
        p0 = a0.fma(b0, p0);
        q0 = a0.fma(b1, q0);
      }
      k += count;
    }
    p0.intoArray(sums, to);
    q0.intoArray(sums, to + L);
  }

  /** {@code y[(q * samples + t) * 32 + j] = b[first + j][q, t]} for features j. */
  private static void exchange(
      double[] b, Panels pb, int first, int features, int terms, int samples, double[] y) {
    for (int k = 0; k < terms * samples; ) {
      int from = pb.at() + k / samples * pb.term() + k % samples / PANEL * pb.panel();
      int count = Math.min(PANEL, samples - k % samples);
      DoubleTranspose.copy(b, from + first * PANEL, PANEL, y, k * PANEL, PANEL, count, features);
      k += count;
    }
  }

  private static void add(double[] sums, int so, int count, double[] acc, int to) {
    int j = 0;
    for (; j + L <= count; j += L) {
      DoubleVector x = DoubleVector.fromArray(S, sums, so + j);
      DoubleVector.fromArray(S, acc, to + j).add(x).intoArray(acc, to + j);
    }
    for (; j < count; j++) {
      acc[to + j] += sums[so + j];
    }
  }
}
