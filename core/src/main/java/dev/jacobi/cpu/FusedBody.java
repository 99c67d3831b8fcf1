package dev.jacobi.cpu;

import dev.jacobi.cpu.simd.FusedLoop;
import dev.jacobi.cpu.simd.LoopRecipe;
import dev.jacobi.cpu.simd.LoopWriter;
import org.jspecify.annotations.Nullable;

/** Operations that run one by one until they have run often, and then as one loop. */
final class FusedBody implements ChainBody {
  private final ChainBody[] single;
  private final LoopRecipe recipe;
  private final int[] ids;
  private final int[] slots;
  private final int[] runStrides;
  private final int lanes;
  private int left = Fusion.OFTEN;
  private @Nullable FusedLoop loop;

  /**
   * The operations of a recipe.
   *
   * @param single the same ones one by one
   * @param atOnce whether the loop serves from the first run on
   * @param ids the buffer of each access
   * @param slots the view of each access in the chain
   * @param runStrides how far each view of the chain moves from element to element
   */
  FusedBody(
      ChainBody[] single,
      LoopRecipe recipe,
      int[] ids,
      int[] slots,
      int[] runStrides,
      boolean atOnce) {
    this.single = single;
    this.recipe = recipe;
    this.ids = ids;
    this.slots = slots;
    this.runStrides = runStrides;
    this.lanes = LoopWriter.lanes(recipe.dtype());
    this.loop = atOnce ? LoopWriter.write(recipe) : null;
  }

  @Override
  public void run(Frame frame, int[] at, int rows, int n, boolean start) {
    FusedLoop fused = loop;
    int vectors = fused == null ? 0 : n - n % lanes;
    if (fused == null || vectors == 0) {
      single(frame, at, rows, n, start);
      count(Math.max(Fusion.LEAST, rows * n));
      return;
    }
    fused.run(frame.arrays, ids, at, slots, rows, vectors, start);
    if (vectors < n) {
      move(at, vectors);
      single(frame, at, rows, n - vectors, start);
      move(at, -vectors);
    }
  }

  private void single(Frame frame, int[] at, int rows, int n, boolean start) {
    for (ChainBody body : single) {
      body.run(frame, at, rows, n, start);
    }
  }

  private void move(int[] at, int elements) {
    for (int v = 0; v < runStrides.length; v++) {
      at[v] += elements * runStrides[v];
    }
  }

  /** Several threads may count at the same time, and lose some. */
  private void count(int elements) {
    left -= elements;
    if (left < 0) {
      left = Fusion.OFTEN;
      loop = Fusion.find(recipe);
    }
  }
}
