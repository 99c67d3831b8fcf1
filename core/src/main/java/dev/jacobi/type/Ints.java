package dev.jacobi.type;

import java.util.Arrays;
import java.util.stream.IntStream;

/** An immutable list of ints with value equality: axes, sizes, offsets of an operation. */
public final class Ints {
  private static final Ints EMPTY = new Ints(new int[0]);

  private final int[] values;

  private Ints(int[] values) {
    this.values = values;
  }

  /** The given values, copied. */
  public static Ints of(int... values) {
    return values.length == 0 ? EMPTY : new Ints(values.clone());
  }

  /** The values from {@code start} (inclusive) to {@code end} (exclusive). */
  public static Ints range(int start, int end) {
    return of(IntStream.range(start, end).toArray());
  }

  /** {@code count} times the same value. */
  public static Ints repeat(int value, int count) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return of(values);
  }

  /** The value at {@code index}. */
  public int get(int index) {
    return values[index];
  }

  /** How many values there are. */
  public int size() {
    return values.length;
  }

  /** Whether there is no value. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /** Whether {@code value} is among the values. */
  public boolean contains(int value) {
    return indexOf(value) >= 0;
  }

  /** The first index of {@code value}, or -1. */
  public int indexOf(int value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return -1;
  }

  /** Each value plus {@code offset}. */
  public Ints plus(int offset) {
    return of(stream().map(v -> v + offset).toArray());
  }

  /** These values with {@code value} put before them. */
  public Ints prepend(int value) {
    return of(IntStream.concat(IntStream.of(value), stream()).toArray());
  }

  /** These values with {@code value} put behind them. */
  public Ints append(int value) {
    return of(IntStream.concat(stream(), IntStream.of(value)).toArray());
  }

  /** Read as a permutation: the permutation that undoes it. */
  public Ints inverse() {
    int[] inverse = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      inverse[values[i]] = i;
    }
    return new Ints(inverse);
  }

  /** The values as a stream. */
  public IntStream stream() {
    return Arrays.stream(values);
  }

  /** A copy of the values. */
  public int[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ints that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
