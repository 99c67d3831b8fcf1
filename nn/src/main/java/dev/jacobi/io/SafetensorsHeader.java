package dev.jacobi.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, read by the rules of the format: at most 100 MB, within the
 * file, one JSON object without duplicate keys, and tensors that fill the rest of the file without
 * hole or overlap. Nothing that the header claims is allocated before it was held against the size
 * of the file.
 *
 * <p>Source: the format's description and reference implementation,
 * https://github.com/huggingface/safetensors.
 */
final class SafetensorsHeader {
  static final String FORMAT = "safetensors";
  static final String METADATA = "__metadata__";
  static final int MOST_BYTES = 100_000_000;

  /** The types by their names in the header. */
  static final Map<String, StoredType> TYPES = types();

  /** Types of the format that have no counterpart, and why. */
  private static final Map<String, String> UNREADABLE =
      Map.of(
          "C64", "complex numbers",
          "F4", "numbers smaller than a byte",
          "F6_E2M3", "numbers smaller than a byte",
          "F6_E3M2", "numbers smaller than a byte");

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * A tensor as the header describes it.
   *
   * @param begin its first byte, counted from the end of the header
   * @param end the byte after its last
   */
  record Entry(String name, StoredType type, long[] sizes, long begin, long end) {
    static final Comparator<Entry> BY_PLACE =
        Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end);
  }

  private final MappedFile file;
  private final long data;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /** Reads and checks the header of a file. */
  SafetensorsHeader(MappedFile file) {
    this.file = file;
    if (file.size() < Long.BYTES) {
      throw file.refused(
          file.size() + " bytes", "a safetensors file starts with 8 bytes that hold a length");
    }
    long length =
        file.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (length < 0 || length > MOST_BYTES || length > file.size() - Long.BYTES) {
      throw file.refused(
          "the header claims "
              + Long.toUnsignedString(length)
              + " bytes, the file has "
              + file.size()
              + " and the format allows 100000000",
          "it is cut off, or no safetensors file");
    }
    this.data = Long.BYTES + length;
    byte[] header = file.bytes().asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    if (header.length == 0 || header[0] != '{') {
      throw file.refused("the header does not start with {", "it is no safetensors file");
    }
    try (JsonParser json = JSON.createParser(header)) {
      readObject(json);
    } catch (JsonProcessingException malformed) {
      throw file.refused(
          "the header is not JSON: " + oneLine(malformed), "it is damaged; write it again");
    } catch (IOException malformed) {
      throw file.refused("the header is not UTF-8: " + malformed, "it is damaged; write it again");
    }
    requireNoGaps();
  }

  List<Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** The bytes of a tensor. */
  MemorySegment bytes(Entry entry) {
    return file.bytes().asSlice(data + entry.begin(), entry.end() - entry.begin());
  }

  private static String oneLine(JsonProcessingException malformed) {
    String message = String.valueOf(malformed.getOriginalMessage()).replaceAll("\\s+", " ");
    return FileException.shorten(message)
        + (malformed.getLocation() == null
            ? ""
            : " at byte " + malformed.getLocation().getByteOffset());
  }

  private void readObject(JsonParser json) throws IOException {
    json.nextToken();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(METADATA)) {
        readMetadata(json);
      } else {
        entries.add(readEntry(name, json));
      }
    }
    if (json.nextToken() != null) {
      throw file.refused(
          "the header goes on after its JSON object", "it is damaged; write it again");
    }
  }

  private void readMetadata(JsonParser json) throws IOException {
    requireToken(METADATA, json, JsonToken.START_OBJECT, "is not an object");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      requireToken(METADATA, json, JsonToken.VALUE_STRING, "holds something else than texts");
      metadata.put(key, json.getText());
    }
  }

  private Entry readEntry(String name, JsonParser json) throws IOException {
    requireToken(name, json, JsonToken.START_OBJECT, "is not an object");
    StoredType type = null;
    long[] sizes = null;
    long[] offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> type = readType(name, json);
        case "shape" -> sizes = readNumbers(name, json);
        case "data_offsets" -> offsets = readNumbers(name, json);
        default ->
            throw refused(
                name, "has a field " + FileException.quote(field) + " that is not of the format");
      }
    }
    if (type == null || sizes == null || offsets == null || offsets.length != 2) {
      throw refused(name, "needs a dtype, a shape and two data_offsets");
    }
    long bytes = Sizes.bytes(sizes, type);
    if (bytes < 0 || offsets[0] > offsets[1] || bytes != offsets[1] - offsets[0]) {
      throw refused(
          name,
          "is "
              + type
              + Arrays.toString(sizes)
              + (bytes < 0 ? " of too many bytes to count" : " of " + bytes + " bytes")
              + ", but has the data_offsets "
              + Arrays.toString(offsets));
    }
    if (offsets[1] > file.size() - data) {
      throw refused(
          name, "ends at byte " + offsets[1] + " of " + (file.size() - data) + " that follow");
    }
    return new Entry(name, type, sizes, offsets[0], offsets[1]);
  }

  private StoredType readType(String name, JsonParser json) throws IOException {
    requireToken(name, json, JsonToken.VALUE_STRING, "has a dtype that is not a text");
    StoredType type = TYPES.get(json.getText());
    if (type != null) {
      return type;
    }
    String why = UNREADABLE.get(json.getText());
    throw file.refused(
        "the header: "
            + FileException.quote(name)
            + " has dtype "
            + FileException.quote(json.getText())
            + (why == null ? ", which is not of the format" : ", " + why),
        "those that can be read are " + TYPES.keySet());
  }

  /** Whole numbers from 0 to 2^63 - 1. */
  private long[] readNumbers(String name, JsonParser json) throws IOException {
    requireToken(name, json, JsonToken.START_ARRAY, "has a shape or offsets that are not an array");
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      requireToken(
          name,
          json,
          JsonToken.VALUE_NUMBER_INT,
          "has a shape or offsets of other than whole numbers");
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
        throw refused(name, "has a size or offset " + FileException.shorten(json.getText()));
      }
      numbers.add(json.getLongValue());
    }
    return numbers.stream().mapToLong(n -> n).toArray();
  }

  private void requireToken(String name, JsonParser json, JsonToken expected, String otherwise) {
    if (json.currentToken() != expected) {
      throw refused(name, otherwise);
    }
  }

  private FileException refused(String name, String what) {
    return file.refused(
        "the header: " + FileException.quote(name) + " " + what, "it is damaged; write it again");
  }

  /** The tensors lie one after the other and end where the file ends. */
  private void requireNoGaps() {
    long end = 0;
    for (Entry entry : entries.stream().sorted(Entry.BY_PLACE).toList()) {
      if (entry.begin() != end) {
        throw refused(
            entry.name(),
            "begins at byte "
                + entry.begin()
                + ", the tensors before it end at byte "
                + end
                + (entry.begin() > end ? ": a hole" : ": they overlap"));
      }
      end = entry.end();
    }
    if (end != file.size() - data) {
      throw file.refused(
          "the tensors end at byte " + end + ", but " + (file.size() - data) + " bytes follow",
          "it is damaged; write it again");
    }
  }

  private static Map<String, StoredType> types() {
    Map<String, StoredType> types = new LinkedHashMap<>();
    types.put("BOOL", StoredType.BOOL);
    types.put("U8", StoredType.UINT8);
    types.put("I8", StoredType.INT8);
    types.put("I16", StoredType.INT16);
    types.put("U16", StoredType.UINT16);
    types.put("I32", StoredType.INT32);
    types.put("U32", StoredType.UINT32);
    types.put("I64", StoredType.INT64);
    types.put("U64", StoredType.UINT64);
    types.put("F8_E4M3", StoredType.FLOAT8_E4M3);
    types.put("F8_E4M3FNUZ", StoredType.FLOAT8_E4M3FNUZ);
    types.put("F8_E5M2", StoredType.FLOAT8_E5M2);
    types.put("F8_E5M2FNUZ", StoredType.FLOAT8_E5M2FNUZ);
    types.put("F8_E8M0", StoredType.FLOAT8_E8M0);
    types.put("F16", StoredType.FLOAT16);
    types.put("BF16", StoredType.BFLOAT16);
    types.put("F32", StoredType.FLOAT32);
    types.put("F64", StoredType.FLOAT64);
    return Collections.unmodifiableMap(types);
  }
}
