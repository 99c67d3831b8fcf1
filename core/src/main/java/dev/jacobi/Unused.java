package dev.jacobi;

/** What to do with a tensor that does not lead to the result that is differentiated. */
public enum Unused {
  /** Refuse: a value that was computed again instead of used is the commonest mistake. */
  REFUSE,
  /** Give zeros. */
  ZEROS
}
