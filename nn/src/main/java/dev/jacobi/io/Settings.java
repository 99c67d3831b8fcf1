package dev.jacobi.io;

import dev.jacobi.Tree;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Records without tensors, as JSON in which nothing is rounded. */
public final class Settings {
  private Settings() {}

  /**
   * A record as JSON.
   *
   * @throws JacobiException if there are tensors in it
   */
  public static String toJson(Record settings) {
    if (!Tree.leaves(settings).isEmpty()) {
      throw new JacobiException(
          "settings: " + settings.getClass().getName() + " holds tensors; use ModelFile");
    }
    return ModelStructure.of(settings);
  }

  /**
   * The record that was written.
   *
   * @param file where the text comes from, for messages
   * @throws FileException if the text is something else
   */
  public static <R extends Record> R fromJson(Path file, Class<R> type, String json) {
    ModelBuilder builder =
        new ModelBuilder(
            file,
            Set.of(),
            (name, same) -> {
              throw new FileException(
                  ModelFile.FORMAT, file, "a tensor among settings", "it is damaged");
            });
    try {
      Object built = builder.build("", type, Map.of(), Json.parse(json));
      if (built != null) {
        return type.cast(built);
      }
    } catch (IOException malformed) {
      throw new FileException(
          ModelFile.FORMAT,
          file,
          "its settings are not JSON (" + malformed.getMessage() + ")",
          "it is damaged; write it again",
          malformed);
    }
    throw new FileException(ModelFile.FORMAT, file, "its settings are null", "it is damaged");
  }
}
