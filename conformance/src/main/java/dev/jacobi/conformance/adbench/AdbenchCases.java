package dev.jacobi.conformance.adbench;

import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.conformance.Case;
import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.CaseSet;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.Tolerance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The folder {@code adbench/}: mixtures, each a {@code .txt} with the {@code .expected.json} beside
 * it, and files of observations with the Jacobian of each.
 */
public final class AdbenchCases implements CaseSet {
  private static final String PROBLEM = ".txt";
  private static final String EXPECTED = ".expected.json";

  /** {@code |a - b| / max(1, |a| + |b|) < 1e-8} is implied where neither is 0. */
  private static final Tolerance TOLERANCE = new Tolerance(1e-8, 1e-8);

  /** The cases of {@code adbench/}. */
  public AdbenchCases() {}

  @Override
  public String folder() {
    return "adbench";
  }

  @Override
  public List<Case> cases(List<Path> files) {
    return files.stream()
        .filter(file -> !isExpectation(file) || !Files.exists(sibling(file, EXPECTED, PROBLEM)))
        .map(file -> new Case(folder() + "/" + stem(file), () -> run(file)))
        .toList();
  }

  private static boolean isExpectation(Path file) {
    return file.toString().endsWith(EXPECTED);
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.(txt|json|expected\\.json)$", "");
  }

  private static Path sibling(Path file, String from, String to) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - from.length()) + to);
  }

  private static Outcome run(Path file) {
    if (isExpectation(file)) {
      throw new CaseException("no file of the numbers that it is about");
    }
    if (file.toString().endsWith(PROBLEM)) {
      return mixture(file, CaseFile.read(sibling(file, PROBLEM, EXPECTED)));
    }
    return observations(CaseFile.read(file));
  }

  private record Mixture(Gmm gmm, Gmm.Points points) {}

  private static Outcome mixture(Path file, CaseFile expected) {
    GmmProblem problem = read(file);
    Comparison comparison = new Comparison(expected, place -> TOLERANCE);
    comparison.run(
        "as it stands",
        new Mixture(problem.gmm(), problem.points()),
        given -> {
          Gmm.Result result = given.gmm().result(given.points(), problem.prior());
          Gmm gradient = result.gradient();
          Tensor all =
              Tensor.concat(
                  0,
                  gradient.alphas(),
                  gradient.means().flatten(0, 1),
                  gradient.icf().flatten(0, 1));
          return Map.of("objective", result.objective(), "gradient", all);
        });
    return comparison.outcome();
  }

  private static GmmProblem read(Path file) {
    try {
      return GmmProblem.read(file);
    } catch (IOException unreadable) {
      throw new CaseException("cannot be read: " + unreadable, unreadable);
    } catch (NoSuchElementException | NumberFormatException malformed) {
      throw new CaseException("not a mixture: " + malformed.getMessage(), malformed);
    }
  }

  private record Seen(@Samples Tensor z, @Samples Tensor feature) {}

  private static Outcome observations(CaseFile file) {
    Tensor weight = file.tensor("weight").unsqueeze(1);
    Tensor z = Tensor.concat(1, file.tensor("camera"), file.tensor("point"), weight).value();
    Comparison comparison = new Comparison(file, place -> TOLERANCE);
    comparison.run(
        "as it stands",
        new Seen(z, file.tensor("feature")),
        seen -> {
          BundleAdjustment.Result result = BundleAdjustment.result(seen.z(), seen.feature());
          Tensor byColumns = result.jacobian().transpose().flatten(1, 2);
          return Map.of("error", result.error(), "jacobian", byColumns);
        });
    return comparison.outcome();
  }
}
