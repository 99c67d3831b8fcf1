package dev.jacobi.io;

import dev.jacobi.Tensor;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors in a file of the safetensors format, which PyTorch and others read and write. A
 * file is described by its header and holds numbers only: reading one runs nothing.
 *
 * <pre>{@code
 * Safetensors.write(path, Map.of("weight", w, "bias", b));
 * Map<String, Tensor> tensors = Safetensors.read(path);     // all of them, now
 * Safetensors file = Safetensors.open(path);                // the header now, numbers when asked
 * Tensor some = file.tensor("weight").rowsFrom(1000, 64);
 * }</pre>
 */
public final class Safetensors {
  private static final String FORMAT = SafetensorsHeader.FORMAT;

  private final Path path;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata;

  private Safetensors(Path path, Arena arena) {
    this.path = path;
    MappedFile file = MappedFile.map(FORMAT, path, arena);
    SafetensorsHeader header = file.read(() -> new SafetensorsHeader(file));
    for (SafetensorsHeader.Entry entry : header.entries()) {
      tensors.put(
          entry.name(),
          new StoredTensor(
              file,
              entry.name(),
              entry.sizes(),
              entry.type(),
              header.bytes(entry),
              ByteOrder.LITTLE_ENDIAN,
              false));
    }
    this.metadata = Collections.unmodifiableMap(header.metadata());
  }

  /**
   * Maps a file and checks its header. Numbers are fetched when they are asked for.
   *
   * @throws FileException if it cannot be read or breaks a rule of the format
   */
  public static Safetensors open(Path file) {
    return new Safetensors(file, Arena.ofAuto());
  }

  /**
   * All tensors of a file in the order of its header; numbers that are narrower than ours are
   * widened exactly.
   *
   * @throws FileException if it cannot be read or breaks a rule of the format
   */
  public static Map<String, Tensor> read(Path file) {
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> read = new LinkedHashMap<>();
      new Safetensors(file, arena).tensors.forEach((name, tensor) -> read.put(name, tensor.read()));
      return read;
    }
  }

  /** The tensors by name, in the order of the header. */
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /**
   * The tensor of that name.
   *
   * @throws FileException if there is none
   */
  public StoredTensor tensor(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new FileException(
          FORMAT,
          path,
          "no tensor " + FileException.quote(name),
          "it holds " + FileException.some(tensors.keySet()));
    }
    return tensor;
  }

  /** What is said about the tensors, in words. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Writes tensors to a file, whole or not at all. */
  public static void write(Path file, Map<String, Tensor> tensors) {
    write(file, tensors, Map.of());
  }

  /**
   * The same with words about them.
   *
   * @throws FileException if it cannot be written; a file that was there before is then unchanged
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    SafetensorsWriter.write(file, tensors, metadata, t -> StoredType.of(t.dtype()));
  }

  /**
   * The same with all floats rounded to 16 bits, to nearest.
   *
   * @param half {@link StoredType#FLOAT16} or {@link StoredType#BFLOAT16}
   */
  public static void writeHalf(
      Path file, StoredType half, Map<String, Tensor> tensors, Map<String, String> metadata) {
    if (half != StoredType.FLOAT16 && half != StoredType.BFLOAT16) {
      throw new FileException(FORMAT, file, "half floats as " + half, "give FLOAT16 or BFLOAT16");
    }
    Map<String, Tensor> floats = new LinkedHashMap<>(tensors);
    floats.replaceAll((name, t) -> t.dtype().isFloat() ? t.cast(half.dtype()) : t);
    SafetensorsWriter.write(
        file, floats, metadata, t -> t.dtype().isFloat() ? half : StoredType.of(t.dtype()));
  }
}
