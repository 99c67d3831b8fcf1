package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Panels;
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
   * The rows of some places, each a term, for {@code samples} from a panel on.
   *
   * @param which of the frame's two arrays they are moved to if they must be
   */
  Panels terms(
      Kernels kernels, Frame frame, int which, int first, int count, int panel, int samples) {
    int panels = Math.ceilDiv(samples, PANEL);
    if (together && (count == 1 || placesFollow)) {
      int at = places[first] + panel * view.panelStride();
      return new Panels(frame.arrays[buffer], at, rows.length * PANEL, view.panelStride());
    }
    int stride = rows.length * PANEL;
    Object array = frame.scratch.rows(dtype, which, count * panels * stride);
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < panels; p++) {
        move(kernels, frame, first + i, panel + p, array, (i * panels + p) * stride);
      }
    }
    return new Panels(array, 0, panels * stride, stride);
  }

  private void move(Kernels kernels, Frame frame, int place, int panel, Object array, int to) {
    int from = places[place] + panel * view.panelStride();
    kernels.moveRows(dtype, frame.arrays[buffer], from, rows, array, to, dense);
  }

  /** Where the rows of a place can be written in the first panels of the tile. */
  Panels room(Frame frame, int which, int place, int panels) {
    int stride = rows.length * PANEL;
    return together
        ? new Panels(frame.arrays[buffer], places[place], stride, view.panelStride())
        : new Panels(frame.scratch.rows(dtype, which, panels * stride), 0, stride, stride);
  }

  /** Brings what was written there to its place. */
  void bring(Kernels kernels, Frame frame, Panels written, int place, int panels) {
    for (int p = 0; p < panels && !together; p++) {
      int to = places[place] + p * view.panelStride();
      kernels.moveRows(
          dtype, written.array(), p * written.panel(), dense, frame.arrays[buffer], to, rows);
    }
  }
}
