package dev.jacobi.conformance.files;

import dev.jacobi.conformance.CaseFile;
import java.nio.file.Path;

/** One kind of file. */
interface FileKind {
  /** Reads all of it. */
  void read(Path file);

  /** Reads all of it in every way there is and requires what is expected, exactly. */
  void compare(Path file, CaseFile expected);
}
