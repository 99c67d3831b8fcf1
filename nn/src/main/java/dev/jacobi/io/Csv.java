package dev.jacobi.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
public final class Csv extends TableReader<Csv> {
  static final String FORMAT = "csv";

  final Source source;
  @Nullable Character separator;
  @Nullable Character decimal;
  @Nullable Boolean header;

  /** Where the bytes come from; it may be asked several times. */
  @FunctionalInterface
  public interface Source {
    /** The bytes from the beginning. */
    InputStream open() throws IOException;
  }

  private Csv(String name, Source source) {
    super(FORMAT, name);
    this.source = source;
  }

  /** The file, to be read as the methods that follow say. */
  public static Csv of(Path file) {
    return new Csv(
        file.toString(),
        () -> {
          MappedFile.requireFile(FORMAT, file);
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

  @Override
  Csv copy() {
    Csv copy = new Csv(name, source);
    copy.separator = separator;
    copy.decimal = decimal;
    copy.header = header;
    return copy;
  }

  @Override
  Rows open() {
    return new CsvLines(this);
  }

  @Override
  public List<String> names() {
    try (CsvLines lines = new CsvLines(changed(copy -> copy.forgetColumns()))) {
      return lines.names();
    }
  }

  /** The character between cells. */
  public Csv separator(char separator) {
    return changed(copy -> copy.separator = separator);
  }

  /** The decimal mark, a point or a comma. */
  public Csv decimal(char mark) {
    if (mark != '.' && mark != ',') {
      throw refused("the decimal mark '" + mark + "'", "give a point or a comma");
    }
    return changed(copy -> copy.decimal = mark);
  }

  /** Whether the first line names the columns. */
  public Csv header(boolean names) {
    return changed(copy -> copy.header = names);
  }
}
