package dev.jacobi.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * The bytes of a file, mapped into memory: they are fetched when they are looked at.
 *
 * @param format the format it should have, for messages
 * @param place its path, and the entry if it is one of an archive, for messages
 * @param bytes all of it
 */
record MappedFile(String format, Object place, MemorySegment bytes) {

  /** Maps a file for as long as the arena lives. */
  static MappedFile map(String format, Path path, Arena arena) {
    requireFile(format, path);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(
          format, path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException unreadable) {
      throw FileException.unreadable(format, path, unreadable);
    }
  }

  /** Refuses what is not there and what is a folder. */
  static void requireFile(String format, Path path) {
    if (!Files.exists(path)) {
      throw new FileException(format, path, "no such file", "check its name");
    }
    if (Files.isDirectory(path)) {
      throw new FileException(format, path, "a directory", "name a file in it");
    }
  }

  long size() {
    return bytes.byteSize();
  }

  /** The exception for this file. */
  FileException refused(String wrong, String wayOut) {
    return new FileException(format, place, wrong, wayOut);
  }

  /** Runs what reads the bytes. A file that was cut off after it was mapped is refused here. */
  <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (InternalError fault) {
      throw new FileException(
          format,
          place,
          "it was changed while it was read (" + fault.getMessage() + ")",
          "write to another name and move it here when it is whole",
          fault);
    }
  }
}
