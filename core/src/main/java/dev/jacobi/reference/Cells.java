package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;

/**
 * The elements of a result while they are written. Numbers come as a double or as a long and are
 * rounded, wrapped or saturated to the element type by the rules of a cast; nothing else in this
 * package knows about the five types.
 */
final class Cells {
  private final Shape shape;
  private final Object array;

  Cells(Shape shape, DType dtype) {
    this.shape = shape;
    this.array = ArrayValue.allocate(dtype, shape.elements());
  }

  /** A float rounds, an integer saturates and takes NaN to 0, a truth value is "not zero". */
  void set(int at, double value) {
    switch (array) {
      case float[] a -> a[at] = (float) value;
      case double[] a -> a[at] = value;
      case int[] a -> a[at] = (int) value;
      case long[] a -> a[at] = (long) value;
      case boolean[] a -> a[at] = value != 0;
      default -> throw new IllegalStateException();
    }
  }

  /** A float rounds once, an int32 wraps, a truth value is "not zero". */
  void set(int at, long value) {
    switch (array) {
      case float[] a -> a[at] = (float) value;
      case double[] a -> a[at] = (double) value;
      case int[] a -> a[at] = (int) value;
      case long[] a -> a[at] = value;
      case boolean[] a -> a[at] = value != 0;
      default -> throw new IllegalStateException();
    }
  }

  /** Element {@code index} of another value, cast if the types differ. */
  void copy(int at, ArrayValue from, int index) {
    if (from.dtype().isFloat()) {
      set(at, from.getDouble(index));
    } else {
      set(at, from.getLong(index));
    }
  }

  /** What was written; these cells are not written any more. */
  ArrayValue value() {
    return ArrayValue.of(shape, array);
  }

  /** Element i of the result is element {@code places[i]} of {@code x}. */
  static ArrayValue gather(Shape shape, ArrayValue x, int[] places) {
    Cells out = new Cells(shape, x.dtype());
    for (int i = 0; i < places.length; i++) {
      out.copy(i, x, places[i]);
    }
    return out.value();
  }

  /**
   * Zeros, to which element i of {@code x} is added at {@code places[i]}, in the order of i. Floats
   * are added in double and rounded once, integers wrap. For truth values this is "or": a count of
   * true elements is not zero.
   */
  static ArrayValue scatterAdd(Shape shape, ArrayValue x, int[] places) {
    Cells out = new Cells(shape, x.dtype());
    if (x.dtype().isFloat()) {
      double[] sums = new double[shape.elements()];
      for (int i = 0; i < places.length; i++) {
        sums[places[i]] += x.getDouble(i);
      }
      for (int i = 0; i < sums.length; i++) {
        out.set(i, sums[i]);
      }
    } else {
      long[] sums = new long[shape.elements()];
      for (int i = 0; i < places.length; i++) {
        sums[places[i]] += x.getLong(i);
      }
      for (int i = 0; i < sums.length; i++) {
        out.set(i, sums[i]);
      }
    }
    return out.value();
  }
}
