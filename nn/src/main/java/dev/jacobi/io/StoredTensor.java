package dev.jacobi.io;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.io.Decoding.UnfitException;
import dev.jacobi.type.DType;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A tensor that lies in a mapped file. Its numbers are fetched when they are asked for, so it may
 * be larger than the memory. There is nothing to close: the mapping ends when nothing uses it.
 */
public final class StoredTensor {
  private final MappedFile file;
  private final String name;
  private final long[] sizes;
  private final StoredType type;
  private final Decoding data;
  private final boolean columnMajor;

  /**
   * A tensor whose elements fill {@code data}.
   *
   * @param name as it stands in messages, or empty
   * @param columnMajor whether the first index runs fastest, not the last
   */
  StoredTensor(
      MappedFile file,
      String name,
      long[] sizes,
      StoredType type,
      MemorySegment data,
      ByteOrder order,
      boolean columnMajor) {
    this.file = file;
    this.name = name;
    this.sizes = sizes;
    this.type = type;
    this.data = new Decoding(data, order);
    this.columnMajor = columnMajor;
  }

  /** The sizes of the axes. */
  public long[] sizes() {
    return sizes.clone();
  }

  /** The type in the file. */
  public StoredType type() {
    return type;
  }

  /** The type in memory. */
  public DType dtype() {
    return type.dtype();
  }

  /**
   * The whole tensor.
   *
   * @throws FileException if it has more than 2^31 - 1 elements, or numbers that do not fit
   */
  public Tensor read() {
    Shape shape = shape(sizes);
    Object array = ArrayValue.allocate(dtype(), shape.elements());
    decode(0, array, 0, shape.elements());
    return columnMajor ? reversed(shape, array) : Tensor.of(ArrayValue.of(shape, array));
  }

  /** {@code count} rows (entries of axis 0) from row {@code from} on. */
  public Tensor rowsFrom(long from, int count) {
    requireRows();
    if (count < 0 || from < 0 || from > sizes[0] - count) {
      throw new IndexException(
          "rowsFrom: " + count + " rows from row " + from + "; " + this + " has " + sizes[0]);
    }
    Shape shape = shapeOfRows(count);
    Object array = ArrayValue.allocate(dtype(), shape.elements());
    if (!columnMajor) {
      decode(from * rowElements(), array, 0, shape.elements());
      return Tensor.of(ArrayValue.of(shape, array));
    }
    for (int column = 0; column < rowElements(); column++) {
      decode(column * sizes[0] + from, array, column * count, count);
    }
    return reversed(shape, array);
  }

  /** The given rows (entries of axis 0) in that order. */
  public Tensor rows(long... rows) {
    requireRows();
    for (long row : rows) {
      if (row < 0 || row >= sizes[0]) {
        throw new IndexException("rows: row " + row + "; " + this + " has " + sizes[0]);
      }
    }
    Shape shape = shapeOfRows(rows.length);
    Object array = ArrayValue.allocate(dtype(), shape.elements());
    int each = shape.elements(1, shape.rank());
    if (!columnMajor) {
      for (int i = 0; i < rows.length; i++) {
        decode(rows[i] * each, array, i * each, each);
      }
      return Tensor.of(ArrayValue.of(shape, array));
    }
    for (int column = 0; column < each; column++) {
      for (int i = 0; i < rows.length; i++) {
        decode(column * sizes[0] + rows[i], array, column * rows.length + i, 1);
      }
    }
    return reversed(shape, array);
  }

  /** A column-major array is a row-major one of the reversed sizes, transposed. */
  private static Tensor reversed(Shape shape, Object array) {
    int[] order = IntStream.range(0, shape.rank()).map(axis -> shape.rank() - 1 - axis).toArray();
    Shape backwards = shape.permute(Ints.of(order));
    return Tensor.of(ArrayValue.of(backwards, array)).permute(order).value();
  }

  private void decode(long from, Object array, int at, int count) {
    file.read(() -> {
      try {
        data.read(type, from, array, at, count);
      } catch (UnfitException unfit) {
        throw file.refused(
            named() + type + " " + unfit.getMessage(),
            "it cannot be read exactly; write it in another type");
      }
      return array;
    });
  }

  private String named() {
    return name.isEmpty() ? "" : FileException.quote(name) + " ";
  }

  private long rowElements() {
    long product = 1;
    for (int axis = 1; axis < sizes.length; axis++) {
      product *= sizes[axis];
    }
    return product;
  }

  private void requireRows() {
    if (sizes.length == 0) {
      throw new IndexException("rows: " + this + "; a scalar has no rows; use read()");
    }
  }

  private Shape shapeOfRows(int count) {
    long[] changed = sizes.clone();
    changed[0] = count;
    return shape(changed);
  }

  private Shape shape(long[] asked) {
    boolean empty = Arrays.stream(asked).anyMatch(size -> size == 0);
    long elements = 1;
    for (long size : asked) {
      elements = empty ? size : elements * size;
      if (size > Integer.MAX_VALUE || elements > Integer.MAX_VALUE) {
        throw file.refused(
            named() + Arrays.toString(asked) + " has more than 2147483647 elements",
            "read some of its rows at a time");
      }
    }
    return Shape.of(Arrays.stream(asked).mapToInt(Math::toIntExact).toArray());
  }

  @Override
  public String toString() {
    return (name.isEmpty() ? "" : name + " ")
        + type
        + Arrays.toString(sizes)
        + " in "
        + file.place();
  }
}
