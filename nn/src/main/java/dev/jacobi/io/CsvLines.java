package dev.jacobi.io;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A CSV file while it is read, line by line. */
final class CsvLines implements TableReader.Rows {
  private static final int SAMPLE = 1 << 16;

  private final Csv csv;
  private final Numerals numerals;
  private final CloseableIterator<CsvRecord> lines;

  /** The names of all columns of the file. */
  private final List<String> names;

  private final boolean named;

  /** Which columns are read. */
  private final int[] selected;

  private @Nullable CsvRecord next;

  CsvLines(Csv csv) {
    this.csv = csv;
    try (InputStream sample = csv.source.open()) {
      byte[] beginning = sample.readNBytes(SAMPLE);
      CsvDialect dialect = CsvDialect.detect(csv, beginning, beginning.length < SAMPLE);
      this.numerals = new Numerals(dialect.decimal());
      this.lines =
          CsvDialect.reader(dialect.separator())
              .build(CsvDialect.limits(), csv.source.open())
              .iterator();
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
    this.next = advance();
    if (next == null) {
      throw csv.refused("empty", "it takes rows of numbers");
    }
    List<String> first = next.getFields().stream().map(String::strip).toList();
    this.named = csv.header == null ? isHeader(first) : csv.header;
    this.names = names(first);
    this.selected = csv.selected(names).stream().mapToInt(names::indexOf).toArray();
    if (named) {
      this.next = advance();
    }
    if (next == null) {
      throw csv.refused("a header and no rows", "it takes rows of numbers");
    }
  }

  /** The names of all columns of the file. */
  List<String> names() {
    return names;
  }

  @Override
  public Table table(int most) {
    TableBuilder rows =
        new TableBuilder(
            Csv.FORMAT,
            csv.name,
            named,
            IntStream.of(selected).mapToObj(names::get).toList(),
            csv.labels);
    while (rows.size() < most && next != null) {
      CsvRecord line = next;
      next = advance();
      try {
        read(line, rows);
      } catch (FileException bad) {
        csv.bad(bad);
      }
    }
    return rows.build();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  private @Nullable CsvRecord advance() {
    try {
      return lines.hasNext() ? lines.next() : null;
    } catch (UncheckedIOException unreadable) {
      throw unreadable(Objects.requireNonNull(unreadable.getCause()));
    } catch (CsvParseException malformed) {
      String cause =
          malformed.getCause() == null ? "" : " (" + malformed.getCause().getMessage() + ")";
      throw new FileException(
          Csv.FORMAT,
          csv.name,
          "not CSV: " + malformed.getMessage() + cause,
          "check the quotes in it",
          malformed);
    }
  }

  // ---- the first line

  private boolean isHeader(List<String> cells) {
    long numbers = cells.stream().filter(numerals::isNumber).count();
    if (numbers > 0 && numbers < cells.size()) {
      throw refused(
          place(),
          numbers + " of " + cells.size() + " cells are numbers",
          "a header has names only, a row numbers only; say which it is with header(true) or"
              + " header(false)");
    }
    return numbers == 0;
  }

  private List<String> names(List<String> cells) {
    List<String> all =
        IntStream.range(0, cells.size())
            .mapToObj(i -> !named || cells.get(i).isEmpty() ? "column " + (i + 1) : cells.get(i))
            .toList();
    Set<String> seen = new HashSet<>();
    for (String name : all) {
      if (!seen.add(name)) {
        throw refused(
            place(), "two columns are named " + FileException.quote(name), "rename one of them");
      }
    }
    return all;
  }

  // ---- rows

  private void read(CsvRecord line, TableBuilder rows) {
    int cells = line.getFieldCount();
    if (cells != names.size()) {
      throw refused(
          place(line),
          cells + (cells == 1 ? " cell" : " cells"),
          "the first line has " + names.size() + "; every line takes as many");
    }
    for (int i = 0; i < selected.length; i++) {
      String cell = line.getField(selected[i]).strip();
      if (rows.isLabel(i)) {
        word(line, i, cell, rows);
      } else {
        rows.number(i, number(line, i, cell));
      }
    }
    rows.endRow((int) Math.min(Integer.MAX_VALUE, line.getStartingLineNumber()));
  }

  private void word(CsvRecord line, int column, String cell, TableBuilder rows) {
    if (cell.isEmpty()) {
      throw refused(place(line, column), "an empty cell", "fill it or take the line out");
    }
    if (!rows.word(column, cell)) {
      throw refused(
          place(line, column),
          FileException.quote(cell) + " is not among the words of this column",
          "they are " + FileException.some(csv.labels.getOrDefault(rows.name(column), List.of())));
    }
  }

  private double number(CsvRecord line, int column, String cell) {
    if (numerals.isFinite(cell)) {
      double number = numerals.parse(cell);
      if (Double.isFinite(number)) {
        return number;
      }
    }
    boolean missing = Numerals.isMissing(cell);
    if (missing && csv.missing != null) {
      return csv.missing;
    }
    if (cell.isEmpty()) {
      throw refused(place(line, column), "an empty cell", "fill it or take the line out");
    }
    if (numerals.isNumber(cell)) {
      throw refused(
          place(line, column), FileException.quote(cell) + " is not finite", "take the line out");
    }
    throw refused(
        place(line, column),
        FileException.quote(cell) + " is not a number",
        "write one, such as 2" + numerals.mark() + "5, or take the line out");
  }

  // ---- messages

  /** The line that is next. */
  private String place() {
    return place(Objects.requireNonNull(next));
  }

  private String place(CsvRecord line) {
    return csv.name + ", line " + line.getStartingLineNumber();
  }

  private String place(CsvRecord line, int column) {
    int number = selected[column];
    return place(line)
        + ", column "
        + (number + 1)
        + " ("
        + FileException.shorten(names.get(number))
        + ")";
  }

  private static FileException refused(String place, String what, String wayOut) {
    return new FileException(Csv.FORMAT, place, what, wayOut);
  }

  private FileException unreadable(IOException cause) {
    return new FileException(
        Csv.FORMAT,
        csv.name,
        "it cannot be read (" + cause + ")",
        "check the file and its permissions",
        cause);
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }
}
