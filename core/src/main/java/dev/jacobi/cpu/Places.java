package dev.jacobi.cpu;

import dev.jacobi.schedule.View;
import java.util.Arrays;

/**
 * A walk over some axes of several views and over the lanes that have samples: place by place, or
 * run by run, where a run is the lanes of a panel, or the last axis of values without samples.
 */
final class Places {
  private static final int LONGEST = 1024;

  private final int[] sizes;
  private final int[][] strides;
  private final int[] lanes;
  private final int[] panels;
  private final int[] offsets;
  private final boolean samples;

  Places(int[] sizes, int[][] strides, View... views) {
    this.sizes = sizes;
    this.strides = strides;
    this.lanes = Arrays.stream(views).mapToInt(View::laneStride).toArray();
    this.panels = Arrays.stream(views).mapToInt(View::panelStride).toArray();
    this.offsets = Arrays.stream(views).mapToInt(View::offset).toArray();
    this.samples = views[views.length - 1].lanes();
  }

  interface Visit {
    void at(int[] places);
  }

  interface Run {
    /**
     * Neighbours in each view.
     *
     * @param places of the first in each view
     * @param n how many there are, each {@link #step} from the one before
     */
    void at(int[] places, int n);
  }

  /** From a place of a run to the next one, in one of the views. */
  int step(int view) {
    return samples ? lanes[view] : sizes.length == 0 ? 0 : strides[view][sizes.length - 1];
  }

  /** The most places in a run. */
  int longest() {
    return Math.min(LONGEST, length());
  }

  private int length() {
    return samples ? View.PANEL : sizes.length == 0 ? 1 : sizes[sizes.length - 1];
  }

  /** Run by run. */
  void runs(Frame frame, Run run) {
    int axes = samples || sizes.length == 0 ? sizes.length : sizes.length - 1;
    int[] at = new int[offsets.length];
    int count = samples ? frame.panels : 1;
    for (int p = 0; p < count; p++) {
      int last = p == frame.panels - 1 ? frame.lastLanes : View.PANEL;
      int n = samples ? last : length();
      for (int v = 0; v < at.length; v++) {
        at[v] = offsets[v] + p * panels[v];
      }
      walk(0, axes, at, places -> cut(places, n, run));
    }
  }

  private void cut(int[] at, int n, Run run) {
    for (int i = 0; i < n; i += LONGEST) {
      run.at(at, Math.min(LONGEST, n - i));
      move(at, LONGEST);
    }
    move(at, -Math.ceilDiv(n, LONGEST) * LONGEST);
  }

  private void move(int[] at, int places) {
    for (int v = 0; v < at.length; v++) {
      at[v] += places * step(v);
    }
  }

  /** Place by place. */
  void run(Frame frame, Visit visit) {
    int[] at = new int[offsets.length];
    int count = samples ? frame.panels : 1;
    for (int p = 0; p < count; p++) {
      int width = !samples ? 1 : p == frame.panels - 1 ? frame.lastLanes : View.PANEL;
      for (int l = 0; l < width; l++) {
        for (int v = 0; v < at.length; v++) {
          at[v] = offsets[v] + p * panels[v] + l * lanes[v];
        }
        walk(0, sizes.length, at, visit);
      }
    }
  }

  private void walk(int axis, int axes, int[] at, Visit visit) {
    if (axis == axes) {
      visit.at(at);
      return;
    }
    for (int i = 0; i < sizes[axis]; i++) {
      walk(axis + 1, axes, at, visit);
      for (int v = 0; v < at.length; v++) {
        at[v] += strides[v][axis];
      }
    }
    for (int v = 0; v < at.length; v++) {
      at[v] -= sizes[axis] * strides[v][axis];
    }
  }
}
