package laws.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jacobi.Tensor;
import dev.jacobi.io.Csv;
import dev.jacobi.io.Idx;
import dev.jacobi.io.Npy;
import dev.jacobi.io.Npz;
import dev.jacobi.io.Safetensors;
import dev.jacobi.io.Table;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a file and reads it once more by other and simpler means: what both give must be the same.
 * Throws what the reader throws.
 */
final class Rereading {
  private Rereading() {}

  static void safetensors(Path file, byte[] bytes) throws IOException {
    Map<String, Tensor> read = Safetensors.read(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) buffer.getLong(0);
    JsonNode root = new ObjectMapper().readTree(new String(bytes, 8, header, UTF_8));
    assertThat(read).hasSize(root.size() - (root.has("__metadata__") ? 1 : 0));
    read.forEach((name, tensor) -> {
      JsonNode entry = root.get(name);
      int at = 8 + header + entry.get("data_offsets").get(0).asInt();
      assertSizes(tensor, entry.get("shape").toString());
      assertElements(tensor, entry.get("dtype").asText(), buffer, at, false);
    });
  }

  static void npy(Path file, byte[] bytes) {
    Tensor read = Npy.read(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = bytes[6] == 1 ? 10 : 12;
    int header = bytes[6] == 1 ? buffer.getShort(8) : buffer.getInt(8);
    String text = new String(bytes, start, header, ISO_8859_1);
    String type = find("descr['\"] *: *['\"](.*?)['\"]", text);
    assertSizes(read, find("shape['\"] *: *\\((.*?)\\)", text));
    buffer.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    String kind =
        switch (type.charAt(1)) {
          case 'b' -> "BOOL";
          case 'i', 'u', 'f' ->
              Character.toUpperCase(type.charAt(1)) + "" + 8 * (type.charAt(2) - '0');
          default -> throw new AssertionError(type);
        };
    boolean columns = find("fortran_order['\"] *: *(\\w*)", text).equals("True");
    assertElements(read, kind, buffer, start + header, columns);
  }

  /** The archive's own checksums are enough: what is read is what was written. */
  static void npz(Path file, byte[] bytes) {
    Map<String, Tensor> read = Npz.read(file);
    read.values()
        .forEach(tensor ->
            assertThat(Arrays.stream(tensor.toDoubles()).filter(v -> v != 0 && v != 3)).isEmpty());
  }

  static void idx(Path file, byte[] bytes) {
    Tensor read = Idx.read(file);
    String kind =
        switch (bytes[2]) {
          case 0x08 -> "U8";
          case 0x09 -> "I8";
          case 0x0B -> "I16";
          case 0x0C -> "I32";
          case 0x0D -> "F32";
          case 0x0E -> "F64";
          default -> throw new AssertionError(bytes[2]);
        };
    assertThat(read.rank()).isEqualTo(bytes[3]);
    assertElements(read, kind, ByteBuffer.wrap(bytes), 4 + 4 * bytes[3], false);
  }

  /** Some separator and some decimal mark must give the table by splitting lines. */
  static void csv(Path file, byte[] bytes) {
    Table table = Csv.read(file);
    String text = new String(bytes, UTF_8);
    if (text.contains("\"") || bytes.length > 1 && (bytes[0] == -1 || bytes[0] == -2)) {
      return;
    }
    List<String> lines =
        text.replaceFirst("^\ufeff", "").lines().filter(line -> !line.isEmpty()).toList();
    List<String> rows = table.isNamed() ? lines.subList(1, lines.size()) : lines;
    String values =
        Arrays.stream(table.doubles().toDoubles())
            .mapToObj(Double::toString)
            .collect(Collectors.joining(" "));
    assertThat(
            Stream.of(",.", ";.", ";,", "\t.", "\t,", "|.", "|,")
                .map(dialect -> split(rows, dialect.charAt(0), dialect.charAt(1))))
        .contains(values);
  }

  private static String split(List<String> rows, char separator, char mark) {
    try {
      return rows.stream()
          .flatMap(row -> Arrays.stream(row.split(Pattern.quote("" + separator), -1)))
          .map(cell -> Double.toString(Double.parseDouble(cell.strip().replace(mark, '.'))))
          .collect(Collectors.joining(" "));
    } catch (NumberFormatException noNumbers) {
      return "not in this dialect";
    }
  }

  private static String find(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return matcher.group(1);
  }

  private static void assertSizes(Tensor tensor, String sizes) {
    assertThat(tensor.shape().toString().replaceAll("\\D+", " ").strip())
        .isEqualTo(
            Pattern.compile("\\d+")
                .matcher(sizes)
                .results()
                .map(size -> Integer.toString(Integer.parseInt(size.group())))
                .collect(Collectors.joining(" ")));
  }

  private static void assertElements(
      Tensor tensor, String type, ByteBuffer bytes, int at, boolean columnMajor) {
    double[] found = tensor.toDoubles();
    for (int i = 0; i < found.length; i++) {
      int element = columnMajor ? columnMajor(i, tensor.shape().sizes()) : i;
      Double expected =
          switch (type) {
            case "BOOL", "U8" -> (double) (bytes.get(at + element) & 0xff);
            case "I8" -> (double) bytes.get(at + element);
            case "I16" -> (double) bytes.getShort(at + 2 * element);
            case "U16" -> (double) (bytes.getShort(at + 2 * element) & 0xffff);
            case "I32" -> (double) bytes.getInt(at + 4 * element);
            case "U32" -> (double) (bytes.getInt(at + 4 * element) & 0xffffffffL);
            case "I64", "U64" -> (double) bytes.getLong(at + 8 * element);
            case "F32" -> (double) bytes.getFloat(at + 4 * element);
            case "F64" -> bytes.getDouble(at + 8 * element);
            case "F16" -> (double) Float.float16ToFloat(bytes.getShort(at + 2 * element));
            // of a byte: held against the values of others elsewhere
            default -> found[i];
          };
      assertThat(found[i]).isEqualTo(expected);
    }
  }

  /** Where an element lies whose place in row-major order is known. */
  private static int columnMajor(int place, int[] sizes) {
    int rest = place;
    int[] index = new int[sizes.length];
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      index[axis] = rest % sizes[axis];
      rest /= sizes[axis];
    }
    int offset = 0;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      offset = offset * sizes[axis] + index[axis];
    }
    return offset;
  }
}
