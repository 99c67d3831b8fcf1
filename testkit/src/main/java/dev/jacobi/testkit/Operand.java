package dev.jacobi.testkit;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a sample's operation is applied to: a shape and the numbers that may stand in it.
 *
 * @param shape the shape for a single value
 * @param fixed the type, or null for the float type in which the sample is tried
 * @param domain where ordinary numbers come from; whole numbers and truth values are rounded
 * @param special the numbers at which rules go wrong, in the type {@code fixed}; empty for a float,
 *     which takes those of its type
 * @param shared whether all entries of a batch have the same value, as weights do
 */
public record Operand(
    Shape shape, @Nullable DType fixed, Domain domain, List<Long> special, boolean shared) {
  private static final List<Double> FLOAT64 =
      special(Double.MAX_VALUE, Double.MIN_NORMAL, Double.MIN_VALUE);
  private static final List<Double> FLOAT32 =
      special(Float.MAX_VALUE, Float.MIN_NORMAL, Float.MIN_VALUE);

  private static List<Double> special(double largest, double normal, double smallest) {
    double[] sizes = {
      0, 1, smallest, Double.POSITIVE_INFINITY, largest, normal, 0.5, 2, 1 + 0x1p-20
    };
    return Stream.concat(
            Stream.of(Double.NaN), Arrays.stream(sizes).boxed().flatMap(x -> Stream.of(x, -x)))
        .toList();
  }

  /** Numbers of a float type from -2 to 2. */
  public static Operand real(int... sizes) {
    return real(Domain.between(-2, 2), sizes);
  }

  /** Numbers of a float type. */
  public static Operand real(Domain domain, int... sizes) {
    return new Operand(Shape.of(sizes), null, domain, List.of(), false);
  }

  /** Numbers of any type, whatever float type the sample is tried in. */
  public static Operand of(DType dtype, int... sizes) {
    return switch (dtype) {
      case FLOAT32, FLOAT64 -> real(sizes).as(dtype);
      case INT32 ->
          whole(dtype, List.of(0L, 1L, -1L, 3L, (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE))
              .shaped(sizes);
      case INT64 ->
          whole(dtype, List.of(0L, 1L, -1L, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE))
              .shaped(sizes);
      case BOOL -> new Operand(Shape.of(sizes), dtype, Domain.among(0, 1), List.of(0L, 1L), false);
    };
  }

  private static Operand whole(DType dtype, List<Long> special) {
    Domain domain = Domain.among(IntStream.rangeClosed(-5, 5).asDoubleStream().toArray());
    return new Operand(Shape.scalar(), dtype, domain, special, false);
  }

  /** Indices 0 to n - 1. */
  public static Operand index(DType dtype, int n, int... sizes) {
    Domain domain = Domain.among(IntStream.range(0, n).asDoubleStream().toArray());
    List<Long> all = LongStream.range(0, n).boxed().toList();
    return new Operand(Shape.of(sizes), dtype, domain, all, false);
  }

  /** The same numbers in a type of their own. */
  public Operand as(DType dtype) {
    return new Operand(shape, dtype, domain, special, shared);
  }

  /** The same numbers for all entries of a batch. */
  public Operand sharedByAll() {
    return new Operand(shape, fixed, domain, special, true);
  }

  private Operand shaped(int... sizes) {
    return new Operand(Shape.of(sizes), fixed, domain, special, shared);
  }

  /** Whether derivatives by it are tried. */
  public boolean isReal() {
    return fixed == null;
  }

  /** The type, given the float type in which the sample is tried. */
  public DType dtype(DType real) {
    return fixed == null ? real : fixed;
  }

  /** The shape for a batch with the axes {@code lead} in front. */
  public Shape shape(Shape lead) {
    return shared ? shape : lead.concat(shape);
  }

  /** Ordinary numbers. */
  public ArrayValue draw(DType real, Shape lead, Random random) {
    Shape full = shape(lead);
    double[] drawn = domain.draw(full.elements(), random);
    Object array = ArrayValue.allocate(dtype(real), full.elements());
    for (int i = 0; i < drawn.length; i++) {
      set(array, i, drawn[i]);
    }
    return ArrayValue.of(full, array);
  }

  /** How many special numbers there are. */
  int specials(DType real) {
    return special.isEmpty() ? floats(real).size() : special.size();
  }

  /** Special numbers; entry r of the batch begins with number {@code start[r]}. */
  ArrayValue special(DType real, int[] start) {
    Shape full = shape(Shape.of(start.length));
    Object array = ArrayValue.allocate(dtype(real), full.elements());
    int each = Math.max(1, shape.elements());
    for (int i = 0; i < full.elements(); i++) {
      int number = (start[i / each] + 7 * (i % each)) % specials(real);
      if (special.isEmpty()) {
        set(array, i, floats(real).get(number));
      } else {
        set(array, i, special.get(number));
      }
    }
    return ArrayValue.of(full, array);
  }

  private List<Double> floats(DType real) {
    return dtype(real) == DType.FLOAT32 ? FLOAT32 : FLOAT64;
  }

  private static void set(Object array, int i, double number) {
    switch (array) {
      case float[] a -> a[i] = (float) number;
      case double[] a -> a[i] = number;
      default -> set(array, i, (long) number);
    }
  }

  private static void set(Object array, int i, long number) {
    switch (array) {
      case int[] a -> a[i] = (int) number;
      case long[] a -> a[i] = number;
      case boolean[] a -> a[i] = number != 0;
      default -> throw new IllegalArgumentException("not whole numbers: " + Arrays.asList(array));
    }
  }
}
