package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.type.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plain and vector kernels give the same bits, whatever the lanes: sums of products. */
final class ContractionKernelsAgreeTest {
  private static final int PANEL = Kernels.PANEL;
  private static final int[] FEATURES = {0, 1, 2, 3, 5, 7, 8, 9, 12, 17, 31, 32, 33};
  private static final int[] SAMPLES = {0, 1, 7, 16, 31, 32, 33, 47, 63, 64};

  private final KernelComparison kernels = new KernelComparison();

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void shared(DType dtype) {
    for (int m : FEATURES) {
      for (int k : new int[] {0, 1, 2, 201, kernels.oneOf(FEATURES)}) {
        int panels = kernels.below(3);
        int at = kernels.oneOf(0, 5);
        boolean transposed = kernels.below(2) == 0;
        Object w = kernels.tame(dtype, m * k + 8);
        Object x = kernels.wild(dtype, 2 * (k * PANEL + 32) + 8);
        kernels.check(
            m + " x " + k + " weights of " + dtype,
            kernels.wild(dtype, 2 * (m * PANEL + 32) + 8),
            (set, c) -> {
              Object packed = ArrayValue.allocate(dtype, Instruction.Pack.length(m, k) + at);
              set.pack(dtype, w, 3, transposed ? 1 : k, transposed ? m : 1, m, k, packed, at);
              set.shared(
                  dtype,
                  packed,
                  at,
                  x,
                  at,
                  k * PANEL + 32,
                  c,
                  at,
                  m * PANEL + 32,
                  m,
                  k,
                  panels,
                  PANEL,
                  new Scratch());
            });
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void lanes(DType dtype) {
    for (int trial = 0; trial < 200; trial++) {
      int m = kernels.oneOf(0, 1, 2, 3, 4, 9, 17);
      int n = kernels.oneOf(0, 1, 2, 3, 4, 9, 17, 18);
      int k = kernels.oneOf(0, 1, 2, 3, 4, 9, 16, 21);
      int am = kernels.oneOf(0, k * PANEL, PANEL);
      int ak = kernels.oneOf(0, PANEL, m * PANEL);
      int bk = kernels.oneOf(0, n * PANEL, PANEL);
      int bn = kernels.oneOf(0, PANEL, k * PANEL);
      Object a = kernels.wild(dtype, 42 * 18 * PANEL + 8);
      Object b = kernels.wild(dtype, 42 * 18 * PANEL + 8);
      kernels.check(
          m + " x " + k + " by " + k + " x " + n + " of each sample in " + dtype,
          kernels.wild(dtype, (m * n + 1) * PANEL),
          (set, c) ->
              set.lanes(dtype, a, 8, am, ak, b, 4, bk, bn, c, 2, m, n, k, PANEL, new Scratch()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void lanesThatAreUsed(DType dtype) {
    for (int used : new int[] {1, 8, 15, 16, 17, 31}) {
      int m = kernels.oneOf(1, 2, 5, 17);
      int k = kernels.oneOf(1, 3, 9, 20);
      int n = kernels.oneOf(1, 2, 3, 19);
      int panels = kernels.oneOf(1, 2, 3);
      Object w = kernels.tame(dtype, m * k);
      Object x = kernels.wild(dtype, panels * k * PANEL);
      Object a = kernels.wild(dtype, m * k * PANEL);
      Object b = kernels.wild(dtype, k * n * PANEL);
      kernels.check(
          used + " lanes of " + panels + " panels by " + m + " x " + k + " weights of " + dtype,
          kernels.wild(dtype, panels * m * PANEL),
          (set, c) -> {
            Object packed = ArrayValue.allocate(dtype, Instruction.Pack.length(m, k));
            Object all = ArrayValue.allocate(dtype, panels * m * PANEL);
            set.pack(dtype, w, 0, k, 1, m, k, packed, 0);
            set.shared(
                dtype,
                packed,
                0,
                x,
                0,
                k * PANEL,
                all,
                0,
                m * PANEL,
                m,
                k,
                panels,
                used,
                new Scratch());
            keep(all, c, panels * m, used);
          });
      kernels.check(
          used + " lanes of " + m + " x " + k + " by " + k + " x " + n + " in " + dtype,
          kernels.wild(dtype, m * n * PANEL),
          (set, c) -> {
            Object all = ArrayValue.allocate(dtype, m * n * PANEL);
            set.lanes(
                dtype,
                a,
                0,
                k * PANEL,
                PANEL,
                b,
                0,
                n * PANEL,
                PANEL,
                all,
                0,
                m,
                n,
                k,
                used,
                new Scratch());
            keep(all, c, m * n, used);
          });
    }
  }

  private static void keep(Object all, Object c, int rows, int used) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(all, i * PANEL, c, i * PANEL, used);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void outer(DType dtype) {
    for (int m : FEATURES) {
      for (int samples : SAMPLES) {
        int n = kernels.oneOf(FEATURES);
        int at = kernels.oneOf(0, 5);
        int terms = kernels.oneOf(1, 2, Kernels.BLOCK_PRODUCTS / Math.max(4, samples));
        Object a = kernels.wild(dtype, terms * 2 * (m * PANEL + 32) + 8);
        Object b = kernels.wild(dtype, terms * 2 * (n * PANEL + 32) + 8);
        // terms of b lie within its panels, those of a hold panels
        Panels rows = new Panels(a, at, 2 * (m * PANEL + 32), m * PANEL + 32);
        Panels columns = new Panels(b, at, n * PANEL + 32, terms * (n * PANEL + 32));
        kernels.check(
            m + " x " + n + " sums over " + terms + " terms of " + samples + " in " + dtype,
            kernels.tame(dtype, m * n + 10),
            (set, acc) ->
                set.outer(dtype, rows, m, columns, n, terms, samples, acc, at, new Scratch()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void outerLanes(DType dtype) {
    for (int samples : SAMPLES) {
      int m = kernels.oneOf(0, 1, 2, 5);
      int n = kernels.oneOf(0, 1, 2, 5);
      Object a = kernels.wild(dtype, 2 * (m * PANEL + 32) + 8);
      Object b = kernels.wild(dtype, 2 * (n * PANEL + 32) + 8);
      kernels.check(
          m + " x " + n + " lanes of " + samples + " samples in " + dtype,
          kernels.tame(dtype, (m * n + 1) * PANEL),
          (set, acc) ->
              set.outerLanes(
                  dtype, a, 8, m * PANEL + 32, m, b, 5, n * PANEL + 32, n, samples, acc, 3));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void outerPlaces(DType dtype) {
    for (int samples : new int[] {0, 1, 7, 8, 16, 31, 32}) {
      for (int places : new int[] {0, 1, 5, 40}) {
        int[] aRows = places(kernels.oneOf(0, 1, 3, 4, 9));
        int[] bRows = places(kernels.oneOf(0, 1, 2, 5));
        int[] aPlaces = places(places);
        int[] bPlaces = places(places);
        Object a = kernels.wild(dtype, 41 * PANEL);
        Object b = kernels.wild(dtype, 41 * PANEL);
        kernels.check(
            aRows.length + " x " + bRows.length + " at " + places + " places of " + dtype,
            kernels.tame(dtype, (aRows.length * bRows.length + 1) * PANEL),
            (set, acc) ->
                set.outerPlaces(
                    dtype, a, 8, aRows, aPlaces, b, 5, bRows, bPlaces, samples, acc, 3));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void moveRows(DType dtype) {
    for (int count : new int[] {0, 1, 5}) {
      int[] from = places(count);
      int[] to = {9 * PANEL, 0, 5 * PANEL, 2 * PANEL, 20 * PANEL};
      Object x = kernels.wild(dtype, 41 * PANEL);
      kernels.check(
          count + " rows of " + dtype,
          kernels.wild(dtype, 41 * PANEL),
          (set, y) -> set.moveRows(dtype, x, 7, from, y, 3, to));
    }
  }

  /** Where some rows begin; two may be the same. */
  private int[] places(int count) {
    int[] places = new int[count];
    java.util.Arrays.setAll(places, i -> kernels.below(20) * PANEL);
    return places;
  }
}
