package dev.jacobi.io;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A Parquet file while it is read, batch by batch. */
final class ParquetRows implements TableReader.Rows {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Parquet parquet;
  private final ParquetFileReader file;
  private final List<String> names;
  private final List<ParquetColumn> columns = new ArrayList<>();
  private final ColumnReaders readers;

  /** The rows of the present batch, how many of them were taken, and how many came before it. */
  private int batch;

  private int taken;
  private long before;

  ParquetRows(Parquet parquet) {
    this.parquet = parquet;
    this.file = guarded(() -> ParquetFileReader.open(InputFile.of(parquet.file)));
    try {
      List<ColumnSchema> all = file.getFileSchema().getColumns();
      List<String> there = all.stream().map(column -> column.fieldPath().toString()).toList();
      this.names = parquet.selected(there);
      for (String name : names) {
        boolean words = parquet.labels.containsKey(name);
        columns.add(ParquetColumn.of(parquet, all.get(there.indexOf(name)), words));
      }
      this.readers =
          guarded(() -> file.columnReaders(ColumnProjection.columns(names.toArray(String[]::new))));
      advance();
      if (batch == 0) {
        throw parquet.refused("no rows", "it takes rows of numbers");
      }
    } catch (RuntimeException refused) {
      closeFile();
      throw refused;
    }
  }

  @Override
  public boolean hasNext() {
    return taken < batch;
  }

  @Override
  public Table table(int most) {
    TableBuilder rows = new TableBuilder(Parquet.FORMAT, parquet.name, true, names, parquet.labels);
    while (rows.size() < most && hasNext()) {
      try {
        read(taken, rows);
      } catch (FileException bad) {
        parquet.bad(bad);
      }
      taken++;
      if (taken == batch) {
        advance();
      }
    }
    return rows.build();
  }

  private void advance() {
    before += batch;
    taken = 0;
    batch = 0;
    // A batch may be empty where a filter leaves nothing; there is none here, but it costs nothing.
    while (batch == 0 && guarded(this::nextBatch)) {
      batch = readers.getRecordCount();
      for (int i = 0; i < columns.size(); i++) {
        ParquetColumn column = columns.get(i);
        String name = names.get(i);
        guarded(() -> column.load(readers.getColumnReader(name)));
      }
    }
  }

  /** The library may search a damaged file for its next page without end; we do not wait for it. */
  private boolean nextBatch() throws Exception {
    FutureTask<Boolean> task = new FutureTask<>(readers::nextBatch);
    Thread.ofPlatform().daemon().name("jacobi-parquet").start(task);
    try {
      return task.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    } catch (TimeoutException endless) {
      throw new IOException("nothing came in " + LONGEST_WAIT.toSeconds() + " seconds", endless);
    }
  }

  private void read(int row, TableBuilder rows) {
    for (int i = 0; i < columns.size(); i++) {
      ParquetColumn column = columns.get(i);
      if (column.isNull(row) && (parquet.missing == null || column.isWords())) {
        throw refused(row, i, "null", "say what stands for it with missing(...)");
      }
      if (column.isWords()) {
        if (!rows.word(i, column.word(row))) {
          throw refused(
              row,
              i,
              FileException.quote(column.word(row)) + " is not among the words of this column",
              "they are "
                  + FileException.some(parquet.labels.getOrDefault(names.get(i), List.of())));
        }
      } else {
        rows.number(i, number(row, i, column));
      }
    }
    rows.endRow((int) Math.min(Integer.MAX_VALUE, before + row + 1));
  }

  private double number(int row, int index, ParquetColumn column) {
    double number = column.isNull(row) ? Double.NaN : column.number(row);
    if (Double.isNaN(number) && parquet.missing != null) {
      return parquet.missing;
    }
    if (!Double.isFinite(number)) {
      throw refused(row, index, number + " is not finite", "take the row out");
    }
    if (!column.isExact(row)) {
      throw refused(
          row, index, "a whole number beyond 2^53", "no double holds it exactly; leave it out");
    }
    return number;
  }

  private FileException refused(int row, int column, String what, String wayOut) {
    String place =
        parquet.name
            + ", row "
            + (before + row + 1)
            + ", column "
            + FileException.quote(names.get(column));
    return new FileException(Parquet.FORMAT, place, what, wayOut);
  }

  /** The names of all columns of a file. */
  static List<String> names(Parquet parquet) {
    return guarded(
        parquet,
        () -> {
          try (ParquetFileReader file = ParquetFileReader.open(InputFile.of(parquet.file))) {
            return file.getFileSchema().getColumns().stream()
                .map(column -> column.fieldPath().toString())
                .toList();
          }
        });
  }

  private <T> T guarded(Callable<T> reading) {
    return guarded(parquet, reading);
  }

  /** Whatever the library throws for a damaged file is an exception of ours. */
  private static <T> T guarded(Parquet parquet, Callable<T> reading) {
    try {
      return reading.call();
    } catch (FileException own) {
      throw own;
    } catch (Exception damaged) {
      throw new FileException(
          Parquet.FORMAT,
          parquet.name,
          "it cannot be read (" + root(damaged) + ")",
          "it is damaged, no Parquet file, or needs a library for its compression",
          damaged);
    }
  }

  /** The exception at the bottom; the library may wrap it in a circle. */
  private static Throwable root(Throwable top) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable last = top;
    Deque<Throwable> next = new ArrayDeque<>(List.of(top));
    while (!next.isEmpty()) {
      last = next.pop();
      if (seen.add(last)) {
        Stream.concat(Stream.ofNullable(last.getCause()), Stream.of(last.getSuppressed()))
            .filter(each -> !seen.contains(each))
            .forEach(next::add);
      }
    }
    return last;
  }

  @Override
  public void close() {
    readers.close();
    closeFile();
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException unreadable) {
      throw FileException.unreadable(Parquet.FORMAT, parquet.file, unreadable);
    }
  }
}
