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
import java.util.Map;
import java.util.Optional;

/** The files of a training in a folder. */
final class Checkpoints {
  private static final String STATE = "jacobi.training";
  private static final String EPOCH = "jacobi.epoch";

  private final Path last;
  private final Path best;
  private final Path folder;

  /** All tensors of a training. */
  record Saved<M>(M model, Optimizer.State<M> optimizer, Plateau.State plateau) {}

  Checkpoints(Path folder) {
    this.folder = folder;
    this.last = folder.resolve("last.safetensors");
    this.best = folder.resolve("best.safetensors");
    try {
      Files.createDirectories(folder);
      // What a process that was killed while it wrote left behind.
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(folder, ".{last,best}.safetensors.*.tmp")) {
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

  <M> void writeLast(Saved<M> saved, RunState state) {
    ModelFile.write(last, saved, Map.of(STATE, Settings.toJson(state)));
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

  <M> void writeBest(M model, int epoch) {
    ModelFile.write(best, model, Map.of(EPOCH, Integer.toString(epoch)));
  }

  /** The best model, if the file is that of the given epoch. */
  <M> Optional<M> readBest(M like, int epoch) {
    return Files.exists(best)
            && Integer.toString(epoch).equals(Safetensors.open(best).metadata().get(EPOCH))
        ? Optional.of(ModelFile.readLike(best, like))
        : Optional.empty();
  }

  void writeHistory(History history) {
    history.toCsv(folder.resolve("history.csv"));
    history.toJson(folder.resolve("history.json"));
  }
}
