package dev.jacobi.conformance;

import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.type.DType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds computed numbers against those of a file. What a case computes is a function from a tree of
 * tensors to maps and lists of tensors, named as the file names them; it runs as it stands and
 * compiled, and must give the file's numbers both times.
 */
public final class Comparison {
  private final CaseFile file;
  private final Function<String, Tolerance> tolerance;
  private final String[] expected;
  private double worstError = Double.NaN;
  private double single = Double.NaN;
  private double worstShare = -1;
  private @Nullable String worst;
  private @Nullable String fault;

  /**
   * Compares with the numbers below a part of a file.
   *
   * @param tolerance what is allowed for a number, by its place in the file
   * @param expected the part; the whole file if nothing is named
   */
  public Comparison(CaseFile file, Function<String, Tolerance> tolerance, String... expected) {
    this.file = file;
    this.tolerance = tolerance;
    this.expected = expected;
  }

  /** Runs {@code program} as it stands and compiled and compares all that it gives. */
  public <I> void run(String how, I inputs, Function<I, Map<String, Object>> program) {
    compare(how, Jacobi.leaves(program.apply(inputs)));
    compare(how + " compiled", Jacobi.compile(program).apply(inputs));
    I singles = Tree.map(inputs, Comparison::single);
    inSingle(expected, Jacobi.compile(program).apply(singles));
  }

  private static Tensor single(Tensor x) {
    return x.dtype() == DType.FLOAT64 ? x.cast(DType.FLOAT32).value() : x;
  }

  /** How far float32 is: measured, not judged. */
  private void inSingle(String[] path, Object found) {
    switch (found) {
      case Tensor tensor -> {
        Tensor wanted = file.isNull(path) ? tensor.zerosLike() : file.tensor(path);
        if (wanted.shape().equals(tensor.shape())) {
          measure(tensor.toDoubles(), wanted.toDoubles());
        }
      }
      case Map<?, ?> map ->
          map.forEach((name, part) -> inSingle(CaseFile.under(path, String.valueOf(name)), part));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          inSingle(CaseFile.under(path, Integer.toString(i)), list.get(i));
        }
      }
      default -> throw new IllegalArgumentException(found.getClass() + " among the results");
    }
  }

  private void measure(double[] found, double[] wanted) {
    double largest = 0;
    double error = 0;
    for (int i = 0; i < wanted.length; i++) {
      largest = Math.max(largest, Math.abs(wanted[i]));
      error = Math.max(error, Math.abs(found[i] - wanted[i]));
    }
    if (largest > 0) {
      single = Double.isNaN(single) ? error / largest : Math.max(single, error / largest);
    }
  }

  /** Compares numbers by name. */
  public void compare(String how, Map<String, ?> found) {
    compare(how, expected, found);
  }

  private void compare(String how, String[] path, Object found) {
    switch (found) {
      case Tensor tensor -> numbers(how, path, tensor);
      case Map<?, ?> map ->
          map.forEach(
              (name, part) -> compare(how, CaseFile.under(path, String.valueOf(name)), part));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          compare(how, CaseFile.under(path, Integer.toString(i)), list.get(i));
        }
      }
      default -> throw new IllegalArgumentException(found.getClass() + " among the results");
    }
  }

  private void numbers(String how, String[] path, Tensor found) {
    String place = CaseFile.place(path);
    // null stands for zeros
    Tensor wanted = file.isNull(path) ? found.zerosLike() : file.tensor(path);
    if (!found.shape().equals(wanted.shape())) {
      fail(place + ": shape " + found.shape() + ", expected " + wanted.shape() + " (" + how + ")");
      return;
    }
    Tolerance allowed = tolerance.apply(place);
    double[] f = found.toDoubles();
    double[] w = wanted.toDoubles();
    for (int i = 0; i < f.length; i++) {
      double error = allowed.error(f[i], w[i]);
      if (error / allowed.limit() > worstShare) {
        worstShare = error / allowed.limit();
        worstError = error;
        if (!(error <= allowed.limit())) {
          worst(how, place, i, f[i], w[i]);
        }
      }
    }
  }

  private void worst(String how, String place, int index, double found, double wanted) {
    worst =
        String.format(
            Locale.ROOT, "%s, element %d: %s, expected %s (%s)", place, index, found, wanted, how);
  }

  /** Notes what is wrong; the first note stands. */
  public void fail(String reason) {
    if (fault == null) {
      fault = reason;
    }
  }

  /** What came of it; a number of the file that nothing was compared with is a fault. */
  public Outcome outcome() {
    List<String> unread = file.unread(expected);
    if (fault == null && worst == null && !unread.isEmpty()) {
      fault = "nothing computes " + String.join(", ", unread);
    }
    return new Outcome(worstError, single, fault == null ? worst : fault);
  }
}
