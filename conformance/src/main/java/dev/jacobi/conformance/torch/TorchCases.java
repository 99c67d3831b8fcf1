package dev.jacobi.conformance.torch;

import dev.jacobi.conformance.Case.Outcome;
import dev.jacobi.conformance.CaseException;
import dev.jacobi.conformance.CaseFile;
import dev.jacobi.conformance.Comparison;
import dev.jacobi.conformance.JsonCases;
import dev.jacobi.conformance.Tolerance;
import dev.jacobi.conformance.Trial;
import java.util.List;
import java.util.Set;

/** The folder {@code torch/}: a file's kind shows in its parts, or else in its name. */
public final class TorchCases extends JsonCases {

  /** A kind of case: how its files are named, the parts that only it has, and what it computes. */
  private record Kind(String name, Set<String> parts, Trial trial) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("simplenet", Set.of("lr", "start", "steps", "end"), SimpleNet::run),
          new Kind("isometric", Set.of("activation", "jacobian", "penalty"), Isometric::run),
          new Kind("orders", Set.of("d", "laplacian"), Orders::run),
          new Kind("per_sample", Set.of("labels", "per_sample"), PerSample::run),
          new Kind("mixing", Set.of("z", "full", "own"), BatchNorm::run),
          new Kind("critic", Set.of("score", "gp"), Critic::run),
          new Kind("attention", Set.of("q", "k", "v"), AttentionTwice::run));

  /** The cases of {@code torch/}. */
  public TorchCases() {
    super("torch");
  }

  @Override
  protected Outcome run(String stem, CaseFile file) {
    Comparison comparison = new Comparison(file, place -> Tolerance.FLOAT64);
    kind(stem, file).trial().run(file, comparison);
    return comparison.outcome();
  }

  private static Kind kind(String stem, CaseFile file) {
    List<String> parts = file.keys();
    return KINDS.stream()
        .filter(kind -> parts.containsAll(kind.parts()))
        .findFirst()
        .or(() -> KINDS.stream().filter(kind -> stem.startsWith(kind.name())).findFirst())
        .orElseThrow(() -> new CaseException("unknown structure: " + String.join(", ", parts)));
  }
}
