package dev.jacobi.conformance.torchlayers;

import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;

/**
 * The settings of an optimiser, a schedule or a loss, which a file may leave out.
 *
 * @param path where they stand
 */
record Hyper(CaseFile file, String... path) {

  private String[] at(String name) {
    return CaseFile.under(path, name);
  }

  boolean has(String name) {
    return file.has(at(name));
  }

  double number(String name) {
    return file.number(at(name));
  }

  double number(String name, double otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  /** A whole number. */
  int whole(String name) {
    double number = number(name);
    if (number != Math.rint(number)) {
      throw new CaseException(CaseFile.place(at(name)) + ": not a whole number");
    }
    return (int) number;
  }

  boolean flag(String name) {
    return has(name) && file.flag(at(name));
  }

  /** An element of an array of numbers. */
  double element(String name, int index, double otherwise) {
    return has(name) ? file.tensor(at(name)).get(index).item() : otherwise;
  }
}
