package dev.jacobi.conformance.files;

import dev.jacobi.conformance.CaseFile;
import dev.jacobi.io.Npz;
import java.nio.file.Path;
import java.util.Set;

/** Tensors by name. */
final class NpzFile implements FileKind {
  @Override
  public void read(Path file) {
    Npz.read(file);
  }

  @Override
  public void compare(Path file, CaseFile expected) {
    Exact.require(Npz.read(file), expected, Set.of());
  }
}
