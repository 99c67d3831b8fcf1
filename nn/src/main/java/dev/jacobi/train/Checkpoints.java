package dev.jacobi.train;

import dev.jacobi.io.FileException;
import dev.jacobi.io.ModelFile;
import dev.jacobi.io.Safetensors;
import dev.jacobi.io.Settings;
import dev.jacobi.optim.Optimizer;
import dev.jacobi.optim.Plateau;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a training in a folder.
 *
 * <p>{@code last} says of which epoch {@code best} is, so both must change together. A new best
 * model is written beside the old one and takes its place when the new {@code last} is there: at
 * every moment one of the two is that of {@code last}.
 */
final class Checkpoints {
  private static final String STATE = "jacobi.training";
  private static final String EPOCH = "jacobi.epoch";

  private final Path last;
  private final Path best;
  private final Path nextBest;
  private final Path folder;

  /** All tensors of a training. */
  record Saved<M>(M model, Optimizer.State<M> optimizer, Plateau.State plateau) {}

  Checkpoints(Path folder) {
    this.folder = folder;
    this.last = folder.resolve("last.safetensors");
    this.best = folder.resolve("best.safetensors");
    this.nextBest = folder.resolve(".next.best.safetensors");
    try {
      Files.createDirectories(folder);
      // What a process that was killed while it wrote left behind.
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(folder, ".{last,.next.best}.safetensors.*.tmp")) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException failed) {
      throw new JacobiException(
          "checkpoints: " + folder + " cannot be used (" + failed + "); give another folder",
          failed);
    }
  }

  boolean isThere() {
    return Files.exists(last);
  }

  void requireNone() {
    if (isThere()) {
      throw new JacobiException(
          "fit: "
              + folder
              + " holds a training already; go on with resume(...), or give an empty folder");
    }
  }

  /**
   * Writes where a training stands.
   *
   * @param best the best model if it is another one than that of the last time
   * @throws FileException if a file cannot be written; the folder is then as it was
   */
  <M> void write(Saved<M> saved, RunState state, Optional<M> best) {
    try {
      best.ifPresent(model ->
          ModelFile.write(nextBest, model, Map.of(EPOCH, Integer.toString(state.bestEpoch()))));
      ModelFile.write(last, saved, Map.of(STATE, Settings.toJson(state)));
    } catch (RuntimeException failed) {
      delete(nextBest, failed);
      throw failed;
    }
    if (best.isPresent()) {
      takeNextBest();
    }
  }

  private static void delete(Path file, RuntimeException failed) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
  }

  private void takeNextBest() {
    try {
      Files.move(nextBest, best, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      throw new FileException(
          "checkpoint",
          best,
          "it cannot be written (" + failed + ")",
          "check the folder and its permissions",
          failed);
    }
  }

  RunState readState() {
    String json = Safetensors.open(last).metadata().get(STATE);
    if (json == null) {
      throw new FileException(
          "checkpoint", last, "it is none of a training", "give the folder of one");
    }
    return Settings.fromJson(last, RunState.class, json);
  }

  <M> Saved<M> readLast(Saved<M> like) {
    return ModelFile.readLike(last, like);
  }

  /** The best model, if a file is that of the given epoch. */
  <M> Optional<M> readBest(M like, int epoch) {
    // a process that was killed did not come to it; one of another epoch was written for nothing
    if (isOf(epoch, nextBest)) {
      takeNextBest();
    }
    return isOf(epoch, best) ? Optional.of(ModelFile.readLike(best, like)) : Optional.empty();
  }

  private static boolean isOf(int epoch, Path file) {
    return Files.exists(file)
        && Integer.toString(epoch).equals(Safetensors.open(file).metadata().get(EPOCH));
  }

  void writeHistory(History history) {
    history.toCsv(folder.resolve("history.csv"));
    history.toJson(folder.resolve("history.json"));
  }
}
