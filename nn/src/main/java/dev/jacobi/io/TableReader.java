package dev.jacobi.io;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows and columns and how to read it: which columns, what is done with words, with
 * missing numbers and with rows that cannot be read. Each method gives a changed copy.
 *
 * @param <C> the class itself
 */
public abstract sealed class TableReader<C extends TableReader<C>> permits Csv, Parquet {
  final String format;

  /** The file, for messages. */
  final String name;

  List<String> columns = List.of();

  /** The columns of words, with the words in order; none if they are to be found. */
  Map<String, List<String>> labels = Map.of();

  @Nullable Double missing;
  @Nullable Consumer<? super FileException> badRows;

  TableReader(String format, String name) {
    this.format = format;
    this.name = name;
  }

  /** One with the settings of the subclass only. */
  abstract C copy();

  /** The rows from the first on. */
  abstract Rows open();

  /** Rows while they are read. */
  interface Rows extends AutoCloseable {
    /** The rows that are left, at most so many. */
    Table table(int most);

    boolean hasNext();

    @Override
    void close();
  }

  final C changed(Consumer<C> change) {
    C copy = copy();
    copy.columns = columns;
    copy.labels = labels;
    copy.missing = missing;
    copy.badRows = badRows;
    change.accept(copy);
    return copy;
  }

  /**
   * The names of all columns of the file, those that are not read too. No row is read.
   *
   * @throws FileException if it cannot be read
   */
  public abstract List<String> names();

  /** Only these columns, in this order; what stands in the others does not matter. */
  public final C columns(String... names) {
    return changed(copy -> copy.columns = List.of(names));
  }

  /**
   * A column of words: each is read as its place among all words of the column in alphabetical
   * order.
   */
  public final C labels(String column) {
    return labels(column, List.of());
  }

  /** A column of words: each is read as its place in the list. Another word makes a row bad. */
  public final C labels(String column, List<String> words) {
    if (Set.copyOf(words).size() < words.size()) {
      throw refused("a word twice among " + words, "list each word once");
    }
    Map<String, List<String>> more = new HashMap<>(labels);
    more.put(column, List.copyOf(words));
    return changed(copy -> copy.labels = more);
  }

  /**
   * The number, such as NaN, that stands for one that is missing: in CSV a cell that is empty or
   * says so (NA, N/A, NaN, null, none, ?, in any case), in Parquet a null or NaN.
   */
  public final C missing(double value) {
    return changed(copy -> copy.missing = value);
  }

  /**
   * Leaves out rows that cannot be read. Each is told with the exception that would have been
   * thrown: it names file, line and column.
   */
  public final C skipBadRows(Consumer<? super FileException> told) {
    return changed(copy -> copy.badRows = told);
  }

  /**
   * The whole file.
   *
   * @throws FileException if it cannot be read or has a row that cannot
   */
  public final Table read() {
    try (Rows rows = open()) {
      Table table = rows.table(Integer.MAX_VALUE);
      if (table.size() == 0) {
        throw refused("no row of it can be read", "look at what was told of each");
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
  public final Iterable<Table> chunks(int rows) {
    if (rows < 1) {
      throw refused("parts of " + rows + " rows", "give 1 or more");
    }
    labels.forEach((column, words) -> {
      if (words.isEmpty()) {
        throw refused(
            "in parts, with the words of column " + FileException.quote(column) + " not known",
            "list them: labels(column, words)");
      }
    });
    return () -> new Parts(open(), rows);
  }

  private static final class Parts implements Iterator<Table> {
    private final Rows rows;
    private final int most;
    private @Nullable Table part;

    Parts(Rows rows, int most) {
      this.rows = rows;
      this.most = most;
    }

    @Override
    public boolean hasNext() {
      if (part == null && rows.hasNext()) {
        part = rows.table(most);
      }
      if (part != null && part.size() > 0) {
        return true;
      }
      rows.close();
      return false;
    }

    @Override
    public Table next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Table given = Objects.requireNonNull(part);
      part = null;
      return given;
    }
  }

  // ---- for the subclasses

  final FileException refused(String what, String wayOut) {
    return new FileException(format, name, what, wayOut);
  }

  /** The names of the columns to read, among those that are there. */
  final List<String> selected(List<String> there) {
    List<String> asked = columns.isEmpty() ? there : columns;
    asked.forEach(column -> requireAmong(column, there));
    labels.keySet().forEach(column -> requireAmong(column, asked));
    return asked;
  }

  private void requireAmong(String column, List<String> there) {
    if (!there.contains(column)) {
      throw refused(
          "no column " + FileException.quote(column), "there are " + FileException.some(there));
    }
  }

  /** All columns again, as numbers. */
  final void forgetColumns() {
    columns = List.of();
    labels = Map.of();
  }

  /** Throws, or tells of a row that is left out. */
  final void bad(FileException row) {
    if (badRows == null) {
      throw row;
    }
    badRows.accept(row);
  }
}
