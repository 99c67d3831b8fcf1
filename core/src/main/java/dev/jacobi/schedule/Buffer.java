package dev.jacobi.schedule;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import org.jspecify.annotations.Nullable;

/**
 * A place for numbers in a program. Which Java array it is is decided when the program is bound.
 */
public final class Buffer {
  /** Where the array comes from and how long it lives. */
  public enum Kind {
    /** Given by the caller. */
    INPUT,
    /** Part of the program. */
    CONSTANT,
    /** Given to the caller: a new array for each run. */
    OUTPUT,
    /** One whole value, for the time between its first and its last use. */
    WHOLE,
    /** One tile of a per-sample value: elements for each panel; one array for each worker. */
    TILE,
    /** Sums over samples: elements for each leaf of the reduction. */
    ACCUMULATOR
  }

  private final int id;
  private Kind kind;
  private final DType dtype;
  private final int elements;
  private final @Nullable ArrayValue constant;

  Buffer(int id, Kind kind, DType dtype, int elements, @Nullable ArrayValue constant) {
    this.id = id;
    this.kind = kind;
    this.dtype = dtype;
    this.elements = elements;
    this.constant = constant;
  }

  /** The number under which the program lists it. */
  public int id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  /** Makes a whole value one that is given to the caller. */
  void give() {
    if (kind != Kind.WHOLE) {
      throw new IllegalStateException("not a whole value: " + this);
    }
    kind = Kind.OUTPUT;
  }

  public DType dtype() {
    return dtype;
  }

  /** Elements in all; of a tile those of one panel of 32 samples, of an accumulator of one leaf. */
  public int elements() {
    return elements;
  }

  /** The numbers of a constant. */
  public @Nullable ArrayValue constant() {
    return constant;
  }

  /** Bytes of one unit: the whole, a panel, or a leaf. */
  public long bytes() {
    return (long) elements * dtype.bytes();
  }

  @Override
  public String toString() {
    String letter =
        switch (kind) {
          case INPUT -> "in";
          case CONSTANT -> "const";
          case OUTPUT -> "out";
          case WHOLE -> "w";
          case TILE -> "t";
          case ACCUMULATOR -> "acc";
        };
    return letter + id;
  }
}
