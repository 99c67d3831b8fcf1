package dev.jacobi.io;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A whole model in a file: a {@link Safetensors} file of its tensors under the names of {@link
 * Tree#named}, which also says what kind of record it is and with which settings. So does any other
 * tree: an optimiser's state, or model and state together.
 *
 * <pre>{@code
 * ModelFile.write(path, net);
 * Net net = ModelFile.read(path, Net.class);       // built again from the file
 * Net net = ModelFile.readLike(path, other);       // into one that is built alike
 * }</pre>
 *
 * <p>A file decides about numbers and settings, never about code: only classes that the caller
 * names or declares are built, through their constructors. Functions are not written; a model that
 * holds some is read into one like it.
 *
 * <p>PyTorch and others read the tensors of such a file; to load a file of theirs use {@code
 * Weights.load(net, Safetensors.read(path))}.
 */
public final class ModelFile {
  static final String FORMAT = "model";

  /** What the metadata says besides what the caller wants said. */
  private static final String RECORD = "jacobi.record";

  private static final String STRUCTURE = "jacobi.structure";

  private final Path path;
  private final Safetensors file;
  private final @Nullable Object structure;
  private final Map<String, Tensor> tensors = new HashMap<>();

  private ModelFile(Path path) {
    this.path = path;
    this.file = Safetensors.open(path);
    String json = file.metadata().get(STRUCTURE);
    if (json == null) {
      throw new FileException(
          FORMAT,
          path,
          "it holds tensors, but does not say of what record",
          "load them by name: Weights.load(model, Safetensors.read(file))");
    }
    try {
      this.structure = Json.parse(json);
    } catch (IOException malformed) {
      throw new FileException(
          FORMAT,
          path,
          "its structure is not JSON (" + malformed.getMessage() + ")",
          "it is damaged; write it again",
          malformed);
    }
  }

  /**
   * Writes a model, whole or not at all.
   *
   * @param model a record, list or map of tensors
   */
  public static void write(Path file, Object model) {
    write(file, model, Map.of());
  }

  /**
   * The same with words of your own about it, which {@link Safetensors#metadata} gives back.
   *
   * @throws FileException if it cannot be written; a file that was there before is then unchanged
   */
  public static void write(Path file, Object model, Map<String, String> metadata) {
    Map<String, String> words = new LinkedHashMap<>(metadata);
    words.put(RECORD, model.getClass().getName());
    words.put(STRUCTURE, ModelStructure.of(model));
    Safetensors.write(file, Tree.named(model), words);
  }

  /**
   * Builds the model of a file.
   *
   * @param model its class
   * @param others classes of yours that stand where an interface is declared
   * @throws FileException if the file cannot be read, or holds something else
   */
  public static <R extends Record> R read(Path file, Class<R> model, Class<?>... others) {
    ModelFile open = new ModelFile(file);
    ModelBuilder builder = new ModelBuilder(file, Set.of(others), open::tensor);
    Object built = builder.build("", model, Map.of(), open.structure);
    if (built == null) {
      throw new FileException(FORMAT, file, "it holds null", "it is damaged; write it again");
    }
    open.requireAllUsed();
    return model.cast(built);
  }

  /**
   * A model like another one with the numbers of a file.
   *
   * @param model built as the one that was written, with the same settings; its numbers do not
   *     matter. Functions in it are taken over
   * @throws FileException if the file cannot be read, or another model is in it
   */
  public static <T> T readLike(Path file, T model) {
    ModelFile open = new ModelFile(file);
    try {
      open.requireSame("", Json.parse(ModelStructure.of(model)), open.structure);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    List<Tensor> read = new ArrayList<>();
    open.addTensors(open.structure, read);
    List<Tree.Leaf> leaves = Tree.described(model);
    for (int i = 0; i < leaves.size(); i++) {
      Tensor own = leaves.get(i).tensor();
      Tensor tensor = read.get(i);
      if (!tensor.shape().equals(own.shape()) || tensor.dtype() != own.dtype()) {
        throw open.different(
            leaves.get(i).name(),
            own.dtype() + "" + own.shape(),
            tensor.dtype() + "" + tensor.shape());
      }
    }
    open.requireAllUsed();
    return Tree.rebuild(model, read);
  }

  /** A tensor; if it is the same as one that stood before it, that one. */
  private Tensor tensor(String name, @Nullable String same) {
    Tensor tensor = same == null ? file.tensor(name).read() : tensors.get(same);
    if (tensor == null || tensors.putIfAbsent(name, tensor) != null) {
      throw new FileException(
          FORMAT,
          path,
          "its structure names " + FileException.quote(name) + " twice, or out of order",
          "it is damaged; write it again");
    }
    return tensor;
  }

  private void requireAllUsed() {
    Set<String> unused = new TreeSet<>(file.tensors().keySet());
    unused.removeAll(tensors.keySet());
    if (!unused.isEmpty()) {
      throw new FileException(
          FORMAT,
          path,
          "its structure has no place for " + FileException.some(unused),
          "it is damaged; write it again");
    }
  }

  // ---- structures

  /** Appends the tensors in the order of a tree's leaves. */
  private void addTensors(@Nullable Object json, List<Tensor> read) {
    switch (json) {
      case List<?> list -> list.forEach(each -> addTensors(each, read));
      case Map<?, ?> tagged -> {
        if (tagged.get(ModelStructure.TENSOR) instanceof String name) {
          read.add(tensor(name, (String) tagged.get(ModelStructure.SAME)));
        }
        parts(tagged).values().forEach(each -> addTensors(each, read));
      }
      case null, default -> {}
    }
  }

  /** The components of a record or the entries of a map; nothing for anything else. */
  private static Map<?, ?> parts(Map<?, ?> tagged) {
    String tag =
        tagged.containsKey(ModelStructure.RECORD) ? ModelStructure.COMPONENTS : ModelStructure.MAP;
    return tagged.get(tag) instanceof Map<?, ?> parts ? parts : Map.of();
  }

  /** Requires two structures to be equal but for what no file holds. */
  private void requireSame(String place, @Nullable Object own, @Nullable Object found) {
    if (own instanceof List<?> mine && found instanceof List<?> other) {
      if (mine.size() != other.size()) {
        throw different(place, mine.size() + " elements", other.size() + " elements");
      }
      for (int i = 0; i < mine.size(); i++) {
        requireSame(place + "[" + i + "]", mine.get(i), other.get(i));
      }
    } else if (own instanceof Map<?, ?> mine && found instanceof Map<?, ?> other) {
      Map<?, ?> parts = parts(mine);
      Map<?, ?> others = parts(other);
      if (!List.copyOf(parts.keySet()).equals(List.copyOf(others.keySet()))) {
        throw different(place, parts.keySet(), others.keySet());
      }
      parts.forEach((name, part) ->
          requireSame(place.isEmpty() ? "" + name : place + "." + name, part, others.get(name)));
      boolean functions =
          mine.containsKey(ModelStructure.OTHER) && other.containsKey(ModelStructure.OTHER);
      if (!functions && !itself(mine).equals(itself(other))) {
        throw different(place, itself(mine), itself(other));
      }
    } else if (!Objects.equals(own, found)) {
      throw different(place, own, found);
    }
  }

  /** What an object says without its parts. */
  private static Map<?, ?> itself(Map<?, ?> tagged) {
    Map<Object, Object> rest = new LinkedHashMap<>(tagged);
    rest.remove(ModelStructure.COMPONENTS);
    rest.remove(ModelStructure.MAP);
    return rest;
  }

  private FileException different(String place, @Nullable Object own, @Nullable Object found) {
    return new FileException(
        FORMAT,
        path,
        (place.isEmpty() ? "the model" : place) + " is " + found + " there and " + own + " here",
        "read it into a model that is built alike, or only its tensors with Weights.load");
  }
}
