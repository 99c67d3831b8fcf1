package dev.jacobi.data;

import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.io.FileException;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Images in folders, one folder for each class; images are read when they are asked for.
 *
 * <pre>{@code
 * ImageFolder animals = ImageFolder.of(path, 32, 32);     // path/cat/1.png, path/dog/a/2.jpg, ...
 * List<Dataset<ImageFolder.Images>> parts = animals.split(1, 0.8, 0.2);
 * }</pre>
 *
 * <p>PNG, JPEG, GIF and BMP are read; other files are passed over. It needs the module {@code
 * java.desktop} of the JDK: a program on the module path requires it.
 */
public final class ImageFolder implements Dataset<ImageFolder.Images> {
  static final String FORMAT = "image";
  private static final Set<String> KINDS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
  private static final int COLORS = 3;

  private final Path folder;
  private final List<String> classes;
  private final List<Path> files;
  private final long[] labels;
  private final int channels;
  private final int height;
  private final int width;

  /**
   * Some images.
   *
   * @param x float32 [samples, channels, height, width], from 0 to 1
   * @param label int64 [samples], the number of each image's class
   */
  @Samples
  public record Images(Tensor x, Tensor label) {}

  private ImageFolder(
      Path folder,
      List<String> classes,
      List<Path> files,
      long[] labels,
      int channels,
      int height,
      int width) {
    if (height < 1 || width < 1) {
      throw new JacobiException(
          "images: " + height + " by " + width + " pixels; give 1 or more of both");
    }
    this.folder = folder;
    this.classes = classes;
    this.files = files;
    this.labels = labels;
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  /**
   * The images below the folders of a folder, in red, green and blue, resized where they have
   * another size (a triangle filter as wide as the step from pixel to pixel). The names of its
   * folders are the classes, in alphabetical order.
   *
   * @throws FileException if there are none
   */
  public static ImageFolder of(Path folder, int height, int width) {
    List<String> classes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    List<Long> labels = new ArrayList<>();
    for (Path each : list(folder, 1).filter(Files::isDirectory).toList()) {
      List<Path> images = list(each, Integer.MAX_VALUE).filter(ImageFolder::isImage).toList();
      if (images.isEmpty()) {
        throw new FileException(
            FORMAT, each, "no images in it", "put in PNG, JPEG, GIF or BMP files, or remove it");
      }
      long label = classes.size();
      classes.add(each.getFileName().toString());
      images.forEach(image -> labels.add(label));
      files.addAll(images);
    }
    if (classes.isEmpty()) {
      throw new FileException(
          FORMAT, folder, "no folders in it", "make one for each class, and put its images there");
    }
    long[] all = labels.stream().mapToLong(label -> label).toArray();
    return new ImageFolder(
        folder, List.copyOf(classes), List.copyOf(files), all, COLORS, height, width);
  }

  /** What lies below a folder, sorted, without hidden files. */
  private static Stream<Path> list(Path folder, int depth) {
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all
          .filter(path -> !path.equals(folder))
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted()
          .toList()
          .stream();
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      throw new FileException(
          FORMAT,
          folder,
          "it cannot be read (" + unreadable + ")",
          "give a folder that holds one folder for each class",
          unreadable);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && KINDS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** The same in shades of grey: {@code 0.299 red + 0.587 green + 0.114 blue} (ITU-R BT.601). */
  public ImageFolder gray() {
    return new ImageFolder(folder, classes, files, labels, 1, height, width);
  }

  /** The names of the classes, in the order of their numbers. */
  public List<String> classes() {
    return classes;
  }

  /** The files, in the order of the samples. */
  public List<Path> files() {
    return files;
  }

  /** The number of each image's class. */
  public long[] labels() {
    return labels.clone();
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Images rows(int... rows) {
    Rows.require(rows, files.size());
    Shape shape = Shape.of(rows.length, channels, height, width);
    float[] x = new float[shape.elements()];
    long[] label = new long[rows.length];
    int each = channels * height * width;
    for (int i = 0; i < rows.length; i++) {
      label[i] = labels[rows[i]];
      float[] image = read(files.get(rows[i]));
      System.arraycopy(image, 0, x, i * each, each);
    }
    return new Images(Tensor.of(ArrayValue.of(shape, x)), Tensor.of(label));
  }

  private float[] read(Path file) {
    try {
      Picture picture = Picture.read(file);
      return (channels == 1 ? picture.gray() : picture.colored()).resized(height, width).planes();
    } catch (NoClassDefFoundError missing) {
      throw new FileException(
          FORMAT,
          file,
          "the module java.desktop, which reads it, is not there",
          "require it in your module-info, or start java with --add-modules java.desktop",
          missing);
    }
  }
}
