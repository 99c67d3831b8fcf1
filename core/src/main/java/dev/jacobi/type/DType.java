package dev.jacobi.type;

/** The type of a tensor's elements. */
public enum DType {
  /** IEEE binary32; a Java {@code float}. */
  FLOAT32("float32", 4),
  /** IEEE binary64; a Java {@code double}. */
  FLOAT64("float64", 8),
  /** 32-bit two's complement integer that wraps on overflow; a Java {@code int}. */
  INT32("int32", 4),
  /** 64-bit two's complement integer that wraps on overflow; a Java {@code long}. */
  INT64("int64", 8),
  /** Truth values; a Java {@code boolean}. */
  BOOL("bool", 1);

  private final String label;
  private final int bytes;

  DType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** Whether values of this type have derivatives. */
  public boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Whether this is one of the two integer types. */
  public boolean isInteger() {
    return this == INT32 || this == INT64;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /**
   * The type in which two operands of different types meet: the wider of two floats or of two
   * integers, the float of a float and an integer, the number of a number and a truth value.
   */
  public DType promote(DType other) {
    if (this == other) {
      return this;
    }
    if (isFloat() && other.isFloat()) {
      return FLOAT64;
    }
    if (isFloat() || other == BOOL) {
      return this;
    }
    if (other.isFloat() || this == BOOL) {
      return other;
    }
    return INT64;
  }

  @Override
  public String toString() {
    return label;
  }
}
