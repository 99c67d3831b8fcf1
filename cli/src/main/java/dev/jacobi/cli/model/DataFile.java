package dev.jacobi.cli.model;

import dev.jacobi.Tensor;
import dev.jacobi.io.Csv;
import dev.jacobi.io.FileException;
import dev.jacobi.io.Npy;
import dev.jacobi.io.Parquet;
import dev.jacobi.io.StoredTensor;
import dev.jacobi.io.Table;
import dev.jacobi.io.TableReader;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows and columns of numbers: CSV, Parquet or NPY, told apart by how it begins. It is
 * read whole, or in parts that fit into any memory.
 */
public abstract class DataFile implements AutoCloseable {
  /** What stands for standard input where a file is asked for. */
  public static final String STANDARD_INPUT = "-";

  private static final int BEGINNING = 4096;

  /** The library tells on standard error which decoders it found; held, or the level is lost. */
  private static final Logger PARQUET = Logger.getLogger("dev.hardwood");

  static {
    PARQUET.setLevel(Level.WARNING);
  }

  private final String name;
  private final List<String> names;

  private DataFile(String name, List<String> names) {
    this.name = name;
    this.names = names;
  }

  private static List<String> numbered(int columns) {
    return IntStream.rangeClosed(1, columns).mapToObj(i -> "column " + i).toList();
  }

  /** The float64 rows {@code [rows, columns]} in parts. */
  abstract Iterable<Tensor> parts(List<String> columns, int rows);

  /**
   * Opens a file.
   *
   * @param file its name, or {@link #STANDARD_INPUT}
   * @param standardInput what is read for that, kept in a temporary file until it is closed
   * @param badRows is told of each row of a CSV or Parquet file that is left out as it cannot be
   *     read; null if such a row is an error
   */
  public static DataFile open(
      String file, InputStream standardInput, @Nullable Consumer<? super FileException> badRows) {
    if (!file.equals(STANDARD_INPUT)) {
      return open(file, Path.of(file), badRows, () -> {});
    }
    Path copy = null;
    try {
      copy = Files.createTempFile("jacobi-", ".data");
      copy.toFile().deleteOnExit();
      Files.copy(standardInput, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new FileException(
          "data",
          "standard input",
          "it cannot be kept in a temporary file (" + failed + ")",
          "write it into a file and name that",
          failed);
    }
    Path kept = copy;
    return open("standard input", kept, badRows, () -> delete(kept));
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      // deleted when the program ends
      file.toFile().deleteOnExit();
    }
  }

