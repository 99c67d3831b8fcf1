package dev.jacobi.conformance.nist;

import dev.jacobi.Tensor;
import dev.jacobi.conformance.Case;
import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.conformance.CaseSet;
import dev.jacobi.optim.LevenbergMarquardt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The folder {@code nist/}: nonlinear regressions of the Statistical Reference Datasets, two cases
 * each. The Jacobian is that of the model as the file writes it; the method of Levenberg and
 * Marquardt is a library's.
 *
 * <p>A start from which the method ends in another place passes for not reached, with what it found
 * there, if the other start of the file is reached: that shows that model, Jacobian and statistics
 * are right.
 */
public final class NistCases implements CaseSet {
  /** Six digits. */
  private static final double PARAMETERS = 1e-6;

  /** Four digits. */
  private static final double DEVIATIONS = 1e-4;

  /** Three digits: residuals of the Lanczos problems are rounding errors. */
  private static final double LANCZOS_DEVIATIONS = 1e-3;

  /** With a smaller tolerance it would choose among the rounding errors of the Lanczos problems. */
  private static final LevenbergMarquardt METHOD =
      LevenbergMarquardt.of().withTolerance(1e-12).withMaxEvaluations(5000);

  /** The cases of {@code nist/}. */
  public NistCases() {}

  @Override
  public String folder() {
    return "nist";
  }

  @Override
  public List<Case> cases(List<Path> files) {
    return files.stream()
        .flatMap(file ->
            IntStream.of(0, 1)
                .mapToObj(start -> new Case(name(file, start), () -> run(file, start))))
        .toList();
  }

  private String name(Path file, int start) {
    String stem = file.getFileName().toString().replaceFirst("\\.dat$", "");
    return folder() + "/" + stem + " from start " + (start + 1);
  }

  /** Where the method ended. */
  private record Ended(double parameters, double deviations, double squares, int evaluations) {
    boolean reached() {
      return parameters <= PARAMETERS;
    }
  }

  private static Outcome run(Path file, int start) {
    Regression regression = Regression.read(file);
    Ended ended = fit(regression, start);
    boolean lanczos = file.getFileName().toString().startsWith("Lanczos");
    double allowed = lanczos ? LANCZOS_DEVIATIONS : DEVIATIONS;
    if (ended.reached()) {
      return new Outcome(
          ended.parameters,
          Double.NaN,
          ended.deviations <= allowed
              ? null
              : "standard deviations off by " + shortly(ended.deviations));
    }
    String there =
        String.format(
            Locale.ROOT,
            "the method ends at a sum of squares of %s after %d evaluations, certified is %s",
            shortly(ended.squares),
            ended.evaluations,
            shortly(regression.sumOfSquares()));
    boolean elsewhere =
        ended.squares > regression.sumOfSquares() && fit(regression, 1 - start).reached();
    return elsewhere ? Outcome.notReached(there) : Outcome.failed(there);
  }

  private static String shortly(double number) {
    return String.format(Locale.ROOT, "%.6g", number);
  }

  private static Ended fit(Regression regression, int start) {
    List<Tensor> first =
        Arrays.stream(regression.starts().get(start)).mapToObj(Tensor::scalar).toList();
    LevenbergMarquardt.Fit<List<Tensor>> fit = METHOD.fit(regression::residuals, first);
    return new Ended(
        largestError(fit.model(), regression.parameters()),
        largestError(fit.deviations(), regression.deviations()),
        fit.sumOfSquares(),
        fit.evaluations());
  }

  /** The largest relative error; infinite for NaN. */
  private static double largestError(List<Tensor> found, double[] certified) {
    double largest = 0;
    for (int i = 0; i < certified.length; i++) {
      double error = Math.abs(found.get(i).item() - certified[i]) / Math.abs(certified[i]);
      largest = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(largest, error);
    }
    return largest;
  }
}
