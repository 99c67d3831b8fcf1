package dev.jacobi;

/** What to do where samples look at each other. */
public enum Mixing {
  /** Refuse, and name the operation that mixes them. */
  REFUSE,
  /**
   * Compute the whole Jacobian and take each sample's own block: exact, at about as many times the
   * cost as there are samples.
   */
  EXACT
}
