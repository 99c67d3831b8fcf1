package dev.jacobi.conformance;

/** What one kind of case computes. */
@FunctionalInterface
public interface Trial {
  /** Reads the inputs of a file, computes, and compares. */
  void run(CaseFile file, Comparison comparison);
}
