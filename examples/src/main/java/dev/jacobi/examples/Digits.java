package dev.jacobi.examples;

import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.data.Dataset;
import dev.jacobi.io.Csv;
import dev.jacobi.io.Table;
import java.util.List;
import java.util.stream.IntStream;

/** Handwritten digits of 8 x 8 pixels, always parted in the same way; see digits.md beside them. */
public final class Digits {
  /** Pixels of an image. */
  public static final int PIXELS = 64;

  /** Pixels of a row, and rows. */
  public static final int SIDE = 8;

  /** 0 to 9. */
  public static final int CLASSES = 10;

  private static final double BRIGHTEST = 16;
  private static final long SEED = 1;
  private static final double TRAINED = 0.8;

  private Digits() {}

  /**
   * Some digits.
   *
   * @param x pixels from 0 to 1, float32 {@code [B, 64]}
   * @param label the digit, int64 {@code [B]}
   */
  @Samples
  public record Batch(Tensor x, Tensor label) {}

  /** The digits to learn from, 1438, and those to test with, 359. */
  public record Parts(Dataset<Batch> train, Dataset<Batch> test) {}

  /** All of them in two parts. */
  public static Parts parts() {
    Table table = Csv.of("digits.csv", () -> Digits.class.getResourceAsStream("digits.csv")).read();
    String[] pixels = table.names().subList(0, PIXELS).toArray(String[]::new);
    Tensor x = table.floats(pixels).div(BRIGHTEST);
    Dataset<Batch> all = Dataset.of(new Batch(x, table.integers("digit")));
    List<Dataset<Batch>> parts = all.split(SEED, TRAINED, 1 - TRAINED);
    return new Parts(parts.get(0), parts.get(1));
  }

  /** The first samples of both parts, for a program that is only tried. */
  public static Parts parts(int train, int test) {
    Parts all = parts();
    return new Parts(
        all.train().subset(IntStream.range(0, train).toArray()),
        all.test().subset(IntStream.range(0, test).toArray()));
  }
}
