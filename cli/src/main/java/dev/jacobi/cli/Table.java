package dev.jacobi.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** A table for the terminal: the first column to the left, numbers to the right. */
final class Table {
  private static final int GAP = 2;

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these heads, the first often empty. */
  Table(String... heads) {
    row(heads);
  }

  Table row(String... cells) {
    rows.add(Arrays.asList(cells));
    return this;
  }

  /** The lines of the table, indented; the heads bold where the terminal can. */
  String format(int indent, ColorScheme colours) {
    int columns = rows.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    TextTable table =
        TextTable.forColumns(
            colours,
            IntStream.range(0, columns)
                .mapToObj(i ->
                    new Column(
                        widths[i] + (i == 0 ? indent : GAP),
                        i == 0 ? indent : GAP,
                        Column.Overflow.TRUNCATE))
                .toArray(Column[]::new));
    for (List<String> row : rows) {
      Ansi.Text[] cells = new Ansi.Text[columns];
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String padded = i == 0 ? cell : " ".repeat(widths[i] - cell.length()) + cell;
        cells[i] = row == rows.get(0) ? bold(colours, padded) : colours.text(padded);
      }
      table.addRowValues(cells);
    }
    return table.toString();
  }

  private static Ansi.Text bold(ColorScheme colours, String text) {
    return colours.apply(text, List.of(Ansi.Style.bold));
  }
}
