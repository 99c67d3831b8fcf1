package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import java.util.List;

/** Copies, loads, stores and additions in place. */
final class MoveSteps {
  private MoveSteps() {}

  /** Whether lanes of the view are samples of a whole value, of which the last panel has fewer. */
  private static boolean borders(View view) {
    return view.lanes() && view.laneStride() != 0 && view.buffer().kind() != Buffer.Kind.TILE;
  }

  static Step copy(Kernels kernels, View from, View to) {
    boolean load = borders(from);
    boolean store = borders(to);
    if (load || store) {
      return new Border(kernels, from, to, load, store);
    }
    Nest nest = new Nest(List.of(from, to), View.PANEL, false);
    DType dtype = from.buffer().dtype();
    int x = from.buffer().id();
    int y = to.buffer().id();
    return nest.step((frame, at, rows, n) ->
        kernels.copy(
            dtype,
            frame.arrays[x],
            at[0],
            nest.rowStride(0),
            nest.runStride(0),
            frame.arrays[y],
            at[1],
            nest.rowStride(1),
            nest.runStride(1),
            rows,
            n));
  }

  static Step addInto(Kernels kernels, View from, View to) {
    Nest nest = new Nest(List.of(from, to), View.PANEL, false);
    DType dtype = from.buffer().dtype();
    int x = from.buffer().id();
    int y = to.buffer().id();
    return nest.step((frame, at, rows, n) ->
        kernels.addInto(
            dtype,
            frame.arrays[x],
            at[0],
            nest.rowStride(0),
            nest.runStride(0),
            frame.arrays[y],
            at[1],
            nest.rowStride(1),
            nest.runStride(1),
            rows,
            n));
  }

  /** Between whole values in row-major order and tiles: panels from the tile's first sample on. */
  private static final class Border implements Step {
    private final Kernels kernels;
    private final View from;
    private final View to;
    private final boolean load;
    private final boolean store;
    private final boolean padded;
    private final Nest[] nests = new Nest[View.PANEL + 1];

    Border(Kernels kernels, View from, View to, boolean load, boolean store) {
      this.kernels = kernels;
      this.from = from;
      this.to = to;
      this.load = load;
      this.store = store;
      this.padded = (load ? from : to).padded();
    }

    private Nest nest(int lanes) {
      Nest known = nests[lanes];
      if (known == null) {
        known = new Nest(List.of(from, to), lanes, lanes < View.PANEL);
        nests[lanes] = known;
      }
      return known;
    }

    @Override
    public void run(Frame frame) {
      int panel = frame.firstSample / View.PANEL;
      int fromAt = load ? panel * from.panelStride() : 0;
      int toAt = store ? panel * to.panelStride() : 0;
      boolean partial = frame.lastLanes < View.PANEL && !padded;
      int full = partial ? frame.panels - 1 : frame.panels;
      copy(frame, View.PANEL, full, fromAt, toAt);
      if (partial) {
        fromAt += full * from.panelStride();
        toAt += full * to.panelStride();
        if (load) {
          // lanes without a sample hold zeros: harmless, and never read back
          kernels.fill(
              to.buffer().dtype(), 0, frame.arrays[to.buffer().id()], toAt, to.panelStride());
        }
        copy(frame, frame.lastLanes, 1, fromAt, toAt);
      }
    }

    private void copy(Frame frame, int lanes, int panels, int fromAt, int toAt) {
      if (panels == 0) {
        return;
      }
      Nest nest = nest(lanes);
      frame.shifts[0] = fromAt;
      frame.shifts[1] = toAt;
      nest.runShifted(
          frame,
          1,
          frame.shifts,
          (f, at, rows, n) -> {
            // the longer loop, over panels or over rows, is the kernel's
            boolean swap = panels > rows;
            for (int i = 0; i < (swap ? rows : panels); i++) {
              kernels.copy(
                  from.buffer().dtype(),
                  f.arrays[from.buffer().id()],
                  at[0] + i * (swap ? nest.rowStride(0) : from.panelStride()),
                  swap ? from.panelStride() : nest.rowStride(0),
                  nest.runStride(0),
                  f.arrays[to.buffer().id()],
                  at[1] + i * (swap ? nest.rowStride(1) : to.panelStride()),
                  swap ? to.panelStride() : nest.rowStride(1),
                  nest.runStride(1),
                  swap ? panels : rows,
                  n);
            }
          });
    }
  }
}
