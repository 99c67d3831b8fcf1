package dev.jacobi.bench.peers;

/** A step of training that a system has prepared. */
public interface Workload extends AutoCloseable {
  /** Makes a step and returns the loss before it. */
  double step();

  /** Where the time of a step goes, if the system can tell, after about some seconds of steps. */
  default String profile(double seconds) {
    return "";
  }

  @Override
  default void close() {}

  /** What a system makes of a case. */
  @FunctionalInterface
  interface Factory {
    /**
     * Prepares a case.
     *
     * @throws IllegalArgumentException if the system has no such method
     */
    Workload prepare(Case given);
  }
}
