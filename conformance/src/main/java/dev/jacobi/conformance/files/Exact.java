package dev.jacobi.conformance.files;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.io.StoredTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Equality without tolerance. */
final class Exact {
  private Exact() {}

  /** Requires the tensors that a file names, and no others. */
  static void require(Map<String, Tensor> found, CaseFile expected, Set<String> besides) {
    Set<String> names = new TreeSet<>(expected.keys());
    names.removeAll(besides);
    if (!found.keySet().equals(names)) {
      throw new CaseException("it holds " + found.keySet() + ", expected " + names);
    }
    found.forEach((name, tensor) -> require(name, tensor, expected));
  }

  private static void require(String name, Tensor found, CaseFile expected) {
    Tensor numbers = found.dtype().isFloat() ? expected.tensor(name) : expected.integers(name);
    if (!found.shape().equals(numbers.shape())) {
      throw new CaseException(name + ": shape " + found.shape() + ", expected " + numbers.shape());
    }
    for (int i = 0; i < found.shape().elements(); i++) {
      boolean same =
          found.dtype().isFloat()
              ? Double.valueOf(found.toDoubles()[i]).equals(numbers.toDoubles()[i])
              : found.toLongs()[i] == numbers.toLongs()[i];
      if (!same) {
        throw new CaseException(
            name
                + ", element "
                + i
                + ": "
                + found.toDoubles()[i]
                + ", expected "
                + numbers.toDoubles()[i]);
      }
    }
  }

  /**
   * The tensor of a mapped file, which must be the same whole, in one run of rows and row by row.
   */
  static Tensor everyWay(StoredTensor stored) {
    Tensor whole = stored.read();
    if (whole.dtype() != stored.dtype()) {
      throw new CaseException("type " + whole.dtype() + ", mapped " + stored.dtype());
    }
    if (whole.rank() > 0) {
      int rows = whole.size(0);
      long[] each = new long[rows];
      Arrays.setAll(each, row -> row);
      for (Tensor again : new Tensor[] {stored.rowsFrom(0, rows), stored.rows(each)}) {
        if (!again.toArrayValue().sameBits(whole.toArrayValue())) {
          throw new CaseException("its rows are not those of the whole");
        }
      }
    }
    return whole;
  }
}
