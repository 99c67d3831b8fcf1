package dev.jacobi.io;

import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writing a file so that at every moment either all of the old one or all of the new one is there:
 * a temporary file beside it is written, forced to the disk and moved to the name.
 */
public final class AtomicFile {
  private static final AtomicLong COUNT = new AtomicLong();

  private AtomicFile() {}

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it to an empty file. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param format what it is, for messages
   * @throws FileException if it cannot be written; what was there before is then as it was
   */
  public static void write(String format, Path file, Content content) {
    Path temporary = null;
    try {
      // A link stays a link: what it leads to is replaced.
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      temporary =
          target.resolveSibling(
              "."
                  + target.getFileName()
                  + "."
                  + ProcessHandle.current().pid()
                  + "-"
                  + COUNT.incrementAndGet()
                  + ".tmp");
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException failed) {
      delete(temporary, failed);
      if (failed instanceof JacobiException own) {
        throw own;
      }
      throw new FileException(
          format,
          file,
          "it cannot be written (" + failed + ")",
          "check the folder, its permissions and its space; a file that was there is unchanged",
          failed);
    }
  }

  private static void delete(@org.jspecify.annotations.Nullable Path temporary, Exception failed) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
    }
  }
}
