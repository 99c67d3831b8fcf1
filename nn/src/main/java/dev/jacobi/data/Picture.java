package dev.jacobi.data;

import dev.jacobi.io.FileException;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * An image as numbers from 0 to 1, one plane of rows for each channel.
 *
 * @param planes [channels, height, width]
 */
record Picture(float[] planes, int channels, int height, int width) {
  /** More is taken for damage, or for an attack: 4 bytes a pixel are needed to decode it. */
  private static final long MOST_PIXELS = 1L << 28;

  private static final int BYTE = 0xff;

  /**
   * Reads a file.
   *
   * @throws FileException if it is no image, or too large
   */
  static Picture read(Path file) {
    try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw refused(file, "no image of a known kind", null);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw refused(
              file,
              reader.getWidth(0) + " by " + reader.getHeight(0) + " pixels are too many",
              null);
        }
        return of(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
      throw refused(file, "it cannot be read (" + damaged + ")", damaged);
    }
  }

  private static FileException refused(
      Path file, String what, @org.jspecify.annotations.Nullable Exception cause) {
    String wayOut = "take it out, or write it again";
    return cause == null
        ? new FileException(ImageFolder.FORMAT, file, what, wayOut)
        : new FileException(ImageFolder.FORMAT, file, what, wayOut, cause);
  }

  /** Transparency is passed over. */
  private static Picture of(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    if (image.getColorModel() instanceof ComponentColorModel grey
        && grey.getNumColorComponents() == 1) {
      // As it is stored: getRGB would take it for linear light and brighten it.
      Raster raster = image.getRaster();
      float[] plane = raster.getSamples(0, 0, width, height, 0, new float[height * width]);
      float most = (float) (Math.scalb(1.0, grey.getComponentSize(0)) - 1);
      for (int i = 0; i < plane.length; i++) {
        plane[i] /= most;
      }
      return new Picture(plane, 1, height, width);
    }
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    float[] planes = new float[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[i] = (pixels[i] >> 16 & BYTE) / 255f;
      planes[pixels.length + i] = (pixels[i] >> 8 & BYTE) / 255f;
      planes[2 * pixels.length + i] = (pixels[i] & BYTE) / 255f;
    }
    return new Picture(planes, 3, height, width);
  }

  /** Red, green and blue. */
  Picture colored() {
    if (channels == 3) {
      return this;
    }
    float[] three = new float[3 * planes.length];
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(planes, 0, three, channel * planes.length, planes.length);
    }
    return new Picture(three, 3, height, width);
  }

  /** One channel: {@code 0.299 red + 0.587 green + 0.114 blue}. */
  Picture gray() {
    if (channels == 1) {
      return this;
    }
    int plane = height * width;
    float[] one = new float[plane];
    for (int i = 0; i < plane; i++) {
      one[i] = 0.299f * planes[i] + 0.587f * planes[plane + i] + 0.114f * planes[2 * plane + i];
    }
    return new Picture(one, 1, height, width);
  }

  /** The same picture in another size, first in width, then in height. */
  Picture resized(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    float[] wide = resample(planes, channels * height, width, newWidth, 1);
    float[] both = resample(wide, channels, height, newHeight, newWidth);
    return new Picture(both, channels, newHeight, newWidth);
  }

  /**
   * Resamples the middle axis of [outer, from, inner]. With s = from / to, the new value i is the
   * mean of the old ones by the weights {@code max(0, 1 - |j + 0.5 - (i + 0.5) s| / max(1, s))}.
   */
  private static float[] resample(float[] old, int outer, int from, int to, int inner) {
    float[] resampled = new float[outer * to * inner];
    double scale = (double) from / to;
    double support = Math.max(1, scale);
    for (int i = 0; i < to; i++) {
      double center = (i + 0.5) * scale;
      int first = Math.max(0, (int) Math.floor(center - support));
      int last = Math.min(from - 1, (int) Math.ceil(center + support));
      double[] weights = new double[last - first + 1];
      double sum = 0;
      for (int j = first; j <= last; j++) {
        weights[j - first] = Math.max(0, 1 - Math.abs(j + 0.5 - center) / support);
        sum += weights[j - first];
      }
      for (int o = 0; o < outer; o++) {
        for (int k = 0; k < inner; k++) {
          double value = 0;
          for (int j = first; j <= last; j++) {
            value += weights[j - first] * old[(o * from + j) * inner + k];
          }
          resampled[(o * to + i) * inner + k] = (float) (value / sum);
        }
      }
    }
    return resampled;
  }
}
