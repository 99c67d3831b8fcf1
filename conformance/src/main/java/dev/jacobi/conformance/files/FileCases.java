package dev.jacobi.conformance.files;

import dev.jacobi.conformance.Case;
import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.CaseSet;
import dev.jacobi.io.FileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cases of {@code files/}: {@code ok_*} must be read exactly as the {@code .expected.json}
 * beside it says, {@code bad_*} must be refused with an exception that names the file.
 */
public final class FileCases implements CaseSet {
  private static final String EXPECTED = ".expected.json";

  /** How a file of each kind is read. */
  private static final Map<String, FileKind> KINDS =
      new TreeMap<>(
          Map.of(
              "csv", new CsvFile(),
              "npy", new NpyFile(),
              "npz", new NpzFile(),
              "safetensors", new SafetensorsFile()));

  @Override
  public String folder() {
    return "files";
  }

  @Override
  public List<Case> cases(List<Path> files) {
    return files.stream()
        .filter(file -> !isExpectation(file) || !Files.exists(described(file)))
        .map(file -> new Case(folder() + "/" + file.getFileName(), () -> run(file)))
        .toList();
  }

  private static boolean isExpectation(Path file) {
    return file.toString().endsWith(EXPECTED);
  }

  private static Path described(Path expectation) {
    String name = expectation.getFileName().toString();
    return expectation.resolveSibling(name.substring(0, name.length() - EXPECTED.length()));
  }

  private static Outcome run(Path file) {
    String name = file.getFileName().toString();
    FileKind kind = KINDS.get(name.substring(name.lastIndexOf('.') + 1));
    if (isExpectation(file)) {
      throw new CaseException("no file that it describes");
    }
    if (kind == null) {
      throw new CaseException("not a file of a known kind; known: " + KINDS.keySet());
    }
    if (name.startsWith("ok_")) {
      CaseFile expected = CaseFile.read(file.resolveSibling(name + EXPECTED));
      kind.compare(file, expected);
      if (!expected.unread().isEmpty()) {
        throw new CaseException("nothing reads " + expected.unread());
      }
      return new Outcome(0, Double.NaN, null);
    }
    if (name.startsWith("bad_")) {
      requireRefusal(file, kind);
      return new Outcome(Double.NaN, Double.NaN, null);
    }
    throw new CaseException("named neither ok_ nor bad_");
  }

  private static void requireRefusal(Path file, FileKind kind) {
    try {
      kind.read(file);
    } catch (FileException refused) {
      if (!String.valueOf(refused.getMessage()).contains(file.getFileName().toString())) {
        throw new CaseException("refused without its name: " + refused.getMessage(), refused);
      }
      return;
    }
    throw new CaseException("read, though it is bad");
  }
}
