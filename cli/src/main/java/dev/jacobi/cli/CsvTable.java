package dev.jacobi.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The columns of a CSV file of numbers: comma-separated, UTF-8, quotes allowed. The first line
 * names the columns unless all its cells are numbers. Blank lines are passed over; anything else
 * that is not a finite number in every cell is refused.
 *
 * @param source the file, for messages
 * @param names the names of the columns, all different
 * @param rows the numbers, a row for each line
 */
record CsvTable(String source, List<String> names, List<double[]> rows) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_QUOTE = 30;

  /** Old Faithful: eruption time and waiting time in minutes, shipped with the command. */
  static CsvTable faithful() {
    try (InputStream in =
            Objects.requireNonNull(CsvTable.class.getResourceAsStream("faithful.csv"));
        CsvReader<CsvRecord> lines = format().ofCsvRecord(in)) {
      return read("Old Faithful", lines);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A file of the user's. */
  static CsvTable read(Path file) {
    if (!Files.exists(file)) {
      throw refused(file.toString(), "no such file", "check its name");
    }
    if (Files.isDirectory(file)) {
      throw refused(file.toString(), "a directory", "name a file in it");
    }
    try (CsvReader<CsvRecord> lines = format().ofCsvRecord(file)) {
      return read(file.toString(), lines);
    } catch (IOException | UncheckedIOException unreadable) {
      throw refused(
          file.toString(), "it cannot be read (" + unreadable + ")", "check its permissions");
    } catch (CsvParseException malformed) {
      throw refused(
          file.toString(), "not CSV: " + malformed.getMessage(), "check the quotes in it");
    }
  }

  private static CsvReader.CsvReaderBuilder format() {
    // Lines of another length pass here: the message of read(...) says more.
    return CsvReader.builder()
        .detectBomHeader(true)
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
  }

  private static CsvTable read(String source, CsvReader<CsvRecord> lines) {
    List<String> names = List.of();
    List<double[]> rows = new ArrayList<>();
    for (CsvRecord line : lines) {
      boolean first = names.isEmpty();
      List<String> cells = line.getFields().stream().map(String::strip).toList();
      String where = source + ", line " + line.getStartingLineNumber();
      if (first) {
        names = names(where, cells);
      }
      if (!first || allNumbers(cells)) {
        rows.add(numbers(where, names, cells));
      }
    }
    if (rows.isEmpty()) {
      throw refused(
          source, names.isEmpty() ? "empty" : "a header and no rows", "it takes rows of numbers");
    }
    return new CsvTable(source, names, rows);
  }

  private static boolean allNumbers(List<String> cells) {
    return cells.stream().allMatch(CsvTable::isNumber);
  }

  private static boolean isNumber(String cell) {
    return NUMBER.matcher(cell).matches() || NOT_FINITE.matcher(cell).matches();
  }

  /** The names of the columns from the first line, which may be the first row already. */
  private static List<String> names(String where, List<String> cells) {
    if (cells.size() < 2) {
      String cell = cells.get(0);
      boolean separator = cell.contains(";") || cell.contains("\t");
      throw refused(
          where,
          "one column",
          separator
              ? "it takes two or more, separated by commas, not by semicolons or tabs"
              : "it takes two or more, separated by commas");
    }
    long numbers = cells.stream().filter(CsvTable::isNumber).count();
    if (numbers > 0 && numbers < cells.size()) {
      throw refused(
          where,
          numbers + " of " + cells.size() + " cells are numbers",
          "a header has names only, a row numbers only");
    }
    List<String> names =
        IntStream.range(0, cells.size())
            .mapToObj(
                i -> numbers > 0 || cells.get(i).isEmpty() ? "column " + (i + 1) : cells.get(i))
            .toList();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw refused(where, "two columns are named " + quote(name), "rename one of them");
      }
    }
    return names;
  }

  private static double[] numbers(String where, List<String> names, List<String> cells) {
    if (cells.size() != names.size()) {
      throw refused(
          where,
          cells.size() + (cells.size() == 1 ? " cell" : " cells"),
          "the first line has " + names.size() + "; every line takes as many");
    }
    double[] row = new double[cells.size()];
    for (int i = 0; i < row.length; i++) {
      String cell = cells.get(i);
      String at = where + ", column " + (i + 1) + " (" + shorten(names.get(i)) + ")";
      if (cell.isEmpty()) {
        throw refused(at, "an empty cell", "fill it or take the line out");
      }
      if (!isNumber(cell)) {
        throw refused(
            at, quote(cell) + " is not a number", "write one, such as 2.5, or take the line out");
      }
      row[i] = NUMBER.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
      if (!Double.isFinite(row[i])) {
        throw refused(at, quote(cell) + " is not finite", "take the line out");
      }
    }
    return row;
  }

  /**
   * The same rows with every column moved and scaled to mean 0 and standard deviation 1 (of all
   * rows, not of a sample).
   */
  CsvTable standardized() {
    double[][] moved = rows.stream().map(double[]::clone).toArray(double[][]::new);
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      String at = source + ", column " + (i + 1) + " (" + shorten(names.get(i)) + ")";
      var range = rows.stream().mapToDouble(row -> row[column]).summaryStatistics();
      if (range.getMin() == range.getMax()) {
        throw refused(
            at,
            rows.size() == 1 ? "one row" : range.getMin() + " in all " + rows.size() + " rows",
            "a constant cannot be standardised; take the column out or give more rows");
      }
      double mean = range.getAverage();
      double variance =
          rows.stream().mapToDouble(row -> (row[column] - mean) * (row[column] - mean)).sum()
              / rows.size();
      if (!Double.isFinite(variance) || variance < Double.MIN_NORMAL) {
        throw refused(
            at,
            "values from " + range.getMin() + " to " + range.getMax(),
            "their variance is beyond the range of a double; use another unit");
      }
      for (double[] row : moved) {
        row[column] = (row[column] - mean) / Math.sqrt(variance);
      }
    }
    return new CsvTable(source, names, List.of(moved));
  }

  private static String quote(String cell) {
    return "'" + shorten(cell) + "'";
  }

  private static String shorten(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
  }

  private static JacobiException refused(String where, String what, String wayOut) {
    return new JacobiException("csv: " + where + ": " + what + "; " + wayOut);
  }
}
