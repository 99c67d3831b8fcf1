package dev.jacobi.io;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named tensors in a file of NumPy's NPZ format: a ZIP archive of NPY files.
 *
 * <pre>{@code
 * Map<String, Tensor> arrays = Npz.read(path);
 * Npz.write(path, Map.of("x", x, "t", t));
 * }</pre>
 */
public final class Npz {
  private static final String FORMAT = "npz";
  private static final String SUFFIX = ".npy";

  /** The first time of the format, as NumPy writes it: equal tensors give equal bytes. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Npz() {}

  /**
   * All tensors of a file, stored or compressed, in the order of the archive.
   *
   * @throws FileException if it cannot be read, is damaged, or holds something else than numbers of
   *     ours
   */
  public static Map<String, Tensor> read(Path file) {
    MappedFile.requireFile(FORMAT, file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (!name.endsWith(SUFFIX)) {
          throw new FileException(
              FORMAT,
              file,
              "it holds " + FileException.quote(name) + ", which is no NPY file",
              name.endsWith(".pkl")
                  ? "a pickle is never run; save the tensors as safetensors"
                  : "give a file that NumPy's savez wrote");
        }
        String stem = name.substring(0, name.length() - SUFFIX.length());
        if (tensors.put(stem, tensor(file, zip, entry)) != null) {
          throw new FileException(
              FORMAT, file, "two entries " + FileException.quote(name), "write it again");
        }
      }
    } catch (IOException damaged) {
      throw new FileException(
          FORMAT,
          file,
          "it cannot be read (" + damaged.getMessage() + ")",
          "it is damaged, or no NPZ file",
          damaged);
    }
    return tensors;
  }

  private static Tensor tensor(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    String place = file + ", " + FileException.quote(entry.getName());
    if (!Inflation.possible(entry.getSize(), entry.getCompressedSize())) {
      throw new FileException(
          FORMAT,
          place,
          entry.getSize() + " bytes out of " + entry.getCompressedSize(),
          "it is damaged, or too large for an archive; use safetensors");
    }
    CRC32 sum = new CRC32();
    byte[] bytes;
    try (InputStream stream = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      bytes = Inflation.read(stream, (int) entry.getSize());
    }
    if (sum.getValue() != entry.getCrc()) {
      throw new FileException(FORMAT, place, "its checksum is wrong", "it is damaged");
    }
    MappedFile inside = new MappedFile(FORMAT, place, MemorySegment.ofArray(bytes));
    return NpyHeader.read(inside).tensor(inside).read();
  }

  /** Writes tensors to a file, whole or not at all, not compressed. */
  public static void write(Path file, Map<String, Tensor> tensors) {
    write(file, tensors, Deflater.NO_COMPRESSION);
  }

  /**
   * The same, compressed.
   *
   * @throws FileException if it cannot be written; a file that was there before is then unchanged
   */
  public static void writeCompressed(Path file, Map<String, Tensor> tensors) {
    write(file, tensors, Deflater.DEFAULT_COMPRESSION);
  }

  private static void write(Path file, Map<String, Tensor> tensors, int level) {
    Map<String, Tensor> computed = Jacobi.leaves(tensors);
    AtomicFile.write(
        FORMAT,
        file,
        channel -> {
          ZipOutputStream zip =
              new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
          zip.setLevel(level);
          for (Map.Entry<String, Tensor> named : computed.entrySet()) {
            ZipEntry entry = new ZipEntry(named.getKey() + SUFFIX);
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            Npy.write(named.getValue().toArrayValue(), Channels.newChannel(zip));
            zip.closeEntry();
          }
          zip.finish();
          zip.flush();
        });
  }
}
