package laws.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Tensor;
import dev.jacobi.io.FileException;
import dev.jacobi.io.Npy;
import dev.jacobi.io.Npz;
import dev.jacobi.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand mutations of files of each kind: each is read to what its bytes say, or refused with
 * the library's exception; none hangs, and none makes the reader allocate what is not there.
 */
class FuzzTest {
  private static final int MUTATIONS = 1000;

  @TempDir Path folder;

  /**
   * A kind of file: its beginning, and a reader that requires what it reads to be what is there.
   */
  private record Kind(String name, String suffix, List<byte[]> files, Reader reader) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  private interface Reader {
    void read(Path file, byte[] bytes) throws IOException;
  }

  static Stream<Kind> kinds() throws IOException {
    Path folder = Files.createTempDirectory("fuzz");
    Path file = folder.resolve("x");
    Map<String, Tensor> tensors = Samples.all(1);
    Safetensors.write(file, tensors, Map.of("k", "v"));
    byte[] mixed = Files.readAllBytes(file);
    Safetensors.write(file, Map.of("x", Tensor.of(1, 2), "y", Tensor.of(3f)));
    byte[] small = Files.readAllBytes(file);
    Npz.writeCompressed(file, Map.of("x", Tensor.zeros(30, 30), "y", Tensor.of(3f)));
    byte[] compressed = Files.readAllBytes(file);
    Npz.write(file, Map.of("x", Tensor.zeros(3, 3), "y", Tensor.of(3f)));
    byte[] stored = Files.readAllBytes(file);
    Npy.write(file, Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
    byte[] npy = Files.readAllBytes(file);
    Files.delete(file);
    Files.delete(folder);
    return Stream.of(
        new Kind(
            "safetensors",
            ".safetensors",
            List.of(mixed, small, Files.readAllBytes(Samples.file("types.safetensors"))),
            Rereading::safetensors),
        new Kind(
            "npy",
            ".npy",
            List.of(
                npy,
                Files.readAllBytes(Samples.file("version2.npy")),
                Files.readAllBytes(Samples.file("version3.npy"))),
            Rereading::npy),
        new Kind("npz", ".npz", List.of(compressed, stored), Rereading::npz),
        new Kind(
            "csv",
            ".csv",
            List.of(
                bytes("a,b,c\n1,2,3\n4.5,-6e-3,7\n8,9,10\n"),
                bytes("\"x; y\";z\n1,5;2\n-3;4,25\n"),
                bytes("1\t2\n3\t4\n")),
            Rereading::csv),
        new Kind(
            "idx",
            ".idx",
            List.of(IdxTest.idx(8, 24, 2, 3, 4), IdxTest.idx(0x0E, 16, 2)),
            Rereading::idx));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @Timeout(600)
  void everyMutationIsReadAsItIsOrRefused(Kind kind) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    Path file = folder.resolve("x" + kind.suffix);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(kind.files.get(i % kind.files.size()), random);
      Files.write(file, mutant);
      try {
        kind.reader.read(file, mutant);
      } catch (FileException refusal) {
        assertThat(refusal).hasMessageContaining(file.toString());
        refused++;
      } catch (Throwable wrong) {
        Path kept = Files.createTempFile("mutant", kind.suffix);
        Files.write(kept, mutant);
        throw new AssertionError("mutation " + i + " of " + kind + ", kept in " + kept, wrong);
      }
    }
    // Most mutants are broken; some are as good as before.
    assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      // Half of the time in the header.
      int bound = random.nextBoolean() ? Math.min(bytes.length, 150) : bytes.length;
      if (bound == 0) {
        return bytes;
      }
      int at = random.nextInt(bound);
      int length = random.nextInt(1, 9);
      int end = Math.min(bytes.length, at + length);
      switch (random.nextInt(8)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = splice(bytes, at, at, random(length, random));
        case 4 -> bytes = splice(bytes, at, end, new byte[0]);
        case 5 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
        case 6 -> Arrays.fill(bytes, at, end, (byte) (random.nextBoolean() ? -1 : 0));
        default -> digit(bytes, at, random);
      }
    }
    return bytes;
  }

  private static byte[] random(int length, SplittableRandom random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] between) {
    byte[] spliced = Arrays.copyOf(bytes, bytes.length - (to - from) + between.length);
    System.arraycopy(between, 0, spliced, from, between.length);
    System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
    return spliced;
  }

  /** Another digit in place of the next one. */
  private static void digit(byte[] bytes, int from, SplittableRandom random) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] >= '0' && bytes[i] <= '9') {
        bytes[i] = (byte) ('0' + random.nextInt(10));
        return;
      }
    }
  }
}
