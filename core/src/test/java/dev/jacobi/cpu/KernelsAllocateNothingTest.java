package dev.jacobi.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op.BinaryKind;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.graph.Op.UnaryKind;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.type.DType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import laws.Allocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Once the virtual machine has compiled them, kernels make no objects. Where it refuses to inline a
 * vector operation, for instance because a method has too many, each vector is an object, and the
 * kernel is ten times slower. All kernels run in turns, since what is inlined depends on what a
 * method has been called with before.
 */
final class KernelsAllocateNothingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CALLS = 200;

  /** No object has fewer bytes. */
  private static final int LEAST_OBJECT = 16;

  private static final int PANEL = Kernels.PANEL;
  private static final int ELEMENTS = 64 * 1024;

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void onceCompiled(DType dtype) {
    for (Kernels kernels : KernelSets.all()) {
      Map<String, Consumer<Kernels>> calls = calls(dtype);
      List<String> allocating = new ArrayList<>(calls.keySet());
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!allocating.isEmpty() && System.nanoTime() < end) {
        allocating.clear();
        calls.forEach((name, call) -> {
          if (bytesOfCall(kernels, call) >= LEAST_OBJECT) {
            allocating.add(name);
          }
        });
      }
      assertThat(allocating).as("%s kernels that allocate in %s", kernels.name(), dtype).isEmpty();
    }
  }

  private static long bytesOfCall(Kernels kernels, Consumer<Kernels> call) {
    long before = Allocation.bytes();
    for (int i = 0; i < CALLS; i++) {
      call.accept(kernels);
    }
    return (Allocation.bytes() - before) / CALLS;
  }

  private static Map<String, Consumer<Kernels>> calls(DType dtype) {
    Object a = numbers(dtype);
    Object b = numbers(dtype);
    Object c = ArrayValue.allocate(dtype, ELEMENTS);
    Map<String, Consumer<Kernels>> calls = new LinkedHashMap<>();
    addContractions(calls, dtype, a, b, c);
    addElementwise(calls, dtype, a, b, c);
    return calls;
  }

  private static Object numbers(DType dtype) {
    Object numbers = ArrayValue.allocate(dtype, ELEMENTS);
    switch (numbers) {
      case float[] x -> Arrays.fill(x, 0.5f);
      case double[] x -> Arrays.fill(x, 0.5);
      default -> throw new AssertionError(numbers);
    }
    return numbers;
  }

  private static void addContractions(
      Map<String, Consumer<Kernels>> calls, DType dtype, Object a, Object b, Object c) {
    Scratch scratch = new Scratch();
    for (int k : new int[] {20, 201}) {
      int m = 31;
      Object packed = ArrayValue.allocate(dtype, Instruction.Pack.length(m, k));
      calls.put(
          "pack, " + k + " columns", kernels -> kernels.pack(dtype, a, 1, k, 1, m, k, packed, 0));
      calls.put(
          "pack, " + k + " rows", kernels -> kernels.pack(dtype, a, 1, 1, m, m, k, packed, 0));
      for (int used : new int[] {16, PANEL}) {
        calls.put(
            "shared, " + k + " terms, " + used + " lanes",
            kernels ->
                kernels.shared(dtype, packed, 0, a, 1, 0, c, 0, m * PANEL, m, k, 2, used, scratch));
      }
    }
    for (int side : new int[] {3, 5, 17}) {
      int k = 20;
      calls.put(
          "lanes, " + side + " by " + side,
          kernels ->
              kernels.lanes(
                  dtype,
                  a,
                  1,
                  k * PANEL,
                  PANEL,
                  b,
                  1,
                  side * PANEL,
                  PANEL,
                  c,
                  0,
                  side,
                  side,
                  k,
                  PANEL,
                  scratch));
    }
    for (int terms : new int[] {1, 4}) {
      int m = 31;
      int n = 37;
      Panels rowsOfA = new Panels(a, 0, 0, m * PANEL);
      Panels rowsOfB = new Panels(b, 0, 0, n * PANEL);
      calls.put(
          "outer, " + terms + " terms",
          kernels -> kernels.outer(dtype, rowsOfA, m, rowsOfB, n, terms, 61, c, 0, scratch));
    }
    for (int m : new int[] {2, 9}) {
      calls.put(
          "outerLanes, " + m + " rows",
          kernels -> kernels.outerLanes(dtype, a, 1, m * PANEL, m, b, 1, 3 * PANEL, 3, 77, c, 0));
    }
    int[] rows = {0, PANEL, 2 * PANEL, 3 * PANEL, 4 * PANEL};
    calls.put(
        "outerPlaces",
        kernels -> kernels.outerPlaces(dtype, a, 1, rows, rows, b, 1, rows, rows, 31, c, 0));
    calls.put("moveRows", kernels -> kernels.moveRows(dtype, a, 1, rows, c, 0, rows));
  }

  private static void addElementwise(
      Map<String, Consumer<Kernels>> calls, DType dtype, Object a, Object b, Object c) {
    int rows = 3;
    int n = 96;
    boolean[] choice = new boolean[rows * n];
    for (UnaryKind kind : UnaryKind.values()) {
      // the tangent is that of the JDK, which may allocate
      if (kind == UnaryKind.NOT || kind == UnaryKind.TAN) {
        continue;
      }
      Object result = kind == UnaryKind.IS_FINITE ? choice : c;
      calls.put(
          kind.toString(),
          kernels -> kernels.unary(kind, dtype, a, 1, n, 1, result, 0, n, rows, n));
    }
    for (BinaryKind kind : BinaryKind.values()) {
      for (int strides = 1; strides < 4; strides++) {
        int as = strides & 1;
        int bs = strides >> 1;
        calls.put(
            kind + ", strides " + as + " and " + bs,
            kernels ->
                kernels.binary(kind, dtype, a, 1, n * as, as, b, 1, n * bs, bs, c, 0, n, rows, n));
      }
    }
    for (ReduceKind kind :
        List.of(ReduceKind.SUM, ReduceKind.PROD, ReduceKind.MAX, ReduceKind.MIN)) {
      calls.put(
          kind + " into", kernels -> kernels.reduceRowsInto(kind, dtype, a, 1, n, c, 0, rows, n));
    }
    calls.put("fill", kernels -> kernels.fill(dtype, 0.5, c, 0, n));
    calls.put(
        "select",
        kernels ->
            kernels.select(dtype, choice, 0, n, 1, a, 1, n, 1, b, 1, 1, 0, c, 0, n, rows, n));
    calls.put("copy", kernels -> kernels.copy(dtype, a, 1, n, 1, c, 0, n, 1, rows, n));
    calls.put("copy of columns", kernels -> kernels.copy(dtype, a, 1, 1, 40, c, 0, 33, 1, 33, 33));
    calls.put("addInto", kernels -> kernels.addInto(dtype, a, 1, n, 1, c, 0, n, 1, rows, n));
  }
}
