package dev.jacobi.graph;

import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in hand: a shape, a type and a row-major Java array ({@code float[]}, {@code double[]},
 * {@code int[]}, {@code long[]} or {@code boolean[]}) that nobody changes any more.
 */
public final class ArrayValue {
  private final Shape shape;
  private final DType dtype;
  private final Storage storage;

  private ArrayValue(Shape shape, DType dtype, Storage storage) {
    int length = Array.getLength(storage.array());
    if (length != shape.elements()) {
      throw new ShapeException(
          "value: an array of "
              + length
              + " elements for shape "
              + shape
              + "; it takes as many as the shape has");
    }
    this.shape = shape;
    this.dtype = dtype;
    this.storage = storage;
  }

  private ArrayValue(Shape shape, DType dtype, Object array) {
    this(shape, dtype, new Storage(array));
  }

  /** The array, shared by all values that are made of it, until it is donated. */
  private static final class Storage {
    private volatile @Nullable Object array;

    Storage(Object array) {
      this.array = array;
    }

    Object array() {
      Object present = array;
      if (present == null) {
        throw new JacobiException(
            "value: the tensor was donated to a compiled function, which wrote over it; use the"
                + " function's result, or call it without donating(...)");
      }
      return present;
    }

    /** The array for one caller, nobody else's from now on. */
    synchronized Object give() {
      Object given = array();
      array = null;
      return given;
    }
  }

  /** Takes over an array, which must not be changed afterwards. */
  public static ArrayValue of(Shape shape, Object array) {
    return new ArrayValue(shape, typeOf(array), array);
  }

  /** The element type of a Java array. */
  public static DType typeOf(Object array) {
    return switch (array) {
      case float[] a -> DType.FLOAT32;
      case double[] a -> DType.FLOAT64;
      case int[] a -> DType.INT32;
      case long[] a -> DType.INT64;
      case boolean[] a -> DType.BOOL;
      default ->
          throw new DTypeException(
              "value: "
                  + array.getClass().getSimpleName()
                  + "; it takes an array of float, double, int, long or boolean");
    };
  }

  /** A new zeroed Java array for that many elements of that type. */
  public static Object allocate(DType dtype, int elements) {
    return switch (dtype) {
      case FLOAT32 -> new float[elements];
      case FLOAT64 -> new double[elements];
      case INT32 -> new int[elements];
      case INT64 -> new long[elements];
      case BOOL -> new boolean[elements];
    };
  }

  /** The scalar {@code value} in that type, by the rules of {@link Op.Elementwise.Cast}. */
  public static ArrayValue scalar(DType dtype, double value) {
    Object array =
        switch (dtype) {
          case FLOAT32 -> new float[] {(float) value};
          case FLOAT64 -> new double[] {value};
          case INT32 -> new int[] {(int) value};
          case INT64 -> new long[] {(long) value};
          case BOOL -> new boolean[] {value != 0};
        };
    return new ArrayValue(Shape.scalar(), dtype, array);
  }

  /** The shape. */
  public Shape shape() {
    return shape;
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /** The Java array itself, to be read only. */
  public Object array() {
    return storage.array();
  }

  /**
   * Checks that the array was not given away. What was read before this returns was not written
   * over, even if another thread gives it away now.
   *
   * @throws JacobiException if it was
   */
  public void requirePresent() {
    storage.array();
  }

  /**
   * Gives the array away: this value, and every other that shares the array, is unusable from now
   * on.
   */
  public Object donate() {
    return storage.give();
  }

  /** The same numbers under another shape of as many elements. */
  public ArrayValue reshape(Shape other) {
    return new ArrayValue(other, dtype, storage);
  }

  /** Element {@code index} in row-major order as a double; true is 1. */
  public double getDouble(int index) {
    return switch (array()) {
      case float[] a -> a[index];
      case double[] a -> a[index];
      case int[] a -> a[index];
      case long[] a -> a[index];
      case boolean[] a -> a[index] ? 1 : 0;
      default -> throw new IllegalStateException();
    };
  }

  /** Element {@code index} in row-major order as a long; true is 1, floats are saturated. */
  public long getLong(int index) {
    return switch (array()) {
      case float[] a -> (long) a[index];
      case double[] a -> (long) a[index];
      case int[] a -> a[index];
      case long[] a -> a[index];
      case boolean[] a -> a[index] ? 1 : 0;
      default -> throw new IllegalStateException();
    };
  }

  /** Whether shape, type and bits are the same (NaN equals NaN, -0.0 does not equal 0.0). */
  public boolean sameBits(ArrayValue other) {
    return shape.equals(other.shape)
        && dtype == other.dtype
        && switch (array()) {
          case float[] a -> Arrays.equals(a, (float[]) other.array());
          case double[] a -> Arrays.equals(a, (double[]) other.array());
          case int[] a -> Arrays.equals(a, (int[]) other.array());
          case long[] a -> Arrays.equals(a, (long[]) other.array());
          case boolean[] a -> Arrays.equals(a, (boolean[]) other.array());
          default -> throw new IllegalStateException();
        };
  }

  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
