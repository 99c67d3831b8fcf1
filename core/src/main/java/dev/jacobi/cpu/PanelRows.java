package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of a panel that a contraction needs at one place of an operand: of windows over an
 * image, say, those of one window. Where they do not lie one behind the other they are moved
 * together while they are used.
 */
final class PanelRows {
  private static final int PANEL = View.PANEL;

  private final View view;
  private final DType dtype;
  private final int buffer;
  private final int[] places;
  private final int[] rows;
  private final int[] dense;

  /** Whether the rows of one place lie one behind the other, and whether places do, too. */
  private final boolean together;

  private final boolean placesFollow;

  /**
   * The rows of a view.
   *
   * @param count how many one place needs: the elements of the view's last axes
   */
  PanelRows(View view, int count) {
    this.view = view;
    this.dtype = view.buffer().dtype();
    this.buffer = view.buffer().id();
    int split = view.rank();
    for (int elements = 1; elements != count; elements *= view.sizes().get(split)) {
      split--;
    }
    this.places = view.places(IntStream.range(0, split).toArray());
    Arrays.setAll(places, i -> view.offset() + places[i]);
    this.rows = view.places(IntStream.range(split, view.rank()).toArray());
    this.dense = new int[rows.length];
    Arrays.setAll(dense, i -> i * PANEL);
    this.together = Arrays.equals(rows, dense);
    this.placesFollow =
        IntStream.range(1, places.length)
            .allMatch(i -> places[i] - places[i - 1] == rows.length * PANEL);
  }

  /**
   * Where rows are found.
   *
   * @param stride from the rows of one panel, or of one place, to those of the next
   */
  record Found(Object array, int at, int stride) {}

  /** The number of places. */
  int count() {
    return places.length;
  }

  /** Where the rows lie, seen from the place. */
  int[] rows() {
    return rows;
  }

  /** The places of each group. */
  int[][] placesOfGroups(int groups) {
    int each = places.length / Math.max(1, groups);
    return IntStream.range(0, groups)
        .mapToObj(g -> Arrays.copyOfRange(places, g * each, (g + 1) * each))
        .toArray(int[][]::new);
  }

  /**
   * The rows of one place in some panels.
   *
   * @param which of the frame's two arrays they are moved to if they must be
   */
  Found panels(Kernels kernels, Frame frame, int which, int place, int firstPanel, int panels) {
    Found found = room(frame, which, place, panels);
    if (together) {
      return new Found(found.array, found.at + firstPanel * view.panelStride(), found.stride);
    }
    for (int p = 0; p < panels; p++) {
      move(kernels, frame, place, firstPanel + p, found.array, p * found.stride);
    }
    return found;
  }

  /** The rows of some places in one panel. */
  Found places(Kernels kernels, Frame frame, int which, int first, int count, int panel) {
    int stride = rows.length * PANEL;
    if (together && placesFollow) {
      int at = places[first] + panel * view.panelStride();
      return new Found(frame.arrays[buffer], at, stride);
    }
    Object array = frame.scratch.rows(dtype, which, count * stride);
    for (int i = 0; i < count; i++) {
      move(kernels, frame, first + i, panel, array, i * stride);
    }
    return new Found(array, 0, stride);
  }

  private void move(Kernels kernels, Frame frame, int place, int panel, Object array, int to) {
    int from = places[place] + panel * view.panelStride();
    kernels.moveRows(dtype, frame.arrays[buffer], from, rows, array, to, dense);
  }

  /** Where the rows of a place can be written in the first panels of the tile. */
  Found room(Frame frame, int which, int place, int panels) {
    int stride = rows.length * PANEL;
    return together
        ? new Found(frame.arrays[buffer], places[place], view.panelStride())
        : new Found(frame.scratch.rows(dtype, which, panels * stride), 0, stride);
  }

  /** Brings what was written there to its place. */
  void bring(Kernels kernels, Frame frame, Found written, int place, int panels) {
    for (int p = 0; p < panels && !together; p++) {
      int to = places[place] + p * view.panelStride();
      kernels.moveRows(
          dtype, written.array, p * written.stride, dense, frame.arrays[buffer], to, rows);
    }
  }
}
