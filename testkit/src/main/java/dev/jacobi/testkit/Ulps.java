package dev.jacobi.testkit;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;

/**
 * Distances in units in the last place: how many steps from one floating-point number to the next
 * lie between two of them.
 *
 * <p>NaN is at distance 0 from NaN and {@link Long#MAX_VALUE} from every number. The two zeros are
 * neighbours, -0.0 below 0.0, so that distance 0 means the same number to the sign. Infinity is the
 * neighbour of the largest finite number.
 */
public final class Ulps {
  private Ulps() {}

  /** The distance of two numbers of float64. */
  public static long distance(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.isNaN(a) && Double.isNaN(b) ? 0 : Long.MAX_VALUE;
    }
    return between(rank(a), rank(b));
  }

  /** The distance of two numbers of float32. */
  public static long distance(float a, float b) {
    if (Float.isNaN(a) || Float.isNaN(b)) {
      return Float.isNaN(a) && Float.isNaN(b) ? 0 : Long.MAX_VALUE;
    }
    return between(rank(a), rank(b));
  }

  /** The number's place in the order of all numbers; 0.0 is at 0 and -0.0 at -1. */
  private static long rank(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits >= 0 ? bits : ~(bits & Long.MAX_VALUE);
  }

  private static long rank(float x) {
    int bits = Float.floatToRawIntBits(x);
    return bits >= 0 ? bits : ~(bits & Integer.MAX_VALUE);
  }

  private static long between(long a, long b) {
    long difference = Math.max(a, b) - Math.min(a, b);
    return difference < 0 ? Long.MAX_VALUE : difference;
  }

  /** The distance of two elements at the same place; other types than floats are equal or not. */
  public static long distance(ArrayValue a, ArrayValue b, int index) {
    return switch (a.dtype()) {
      case FLOAT32 -> distance((float) a.getDouble(index), (float) b.getDouble(index));
      case FLOAT64 -> distance(a.getDouble(index), b.getDouble(index));
      case INT32, INT64, BOOL -> a.getLong(index) == b.getLong(index) ? 0 : Long.MAX_VALUE;
    };
  }

  /**
   * The largest distance of elements at the same place, 0 if there are none.
   *
   * @throws CheckFailedException if shapes or types differ
   */
  public static long largest(ArrayValue a, ArrayValue b) {
    requireAlike(a, b);
    long largest = 0;
    for (int i = 0; i < a.shape().elements(); i++) {
      largest = Math.max(largest, distance(a, b, i));
    }
    return largest;
  }

  /**
   * The largest difference of elements at the same place relative to the largest finite element of
   * {@code expected}; infinite where one is NaN or infinite and the other is not the same.
   *
   * @throws CheckFailedException if shapes or types differ
   */
  public static double relativeError(ArrayValue actual, ArrayValue expected) {
    requireAlike(actual, expected);
    double scale = 0;
    double largest = 0;
    for (int i = 0; i < actual.shape().elements(); i++) {
      double a = actual.getDouble(i);
      double b = expected.getDouble(i);
      if (Double.isFinite(a) && Double.isFinite(b)) {
        largest = Math.max(largest, Math.abs(a - b));
        scale = Math.max(scale, Math.abs(b));
      } else if (Double.compare(a, b) != 0) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return largest == 0 ? 0 : largest / scale;
  }

  /** Half the distance from 1 to the next larger number: the rounding error of one operation. */
  static double roundoff(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> 0x1p-24;
      case FLOAT64 -> 0x1p-53;
      case INT32, INT64, BOOL -> 0;
    };
  }

  static void requireAlike(ArrayValue a, ArrayValue b) {
    if (!a.shape().equals(b.shape()) || a.dtype() != b.dtype()) {
      throw new CheckFailedException(
          "comparison: " + a + " and " + b + "; shapes and types must be equal");
    }
  }
}
