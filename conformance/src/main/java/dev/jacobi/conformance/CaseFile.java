package dev.jacobi.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jacobi.Tensor;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON file of numbers, read by the names of its parts. It remembers which numbers were asked
 * for, so that none is passed over in silence.
 */
public final class CaseFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final JsonNode root;
  private final TreeSet<String> read = new TreeSet<>();

  private CaseFile(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws CaseException if it cannot be read or does not hold one JSON object
   */
  public static CaseFile read(Path path) {
    try {
      JsonNode root = MAPPER.readTree(Files.readAllBytes(path));
      if (!root.isObject()) {
        throw new CaseException("not a JSON object at the top");
      }
      return new CaseFile(root);
    } catch (JsonProcessingException malformed) {
      String where =
          malformed.getLocation() == null
              ? ""
              : " at line "
                  + malformed.getLocation().getLineNr()
                  + ", column "
                  + malformed.getLocation().getColumnNr();
      throw new CaseException(
          "not JSON" + where + ": " + firstLine(malformed.getOriginalMessage()), malformed);
    } catch (IOException unreadable) {
      throw new CaseException("cannot be read: " + unreadable, unreadable);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  // ---- parts by name

  /** Whether there is such a part. */
  public boolean has(String... path) {
    return !find(path).isMissingNode();
  }

  /** Whether the part is there and holds others by name. */
  public boolean isObject(String... path) {
    return find(path).isObject();
  }

  /** Whether the part is null. */
  public boolean isNull(String... path) {
    boolean isNull = find(path).isNull();
    if (isNull) {
      read.add(place(path));
    }
    return isNull;
  }

  /** The names of the parts of an object, in the order of the file. */
  public List<String> keys(String... path) {
    JsonNode node = require(path);
    if (!node.isObject()) {
      throw new CaseException(place(path) + ": not an object");
    }
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** How many elements an array has. */
  public int size(String... path) {
    JsonNode node = require(path);
    if (!node.isArray()) {
      throw new CaseException(place(path) + ": not an array");
    }
    return node.size();
  }

  /** A text. */
  public String text(String... path) {
    JsonNode node = require(path);
    if (!node.isTextual()) {
      throw new CaseException(place(path) + ": not a text");
    }
    return node.textValue();
  }

  /** The texts of an array. */
  public List<String> texts(String... path) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size(path); i++) {
      texts.add(text(under(path, Integer.toString(i))));
    }
    read.add(place(path));
    return texts;
  }

  /** A truth value. */
  public boolean flag(String... path) {
    JsonNode node = require(path);
    if (!node.isBoolean()) {
      throw new CaseException(place(path) + ": not true or false");
    }
    read.add(place(path));
    return node.booleanValue();
  }

  /** A number. */
  public double number(String... path) {
    double number = number(place(path), require(path));
    read.add(place(path));
    return number;
  }

  /** A float64 tensor from a number, nested arrays, or an object of shape and data. */
  public Tensor tensor(String... path) {
    String place = place(path);
    JsonNode node = require(path);
    read.add(place);
    try {
      if (node.isObject()) {
        return shaped(place, node);
      }
      List<Double> values = new ArrayList<>();
      Shape shape = nested(place, node, values);
      return Tensor.of(shape, values.stream().mapToDouble(v -> v).toArray());
    } catch (JacobiException misshapen) {
      throw new CaseException(place + ": " + misshapen.getMessage(), misshapen);
    }
  }

  /** An int64 tensor from whole numbers and truth values, exactly. */
  public Tensor integers(String... path) {
    Shape shape = tensor(path).shape();
    JsonNode node = require(path);
    List<Long> values = new ArrayList<>();
    addIntegers(place(path), node.isObject() ? node.path("data") : node, values);
    return Tensor.of(shape, values.stream().mapToLong(v -> v).toArray());
  }

  private static void addIntegers(String place, JsonNode node, List<Long> values) {
    if (node.isArray()) {
      node.forEach(element -> addIntegers(place, element, values));
    } else if (node.isBoolean()) {
      values.add(node.booleanValue() ? 1L : 0L);
    } else if (node.canConvertToLong() && node.doubleValue() == Math.rint(node.doubleValue())) {
      values.add(node.longValue());
    } else {
      throw new CaseException(place + ": not whole numbers");
    }
  }

  /** The tensors of an object by name. */
  public Map<String, Tensor> tensors(String... path) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String key : keys(path)) {
      tensors.put(key, tensor(under(path, key)));
    }
    return tensors;
  }

  /** A number that the file states in the sentence {@code about}: the group of the pattern. */
  public double stated(String pattern, double otherwise) {
    Matcher matcher = Pattern.compile(pattern).matcher(root.path("about").asText());
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : otherwise;
  }

  private static Tensor shaped(String place, JsonNode node) {
    JsonNode sizes = node.path("shape");
    JsonNode data = node.path("data");
    if (!sizes.isArray() || !data.isArray()) {
      throw new CaseException(place + ": not an object of shape and data");
    }
    int[] shape = new int[sizes.size()];
    for (int axis = 0; axis < shape.length; axis++) {
      if (!sizes.get(axis).canConvertToInt() || !sizes.get(axis).isIntegralNumber()) {
        throw new CaseException(place + ".shape." + axis + ": not a size");
      }
      shape[axis] = sizes.get(axis).intValue();
    }
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(place + ".data." + i, data.get(i));
    }
    return Tensor.of(Shape.of(shape), values);
  }

  /** Appends the numbers below a node in row-major order and returns its shape. */
  private static Shape nested(String place, JsonNode node, List<Double> values) {
    if (!node.isArray()) {
      values.add(number(place, node));
      return Shape.scalar();
    }
    Shape inner = Shape.scalar();
    for (int i = 0; i < node.size(); i++) {
      Shape row = nested(place + "." + i, node.get(i), values);
      if (i > 0 && !row.equals(inner)) {
        throw new CaseException(place + "." + i + ": shape " + row + " beside " + inner);
      }
      inner = row;
    }
    return inner.insert(0, node.size());
  }

  private static double number(String place, JsonNode node) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (node.asText()) {
      case "true" -> 1;
      case "false" -> 0;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> throw new CaseException(place + ": not a number");
    };
  }

  private JsonNode require(String... path) {
    JsonNode node = find(path);
    if (node.isMissingNode()) {
      throw new CaseException("missing: " + place(path));
    }
    return node;
  }

  private JsonNode find(String... path) {
    JsonNode node = root;
    for (String key : path) {
      boolean index = node.isArray() && key.matches("\\d{1,9}");
      node = index ? node.path(Integer.parseInt(key)) : node.path(key);
    }
    return node;
  }

  /** The path one step further down. */
  public static String[] under(String[] path, String key) {
    String[] longer = Arrays.copyOf(path, path.length + 1);
    longer[path.length] = key;
    return longer;
  }

  /** The path as it stands in messages. */
  public static String place(String... path) {
    return String.join(".", path);
  }

  // ---- what was passed over

  /** The numbers and truth values below a part that nobody asked for. */
  public List<String> unread(String... path) {
    List<String> unread = new ArrayList<>();
    collect(place(path), find(path), unread);
    return unread;
  }

  private void collect(String place, JsonNode node, List<String> unread) {
    if (read.contains(place) || node.isTextual()) {
      return;
    }
    boolean numbers = node.isArray() && (node.isEmpty() || !node.get(0).isContainerNode());
    boolean tensor = node.isObject() && node.has("shape") && node.has("data");
    if (!node.isContainerNode() || numbers || tensor) {
      unread.add(place);
      return;
    }
    for (Map.Entry<String, JsonNode> part : node.properties()) {
      String name = place.isEmpty() ? part.getKey() : place + "." + part.getKey();
      collect(name, part.getValue(), unread);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(place + "." + i, node.get(i), unread);
    }
  }
}