  private static DataFile open(
      String name, Path path, @Nullable Consumer<? super FileException> badRows, Runnable closed) {
    byte[] beginning = beginning(name, path);
    if (startsWith(beginning, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
      return new Stored(name, Npy.open(path), closed);
    }
    if (startsWith(beginning, 'P', 'A', 'R', '1')) {
      Parquet parquet = badRows == null ? Parquet.of(path) : Parquet.of(path).skipBadRows(badRows);
      return new Lines<>(name, parquet, closed);
    }
    for (byte each : beginning) {
      if (each == 0) {
        throw new FileException(
            "data",
            name,
            "a binary file, and neither Parquet nor NPY",
            "give one of these, or CSV in UTF-8");
      }
    }
    Csv csv = Csv.of(name, () -> Files.newInputStream(path));
    csv = badRows == null ? csv : csv.skipBadRows(badRows);
    return new Lines<>(name, csv, closed);
  }

  private static byte[] beginning(String name, Path path) {
    if (!Files.exists(path)) {
      throw new FileException("data", name, "no such file", "check its name");
    }
    if (Files.isDirectory(path)) {
      throw new FileException("data", name, "a directory", "name a file in it");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(BEGINNING);
    } catch (IOException unreadable) {
      throw new FileException(
          "data",
          name,
          "it cannot be read (" + unreadable + ")",
          "check the file and its permissions",
          unreadable);
    }
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    return bytes.length >= magic.length
        && IntStream.range(0, magic.length).allMatch(i -> bytes[i] == (byte) magic[i]);
  }

  /** The file as messages name it. */
  public String name() {
    return name;
  }

  /** The names of all columns. */
  public List<String> names() {
    return names;
  }

  /** Whether the names come from the file; else they are {@code column 1} and so on. */
  public boolean isNamed() {
    return !names.equals(numbered(names.size()));
  }

  /** Some columns of the whole file, float64 {@code [rows, columns]}. */
  public Tensor read(List<String> columns) {
    List<Tensor> parts =
        StreamSupport.stream(chunks(columns, 1 << 16).spliterator(), false).toList();
    if (parts.isEmpty()) {
      throw new FileException(
          "data", name, "no row of it can be read", "look at what was told of each");
    }
    return parts.size() == 1 ? parts.get(0) : Tensor.concat(0, parts).value();
  }

  /**
   * Some columns in parts of at most so many rows, float64 {@code [rows, columns]}, each read when
   * it is asked for. It can be gone through many times.
   *
   * @throws FileException if a column is not there, or a number is not finite
   */
  public Iterable<Tensor> chunks(List<String> columns, int rows) {
    columns.forEach(this::require);
    return parts(columns, rows);
  }

  /** Refuses a column that is not there, and suggests the nearest. */
  public void require(String column) {
    if (!names.contains(column)) {
      throw new FileException(
          "data",
          name,
          "no column '" + column + "'" + Nearest.hint(column, names),
          "there are " + some(names));
    }
  }

  private static String some(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(10, names.size())))
        + (names.size() > 10 ? ", ... (" + names.size() + ")" : "");
  }

  @Override
  public abstract void close();

  /** A file with lines of cells. */
  private static final class Lines<C extends TableReader<C>> extends DataFile {
    private final TableReader<C> reader;
    private final Runnable closed;

    Lines(String name, TableReader<C> reader, Runnable closed) {
      super(name, reader.names());
      this.reader = reader;
      this.closed = closed;
    }

    @Override
    Iterable<Tensor> parts(List<String> columns, int rows) {
      Iterable<Table> tables = reader.columns(columns.toArray(String[]::new)).chunks(rows);
      return () ->
          StreamSupport.stream(tables.spliterator(), false).map(t -> t.doubles()).iterator();
    }

    @Override
    public void close() {
      closed.run();
    }
  }

  /** A matrix in an NPY file. */
  private static final class Stored extends DataFile {
    private final StoredTensor matrix;
    private final Runnable closed;

    Stored(String name, StoredTensor matrix, Runnable closed) {
      super(name, columns(name, matrix));
      this.matrix = matrix;
      this.closed = closed;
    }

    private static List<String> columns(String name, StoredTensor matrix) {
      long[] sizes = matrix.sizes();
      if (sizes.length < 1 || sizes.length > 2 || Arrays.stream(sizes).anyMatch(s -> s == 0)) {
        throw new FileException(
            "npy",
            name,
            "shape " + Arrays.toString(sizes),
            "it takes a matrix of rows and columns, with one of each or more");
      }
      long columns = sizes.length == 1 ? 1 : sizes[1];
      if (columns > 1 << 20) {
        throw new FileException("npy", name, columns + " columns", "it takes at most 1048576");
      }
      return numbered((int) columns);
    }

    @Override
    Iterable<Tensor> parts(List<String> columns, int rows) {
      long all = matrix.sizes()[0];
      int width = names().size();
      int[] chosen = columns.stream().mapToInt(names()::indexOf).toArray();
      return () ->
          new Iterator<>() {
            private long next;

            @Override
            public boolean hasNext() {
              return next < all;
            }

            @Override
            public Tensor next() {
              if (!hasNext()) {
                throw new java.util.NoSuchElementException();
              }
              int count = (int) Math.min(rows, all - next);
              double[] read = matrix.rowsFrom(next, count).cast(DType.FLOAT64).toDoubles();
              double[] taken = new double[count * chosen.length];
              for (int i = 0; i < count; i++) {
                for (int j = 0; j < chosen.length; j++) {
                  double number = read[i * width + chosen[j]];
                  taken[i * chosen.length + j] = number;
                  if (!Double.isFinite(number)) {
                    throw new FileException(
                        "npy",
                        name() + ", row " + (next + i) + ", column " + (chosen[j] + 1),
                        number + " is not finite",
                        "take the row out");
                  }
                }
              }
              next += count;
              return Tensor.of(dev.jacobi.type.Shape.of(count, chosen.length), taken);
            }
          };
    }

    @Override
    public void close() {
      closed.run();
    }
  }

  /** Refuses a column that is named twice. */
  public static void requireDistinct(String option, List<String> columns) {
    HashSet<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        throw new JacobiException(option + ": column '" + column + "' twice; name it once");
      }
    }
  }
}
