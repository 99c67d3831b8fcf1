package dev.jacobi.testkit.laws.engine;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.Random;

/**
 * Numbers for the inputs of random graphs: halves of them multiples of an eighth, so that there are
 * ties and zeros.
 *
 * @param special whether some are NaN, infinite, negative zero, the smallest or the largest
 */
record Numbers(Random random, boolean special) {
  private static final double[] SPECIAL = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    0.0,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    1e30,
    -1e-30
  };
  private static final long[] EXTREME = {
    Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, -1
  };

  ArrayValue draw(DType dtype, Shape shape) {
    Object array = ArrayValue.allocate(dtype, shape.elements());
    for (int i = 0; i < shape.elements(); i++) {
      switch (array) {
        case float[] a -> a[i] = (float) real();
        case double[] a -> a[i] = real();
        case int[] a -> a[i] = (int) whole();
        case long[] a -> a[i] = whole();
        case boolean[] a -> a[i] = random.nextBoolean();
        default -> throw new IllegalStateException();
      }
    }
    return ArrayValue.of(shape, array);
  }

  /** Whole numbers from 0 to {@code n - 1}. */
  ArrayValue indices(DType dtype, Shape shape, int n) {
    Object array = ArrayValue.allocate(dtype, shape.elements());
    for (int i = 0; i < shape.elements(); i++) {
      int index = random.nextInt(n);
      switch (array) {
        case int[] a -> a[i] = index;
        case long[] a -> a[i] = index;
        default -> throw new IllegalStateException();
      }
    }
    return ArrayValue.of(shape, array);
  }

  private double real() {
    if (special && random.nextInt(8) == 0) {
      return SPECIAL[random.nextInt(SPECIAL.length)];
    }
    double number = random.nextDouble(-2, 2);
    return random.nextBoolean() ? number : Math.rint(number * 8) / 8;
  }

  private long whole() {
    return special && random.nextInt(8) == 0
        ? EXTREME[random.nextInt(EXTREME.length)]
        : random.nextInt(-5, 6);
  }
}
