package dev.jacobi.io;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.graph.Node;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is apart from its numbers, as JSON. Plain are null, truth values, numbers, texts and
 * lists; everything else is an object whose first field says what it is:
 *
 * <pre>
 *   {"tensor": "encoder.0.weight"}                          its name in the file
 *   {"tensor": "decoder.0.weight", "same": "..."}           the tensor that stood there before
 *   {"record": "net.Encoder", "components": {"0": ...}}     by component
 *   {"map": {"key": ...}}    {"enum": "net.Kind", "constant": "WIDE"}
 *   {"shape": [2, 3]}        {"ints": [1, 1]}
 *   {"other": "net.Main$$Lambda"}                           what no file holds, such as code
 * </pre>
 */
final class ModelStructure {
  static final String TENSOR = "tensor";
  static final String SAME = "same";
  static final String RECORD = "record";
  static final String COMPONENTS = "components";
  static final String MAP = "map";
  static final String ENUM = "enum";
  static final String CONSTANT = "constant";
  static final String SHAPE = "shape";
  static final String INTS = "ints";
  static final String OTHER = "other";

  private final Iterator<Tree.Leaf> leaves;
  private final Map<Node, String> names = new HashMap<>();
  private final JsonGenerator json;

  private ModelStructure(List<Tree.Leaf> leaves, JsonGenerator json) {
    this.leaves = leaves.iterator();
    this.json = json;
  }

  /** The structure of a tree. */
  static String of(Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
      new ModelStructure(Tree.described(tree), json).write(tree);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private void write(@Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Tensor tensor -> {
        String name = leaves.next().name();
        String first = names.putIfAbsent(tensor.node(), name);
        json.writeStartObject();
        json.writeStringField(TENSOR, name);
        if (first != null) {
          json.writeStringField(SAME, first);
        }
        json.writeEndObject();
      }
      case Record branch -> {
        json.writeStartObject();
        json.writeStringField(RECORD, branch.getClass().getName());
        json.writeObjectFieldStart(COMPONENTS);
        RecordComponent[] components = branch.getClass().getRecordComponents();
        List<@Nullable Object> values = Tree.components(branch);
        for (int i = 0; i < components.length; i++) {
          json.writeFieldName(components[i].getName());
          write(values.get(i));
        }
        json.writeEndObject();
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          write(element);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map ->
          tagged(
              MAP,
              () -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                  json.writeFieldName(String.valueOf(entry.getKey()));
                  write(entry.getValue());
                }
                json.writeEndObject();
              });
      case Boolean truth -> json.writeBoolean(truth);
      case String text -> json.writeString(text);
      case Character character -> json.writeString(character.toString());
      case Byte number -> json.writeNumber(number);
      case Short number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Float number -> json.writeString(number.toString());
      case Double number -> json.writeString(number.toString());
      case Enum<?> constant -> {
        json.writeStartObject();
        json.writeStringField(ENUM, constant.getDeclaringClass().getName());
        json.writeStringField(CONSTANT, constant.name());
        json.writeEndObject();
      }
      case Shape shape -> tagged(SHAPE, () -> json.writeArray(shape.sizes(), 0, shape.rank()));
      case Ints ints ->
          tagged(INTS, () -> json.writeArray(ints.stream().toArray(), 0, ints.size()));
      default -> tagged(OTHER, () -> json.writeString(value.getClass().getName()));
    }
  }

  @FunctionalInterface
  private interface Content {
    void write() throws IOException;
  }

  private void tagged(String tag, Content content) throws IOException {
    json.writeStartObject();
    json.writeFieldName(tag);
    content.write();
    json.writeEndObject();
  }
}
