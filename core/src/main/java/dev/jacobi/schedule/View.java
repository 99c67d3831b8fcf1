package dev.jacobi.schedule;

import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a value lie in a buffer: element (i, ...) of sample {@code 32 p + l} stands
 * at {@code offset + p panelStride + l laneStride + sum of i strides}. Values without a sample axis
 * have lane and panel strides of 0 when they are read beside samples.
 *
 * @param sizes the shape, the sample axis counting only its run
 * @param lanes whether samples run through it
 */
public record View(
    Buffer buffer,
    int offset,
    Ints sizes,
    Ints strides,
    boolean lanes,
    int laneStride,
    int panelStride) {

  /** Samples in a panel. */
  public static final int PANEL = 32;

  /** A whole value in row-major order. */
  static View whole(Buffer buffer, Shape shape) {
    return new View(buffer, 0, Ints.of(shape.sizes()), Ints.of(shape.strides()), false, 0, 0);
  }

  /** A tile in panels: {@code [panel][shape...][32]}. */
  static View tile(Buffer buffer, Shape local) {
    Ints strides = Ints.of(IntStream.of(local.strides()).map(s -> s * PANEL).toArray());
    return new View(buffer, 0, Ints.of(local.sizes()), strides, true, 1, local.elements() * PANEL);
  }

  /** A whole value with samples along an axis of runs, read panel by panel. */
  View panelsOf(int axis, int run) {
    int stride = strides.get(axis);
    int[] local = sizes.toArray();
    local[axis] = run;
    return new View(
        buffer, offset, Ints.of(local), strides, true, run * stride, PANEL * run * stride);
  }

  /** The number of axes. */
  public int rank() {
    return sizes.size();
  }

  /** The number of elements, of one sample if there are samples. */
  public int elements() {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  Shape shape() {
    return Shape.of(sizes.toArray());
  }

  private int unit() {
    return lanes ? PANEL : 1;
  }

  /** Whether the elements lie one behind the other in row-major order, whole panels at a time. */
  public boolean dense() {
    return consecutive() && (!lanes || panelStride == elements() * PANEL && offset == 0);
  }

  /** The same, but panels may lie farther apart: what is written into a part of a larger tile. */
  boolean consecutive() {
    if (lanes && laneStride != 1) {
      return false;
    }
    int expected = unit();
    for (int axis = rank() - 1; axis >= 0; axis--) {
      if (sizes.get(axis) != 1 && strides.get(axis) != expected) {
        return false;
      }
      expected *= sizes.get(axis);
    }
    return true;
  }

  /**
   * The places of a panel among which all elements are.
   *
   * @param panelStride of the tile
   * @param first the first place; as far ahead as can be if that is not known
   * @param last the place of the last 32 lanes; as far behind as can be likewise
   */
  record Extent(int panelStride, int first, int last) {
    /** Whether they surely share no place with others of the same buffer. */
    boolean apart(Extent other) {
      return panelStride == other.panelStride && (last < other.first || other.last < first);
    }
  }

  Extent extent() {
    return staysInPanel()
        ? new Extent(panelStride, offset + reach(false), offset + reach(true))
        : new Extent(panelStride, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private boolean staysInPanel() {
    return laneStride == 1
        && elements() > 0
        && offset + reach(false) >= 0
        && offset + reach(true) + PANEL <= panelStride;
  }

  /** How far elements lie before or behind the first one. */
  private int reach(boolean behind) {
    return IntStream.range(0, rank())
        .map(axis -> Math.max(0, sizes.get(axis) - 1) * strides.get(axis))
        .filter(reach -> reach > 0 == behind)
        .sum();
  }

  /** Whether all 32 lanes of the last panel have a place, however few are samples. */
  public boolean padded() {
    return dense() && buffer.elements() % Math.max(1, panelStride) == 0;
  }

  /** Other elements of the same buffer. */
  View with(int newOffset, Ints newSizes, Ints newStrides) {
    return new View(buffer, newOffset, newSizes, newStrides, lanes, laneStride, panelStride);
  }

  View permute(Ints order) {
    return with(
        offset,
        Ints.of(order.stream().map(sizes::get).toArray()),
        Ints.of(order.stream().map(strides::get).toArray()));
  }

  /** Repeated as by an expansion to {@code shape} at {@code axes}. */
  View expand(Shape shape, Ints axes) {
    int[] wider = new int[shape.rank()];
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      wider[axis] = sizes.get(i) == shape.size(axis) ? strides.get(i) : 0;
    }
    return with(offset, Ints.of(shape.sizes()), Ints.of(wider));
  }

  View slice(Ints axes, Ints starts, Ints limits, Ints steps) {
    int[] newSizes = sizes.toArray();
    int[] newStrides = strides.toArray();
    int newOffset = offset;
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      newOffset += starts.get(i) * strides.get(axis);
      newSizes[axis] = Math.ceilDiv(limits.get(i) - starts.get(i), steps.get(i));
      newStrides[axis] = strides.get(axis) * steps.get(i);
    }
    return with(newOffset, Ints.of(newSizes), Ints.of(newStrides));
  }

  View flip(Ints axes) {
    int[] newStrides = strides.toArray();
    int newOffset = offset;
    for (int axis : axes.toArray()) {
      newOffset += Math.max(0, sizes.get(axis) - 1) * strides.get(axis);
      newStrides[axis] = -strides.get(axis);
    }
    return with(newOffset, sizes, Ints.of(newStrides));
  }

  /** Each named axis as the places of a window, the windows as new last axes. */
  View windows(Ints axes, Ints windowSizes, Ints windowStrides, Ints dilations) {
    int[] places = sizes.toArray();
    int[] steps = strides.toArray();
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      int span = dilations.get(i) * (windowSizes.get(i) - 1) + 1;
      places[axis] = (sizes.get(axis) - span) / windowStrides.get(i) + 1;
      steps[axis] = strides.get(axis) * windowStrides.get(i);
    }
    Ints newSizes = Ints.of(places);
    Ints newStrides = Ints.of(steps);
    for (int i = 0; i < axes.size(); i++) {
      newSizes = newSizes.append(windowSizes.get(i));
      newStrides = newStrides.append(strides.get(axes.get(i)) * dilations.get(i));
    }
    return with(offset, newSizes, newStrides);
  }

  /** Without the last {@code count} axes, each of size 1. */
  View dropLast(int count) {
    int rank = rank() - count;
    return with(
        offset,
        Ints.of(sizes.stream().limit(rank).toArray()),
        Ints.of(strides.stream().limit(rank).toArray()));
  }

  /** A value of these sizes, its elements one behind the other from the buffer's first on. */
  public View compact() {
    return lanes ? tile(buffer, shape()) : whole(buffer, shape());
  }

  /** Without axes of size 1. */
  public View squeezed() {
    int[] wide = IntStream.range(0, rank()).filter(a -> sizes.get(a) != 1).toArray();
    return with(
        offset,
        Ints.of(IntStream.of(wide).map(sizes::get).toArray()),
        Ints.of(IntStream.of(wide).map(strides::get).toArray()));
  }

  /** The elements at index 0 of the first axis. */
  public View first() {
    return with(
        offset,
        Ints.of(sizes.stream().skip(1).toArray()),
        Ints.of(strides.stream().skip(1).toArray()));
  }

  /**
   * Whether a kernel can run along it: the elements of the innermost loop are neighbours or one.
   */
  boolean runs() {
    if (lanes) {
      return laneStride == 0 || laneStride == 1;
    }
    for (int axis = rank() - 1; axis >= 0; axis--) {
      if (sizes.get(axis) != 1) {
        return strides.get(axis) == 0 || strides.get(axis) == 1;
      }
    }
    return true;
  }

  /** Where the elements lie after the first, in row-major order. */
  public int[] places() {
    return places(IntStream.range(0, rank()).toArray());
  }

  /** The same along some axes only, at index 0 of the others. */
  public int[] places(int[] axes) {
    int[] places = {0};
    for (int axis : axes) {
      int size = sizes.get(axis);
      int stride = strides.get(axis);
      int[] more = new int[places.length * size];
      for (int i = 0; i < more.length; i++) {
        more[i] = places[i / size] + i % size * stride;
      }
      places = more;
    }
    return places;
  }

  /**
   * The same elements under another shape of as many, or null where no strides say how they lie:
   * axes become one only if one continues the other.
   */
  @Nullable View reshaped(Shape shape) {
    if (shape.elements() == 0) {
      return reshape(shape);
    }
    View from = squeezed();
    int[] newStrides = new int[shape.rank()];
    int last = from.rank() - 1;
    int newLast = shape.rank() - 1;
    while (last >= 0) {
      int first = last;
      int newFirst = newLast;
      int size = from.sizes.get(first);
      int newSize = shape.size(newFirst);
      while (size != newSize) {
        if (size < newSize) {
          first--;
          if (from.strides.get(first) != from.sizes.get(first + 1) * from.strides.get(first + 1)) {
            return null;
          }
          size *= from.sizes.get(first);
        } else {
          newFirst--;
          newSize *= shape.size(newFirst);
        }
      }
      int stride = from.strides.get(last);
      for (int axis = newLast; axis >= newFirst; axis--) {
        newStrides[axis] = stride;
        stride *= shape.size(axis);
      }
      last = first - 1;
      newLast = newFirst - 1;
    }
    return with(offset, Ints.of(shape.sizes()), Ints.of(newStrides));
  }

  /** A dense view under another shape of as many elements. */
  View reshape(Shape shape) {
    int unit = unit();
    return with(
        offset,
        Ints.of(shape.sizes()),
        Ints.of(IntStream.of(shape.strides()).map(s -> s * unit).toArray()));
  }

  /** Read beside samples: the same for each. */
  View besideSamples() {
    return lanes ? this : new View(buffer, offset, sizes, strides, true, 0, 0);
  }

  @Override
  public String toString() {
    return buffer + sizes.toString() + (lanes ? "x32" : "");
  }
}
