package dev.jacobi.io;

import dev.jacobi.Tensor;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Columns of numbers with names, as they are read from CSV and Parquet. Columns of words hold the
 * place of each word in {@link #labels}.
 */
public final class Table {
  private static final double LARGEST_EXACT = 0x1p53;

  private final String format;
  private final String source;
  private final boolean named;
  private final List<String> names;
  private final double[][] columns;
  private final Map<String, List<String>> labels;

  /** The line or row of the file where each row stood. */
  private final int[] places;

  Table(
      String format,
      String source,
      boolean named,
      List<String> names,
      double[][] columns,
      Map<String, List<String>> labels,
      int[] places) {
    this.format = format;
    this.source = source;
    this.named = named;
    this.names = names;
    this.columns = columns;
    this.labels = labels;
    this.places = places;
  }

  /** Where it was read from, for messages. */
  public String source() {
    return source;
  }

  /** Whether the names come from the file; else they are {@code column 1} and so on. */
  public boolean isNamed() {
    return named;
  }

  /** The names of the columns, all different. */
  public List<String> names() {
    return names;
  }

  /** How many rows there are. */
  public int size() {
    return places.length;
  }

  /**
   * The words of a column in order.
   *
   * @throws FileException if there is no such column, or it holds numbers
   */
  public List<String> labels(String column) {
    indexOf(column);
    List<String> words = labels.get(column);
    if (words == null) {
      throw refused(
          "column " + FileException.quote(column) + " holds numbers",
          "read it as words with labels(...)");
    }
    return words;
  }

  /** float32 [rows, columns]; of all columns if none is named. */
  public Tensor floats(String... columns) {
    int[] chosen = chosen(columns);
    float[] all = new float[Shape.of(size(), chosen.length).elements()];
    for (int i = 0; i < chosen.length; i++) {
      double[] column = this.columns[chosen[i]];
      for (int row = 0; row < column.length; row++) {
        all[row * chosen.length + i] = (float) column[row];
      }
    }
    return Tensor.of(ArrayValue.of(Shape.of(size(), chosen.length), all));
  }

  /** float64 [rows, columns]; of all columns if none is named. */
  public Tensor doubles(String... columns) {
    int[] chosen = chosen(columns);
    double[] all = new double[Shape.of(size(), chosen.length).elements()];
    for (int i = 0; i < chosen.length; i++) {
      double[] column = this.columns[chosen[i]];
      for (int row = 0; row < column.length; row++) {
        all[row * chosen.length + i] = column[row];
      }
    }
    return Tensor.of(ArrayValue.of(Shape.of(size(), chosen.length), all));
  }

  /**
   * int64 [rows]: one column of whole numbers or words, such as the class of each row.
   *
   * @throws FileException if a number is not whole, or too large to be sure of
   */
  public Tensor integers(String column) {
    int index = indexOf(column);
    long[] whole = new long[size()];
    for (int row = 0; row < whole.length; row++) {
      double number = columns[index][row];
      if (number != Math.rint(number) || Math.abs(number) >= LARGEST_EXACT) {
        throw new FileException(
            format,
            place(row, index),
            number + " is not a whole number below 2^53",
            "use floats(...) or doubles(...)");
      }
      whole[row] = (long) number;
    }
    return Tensor.of(whole);
  }

  /** The given rows in that order. */
  public Table rows(int... rows) {
    double[][] taken = new double[columns.length][];
    for (int i = 0; i < taken.length; i++) {
      double[] column = columns[i];
      taken[i] = IntStream.of(rows).mapToDouble(row -> column[row]).toArray();
    }
    int[] where = IntStream.of(rows).map(row -> places[row]).toArray();
    return new Table(format, source, named, names, taken, labels, where);
  }

  private int[] chosen(String... asked) {
    return asked.length == 0
        ? IntStream.range(0, columns.length).toArray()
        : Arrays.stream(asked).mapToInt(this::indexOf).toArray();
  }

  private int indexOf(String column) {
    int index = names.indexOf(column);
    if (index < 0) {
      throw refused(
          "no column " + FileException.quote(column), "there are " + FileException.some(names));
    }
    return index;
  }

  private FileException refused(String what, String wayOut) {
    return new FileException(format, source, what, wayOut);
  }

  private String place(int row, int column) {
    return source
        + (format.equals(Csv.FORMAT) ? ", line " : ", row ")
        + places[row]
        + ", column "
        + FileException.quote(names.get(column));
  }

  @Override
  public String toString() {
    return source + ": " + size() + " rows of " + String.join(", ", names);
  }
}
