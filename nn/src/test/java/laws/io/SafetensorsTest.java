package laws.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jacobi.Tensor;
import dev.jacobi.io.FileException;
import dev.jacobi.io.Safetensors;
import dev.jacobi.io.StoredTensor;
import dev.jacobi.io.StoredType;
import dev.jacobi.type.DType;
import dev.jacobi.type.IndexException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read again bit for bit, what others wrote is read, the rest is refused. */
class SafetensorsTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("x.safetensors");
  }

  @Test
  void readsWhatItWrote() {
    Map<String, Tensor> tensors = Samples.all(1);
    Map<String, String> words = Map.of("note", "gr\u00fc\u00dfe \ud83d\ude00\n", "", "empty");
    Safetensors.write(path(), tensors, words);
    Map<String, Tensor> read = Safetensors.read(path());
    assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, t) -> assertThat(Samples.sameBits(read.get(name), t)).as(name).isTrue());
    Safetensors open = Safetensors.open(path());
    assertThat(open.metadata()).isEqualTo(words);
    assertThat(open.tensors().keySet()).containsExactlyElementsOf(tensors.keySet());
  }

  @Test
  void noTensorsAreAFileToo() {
    Safetensors.write(path(), Map.of());
    assertThat(Safetensors.read(path())).isEmpty();
    assertThat(Safetensors.open(path()).metadata()).isEmpty();
  }

  @Test
  void rowsAreThoseOfTheWhole() {
    Map<String, Tensor> tensors = Samples.all(2);
    Safetensors.write(path(), tensors);
    Safetensors.open(path())
        .tensors()
        .forEach((name, stored) -> {
          if (stored.sizes().length == 0) {
            assertThatThrownBy(() -> stored.rowsFrom(0, 1)).hasMessageContaining("no rows");
            return;
          }
          Tensor whole = Objects.requireNonNull(tensors.get(name));
          int count = whole.size(0);
          assertThat(Samples.sameBits(stored.rowsFrom(0, count), whole)).isTrue();
          for (int row : new int[] {0, count / 2, count - 1}) {
            if (row >= 0 && count > 0) {
              Tensor one = Samples.rows(whole, row);
              assertThat(Samples.sameBits(stored.rowsFrom(row, 1), one)).isTrue();
              Tensor two = Samples.rows(whole, row, 0);
              assertThat(Samples.sameBits(stored.rows((long) row, 0L), two)).isTrue();
            }
          }
          assertThatThrownBy(() -> stored.rowsFrom(0, count + 1))
              .isInstanceOf(IndexException.class);
          assertThatThrownBy(() -> stored.rows(-1L)).isInstanceOf(IndexException.class);
          assertThatThrownBy(() -> stored.rows((long) count)).isInstanceOf(IndexException.class);
        });
  }

  @Test
  void everyTypeOfTheFormatIsReadAsOthersReadIt() throws IOException {
    JsonNode expected = new ObjectMapper().readTree(Samples.file("types.json").toFile());
    Map<String, Tensor> read = Safetensors.read(Samples.file("types.safetensors"));
    assertThat(read).hasSize(expected.size()).hasSize(16);
    read.forEach((name, tensor) -> {
      JsonNode values = expected.get(name);
      assertThat(tensor.shape().elements()).isEqualTo(values.size());
      for (int i = 0; i < values.size(); i++) {
        JsonNode value = values.get(i);
        if (tensor.dtype() == DType.INT64) {
          assertThat(tensor.toLongs()[i]).as(name).isEqualTo(value.longValue());
        } else if (tensor.dtype() == DType.BOOL) {
          assertThat(tensor.toBooleans()[i]).isEqualTo(value.booleanValue());
        } else {
          double number = value.isTextual() ? Double.valueOf(value.asText()) : value.asDouble();
          assertThat(tensor.toDoubles()[i]).as(name + " " + i).isEqualTo(Double.valueOf(number));
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void halvesAreRoundedToNearestAndOnce(StoredType half) {
    Tensor numbers =
        Tensor.of(
            0f,
            -0f,
            1f,
            1 + 0x1p-11f,
            1 + 3 * 0x1p-11f,
            1 + 0x1p-8f,
            1 + 3 * 0x1p-8f,
            65520f,
            0x1p-25f,
            0x1.000002p-25f,
            Float.NaN,
            Float.NEGATIVE_INFINITY,
            Float.MAX_VALUE,
            3e-40f);
    Map<String, Tensor> tensors = Map.of("x", numbers, "i", Tensor.of(1, 2));
    Safetensors.writeHalf(path(), half, tensors, Map.of());
    Safetensors open = Safetensors.open(path());
    assertThat(open.tensor("x").type()).isEqualTo(half);
    assertThat(open.tensor("i").type()).isEqualTo(StoredType.INT32);
    float[] once = open.tensor("x").read().toFloats();
    float[] exact = numbers.toFloats();
    for (int i = 0; i < exact.length; i++) {
      float expected =
          half == StoredType.FLOAT16
              ? Float.float16ToFloat(Float.floatToFloat16(exact[i]))
              : nearestBfloat16(exact[i]);
      assertThat(once[i]).isEqualTo(Float.valueOf(expected));
    }
    Safetensors.writeHalf(path(), half, Safetensors.read(path()), Map.of());
    assertThat(Safetensors.open(path()).tensor("x").read().toFloats()).isEqualTo(once);
  }

  /** The nearer of the two neighbours, the even one if both are as near. */
  private static float nearestBfloat16(float x) {
    if (!Float.isFinite(x)) {
      return x;
    }
    int below = Float.floatToRawIntBits(x) & 0xffff0000;
    int above = below + 0x10000;
    double low = Float.intBitsToFloat(below);
    double high =
        above == 0x7f800000
            ? 0x1p128
            : above == 0xff800000 ? -0x1p128 : Float.intBitsToFloat(above);
    double toLow = Math.abs(x - low);
    double toHigh = Math.abs(high - x);
    boolean up = toHigh < toLow || toHigh == toLow && (below & 0x10000) != 0;
    return Float.intBitsToFloat(up ? above : below);
  }

  @Test
  void everyElementLiesAtAMultipleOfItsSize() throws IOException {
    Safetensors.write(path(), Samples.all(3), Map.of("k", "v"));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path())).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong(0);
    assertThat(length % 8).isZero();
    JsonNode header = new ObjectMapper().readTree(new String(bytes.array(), 8, length, UTF_8));
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        int size =
            switch (entry.getValue().get("dtype").asText()) {
              case "F64", "I64" -> 8;
              case "F32", "I32" -> 4;
              default -> 1;
            };
        assertThat(entry.getValue().get("data_offsets").get(0).asLong() % size).isZero();
      }
    }
  }

  @Test
  void theMappedFileMayBeReplacedAndEvenCutOff() throws IOException {
    Tensor first = Tensor.of(IntStream.range(0, 100_000).toArray());
    Safetensors.write(path(), Map.of("x", first));
    StoredTensor open = Safetensors.open(path()).tensor("x");
    Safetensors.write(path(), Map.of("x", Tensor.of(1)));
    assertThat(Samples.sameBits(open.read(), first)).isTrue();

    Safetensors.write(path(), Map.of("x", first));
    StoredTensor cut = Safetensors.open(path()).tensor("x");
    Files.newByteChannel(path(), java.nio.file.StandardOpenOption.WRITE).truncate(100).close();
    assertThatThrownBy(cut::read)
        .isInstanceOf(FileException.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void writingLeavesNothingElseBehind() throws IOException {
    Safetensors.write(path(), Map.of("x", Tensor.of(1)));
    Safetensors.write(path(), Map.of("x", Tensor.of(2)));
    assertThat(Samples.names(folder)).containsExactly("x.safetensors");
    // the move fails after the temporary file was written
    Path occupied = folder.resolve("folder");
    Files.createDirectories(occupied.resolve("full"));
    assertThatThrownBy(() -> Safetensors.write(occupied, Map.of("x", Tensor.of(3))))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("safetensors: " + occupied + ": it cannot be written")
        .hasMessageContaining("is unchanged");
    assertThat(Samples.names(folder)).containsExactly("folder", "x.safetensors");
    assertThat(Samples.names(occupied)).containsExactly("full");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = folder.resolve("target");
    Files.writeString(target, "");
    Files.createSymbolicLink(path(), target);
    Safetensors.write(path(), Map.of("x", Tensor.of(1)));
    assertThat(path()).isSymbolicLink();
    assertThat(Safetensors.read(target)).containsKey("x");
  }

  @Test
  void whatCannotBeWrittenIsSaid() {
    assertThatThrownBy(() -> Safetensors.write(folder.resolve("none/x"), Map.of("x", Tensor.of(1))))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("safetensors: " + folder.resolve("none/x") + ": it cannot be");
    assertThatThrownBy(() -> Safetensors.write(path(), Map.of("__metadata__", Tensor.of(1))))
        .hasMessageContaining("the format has no such name");
    assertThatThrownBy(() -> Safetensors.write(path(), Map.of("\ud800", Tensor.of(3))))
        .hasMessageContaining("a tensor named ' '; the format has no such name");
    assertThatThrownBy(() -> Safetensors.writeHalf(path(), StoredType.INT8, Map.of(), Map.of()))
        .hasMessageContaining("give FLOAT16 or BFLOAT16");
    assertThatThrownBy(() -> Safetensors.open(path())).hasMessageContaining("no such file");
    assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContaining("a directory");
    Safetensors.write(path(), Map.of("x", Tensor.of(1), "y", Tensor.of(1)));
    assertThatThrownBy(() -> Safetensors.open(path()).tensor("z"))
        .hasMessageContaining("no tensor 'z'; it holds ")
        .hasMessageContaining("'y'");
  }

  private void write(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(path(), bytes.putLong(text.length).put(text).array());
  }

  private static String entry(String dtype, String shape, String offsets) {
    return "{'dtype':'%s','shape':%s,'data_offsets':%s}".formatted(dtype, shape, offsets);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'x':E} 1 | 8 | the header goes on after its JSON object",
        "[] | 0 | does not start with {",
        "{'x':E | 8 | not JSON",
        "{'x':E,'x':E} | 8 | not JSON: Duplicate field 'x'",
        "{'x':E,'y':E} | 8 | 'y' begins at byte 0, the tensors before it end at byte 8: they overlap",
        "{'x':E} | 9 | the tensors end at byte 8, but 9 bytes follow",
        "{'x':E} | 7 | 'x' ends at byte 8 of 7 that follow",
        "{'x':{'dtype':'F32','shape':[2]}} | 8 | needs a dtype, a shape and two data_offsets",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | 8 | two data_offsets",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | data_offsets [8, 0]",
        "{'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | 8 | 'x' has a size or offset -2",
        "{'x':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | 8 | whole numbers",
        "{'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | 8 | whole numbers",
        "{'x':{'dtype':'F32','shape':2,'data_offsets':[0,8]}} | 8 | 'x' has a shape or offsets that are not an array",
        "{'x':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | 8 | offset 9999",
        "{'x':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | 8 | too many",
        "{'x':{'dtype':'F32','shape':[0,4294967296,4294967296],'data_offsets':[0,0]}} | 0 | too many",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}} | 8 | of 4 bytes",
        "{'x':{'dtype':'f32','shape':[2],'data_offsets':[0,8]}} | 8 | 'f32', which is not of the format",
        "{'x':{'dtype':'C64','shape':[1],'data_offsets':[0,8]}} | 8 | 'C64', complex numbers",
        "{'x':{'dtype':'F4','shape':[16],'data_offsets':[0,8]}} | 8 | smaller than a byte",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'order':'F'}} | 8 | a field 'order'",
        "{'x':[1]} | 0 | 'x' is not an object",
        "{'__metadata__':{'a':1}} | 0 | '__metadata__' holds something else than texts",
        "{'__metadata__':'a'} | 0 | '__metadata__' is not an object",
      })
  void brokenHeadersAreRefused(String header, int dataBytes, String why) throws IOException {
    write(header.replace("E", entry("F32", "[2]", "[0,8]")).replace('\'', '"'), dataBytes);
    assertThatThrownBy(() -> Safetensors.read(path()))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("safetensors: " + path() + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void numbersThatDoNotFitAreRefused() throws IOException {
    write("{\"x\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8);
    byte[] bytes = Files.readAllBytes(path());
    bytes[bytes.length - 1] = (byte) 0x80;
    Files.write(path(), bytes);
    assertThatThrownBy(() -> Safetensors.read(path()))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("'x' UINT64 element 0 is 9223372036854775808, more than 2^63 - 1");
    write("{\"x\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}", 3);
    bytes = Files.readAllBytes(path());
    bytes[bytes.length - 1] = 2;
    Files.write(path(), bytes);
    assertThatThrownBy(() -> Safetensors.read(path()))
        .hasMessageContaining("BOOL element 2 is the byte 2, neither 0 nor 1");
  }

  @Test
  void aDeepOrEndlessHeaderIsRefused() throws IOException {
    for (String header :
        List.of(
            "{\"x\":" + "[".repeat(100_000),
            "{\"x\":" + "{\"a\":".repeat(100_000),
            "{\"__metadata__\":{\"a\":\"" + "b".repeat(1_000_000),
            "{\"x\":{\"shape\":[" + "1,".repeat(100_000) + "1]}}")) {
      write(header, 0);
      assertThatThrownBy(() -> Safetensors.read(path())).isInstanceOf(FileException.class);
    }
  }

  @Test
  void manyTensorsAreWrittenAndReadInLinearTime() {
    Map<String, Tensor> many = new LinkedHashMap<>();
    IntStream.range(0, 5_000).forEach(i -> many.put("layer." + i, Tensor.of(i)));
    Safetensors.write(path(), many);
    Map<String, Tensor> read = Safetensors.read(path());
    assertThat(Samples.sameBits(read.get("layer.4999"), Tensor.of(4_999))).isTrue();
  }
}
