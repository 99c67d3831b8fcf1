package dev.jacobi.conformance;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line of the report.
 *
 * @param name folder and file, as in {@code torch/orders}
 * @param trial runs the case
 */
public record Case(String name, Supplier<Outcome> trial) {

  /**
   * What came of a case.
   *
   * @param worstError the error that came closest to its tolerance; NaN if nothing was compared
   * @param single the largest error of the same programs in float32, relative to the largest
   *     element of each result; NaN if none ran
   * @param fault what is wrong, or null if nothing is
   * @param notReached why a library did not come to where numbers could be compared, or null
   */
  public record Outcome(
      double worstError, double single, @Nullable String fault, @Nullable String notReached) {
    /** Numbers were compared, and are wrong if there is a fault. */
    public Outcome(double worstError, double single, @Nullable String fault) {
      this(worstError, single, fault, null);
    }

    /** Nothing was compared, for this reason. */
    public static Outcome failed(String fault) {
      return new Outcome(Double.NaN, Double.NaN, fault);
    }

    /** Nothing could be compared, for this reason, which is none of Jacobi's. */
    public static Outcome notReached(String reason) {
      return new Outcome(Double.NaN, Double.NaN, null, reason);
    }
  }

  /** Runs the case; whatever goes wrong in it is its fault and no trace. */
  public Outcome run() {
    try {
      return trial.get();
    } catch (CaseException refused) {
      return Outcome.failed(String.valueOf(refused.getMessage()));
    } catch (RuntimeException unforeseen) {
      return Outcome.failed(unforeseen.getClass().getSimpleName() + ": " + unforeseen.getMessage());
    }
  }
}
