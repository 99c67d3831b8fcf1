package dev.jacobi.conformance;

/**
 * How far a number may be from the expected one.
 *
 * @param relative as a part of the expected number; 0 if only the absolute difference counts
 * @param floor the difference that is always allowed
 */
public record Tolerance(double relative, double floor) {
  /** Requires numbers that are not negative. */
  public Tolerance {
    if (!(relative >= 0 && floor >= 0)) {
      throw new CaseException("tolerance " + relative + ", floor " + floor + ": negative or NaN");
    }
  }

  /** What the sets computed by PyTorch ask for. */
  public static final Tolerance FLOAT64 = new Tolerance(1e-9, 1e-11);

  /** The largest error that passes. */
  public double limit() {
    return relative == 0 ? floor : relative;
  }

  /**
   * The error of {@code found}: relative to the expected number, but for small ones to {@code
   * floor/relative}, so that an error within {@link #limit} is a difference within the floor.
   */
  public double error(double found, double expected) {
    if (found == expected || (Double.isNaN(found) && Double.isNaN(expected))) {
      return 0;
    }
    double difference = Math.abs(found - expected);
    double error =
        relative == 0 ? difference : difference / Math.max(Math.abs(expected), floor / relative);
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }
}
