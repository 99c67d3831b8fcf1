package dev.jacobi.io;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A tensor in a file of NumPy's NPY format.
 *
 * <pre>{@code
 * Tensor x = Npy.read(path);                 // whole
 * Tensor some = Npy.open(path).rowsFrom(1000, 64);   // mapped: numbers are fetched when asked for
 * Npy.write(path, x);
 * }</pre>
 */
public final class Npy {
  private static final int ALIGNMENT = 64;

  private Npy() {}

  /**
   * Maps a file and checks its header.
   *
   * @throws FileException if it cannot be read, or holds something else than numbers of ours
   */
  public static StoredTensor open(Path file) {
    return open(file, Arena.ofAuto());
  }

  /**
   * The tensor of a file; numbers that are narrower than ours are widened exactly.
   *
   * @throws FileException if it cannot be read, or holds something else than numbers of ours
   */
  public static Tensor read(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      return open(file, arena).read();
    }
  }

  private static StoredTensor open(Path path, Arena arena) {
    MappedFile file = MappedFile.map(NpyHeader.FORMAT, path, arena);
    return file.read(() -> NpyHeader.read(file)).tensor(file);
  }

  /**
   * Writes a tensor to a file, whole or not at all.
   *
   * @throws FileException if it cannot be written; a file that was there before is then unchanged
   */
  public static void write(Path file, Tensor tensor) {
    ArrayValue value = tensor.toArrayValue();
    AtomicFile.write(NpyHeader.FORMAT, file, channel -> write(value, channel));
  }

  /**
   * Writes rows as they come, whole or not at all; the file may be larger than the memory.
   *
   * @param row the shape of one row
   * @param parts each {@code [rows, row...]}; they are asked for one after the other
   * @throws ShapeException if a part has another type or other rows; no file is made then
   * @throws FileException if it cannot be written; a file that was there before is then unchanged
   */
  public static void writeRows(Path file, DType dtype, Shape row, Iterable<Tensor> parts) {
    AtomicFile.write(
        NpyHeader.FORMAT,
        file,
        channel -> {
          // The number of rows is known at the end: the header leaves room for any.
          int length = header(dtype, sizes(Long.MAX_VALUE, row), 0).length;
          Encoding encoding = new Encoding(channel);
          encoding.write(new byte[length]);
          long rows = 0;
          for (Tensor part : parts) {
            ArrayValue value = part.toArrayValue();
            if (value.dtype() != dtype
                || part.rank() == 0
                || !part.shape().slice(1, part.rank()).equals(row)) {
              throw new ShapeException(
                  "writeRows: a part "
                      + part.dtype()
                      + part.shape()
                      + "; it takes rows "
                      + dtype
                      + row
                      + " below an axis 0 of any size");
            }
            encoding.write(value, StoredType.of(dtype));
            rows += part.size(0);
          }
          encoding.flush();
          ByteBuffer header = ByteBuffer.wrap(header(dtype, sizes(rows, row), length));
          for (int at = 0; header.hasRemaining(); ) {
            at += channel.write(header, at);
          }
        });
  }

  private static LongStream sizes(long rows, Shape row) {
    return LongStream.concat(LongStream.of(rows), Arrays.stream(row.sizes()).asLongStream());
  }

  /** Writes version 1.0, row-major and little-endian. */
  static void write(ArrayValue value, WritableByteChannel channel) throws IOException {
    Encoding encoding = new Encoding(channel);
    LongStream sizes = Arrays.stream(value.shape().sizes()).asLongStream();
    encoding.write(header(value.dtype(), sizes, 0));
    encoding.write(value, StoredType.of(value.dtype()));
    encoding.flush();
  }

  /** The header, filled up with spaces to the alignment and to {@code least} bytes. */
  private static byte[] header(DType dtype, LongStream sizes, int least) {
    String descr =
        switch (dtype) {
          case FLOAT32 -> "<f4";
          case FLOAT64 -> "<f8";
          case INT32 -> "<i4";
          case INT64 -> "<i8";
          case BOOL -> "|b1";
        };
    String shape = sizes.mapToObj(size -> size + ",").collect(Collectors.joining(" ", "(", ")"));
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
    int prefix = NpyHeader.MAGIC.length + 4;
    int needed = Math.max(least, prefix + text.length() + 1);
    int padded = (needed + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(padded).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    header.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - prefix));
    header.put(text.getBytes(StandardCharsets.ISO_8859_1));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }
}
