package dev.jacobi.conformance.files;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.io.Csv;
import dev.jacobi.io.Table;
import java.nio.file.Path;
import java.util.List;

/** Names under {@code columns}, null if the file has none, and numbers under {@code rows}. */
final class CsvFile implements FileKind {
  @Override
  public void read(Path file) {
    Csv.read(file);
  }

  @Override
  public void compare(Path file, CaseFile expected) {
    Table table = Csv.read(file);
    List<String> found = table.isNamed() ? table.names() : List.of();
    List<String> names = expected.isNull("columns") ? List.of() : expected.texts("columns");
    if (!found.equals(names)) {
      throw new CaseException("columns " + found + ", expected " + names);
    }
    Tensor rows = expected.tensor("rows");
    if (!table.doubles().toArrayValue().sameBits(rows.toArrayValue())) {
      throw new CaseException("rows " + table.doubles() + ", expected " + rows);
    }
  }
}
