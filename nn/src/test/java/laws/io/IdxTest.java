package laws.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.Tensor;
import dev.jacobi.io.FileException;
import dev.jacobi.io.Idx;
import dev.jacobi.type.DType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IDX files, plain and compressed. */
class IdxTest {
  @TempDir Path folder;

  private Path write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
      out.write(bytes);
    }
    return file;
  }

  /** A header and data of so many bytes, 0, 1, 2, ... */
  static byte[] idx(int type, int dataBytes, int... sizes) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + dataBytes);
    bytes.put(new byte[] {0, 0, (byte) type, (byte) sizes.length});
    for (int size : sizes) {
      bytes.putInt(size);
    }
    for (int i = 0; i < dataBytes; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.idx", "x-ubyte.gz"})
  void everyTypeIsRead(String name) throws IOException {
    Tensor bytes = Idx.read(write(name, idx(0x08, 200, 2, 5, 20)));
    assertThat(bytes.dtype()).isEqualTo(DType.INT32);
    assertThat(bytes.shape().sizes()).containsExactly(2, 5, 20);
    assertThat(bytes.toInts()[199]).isEqualTo(199);
    assertThat(Idx.read(write(name, idx(0x09, 200, 200))).toInts()[199]).isEqualTo(-57);
    assertThat(Idx.read(write(name, idx(0x0B, 4, 2))).toInts()).containsExactly(0x0001, 0x0203);
    assertThat(Idx.read(write(name, idx(0x0C, 4, 1))).toInts()).containsExactly(0x00010203);
    assertThat(Idx.read(write(name, idx(0x0D, 4, 1))).toFloats())
        .containsExactly(Float.intBitsToFloat(0x00010203));
    assertThat(Idx.read(write(name, idx(0x0E, 8, 1))).toDoubles())
        .containsExactly(Double.longBitsToDouble(0x0001020304050607L));
    assertThat(Idx.read(write(name, idx(0x08, 1))).rank()).isZero();
    assertThat(Idx.read(write(name, idx(0x08, 0, 0, 3))).shape().elements()).isZero();
    assertThat(Idx.open(write(name, idx(0x08, 6, 3, 2))).rows(2L, 0L).toInts())
        .containsExactly(4, 5, 0, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.idx", "x.gz"})
  void othersAreRefused(String name) throws IOException {
    for (byte[] bytes :
        new byte[][] {
          {},
          {0, 0, 8},
          {0, 1, 8, 0, 0},
          {0, 0, 7, 0, 0},
          {0, 0, 8, 2, 0, 0, 0, 1},
          {0, 0, 8, (byte) 255},
          idx(0x08, 5, 2, 3),
          idx(0x08, 7, 2, 3),
          idx(0x08, 8, -1),
          idx(0x0E, 8, -1, -1),
          idx(0x0E, 8, -1, -1, -1),
        }) {
      Path file = write(name, bytes);
      assertThatThrownBy(() -> Idx.read(file))
          .isInstanceOf(FileException.class)
          .hasMessageStartingWith("idx: " + file);
    }
  }

  @Test
  void compressedBytesThatCannotBeSoManyAreNotExpanded() throws IOException {
    Path bomb = write("x.gz", idx(0x08, 100, 1 << 30));
    assertThatThrownBy(() -> Idx.read(bomb))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("takes 1073741824 bytes, out of ");
  }
}
