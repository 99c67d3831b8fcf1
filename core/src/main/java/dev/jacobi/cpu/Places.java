package dev.jacobi.cpu;

import dev.jacobi.schedule.View;
import java.util.Arrays;

/** A walk over some axes of several views and over the lanes that have samples. */
final class Places {
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

  void run(Frame frame, Visit visit) {
    int[] at = new int[offsets.length];
    int count = samples ? frame.panels : 1;
    for (int p = 0; p < count; p++) {
      int width = !samples ? 1 : p == frame.panels - 1 ? frame.lastLanes : View.PANEL;
      for (int l = 0; l < width; l++) {
        for (int v = 0; v < at.length; v++) {
          at[v] = offsets[v] + p * panels[v] + l * lanes[v];
        }
        walk(0, at, visit);
      }
    }
  }

  private void walk(int axis, int[] at, Visit visit) {
    if (axis == sizes.length) {
      visit.at(at);
      return;
    }
    for (int i = 0; i < sizes[axis]; i++) {
      walk(axis + 1, at, visit);
      for (int v = 0; v < at.length; v++) {
        at[v] += strides[v][axis];
      }
    }
    for (int v = 0; v < at.length; v++) {
      at[v] -= sizes[axis] * strides[v][axis];
    }
  }
}
