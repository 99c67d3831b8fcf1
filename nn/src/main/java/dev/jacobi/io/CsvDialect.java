package dev.jacobi.io;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a CSV file is written.
 *
 * @param separator between cells
 * @param decimal the decimal mark
 */
record CsvDialect(char separator, char decimal) {
  static final CsvDialect USUAL = new CsvDialect(',', '.');

  /** In the order of preference, if several read a file as well. */
  private static final List<CsvDialect> KNOWN =
      List.of(
          USUAL,
          new CsvDialect(';', '.'),
          new CsvDialect(';', ','),
          new CsvDialect('\t', '.'),
          new CsvDialect('\t', ','),
          new CsvDialect('|', '.'),
          new CsvDialect('|', ','));

  private static final int MOST_CELLS = 1 << 20;
  private static final int LONGEST_CELL = 1 << 16;
  private static final int LONGEST_LINE = 1 << 28;

  /** A reader of lines; their lengths are checked by who takes them. */
  static CsvReader.CsvReaderBuilder reader(char separator) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .detectBomHeader(true)
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
  }

  static CsvRecordHandler limits() {
    return CsvRecordHandler.of(handler ->
        handler.maxFields(MOST_CELLS).maxFieldSize(LONGEST_CELL).maxRecordSize(LONGEST_LINE));
  }

  /**
   * The dialect that reads the beginning of a file best: first, one that finds two or more cells in
   * the first line; then the one with the most lines of as many; then the one with the most
   * numbers. What the caller knows is taken as it is.
   *
   * @throws FileException if decimal commas were found that may as well separate thousands
   */
  static CsvDialect detect(Csv csv, byte[] beginning, boolean whole) {
    Character separator = csv.separator;
    Character decimal = csv.decimal;
    Stream<CsvDialect> candidates =
        separator == null
            ? KNOWN.stream()
            : Stream.of(new CsvDialect(separator, '.'), new CsvDialect(separator, ','));
    Fit best =
        candidates
            .filter(dialect -> dialect.separator != dialect.decimal)
            .filter(dialect -> decimal == null || dialect.decimal == decimal)
            .map(dialect -> dialect.fit(beginning, whole))
            .max(Comparator.naturalOrder())
            .orElse(new Fit(USUAL, List.of()));
    if (decimal == null && best.dialect.decimal == ',' && best.isAmbiguous()) {
      throw csv.refused(
          "all its commas stand before three digits, as in 1,234",
          "say whether they are decimal commas with decimal(',') or decimal('.')");
    }
    return best.dialect;
  }

  private Fit fit(byte[] beginning, boolean whole) {
    List<CsvRecord> lines = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        reader(separator).build(limits(), new ByteArrayInputStream(beginning))) {
      reader.forEach(lines::add);
      if (!whole && lines.size() > 1) {
        lines.removeLast();
      }
    } catch (CsvParseException | IOException cutOff) {
      // A quote is open where the sample ends, or for good: that is said when the file is read.
      return new Fit(this, lines);
    }
    return new Fit(this, lines);
  }

  /** How well a dialect reads some lines. */
  private static final class Fit implements Comparable<Fit> {
    final CsvDialect dialect;
    final Numerals numerals;
    final List<String> cells;

    /** Whether the first line has two or more cells. */
    final boolean wide;

    /** The share of lines that have as many cells as the first. */
    final double alike;

    /** The share of cells that are numbers. */
    final double numbers;

    Fit(CsvDialect dialect, List<CsvRecord> lines) {
      this.dialect = dialect;
      this.numerals = new Numerals(dialect.decimal);
      this.cells =
          lines.stream().flatMap(line -> line.getFields().stream()).map(String::strip).toList();
      int width = lines.isEmpty() ? 0 : lines.get(0).getFieldCount();
      this.wide = width > 1;
      this.alike = share(lines, line -> line.getFieldCount() == width);
      this.numbers = share(cells, numerals::isNumber);
    }

    private static <T> double share(List<T> all, Predicate<T> property) {
      return (double) all.stream().filter(property).count() / Math.max(1, all.size());
    }

    boolean isAmbiguous() {
      return cells.stream()
          .filter(numerals::isFinite)
          .filter(cell -> cell.indexOf(dialect.decimal) >= 0)
          .allMatch(numerals::isAmbiguous);
    }

    @Override
    public int compareTo(Fit other) {
      return Comparator.<Fit, Boolean>comparing(fit -> fit.wide)
          .thenComparing(fit -> fit.alike)
          .thenComparing(fit -> fit.numbers)
          .thenComparing(fit -> -KNOWN.indexOf(fit.dialect))
          .compare(this, other);
    }
  }
}
