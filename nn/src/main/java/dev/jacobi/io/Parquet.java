package dev.jacobi.io;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reading a Parquet file: columns of integers, floats, truth values, and words ({@link #labels}).
 * Times, decimals, lists and binary values are refused, as are nulls and numbers that a double does
 * not hold, with file, row and column, unless {@link #missing} or {@link #skipBadRows} says
 * otherwise.
 *
 * <pre>{@code
 * Table table = Parquet.of(path).columns("width", "height").read();
 * }</pre>
 *
 * <p>It needs the library {@code dev.hardwood:hardwood-core} on the class path or module path, and
 * for some compressions a library that its documentation names.
 */
public final class Parquet extends TableReader<Parquet> {
  static final String FORMAT = "parquet";

  final Path file;

  private Parquet(Path file) {
    super(FORMAT, file.toString());
    this.file = file;
  }

  /** The file, to be read as the methods that follow say. */
  public static Parquet of(Path file) {
    return new Parquet(file);
  }

  /** All columns of a file of numbers. */
  public static Table read(Path file) {
    return of(file).read();
  }

  @Override
  Parquet copy() {
    return new Parquet(file);
  }

  @Override
  public List<String> names() {
    return withLibrary(() -> ParquetRows.names(this));
  }

  @Override
  Rows open() {
    return withLibrary(() -> new ParquetRows(this));
  }

  private <T> T withLibrary(Supplier<T> reading) {
    MappedFile.requireFile(FORMAT, file);
    try {
      return reading.get();
    } catch (NoClassDefFoundError missing) {
      throw new FileException(
          FORMAT,
          file,
          "the library that reads it is missing (" + missing.getMessage() + ")",
          "add dev.hardwood:hardwood-core to your program",
          missing);
    }
  }
}
