package dev.jacobi.io;

import dev.jacobi.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A tensor in a file of the IDX format, in which MNIST is distributed; also compressed with gzip,
 * if the name ends in {@code .gz}.
 *
 * <pre>{@code
 * Tensor digits = Idx.read(path);                // int32 [60000, 28, 28] of 0 to 255
 * Tensor some = Idx.open(path).rowsFrom(1000, 64);   // mapped: numbers are fetched when asked for
 * }</pre>
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
public final class Idx {
  private static final String FORMAT = "idx";
  private static final String COMPRESSED = ".gz";
  private static final int PREFIX = 4;
  private static final int LONGEST_HEADER = PREFIX + 255 * Integer.BYTES;

  private static final Map<Integer, StoredType> TYPES =
      Map.of(
          0x08, StoredType.UINT8,
          0x09, StoredType.INT8,
          0x0B, StoredType.INT16,
          0x0C, StoredType.INT32,
          0x0D, StoredType.FLOAT32,
          0x0E, StoredType.FLOAT64);

  private Idx() {}

  /**
   * Maps a file and checks its header; a compressed one is expanded into memory.
   *
   * @throws FileException if it cannot be read or is not of the format
   */
  public static StoredTensor open(Path file) {
    return open(file, Arena.ofAuto());
  }

  /**
   * The tensor of a file.
   *
   * @throws FileException if it cannot be read or is not of the format
   */
  public static Tensor read(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      return open(file, arena).read();
    }
  }

  private static StoredTensor open(Path path, Arena arena) {
    MappedFile file =
        path.toString().endsWith(COMPRESSED) ? expand(path) : MappedFile.map(FORMAT, path, arena);
    return file.read(() -> {
      long start = Math.min(file.size(), LONGEST_HEADER);
      Header header =
          Header.read(file, file.bytes().asSlice(0, start).toArray(ValueLayout.JAVA_BYTE));
      if (file.size() - header.length != header.bytes()) {
        throw file.refused(
            header + ", but " + (file.size() - header.length) + " follow the header",
            "it is damaged, or no IDX file");
      }
      MemorySegment data = file.bytes().asSlice(header.length);
      return new StoredTensor(
          file, "", header.sizes, header.type, data, ByteOrder.BIG_ENDIAN, false);
    });
  }

  /** A compressed file in memory, expanded only as far as its header says. */
  private static MappedFile expand(Path path) {
    MappedFile.requireFile(FORMAT, path);
    try (InputStream stream = new GZIPInputStream(Files.newInputStream(path))) {
      byte[] start = stream.readNBytes(PREFIX);
      int axes = start.length < PREFIX ? 0 : Byte.toUnsignedInt(start[PREFIX - 1]);
      byte[] head = Arrays.copyOf(start, start.length + axes * Integer.BYTES);
      int sizes = stream.readNBytes(head, start.length, axes * Integer.BYTES);
      MappedFile file = new MappedFile(FORMAT, path, MemorySegment.ofArray(head));
      Header header = Header.read(file, Arrays.copyOf(head, start.length + sizes));
      long compressed = Files.size(path);
      if (!Inflation.possible(header.bytes(), compressed)) {
        throw file.refused(
            header + ", out of " + compressed, "it is damaged, or too large: expand it first");
      }
      byte[] data = Inflation.read(stream, (int) header.bytes());
      byte[] all = Arrays.copyOf(head, head.length + data.length);
      System.arraycopy(data, 0, all, head.length, data.length);
      return new MappedFile(FORMAT, path, MemorySegment.ofArray(all));
    } catch (IOException damaged) {
      throw FileException.unreadable(FORMAT, path, damaged);
    }
  }

  /** What the first bytes say. */
  private record Header(StoredType type, long[] sizes, int length) {
    static Header read(MappedFile file, byte[] start) {
      ByteBuffer bytes = ByteBuffer.wrap(start);
      if (bytes.remaining() < PREFIX || bytes.getShort() != 0) {
        throw file.refused("it does not start with two zero bytes", "it is no IDX file");
      }
      int code = Byte.toUnsignedInt(bytes.get());
      StoredType type = TYPES.get(code);
      if (type == null) {
        throw file.refused("type " + code + ", unknown to the format", "it is no IDX file");
      }
      long[] sizes = new long[Byte.toUnsignedInt(bytes.get())];
      if (bytes.remaining() < sizes.length * Integer.BYTES) {
        throw file.refused("it ends within its header", "it is cut off");
      }
      Arrays.setAll(sizes, axis -> Integer.toUnsignedLong(bytes.getInt()));
      return new Header(type, sizes, PREFIX + sizes.length * Integer.BYTES);
    }

    long bytes() {
      return Sizes.bytes(sizes, type);
    }

    @Override
    public String toString() {
      return type
          + Arrays.toString(sizes)
          + (bytes() < 0 ? " has too many bytes to count" : " takes " + bytes() + " bytes");
    }
  }
}
