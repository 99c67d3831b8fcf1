package dev.jacobi.cpu;

import dev.jacobi.schedule.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A loop nest over views of equal sizes: axes that lie one behind the other in every view are one
 * loop, the last loop is the kernel's run, the one before it the kernel's rows.
 */
final class Nest {
  /** What is done with a block of rows; {@code at} is the first place in each view. */
  @FunctionalInterface
  interface Body {
    void run(Frame frame, int[] at, int rows, int n);
  }

  private final int[] offsets;
  private final int[] panelStrides;
  private final int[] outerSizes;
  private final int[][] outerStrides;
  private final int rows;
  private final int n;
  private final int[] rowStrides;
  private final int[] runStrides;
  private final boolean panelsAreRows;
  private final boolean panelsAreRun;
  private final boolean empty;

  /**
   * The nest over the axes and lanes of {@code views}.
   *
   * @param lanes how many of the 32 lanes are visited, if there are lanes
   * @param lanesApart whether lanes stay the innermost loop of their own
   */
  Nest(List<View> views, int lanes, boolean lanesApart) {
    View first = views.get(0);
    int count = views.size();
    List<int[]> loops = new ArrayList<>(); // size, then a stride for each view
    for (int axis = 0; axis < first.rank(); axis++) {
      int a = axis;
      add(
          loops,
          first.sizes().get(axis),
          views.stream().mapToInt(v -> v.strides().get(a)).toArray(),
          false);
    }
    if (first.lanes()) {
      add(loops, lanes, views.stream().mapToInt(View::laneStride).toArray(), lanesApart);
    }
    boolean none = false;
    for (int[] loop : loops) {
      none |= loop[0] == 0;
    }
    empty = none;
    if (loops.isEmpty()) {
      loops.add(new int[count + 1]);
      loops.get(0)[0] = 1;
    }
    int[] run = loops.removeLast();
    int[] row = loops.isEmpty() ? new int[count + 1] : loops.removeLast();
    if (row[0] == 0) {
      row[0] = 1;
    }
    n = run[0];
    rows = row[0];
    runStrides = java.util.Arrays.copyOfRange(run, 1, count + 1);
    rowStrides = java.util.Arrays.copyOfRange(row, 1, count + 1);
    outerSizes = loops.stream().mapToInt(l -> l[0]).toArray();
    outerStrides =
        loops.stream()
            .map(l -> java.util.Arrays.copyOfRange(l, 1, count + 1))
            .toArray(int[][]::new);
    offsets = views.stream().mapToInt(View::offset).toArray();
    panelStrides = views.stream().mapToInt(View::panelStride).toArray();
    boolean runOn = rows == 1 && outerSizes.length == 0 && !lanesApart;
    boolean rowsOn = outerSizes.length == 0;
    for (int v = 0; v < count; v++) {
      runOn &= panelStrides[v] == n * runStrides[v];
      rowsOn &= rows == 1 || panelStrides[v] == rows * rowStrides[v];
    }
    panelsAreRun = runOn;
    panelsAreRows = rowsOn && !runOn;
    if (panelsAreRows && rows == 1) {
      System.arraycopy(panelStrides, 0, rowStrides, 0, count);
    }
  }

  /** Adds a loop inside the last one, or makes the last one longer if the strides continue. */
  private static void add(List<int[]> loops, int size, int[] strides, boolean apart) {
    if (size == 1 && !apart) {
      return;
    }
    if (!loops.isEmpty() && !apart) {
      int[] outer = loops.getLast();
      boolean continues = true;
      for (int v = 0; v < strides.length; v++) {
        continues &= outer[v + 1] == size * strides[v];
      }
      if (continues) {
        outer[0] *= size;
        System.arraycopy(strides, 0, outer, 1, strides.length);
        return;
      }
    }
    int[] loop = new int[strides.length + 1];
    loop[0] = size;
    System.arraycopy(strides, 0, loop, 1, strides.length);
    loops.add(loop);
  }

  int rowStride(int view) {
    return rowStrides[view];
  }

  int runStride(int view) {
    return runStrides[view];
  }

  /** The step that visits the panels of a tile. */
  Step step(Body body) {
    boolean once =
        !empty && outerSizes.length == 0 && IntStream.of(panelStrides).allMatch(p -> p == 0);
    return once ? frame -> body.run(frame, offsets, rows, n) : frame -> run(frame, body);
  }

  /** Visits the panels of the frame's tile. */
  void run(Frame frame, Body body) {
    run(frame, frame.panels, offsets, body);
  }

  /** Visits {@code panels} panels, the first place in each view moved by {@code shifts}. */
  void runShifted(Frame frame, int panels, int[] shifts, Body body) {
    int[] from = frame.shifted;
    for (int v = 0; v < offsets.length; v++) {
      from[v] = offsets[v] + shifts[v];
    }
    run(frame, panels, from, body);
  }

  private void run(Frame frame, int panels, int[] from, Body body) {
    if (empty) {
      return;
    }
    if (panelsAreRun) {
      body.run(frame, from, 1, n * panels);
    } else if (panelsAreRows) {
      body.run(frame, from, rows * panels, n);
    } else {
      int[] at = frame.places;
      for (int p = 0; p < panels; p++) {
        for (int v = 0; v < offsets.length; v++) {
          at[v] = from[v] + p * panelStrides[v];
        }
        outer(0, frame, at, body);
      }
    }
  }

  private void outer(int loop, Frame frame, int[] at, Body body) {
    if (loop == outerSizes.length) {
      body.run(frame, at, rows, n);
      return;
    }
    int[] strides = outerStrides[loop];
    for (int i = 0; i < outerSizes[loop]; i++) {
      outer(loop + 1, frame, at, body);
      for (int v = 0; v < strides.length; v++) {
        at[v] += strides[v];
      }
    }
    for (int v = 0; v < strides.length; v++) {
      at[v] -= outerSizes[loop] * strides[v];
    }
  }
}
