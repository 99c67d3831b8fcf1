package dev.jacobi.cpu;

import dev.jacobi.cpu.simd.FusedLoop;
import dev.jacobi.cpu.simd.LoopRecipe;
import dev.jacobi.cpu.simd.LoopWriter;
import dev.jacobi.schedule.View;
import dev.jacobi.type.DType;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Instructions that run one by one until they have run often, and then as one loop. */
final class UnrolledStep implements Step {
  private static final int PANEL = View.PANEL;

  private final Step[] single;
  private final LoopRecipe recipe;
  private final int[] ids;
  private final int[] offsets;
  private final int[] leaves;
  private final int[] rowStrides;
  private final int[] slots;
  private final int totals;
  private final boolean perSample;
  private final int lanes;
  private int left = Fusion.OFTEN;
  private @Nullable FusedLoop loop;

  /**
   * The instructions of a recipe whose rows are panels.
   *
   * @param single the same ones one by one
   * @param ids the buffer of each access
   * @param offsets the first place of each access
   * @param leaves how far that moves from leaf to leaf
   * @param atOnce whether the loop serves from the first run on
   */
  UnrolledStep(
      Step[] single, LoopRecipe recipe, int[] ids, int[] offsets, int[] leaves, boolean atOnce) {
    this.single = single;
    this.recipe = recipe;
    this.ids = ids;
    this.offsets = offsets;
    this.leaves = leaves;
    this.rowStrides =
        IntStream.range(0, ids.length).map(i -> recipe.access(i).rowStride()).toArray();
    this.slots = IntStream.range(0, ids.length).toArray();
    this.totals = recipe.totals().size();
    this.perSample = recipe.form() == LoopRecipe.Form.VECTOR;
    this.lanes = LoopWriter.lanes(recipe.dtype());
    this.loop = atOnce ? LoopWriter.write(recipe) : null;
  }

  @Override
  public void run(Frame frame) {
    FusedLoop fused = loop;
    if (fused != null) {
      run(fused, frame);
      return;
    }
    for (Step step : single) {
      step.run(frame);
    }
    // several threads may count at the same time, and lose some
    left -= Math.max(Fusion.LEAST, frame.panels * PANEL);
    if (left < 0) {
      left = Fusion.OFTEN;
      loop = Fusion.find(recipe);
    }
  }

  private void run(FusedLoop fused, Frame frame) {
    int[] at = frame.places(offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      at[i] = offsets[i] + leaves[i] * frame.leaf;
    }
    if (!perSample) {
      fused.run(frame.arrays, ids, at, slots, 1, 1, false);
      return;
    }
    if (totals == 0 || frame.lastLanes == PANEL) {
      fused.run(frame.arrays, ids, at, slots, frame.panels, PANEL, false);
      return;
    }
    int full = frame.panels - 1;
    if (full > 0) {
      fused.run(frame.arrays, ids, at, slots, full, PANEL, false);
    }
    for (int i = 0; i < offsets.length; i++) {
      at[i] += full * rowStrides[i];
    }
    if (frame.lastLanes % lanes == 0) {
      fused.run(frame.arrays, ids, at, slots, 1, frame.lastLanes, false);
    } else {
      lastPanel(fused, frame, at);
    }
  }

  /** Sums beyond the last sample stay as they are. */
  private void lastPanel(FusedLoop fused, Frame frame, int[] at) {
    int rest = PANEL - frame.lastLanes;
    boolean single = recipe.dtype() == DType.FLOAT32;
    Object kept =
        single ? frame.scratch.floats(totals * rest) : frame.scratch.doubles(totals * rest);
    int first = offsets.length - totals;
    for (int t = 0; t < totals; t++) {
      Object sums = frame.arrays[ids[first + t]];
      System.arraycopy(sums, at[first + t] + frame.lastLanes, kept, t * rest, rest);
    }
    fused.run(frame.arrays, ids, at, slots, 1, PANEL, false);
    for (int t = 0; t < totals; t++) {
      Object sums = frame.arrays[ids[first + t]];
      System.arraycopy(kept, t * rest, sums, at[first + t] + frame.lastLanes, rest);
    }
  }
}
