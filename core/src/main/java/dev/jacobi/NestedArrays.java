package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Java arrays of any depth into values and back; always by copy. */
final class NestedArrays {
  private NestedArrays() {}

  /**
   * The value of an array such as {@code float[][]}.
   *
   * @throws ShapeException if rows differ in length or one is null
   * @throws DTypeException if the elements are no float, double, int, long or boolean
   */
  static ArrayValue read(Object array) {
    Class<?> element = array.getClass();
    int rank = 0;
    while (element.isArray()) {
      element = element.getComponentType();
      rank++;
    }
    DType dtype = dtype(element, array);
    int[] sizes = new int[rank];
    Object first = array;
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = first == null ? 0 : Array.getLength(first);
      first = axis + 1 < rank && sizes[axis] > 0 ? Array.get(first, 0) : null;
    }
    Shape shape = Shape.of(sizes);
    Object flat = ArrayValue.allocate(dtype, shape.elements());
    copyIn(array, sizes, 0, flat, 0, new ArrayList<>());
    return ArrayValue.of(shape, flat);
  }

  private static DType dtype(Class<?> element, Object array) {
    if (element == float.class) {
      return DType.FLOAT32;
    } else if (element == double.class) {
      return DType.FLOAT64;
    } else if (element == int.class) {
      return DType.INT32;
    } else if (element == long.class) {
      return DType.INT64;
    } else if (element == boolean.class) {
      return DType.BOOL;
    }
    throw new DTypeException(
        "of: "
            + array.getClass().getSimpleName()
            + "; it takes arrays of float, double, int, long or boolean; convert the elements");
  }

  private static int copyIn(
      @Nullable Object array, int[] sizes, int axis, Object flat, int offset, List<Integer> place) {
    int length = array == null ? -1 : Array.getLength(array);
    if (array == null || length != sizes[axis]) {
      throw new ShapeException(
          "of: the row at "
              + place
              + (array == null ? " is null" : " has " + length + " elements")
              + " and the first of its kind has "
              + sizes[axis]
              + "; all rows need the same length");
    }
    if (axis == sizes.length - 1) {
      System.arraycopy(array, 0, flat, offset, length);
      return offset + length;
    }
    for (int i = 0; i < length; i++) {
      place.add(i);
      offset = copyIn(Array.get(array, i), sizes, axis + 1, flat, offset, place);
      place.removeLast();
    }
    return offset;
  }

  /** A new array nested as deep as the value has axes; a boxed number for a scalar. */
  static Object write(ArrayValue value) {
    if (value.shape().rank() == 0) {
      return Array.get(value.array(), 0);
    }
    Object nested =
        Array.newInstance(value.array().getClass().getComponentType(), value.shape().sizes());
    copyOut(value.array(), 0, nested, value.shape(), 0);
    return nested;
  }

  private static int copyOut(Object flat, int offset, Object nested, Shape shape, int axis) {
    int length = shape.size(axis);
    if (axis == shape.rank() - 1) {
      System.arraycopy(flat, offset, nested, 0, length);
      return offset + length;
    }
    for (int i = 0; i < length; i++) {
      offset = copyOut(flat, offset, Array.get(nested, i), shape, axis + 1);
    }
    return offset;
  }
}
