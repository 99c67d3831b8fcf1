package dev.jacobi.io;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

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

  /** Writes version 1.0, row-major and little-endian. */
  static void write(ArrayValue value, WritableByteChannel channel) throws IOException {
    String descr =
        switch (value.dtype()) {
          case FLOAT32 -> "<f4";
          case FLOAT64 -> "<f8";
          case INT32 -> "<i4";
          case INT64 -> "<i8";
          case BOOL -> "|b1";
        };
    String sizes =
        Arrays.stream(value.shape().sizes())
            .mapToObj(size -> size + ",")
            .collect(Collectors.joining(" ", "(", ")"));
    String text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + sizes + ", }";
    int prefix = NpyHeader.MAGIC.length + 4;
    int padded = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(padded).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    header.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - prefix));
    header.put(text.getBytes(StandardCharsets.ISO_8859_1));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    Encoding encoding = new Encoding(channel);
    encoding.write(header.put((byte) '\n').array());
    encoding.write(value, StoredType.of(value.dtype()));
    encoding.flush();
  }
}
