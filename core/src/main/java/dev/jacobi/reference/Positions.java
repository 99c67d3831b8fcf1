package dev.jacobi.reference;

import dev.jacobi.type.Shape;

/**
 * Where the elements of a block lie in a flat array. Every operation that moves, repeats, drops,
 * reduces or slides over elements is a block with a start and one stride for each axis: a repeated
 * axis has stride 0, a reversed one a negative stride.
 */
final class Positions {
  private Positions() {}

  /**
   * The places {@code start + sum of coordinate * stride} of all elements of the block, in
   * row-major order of their coordinates.
   */
  static int[] of(Shape block, int start, int[] strides) {
    int[] places = new int[block.elements()];
    int[] at = new int[block.rank()];
    for (int i = 0; i < places.length; i++) {
      int place = start;
      for (int axis = 0; axis < at.length; axis++) {
        place += at[axis] * strides[axis];
      }
      places[i] = place;
      advance(at, block);
    }
    return places;
  }

  /** The coordinates of element {@code index} in row-major order. */
  static int[] coordinates(Shape shape, int index) {
    int[] at = new int[shape.rank()];
    int rest = index;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape.size(axis);
      rest /= shape.size(axis);
    }
    return at;
  }

  /** The next coordinates in row-major order; after the last ones the first. */
  private static void advance(int[] at, Shape shape) {
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis]++;
      if (at[axis] < shape.size(axis)) {
        return;
      }
      at[axis] = 0;
    }
  }
}
