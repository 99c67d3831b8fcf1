package dev.jacobi.cli.model;

import dev.jacobi.io.FileException;
import dev.jacobi.io.ModelFile;
import dev.jacobi.io.Safetensors;
import dev.jacobi.io.Settings;
import dev.jacobi.type.JacobiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model and the names of its columns, as a {@link ModelFile} holds them.
 *
 * @param model the network
 * @param description what else is known of it
 */
public record SavedModel(TableModel model, Description description) {
  /** The file in the folder of a training. */
  public static final String FILE = "model.safetensors";

  /** The number of this form of the file; a later one may hold what we do not know. */
  public static final int FORMAT = 1;

  private static final String DESCRIPTION = "jacobi.table";

  /** What a model is for. */
  public enum Kind {
    /** {@link Autoencoder}. */
    AUTOENCODER(Autoencoder.class),
    /** {@link Regressor}. */
    REGRESSOR(Regressor.class);

    private final Class<? extends Record> type;

    Kind(Class<? extends Record> type) {
      this.type = type;
    }
  }

  /**
   * What the tensors do not say.
   *
   * @param format {@link #FORMAT}
   * @param kind which model it is
   * @param inputs the columns it takes
   * @param outputs the columns it gives
   */
  public record Description(int format, Kind kind, List<String> inputs, List<String> outputs) {}

  /** Writes the file, whole or not at all. */
  public void write(Path file) {
    ModelFile.write(file, model, Map.of(DESCRIPTION, Settings.toJson(description)));
  }

  /**
   * Reads the model of a folder, or a file of one.
   *
   * @throws JacobiException if there is none, or it is damaged, or of a later version
   */
  public static SavedModel read(Path folder) {
    Path file = Files.isDirectory(folder) ? folder.resolve(FILE) : folder;
    if (!Files.exists(file)) {
      throw new FileException(
          "model",
          folder,
          Files.isDirectory(folder) ? "no " + FILE + " in it" : "no such folder",
          Files.exists(folder.resolve("settings.yaml"))
              ? "its training has not ended: jacobi train --resume " + folder
              : "name one that jacobi train has made");
    }
    String json = Safetensors.open(file).metadata().get(DESCRIPTION);
    if (json == null) {
      throw new FileException(
          "model", file, "not one of jacobi train", "name a folder that jacobi train has made");
    }
    Description description;
    try {
      description = Settings.fromJson(file, Description.class, json);
    } catch (FileException other) {
      throw new FileException(
          "model",
          file,
          "written by another version of jacobi (" + json + ")",
          "use that version, or train again",
          other);
    }
    if (description.format() != FORMAT) {
      throw new FileException(
          "model",
          file,
          "of format " + description.format() + ", this version of jacobi reads " + FORMAT,
          "use the version that wrote it, or train again");
    }
    return new SavedModel((TableModel) ModelFile.read(file, description.kind().type), description);
  }

  /** How the model's columns are called in a file: its own names, or, without any, by number. */
  public List<String> columnsIn(DataFile data) {
    List<String> own = description.inputs();
    return !data.isNamed() && data.names().size() == own.size() ? data.names() : own;
  }
}
