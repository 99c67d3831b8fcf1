package dev.jacobi.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reading a CSV file of numbers: UTF-8, quotes allowed, blank lines passed over. What separates the
 * cells (comma, semicolon, tab or bar) and the decimal mark (point or comma) are found out from the
 * beginning of the file unless they are said. The first line names the columns unless all its cells
 * are numbers. A cell that is not a finite number is refused with file, line and column, unless
 * {@link #missing} or {@link #skipBadRows} says otherwise.
 *
 * <pre>{@code
 * Table all = Csv.read(path);
 * Table some = Csv.of(path).columns("width", "height").labels("species").read();
 * }</pre>
 */
public final class Csv {
  /** Where the bytes come from; it may be asked several times. */
  @FunctionalInterface
  public interface Source {
    /** The bytes from the beginning. */
    InputStream open() throws IOException;
  }

  final String name;
  final Source source;
  @Nullable Character separator;
  @Nullable Character decimal;
  @Nullable Boolean header;
  List<String> columns = List.of();

  /** The columns of words, with the words in order; none if they are to be found. */
  Map<String, List<String>> labels = Map.of();

  @Nullable Double missing;
  @Nullable Consumer<? super FileException> badRows;

  private Csv(String name, Source source) {
    this.name = name;
    this.source = source;
  }

  /** The file, to be read as the methods that follow say. */
  public static Csv of(Path file) {
    return new Csv(
        file.toString(),
        () -> {
          MappedFile.requireFile(CsvLines.FORMAT, file);
          return Files.newInputStream(file);
        });
  }

  /** The same for bytes from elsewhere, such as a resource or a compressed file. */
  public static Csv of(String name, Source source) {
    return new Csv(name, source);
  }

  /** All columns of a file of numbers. */
  public static Table read(Path file) {
    return of(file).read();
  }

  private Csv changed(Consumer<Csv> change) {
    Csv copy = new Csv(name, source);
    copy.separator = separator;
    copy.decimal = decimal;
    copy.header = header;
    copy.columns = columns;
    copy.labels = labels;
    copy.missing = missing;
    copy.badRows = badRows;
    change.accept(copy);
    return copy;
  }

  /** The character between cells. */
  public Csv separator(char separator) {
    return changed(copy -> copy.separator = separator);
  }

  /** The decimal mark, a point or a comma. */
  public Csv decimal(char mark) {
    if (mark != '.' && mark != ',') {
      throw new FileException(
          CsvLines.FORMAT, name, "the decimal mark '" + mark + "'", "give a point or a comma");
    }
    return changed(copy -> copy.decimal = mark);
  }

  /** Whether the first line names the columns. */
  public Csv header(boolean names) {
    return changed(copy -> copy.header = names);
  }

  /** Only these columns, in this order; what stands in the others does not matter. */
  public Csv columns(String... names) {
    return changed(copy -> copy.columns = List.of(names));
  }

  /**
   * A column of words: each is read as its place among all words of the column in alphabetical
   * order.
   */
  public Csv labels(String column) {
    return labels(column, List.of());
  }

  /** A column of words: each is read as its place in the list. Another word makes a row bad. */
  public Csv labels(String column, List<String> words) {
    if (Set.copyOf(words).size() < words.size()) {
      throw new FileException(
          CsvLines.FORMAT, name, "a word twice among " + words, "list each word once");
    }
    Map<String, List<String>> more = new HashMap<>(labels);
    more.put(column, List.copyOf(words));
    return changed(copy -> copy.labels = more);
  }

  /**
   * The number, such as NaN, that stands for a cell that is empty or says that a value is missing
   * (NA, N/A, NaN, null, none, ?, in any case).
   */
  public Csv missing(double value) {
    return changed(copy -> copy.missing = value);
  }

  /**
   * Leaves out rows that cannot be read. Each is told with the exception that would have been
   * thrown: it names file, line and column.
   */
  public Csv skipBadRows(Consumer<? super FileException> told) {
    return changed(copy -> copy.badRows = told);
  }

  /**
   * The whole file.
   *
   * @throws FileException if it cannot be read or has a row that cannot
   */
  public Table read() {
    try (CsvLines lines = new CsvLines(this)) {
      Table table = lines.table(Integer.MAX_VALUE);
      if (table.size() == 0) {
        throw new FileException(
            CsvLines.FORMAT, name, "no row of it can be read", "look at what was told of each");
      }
      return table;
    }
  }

  /**
   * The file in parts of so many rows, each read when it is asked for; the last may have fewer. So
   * the file may be larger than the memory. It can be gone through many times.
   *
   * @throws FileException as {@link #read} does, when a part is reached that cannot be read
   */
  public Iterable<Table> chunks(int rows) {
    if (rows < 1) {
      throw new FileException(
          CsvLines.FORMAT, name, "parts of " + rows + " rows", "give 1 or more");
    }
    for (Map.Entry<String, List<String>> column : labels.entrySet()) {
      if (column.getValue().isEmpty()) {
        throw new FileException(
            CsvLines.FORMAT,
            name,
            "in parts, with the words of column "
                + FileException.quote(column.getKey())
                + " not known",
            "list them: labels(column, words)");
      }
    }
    return () -> new CsvLines(this).parts(rows);
  }
}
