package dev.jacobi.cpu;

import static org.assertj.core.api.Assertions.fail;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.PlainKernels;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** Runs a kernel of every set on the same arrays and compares all that is in them afterwards. */
final class KernelComparison {
  /** Row lengths at the edges of vectors and panels. */
  static final int[] SIZES = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100};

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    1e-40,
    1e30,
    1e300
  };

  private final Kernels plain = new PlainKernels();
  private final List<Kernels> others = KernelsByLanes.all();
  private final SplittableRandom random = new SplittableRandom(4711);

  /** The kernels of the set are called with arrays of their own, which begin as {@code before}. */
  void check(String what, Object before, BiConsumer<Kernels, Object> call) {
    Object expected = copy(before);
    call.accept(plain, expected);
    for (int i = 0; i < others.size(); i++) {
      Object found = copy(before);
      call.accept(others.get(i), found);
      int at = firstDifferent(expected, found);
      if (at >= 0) {
        fail(
            "%s: with %d lanes element %d is %s, by plain kernels %s",
            what, 4 << i, at, element(found, at), element(expected, at));
      }
    }
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  int oneOf(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Numbers of moderate size. */
  Object tame(DType dtype, int length) {
    return array(dtype, length, false);
  }

  /** Numbers of any size, now and then a special one or any bits at all. */
  Object wild(DType dtype, int length) {
    return array(dtype, length, true);
  }

  private Object array(DType dtype, int length, boolean wild) {
    Object array = ArrayValue.allocate(dtype, length);
    for (int i = 0; i < length; i++) {
      int choice = wild ? random.nextInt(8) : 7;
      double number =
          choice == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : random.nextDouble(-1, 1) * (choice < 4 ? 800 : 4);
      switch (array) {
        case float[] x ->
            x[i] = choice == 1 ? Float.intBitsToFloat(random.nextInt()) : (float) number;
        case double[] x -> x[i] = choice == 1 ? Double.longBitsToDouble(random.nextLong()) : number;
        case int[] x -> x[i] = choice == 1 ? random.nextInt() : (int) number;
        case long[] x -> x[i] = choice == 1 ? random.nextLong() : (long) number;
        case boolean[] x -> x[i] = random.nextBoolean();
        default -> throw new AssertionError(array);
      }
    }
    return array;
  }

  private static Object copy(Object array) {
    return switch (array) {
      case float[] x -> x.clone();
      case double[] x -> x.clone();
      case int[] x -> x.clone();
      case long[] x -> x.clone();
      case boolean[] x -> x.clone();
      default -> throw new AssertionError(array);
    };
  }

  /** All NaN count as the same, 0.0 and -0.0 do not. */
  private static int firstDifferent(Object a, Object b) {
    return switch (a) {
      case float[] x -> Arrays.mismatch(x, (float[]) b);
      case double[] x -> Arrays.mismatch(x, (double[]) b);
      case int[] x -> Arrays.mismatch(x, (int[]) b);
      case long[] x -> Arrays.mismatch(x, (long[]) b);
      case boolean[] x -> Arrays.mismatch(x, (boolean[]) b);
      default -> throw new AssertionError(a);
    };
  }

  private static Object element(Object array, int i) {
    return java.lang.reflect.Array.get(array, i);
  }
}
