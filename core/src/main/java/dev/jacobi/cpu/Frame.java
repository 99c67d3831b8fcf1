package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.Scratch;
import dev.jacobi.schedule.View;
import org.jspecify.annotations.Nullable;

/** What a worker has at hand: an array for each buffer, and which samples it is at. */
final class Frame {
  /** The array of each buffer by its id. */
  final Object[] arrays;

  /** Views that an instruction other than a chain walks over at most. */
  private static final int MOST_VIEWS = 4;

  /** Where a loop nest is, for use within one step. */
  int[] places;

  /** Where the strip of a chain is, for use within one step. */
  final int[] strip;

  /** Where a loop nest begins that is not at its first place, for use within one step. */
  final int[] shifted = new int[MOST_VIEWS];

  /** How far, for use within one step. */
  final int[] shifts = new int[MOST_VIEWS];

  /** Sets the array of a buffer; null while it has none. */
  @SuppressWarnings("NullAway") // a step reads only buffers that have an array at its time
  void set(int buffer, @Nullable Object array) {
    arrays[buffer] = array;
  }

  /** Sets the arrays of all buffers. */
  void setAll(@Nullable Object[] all) {
    System.arraycopy(all, 0, arrays, 0, all.length);
  }

  /** The first sample of the tile. */
  int firstSample;

  /** The panels of the tile. */
  int panels = 1;

  /** The samples in the last panel, 1 to 32. */
  int lastLanes = 32;

  /** Lanes that hold samples in all panels of the tile together. */
  int usedLanes() {
    return panels == 1 ? lastLanes : View.PANEL;
  }

  /** The leaf of the reductions over samples that the tile belongs to. */
  int leaf;

  /**
   * A frame without arrays.
   *
   * @param views the most that one chain walks over
   */
  Frame(int buffers, int views) {
    this.arrays = new Object[buffers];
    this.places = new int[Math.max(views, MOST_VIEWS)];
    this.strip = new int[views];
  }

  /** At least so many places for use within one step. */
  int[] places(int count) {
    places = places.length < count ? new int[count] : places;
    return places;
  }

  /** Samples in the tile. */
  int samples() {
    return (panels - 1) * 32 + lastLanes;
  }

  /** Where kernels work. */
  final Scratch scratch = new Scratch();
}
