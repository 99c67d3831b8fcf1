package laws.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.io.FileException;
import dev.jacobi.io.Npy;
import dev.jacobi.io.Npz;
import dev.jacobi.io.StoredTensor;
import dev.jacobi.io.StoredType;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NPY and NPZ: what is written is read again, what NumPy wrote is read, the rest is refused. */
class NpyTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("x.npy");
  }

  @Test
  void readsWhatItWrote() {
    Map<String, Tensor> tensors = Samples.all(1);
    tensors.forEach((name, tensor) -> {
      Npy.write(path(), tensor);
      assertThat(Samples.sameBits(Npy.read(path()), tensor)).as(name).isTrue();
    });
    Path npz = folder.resolve("x.npz");
    Npz.write(npz, tensors);
    Map<String, Tensor> stored = Npz.read(npz);
    Npz.writeCompressed(npz, tensors);
    Map<String, Tensor> compressed = Npz.read(npz);
    assertThat(stored.keySet()).containsExactlyElementsOf(tensors.keySet());
    assertThat(compressed.keySet()).containsExactlyElementsOf(tensors.keySet());
    tensors.forEach((name, t) -> assertThat(Samples.sameBits(stored.get(name), t)).isTrue());
    tensors.forEach((name, t) -> assertThat(Samples.sameBits(compressed.get(name), t)).isTrue());
  }

  /** Any cut into parts gives the numbers of the whole, and a part that does not fit no file. */
  @Test
  void rowsThatComeInParts() {
    for (int rows : new int[] {0, 1, 2, 7, 13, 257}) {
      Tensor whole = Key.of(rows).normal(rows, 3, 2).value();
      for (int each : new int[] {1, 7, 300}) {
        List<Tensor> parts = new ArrayList<>();
        for (int from = 0; from < rows; from += each) {
          parts.add(whole.slice(0, from, Math.min(rows, from + each)));
        }
        Npy.writeRows(path(), whole.dtype(), Shape.of(3, 2), parts);
        assertThat(Samples.sameBits(Npy.read(path()), whole)).isTrue();
      }
    }
    Path none = folder.resolve("none.npy");
    List<Tensor> unlike = List.of(Tensor.zeros(2, 3), Tensor.zeros(2, 4));
    assertThatThrownBy(() -> Npy.writeRows(none, DType.FLOAT32, Shape.of(3), unlike))
        .hasMessageContaining("a part float32[2, 4]; it takes rows float32[3]");
    assertThat(folder).isDirectoryNotContaining(file -> file.getFileName().endsWith("none.npy"));
  }

  @Test
  void readsVersions2And3ColumnMajorAndBigEndian() {
    double[] numbers = IntStream.range(0, 24).asDoubleStream().toArray();
    Tensor second = Npy.read(Samples.file("version2.npy"));
    assertThat(second.shape().sizes()).containsExactly(2, 3, 4);
    assertThat(second.times(2).toDoubles()).isEqualTo(numbers);
    StoredTensor third = Npy.open(Samples.file("version3.npy"));
    assertThat(third.type()).isEqualTo(StoredType.INT16);
    assertThat(third.sizes()).containsExactly(2, 3, 4);
    assertThat(third.read().toDoubles()).isEqualTo(numbers);
    assertThat(third.rowsFrom(1, 1).toDoubles()).isEqualTo(Arrays.copyOfRange(numbers, 12, 24));
    assertThat(third.rows(1L, 0L, 1L).get(1).toDoubles()).isEqualTo(Arrays.copyOf(numbers, 12));
    assertThat(third.rows(1L, 0L, 1L).get(2).get(0).toDoubles()).containsExactly(12, 13, 14, 15);
    assertThat(Npy.read(Samples.file("uint32.npy")).toLongs()).containsExactly(0, 4294967295L);
    assertThat(Npy.read(Samples.file("bool.npy")).toArray())
        .isEqualTo(new boolean[][] {{true}, {false}});
  }

  private void write(String header, int dataBytes) throws IOException {
    byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    Files.write(path(), bytes.putShort((short) text.length).put(text).array());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), } ~ 24",
        "{'shape':(2,3),'descr':\"<i4\",'fortran_order':True} ~ 24",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (6,)} ~ 6",
        "{'descr': '<u1', 'fortran_order': False, 'shape': ()} ~ 1",
      })
  void otherSpellingsAreRead(String header, int dataBytes) throws IOException {
    write(header, dataBytes);
    assertThat(Npy.read(path()).any().item()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,)} ~ 9 ~ a pickle, which is never run",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)} ~ 8 ~ complex numbers",
        "{'descr': '<U3', 'fortran_order': False, 'shape': (1,)} ~ 12 ~ (text)",
        "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,)} ~ 8 ~ (times)",
        "{'descr': '<f16', 'fortran_order': False, 'shape': (1,)} ~ 16 ~ dtype '<f16'",
        "{'descr': '=f4', 'fortran_order': False, 'shape': (1,)} ~ 4 ~ dtype '=f4'",
        "{'descr': '|f4', 'fortran_order': False, 'shape': (1,)} ~ 4 ~ dtype '|f4'",
        "{'descr': 'f4', 'fortran_order': False, 'shape': (1,)} ~ 4 ~ dtype 'f4'",
        "{'descr': '', 'fortran_order': False, 'shape': (1,)} ~ 4 ~ dtype ''",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} ~ 9 ~ takes 8 bytes, but 9 follow",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} ~ 7 ~ takes 8 bytes, but 7 follow",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2)} ~ 8 ~ a number in place of a tuple",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,)} ~ 8 ~ no size",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)} ~ 8 ~ no comma between two sizes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)} ~ 8 ~ no size",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)} ~ 8 ~ no size",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,4294967296)} ~ 8 ~ too many",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)} ~ 8 ~ no True or False",
        "{'descr': '<f4', 'fortran_order': False} ~ 8 ~ descr, fortran_order or shape is missing",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)} ~ 8 ~ twice",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1} ~ 8 ~ an entry 'x'",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + x ~ 8 ~ more than a dictionary",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)} ~ 8 ~ no '",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)} ~ 8 ~ no comma between two entries",
        "nothing ~ 8 ~ no {",
      })
  void brokenHeadersAreRefused(String header, int dataBytes, String why) throws IOException {
    write(header, dataBytes);
    assertThatThrownBy(() -> Npy.read(path()))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("npy: " + path() + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void aStructureIsNamedAsOne() throws IOException {
    write("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", 8);
    assertThatThrownBy(() -> Npy.read(path()))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("dtype a structure of several fields");
  }

  @Test
  void otherBeginningsAreRefused() throws IOException {
    for (byte[] bytes :
        new byte[][] {
          {},
          {1, 2, 3},
          "no numpy file at all".getBytes(StandardCharsets.US_ASCII),
          {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 4, 0, 0, 0, 0, 0},
          {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 1, 0, 0, 0, 0},
          {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0, 0},
          {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1},
          {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, -1, -1},
        }) {
      Files.write(path(), bytes);
      assertThatThrownBy(() -> Npy.read(path()))
          .isInstanceOf(FileException.class)
          .hasMessageContaining("x.npy: ");
    }
  }

  private Path zip(String name, byte[] content) throws IOException {
    Path npz = folder.resolve("x.npz");
    try (OutputStream out = Files.newOutputStream(npz);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
    }
    return npz;
  }

  @Test
  void anArchiveOfOtherThingsIsRefused() throws IOException {
    Path other = zip("archive/data.pkl", new byte[] {(byte) 0x80, 2});
    assertThatThrownBy(() -> Npz.read(other))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("a pickle is never run");
    assertThatThrownBy(() -> Npz.read(zip("a.txt", new byte[3])))
        .hasMessageContaining("'a.txt', which is no NPY file");
    assertThatThrownBy(() -> Npz.read(zip("a.npy", new byte[300])))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("x.npz, 'a.npy': it does not start as NPY files do");
    Files.write(other, new byte[100]);
    assertThatThrownBy(() -> Npz.read(other))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("it is damaged, or no NPZ file");
  }

  @Test
  void aFlippedBitInAnArchiveIsNoticed() throws IOException {
    Path npz = folder.resolve("x.npz");
    Npz.write(npz, Map.of("x", Tensor.zeros(1000)));
    byte[] bytes = Files.readAllBytes(npz);
    bytes[bytes.length / 2] ^= 1;
    Files.write(npz, bytes);
    assertThatThrownBy(() -> Npz.read(npz))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("its checksum is wrong");
  }

  @Test
  void theSameTensorsGiveTheSameBytes() throws IOException {
    Path npz = folder.resolve("x.npz");
    Npz.writeCompressed(npz, Samples.all(1));
    byte[] first = Files.readAllBytes(npz);
    Npz.writeCompressed(npz, Samples.all(1));
    assertThat(Files.readAllBytes(npz)).isEqualTo(first);
  }
}
