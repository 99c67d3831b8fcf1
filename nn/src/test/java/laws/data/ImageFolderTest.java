package laws.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jacobi.data.ImageFolder;
import dev.jacobi.data.Loader;
import dev.jacobi.io.FileException;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures are read and resized as Pillow does it. */
class ImageFolderTest {
  @TempDir Path folder;

  private static Path resource(String name) {
    try {
      return Path.of(ImageFolderTest.class.getResource("/files/" + name).toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void readsAndResizesAsPillowDoes() throws IOException {
    Path root = resource("images");
    JsonNode expected = new ObjectMapper().readTree(resource("images.json").toFile());
    for (int[] size : new int[][] {{2, 2}, {8, 9}, {3, 6}}) {
      ImageFolder images = ImageFolder.of(root, size[0], size[1]);
      assertThat(images.size()).isEqualTo(expected.size()).isEqualTo(6);
      for (int i = 0; i < images.size(); i++) {
        String name = root.relativize(images.files().get(i)).toString();
        assertClose(images.rows(i), expected.get(name).get(size[0] + "x" + size[1]), 2e-6);
        int height = expected.get(name).get("size").get(0).asInt();
        int width = expected.get(name).get("size").get(1).asInt();
        assertClose(ImageFolder.of(root, height, width).rows(i), expected.get(name).get("own"), 0);
      }
    }
  }

  private static void assertClose(ImageFolder.Images found, JsonNode expected, double bound) {
    float[] x = found.x().toFloats();
    assertThat(x).hasSize(expected.size());
    for (int i = 0; i < x.length; i++) {
      assertThat((double) x[i]).isCloseTo(expected.get(i).floatValue(), within(bound));
    }
  }

  @Test
  void foldersAreClasses() {
    ImageFolder images = ImageFolder.of(resource("images"), 4, 5);
    assertThat(images.classes()).containsExactly("blue", "red");
    assertThat(images.labels()).containsExactly(0, 0, 1, 1, 1, 1);
    ImageFolder.Images all = images.all();
    assertThat(all.x().shape().sizes()).containsExactly(6, 3, 4, 5);
    assertThat(all.label().toLongs()).containsExactly(0, 0, 1, 1, 1, 1);
    assertThat(images.rows(3, 0).label().toLongs()).containsExactly(1, 0);
    assertThatThrownBy(() -> images.rows(6)).isInstanceOf(IndexException.class);
    int samples = 0;
    for (ImageFolder.Images batch : Loader.of(images, 4).shuffle(1).prefetch(2).epoch(0)) {
      samples += batch.x().size(0);
    }
    assertThat(samples).isEqualTo(6);
  }

  @Test
  void grayIsTheWeightedMean() {
    ImageFolder images = ImageFolder.of(resource("images"), 5, 4);
    float[] colored = images.rows(0).x().toFloats();
    float[] gray = images.gray().rows(0).x().toFloats();
    assertThat(gray).hasSize(20);
    for (int i = 0; i < gray.length; i++) {
      double mean = 0.299 * colored[i] + 0.587 * colored[20 + i] + 0.114 * colored[40 + i];
      assertThat((double) gray[i]).isCloseTo(mean, within(1e-6));
    }
  }

  @Test
  void whatIsNoImageIsNamed() throws IOException {
    Path red = Files.createDirectories(folder.resolve("red"));
    assertThatThrownBy(() -> ImageFolder.of(folder, 2, 2))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("no images in it");
    byte[] png = Files.readAllBytes(resource("images/blue/a.png"));
    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, java.util.Arrays.copyOf(png, 60), huge(png)}) {
      Path file = Files.write(red.resolve("x.png"), bytes);
      ImageFolder images = ImageFolder.of(folder, 2, 2);
      assertThatThrownBy(() -> images.rows(0))
          .isInstanceOf(FileException.class)
          .hasMessageStartingWith("image: " + file + ": ");
    }
    assertThatThrownBy(() -> ImageFolder.of(red, 2, 2)).hasMessageContaining("no folders in it");
    assertThatThrownBy(() -> ImageFolder.of(folder.resolve("none"), 2, 2))
        .isInstanceOf(FileException.class);
    assertThatThrownBy(() -> ImageFolder.of(folder, 0, 2)).isInstanceOf(JacobiException.class);
  }

  /** A header of 100,000 by 100,000 pixels. */
  private static byte[] huge(byte[] png) {
    byte[] changed = png.clone();
    ByteBuffer.wrap(changed).putInt(16, 100_000).putInt(20, 100_000);
    java.util.zip.CRC32 sum = new java.util.zip.CRC32();
    sum.update(changed, 12, 17);
    ByteBuffer.wrap(changed).putInt(29, (int) sum.getValue());
    return changed;
  }
}
