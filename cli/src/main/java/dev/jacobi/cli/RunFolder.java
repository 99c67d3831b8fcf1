package dev.jacobi.cli;

import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one training, held by one process at a time: a lock on a file in it ends with the
 * process, however that ends.
 */
final class RunFolder implements AutoCloseable {
  private static final String LOCK = ".lock";
  static final String SETTINGS = "settings.yaml";

  private final Path path;
  private final FileChannel channel;

  private RunFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** A folder that is empty or not there yet. */
  static RunFolder create(Path path) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new JacobiException("--out: " + path + " is a file; name a folder");
    }
    RunFolder folder;
    try {
      Files.createDirectories(path);
      folder = lock(path);
    } catch (IOException failed) {
      throw unusable(path, failed);
    }
    try (Stream<Path> there = Files.list(path)) {
      if (there.anyMatch(file -> !file.endsWith(LOCK))) {
        folder.close();
        throw new JacobiException(
            "--out: "
                + path
                + " is not empty; "
                + (Files.exists(path.resolve(SETTINGS))
                    ? "go on with its training by --resume " + path + ", or name another folder"
                    : "name another folder"));
      }
    } catch (IOException failed) {
      folder.close();
      throw unusable(path, failed);
    }
    return folder;
  }

  /** The folder of a training that has begun. */
  static RunFolder existing(Path path) {
    if (!Files.exists(path.resolve(SETTINGS))) {
      throw new JacobiException(
          "--resume: "
              + path
              + (Files.exists(path) ? " holds no training; " : ": no such folder; ")
              + "name one that jacobi train has made");
    }
    try {
      return lock(path);
    } catch (IOException failed) {
      throw unusable(path, failed);
    }
  }

  private static RunFolder lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new JacobiException(
          path + ": another training runs in this folder; wait for it, or name another with --out");
    }
    return new RunFolder(path, channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException here) {
      return null;
    }
  }

  private static JacobiException unusable(Path path, IOException failed) {
    return new JacobiException(
        path + " cannot be used (" + failed + "); name another folder", failed);
  }

  /** Whether there is something to go on from. */
  boolean hasCheckpoint() {
    return Files.exists(path.resolve("last.safetensors"));
  }

  /** A training that failed before its first checkpoint leaves no folder behind. */
  void removeIfWithoutResult(Throwable failed) {
    if (!hasCheckpoint()) {
      try {
        Files.deleteIfExists(path.resolve(SETTINGS));
        Files.deleteIfExists(path.resolve(LOCK));
        Files.deleteIfExists(path);
      } catch (IOException left) {
        failed.addSuppressed(left);
      }
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String file) {
    return path.resolve(file);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw unusable(path, failed);
    }
  }
}
