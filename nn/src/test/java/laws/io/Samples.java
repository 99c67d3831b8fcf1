package laws.io;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tensors of every type and of odd shapes, and files that others wrote. */
final class Samples {
  static final List<Shape> SHAPES =
      List.of(
          Shape.scalar(),
          Shape.of(1),
          Shape.of(7),
          Shape.of(0),
          Shape.of(0, 5),
          Shape.of(3, 0),
          Shape.of(2, 3),
          Shape.of(13, 1, 2),
          Shape.of(257));

  private Samples() {}

  /** A tensor of every type and shape by name; among the floats NaN, infinities and -0. */
  static Map<String, Tensor> all(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      for (Shape shape : SHAPES) {
        tensors.put(dtype + "." + shape, tensor(dtype, shape, random));
      }
    }
    return tensors;
  }

  static Tensor tensor(DType dtype, Shape shape, SplittableRandom random) {
    Object array = ArrayValue.allocate(dtype, shape.elements());
    for (int i = 0; i < shape.elements(); i++) {
      double special = new double[] {Double.NaN, Double.NEGATIVE_INFINITY, -0.0}[i % 3];
      double number = random.nextInt(4) == 0 ? special : random.nextGaussian() * 1e3;
      switch (array) {
        case float[] a -> a[i] = (float) number;
        case double[] a -> a[i] = number;
        case int[] a -> a[i] = random.nextInt();
        case long[] a -> a[i] = random.nextLong();
        case boolean[] a -> a[i] = random.nextBoolean();
        default -> throw new IllegalStateException();
      }
    }
    return Tensor.of(ArrayValue.of(shape, array));
  }

  static boolean sameBits(@Nullable Tensor a, @Nullable Tensor b) {
    return a != null && b != null && a.toArrayValue().sameBits(b.toArrayValue());
  }

  /** The given rows of a tensor, copied one by one. */
  static Tensor rows(Tensor tensor, int... rows) {
    Shape shape = tensor.shape().with(0, rows.length);
    int each = shape.elements(1, shape.rank());
    Object array = ArrayValue.allocate(tensor.dtype(), shape.elements());
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(tensor.toArrayValue().array(), rows[i] * each, array, i * each, each);
    }
    return Tensor.of(ArrayValue.of(shape, array));
  }

  /** A file among the resources. */
  static Path file(String name) {
    try {
      return Path.of(Samples.class.getResource("/files/" + name).toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The names of what lies in a folder. */
  static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
