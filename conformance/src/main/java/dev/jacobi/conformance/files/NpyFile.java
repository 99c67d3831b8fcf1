package dev.jacobi.conformance.files;

import dev.jacobi.conformance.CaseFile;
import dev.jacobi.io.Npy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** One tensor, expected under the name {@code array}. */
final class NpyFile implements FileKind {
  @Override
  public void read(Path file) {
    Npy.read(file);
  }

  @Override
  public void compare(Path file, CaseFile expected) {
    Exact.require(Map.of("array", Npy.read(file)), expected, Set.of());
    Exact.require(Map.of("array", Exact.everyWay(Npy.open(file))), expected, Set.of());
  }
}
