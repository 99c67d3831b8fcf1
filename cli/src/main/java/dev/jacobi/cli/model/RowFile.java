package dev.jacobi.cli.model;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.jacobi.Tensor;
import dev.jacobi.io.AtomicFile;
import dev.jacobi.io.Npy;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes rows of numbers as they come, in constant memory. */
public final class RowFile {
  private static final int BUFFER = 1 << 16;

  private RowFile() {}

  /**
   * Writes a file, whole or not at all: NPY if it is called so, else CSV.
   *
   * @param columns their names
   * @param parts each {@code [rows, columns]}
   */
  public static void write(Path file, List<String> columns, DType dtype, Iterable<Tensor> parts) {
    if (isNpy(file)) {
      Npy.writeRows(file, dtype, Shape.of(columns.size()), parts);
      return;
    }
    AtomicFile.write(
        "csv",
        file,
        channel -> {
          // the channel is closed, and the file forced to the disk, by who opened it
          Writer text =
              new BufferedWriter(
                  new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8),
                  BUFFER);
          write(text, columns, parts);
        });
  }

  /** Whether a file of that name holds a matrix and no names. */
  public static boolean isNpy(Path file) {
    return file.toString().endsWith(".npy");
  }

  /** Writes CSV and flushes. */
  public static void write(Writer text, List<String> columns, Iterable<Tensor> parts)
      throws IOException {
    CsvWriter csv = CsvWriter.builder().build(text);
    csv.writeRecord(columns);
    String[] cells = new String[columns.size()];
    for (Tensor part : parts) {
      boolean single = part.dtype() == DType.FLOAT32;
      double[] numbers = part.toDoubles();
      for (int i = 0; i < numbers.length; i++) {
        int column = i % cells.length;
        // as many digits as tell a number of this type from its neighbours
        cells[column] = single ? Float.toString((float) numbers[i]) : Double.toString(numbers[i]);
        if (column == cells.length - 1) {
          csv.writeRecord(cells);
        }
      }
    }
    csv.flush();
  }
}
