package dev.jacobi.type;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The sizes of a tensor's axes, outermost first; a scalar has none. */
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] sizes;
  private final int elements;

  private Shape(int[] sizes) {
    long product = 1;
    boolean empty = false;
    for (int size : sizes) {
      if (size < 0) {
        throw new ShapeException(
            "shape "
                + Arrays.toString(sizes)
                + ": the size "
                + size
                + " is negative; sizes are 0 or more");
      }
      empty |= size == 0;
    }
    for (int size : sizes) {
      product = empty ? 0 : product * size;
      if (product > Integer.MAX_VALUE) {
        throw new ShapeException(
            "shape "
                + Arrays.toString(sizes)
                + ": more than 2147483647 elements; split the tensor or the batch");
      }
    }
    this.sizes = sizes;
    this.elements = (int) product;
  }

  /**
   * A shape of the given sizes.
   *
   * @throws ShapeException if a size is negative or there are more than 2^31 - 1 elements
   */
  public static Shape of(int... sizes) {
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /** The shape without axes. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** How many axes there are. */
  public int rank() {
    return sizes.length;
  }

  /** The size of axis {@code axis}, counted from 0. */
  public int size(int axis) {
    return sizes[axis];
  }

  /** The number of elements: the product of the sizes. */
  public int elements() {
    return elements;
  }

  /** The product of the sizes of axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int elements(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= sizes[axis];
    }
    return product;
  }

  /** The sizes, copied. */
  public int[] sizes() {
    return sizes.clone();
  }

  /** Row-major strides in elements. */
  public int[] strides() {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return strides;
  }

  /** This shape with axis {@code axis} of another size. */
  public Shape with(int axis, int size) {
    int[] changed = sizes.clone();
    changed[axis] = size;
    return of(changed);
  }

  /** This shape with an axis of the given size inserted before axis {@code axis}. */
  public Shape insert(int axis, int size) {
    return of(
        IntStream.concat(
                IntStream.concat(Arrays.stream(sizes, 0, axis), IntStream.of(size)),
                Arrays.stream(sizes, axis, sizes.length))
            .toArray());
  }

  /** This shape without the given axes. */
  public Shape without(Ints axes) {
    return of(
        IntStream.range(0, sizes.length)
            .filter(a -> !axes.contains(a))
            .map(a -> sizes[a])
            .toArray());
  }

  /** This shape without its axes of size 1. */
  public Shape squeezed() {
    return of(Arrays.stream(sizes).filter(size -> size != 1).toArray());
  }

  /** The axes {@code from} (inclusive) to {@code to} (exclusive). */
  public Shape slice(int from, int to) {
    return of(Arrays.copyOfRange(sizes, from, to));
  }

  /** The axes of this shape followed by those of another. */
  public Shape concat(Shape other) {
    return of(IntStream.concat(Arrays.stream(sizes), Arrays.stream(other.sizes)).toArray());
  }

  /** The axes in another order: axis {@code i} of the result is axis {@code order[i]}. */
  public Shape permute(Ints order) {
    return of(order.stream().map(a -> sizes[a]).toArray());
  }

  /**
   * The shape in which two operands meet by NumPy's rule: axes are aligned from the last, and an
   * axis of size 1 takes the other's size.
   *
   * @param operation named in the error
   * @throws ShapeException if two aligned sizes differ and neither is 1
   */
  public Shape broadcast(String operation, Shape other) {
    int rank = Math.max(rank(), other.rank());
    int[] joint = new int[rank];
    for (int back = 1; back <= rank; back++) {
      int mine = back <= rank() ? sizes[rank() - back] : 1;
      int theirs = back <= other.rank() ? other.sizes[other.rank() - back] : 1;
      if (mine != theirs && mine != 1 && theirs != 1) {
        throw new ShapeException(
            operation
                + ": "
                + this
                + " and "
                + other
                + "; the sizes "
                + mine
                + " and "
                + theirs
                + " differ and neither is 1; reshape or expand one of them");
      }
      joint[rank - back] = mine == 1 ? theirs : mine;
    }
    return of(joint);
  }

  /** Whether {@link #broadcast} with another shape succeeds. */
  public boolean meets(Shape other) {
    for (int back = 1; back <= Math.min(rank(), other.rank()); back++) {
      int mine = sizes[rank() - back];
      int theirs = other.sizes[other.rank() - back];
      if (mine != theirs && mine != 1 && theirs != 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * An axis counted from 0, or from the end if negative, as an axis counted from 0.
   *
   * @param operation named in the error
   * @throws ShapeException if there is no such axis
   */
  public int axis(String operation, int axis) {
    int counted = axis < 0 ? axis + rank() : axis;
    if (counted < 0 || counted >= rank()) {
      throw new ShapeException(
          operation
              + ": axis "
              + axis
              + " of "
              + this
              + "; "
              + (rank() == 0
                  ? "a scalar has no axes"
                  : "axes run from " + -rank() + " to " + (rank() - 1)));
    }
    return counted;
  }

  /**
   * Where a new axis before axis {@code axis} stands, counted from 0; -1 puts it last.
   *
   * @param operation named in the error
   * @throws ShapeException if there is no such place
   */
  public int insertion(String operation, int axis) {
    int at = axis < 0 ? axis + rank() + 1 : axis;
    if (at < 0 || at > rank()) {
      throw new ShapeException(
          operation
              + ": axis "
              + axis
              + " of "
              + this
              + "; a new axis can stand at "
              + (-rank() - 1)
              + " to "
              + rank());
    }
    return at;
  }

  /**
   * Axes counted from either end as distinct ascending axes counted from 0; none given means all.
   *
   * @throws ShapeException if there is no such axis or one is named twice
   */
  public Ints axes(String operation, int... axes) {
    if (axes.length == 0) {
      return Ints.range(0, rank());
    }
    int[] counted = Arrays.stream(axes).map(a -> axis(operation, a)).sorted().toArray();
    for (int i = 1; i < counted.length; i++) {
      if (counted[i] == counted[i - 1]) {
        throw new ShapeException(
            operation
                + ": axes "
                + Arrays.toString(axes)
                + " of "
                + this
                + "; axis "
                + counted[i]
                + " is named twice; name each axis once");
      }
    }
    return Ints.of(counted);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(sizes, that.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
