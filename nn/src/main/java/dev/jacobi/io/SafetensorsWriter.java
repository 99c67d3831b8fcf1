package dev.jacobi.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.io.SafetensorsHeader.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Writes safetensors files. The header names the tensors in the order they are given in; the bytes
 * of the widest elements come first, and the header is padded to a multiple of 8 bytes, so that
 * every element lies at a multiple of its size.
 */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  static void write(
      Path file,
      Map<String, Tensor> tensors,
      Map<String, String> metadata,
      Function<Tensor, StoredType> typeOf) {
    for (String name : tensors.keySet()) {
      if (name.equals(SafetensorsHeader.METADATA) || !UTF_8.newEncoder().canEncode(name)) {
        throw new FileException(
            SafetensorsHeader.FORMAT,
            file,
            "a tensor named " + FileException.quote(name),
            "the format has no such name; take another");
      }
    }
    Map<String, Tensor> computed = Jacobi.leaves(tensors);
    Map<String, Entry> entries = layOut(computed, typeOf);
    AtomicFile.write(
        SafetensorsHeader.FORMAT,
        file,
        channel -> {
          Encoding encoding = new Encoding(channel);
          encoding.write(header(entries.values(), metadata));
          for (Entry entry : byPlace(entries.values())) {
            Tensor tensor = Objects.requireNonNull(computed.get(entry.name()));
            encoding.write(tensor.toArrayValue(), entry.type());
          }
          encoding.flush();
        });
  }

  /** Where each tensor lies. */
  private static Map<String, Entry> layOut(
      Map<String, Tensor> tensors, Function<Tensor, StoredType> typeOf) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      long[] sizes = Arrays.stream(tensor.shape().sizes()).asLongStream().toArray();
      StoredType type = typeOf.apply(tensor);
      entries.put(name, new Entry(name, type, sizes, 0, Sizes.bytes(sizes, type)));
    });
    List<Entry> widestFirst = new ArrayList<>(entries.values());
    widestFirst.sort(Comparator.comparingInt(entry -> -entry.type().bytes()));
    long begin = 0;
    for (Entry e : widestFirst) {
      long end = begin + e.end();
      entries.put(e.name(), new Entry(e.name(), e.type(), e.sizes(), begin, end));
      begin = end;
    }
    return entries;
  }

  private static List<Entry> byPlace(Collection<Entry> entries) {
    return entries.stream().sorted(Entry.BY_PLACE).toList();
  }

  private static byte[] header(Collection<Entry> entries, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> word : metadata.entrySet()) {
          json.writeStringField(word.getKey(), word.getValue());
        }
        json.writeEndObject();
      }
      for (Entry entry : entries) {
        json.writeObjectFieldStart(entry.name());
        json.writeStringField("dtype", nameOf(entry.type()));
        json.writeFieldName("shape");
        json.writeArray(entry.sizes(), 0, entry.sizes().length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    int padded = (text.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (padded > SafetensorsHeader.MOST_BYTES) {
      throw new IOException("the header would have " + padded + " bytes; 100000000 are allowed");
    }
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(text.toByteArray());
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  private static String nameOf(StoredType type) {
    return SafetensorsHeader.TYPES.entrySet().stream()
        .filter(named -> named.getValue() == type)
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
