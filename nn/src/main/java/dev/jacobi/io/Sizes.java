package dev.jacobi.io;

/** Sizes of axes as a file claims them: any numbers, until they are checked. */
final class Sizes {
  private Sizes() {}

  /**
   * The product of the sizes, or -1 if one of them is negative or the product of those that are not
   * 0 leaves the range of a long.
   */
  static long elements(long[] sizes) {
    long product = 1;
    boolean empty = false;
    for (long size : sizes) {
      if (size < 0 || Math.multiplyHigh(product, size) != 0 || product * size < 0) {
        return -1;
      }
      empty |= size == 0;
      product *= size == 0 ? 1 : size;
    }
    return empty ? 0 : product;
  }

  /** The same in bytes. */
  static long bytes(long[] sizes, StoredType type) {
    long elements = elements(sizes);
    return elements > Long.MAX_VALUE / type.bytes() ? -1 : elements * type.bytes();
  }
}
