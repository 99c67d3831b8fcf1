package dev.jacobi.cpu;

/** Operations of a chain on one strip. */
@FunctionalInterface
interface ChainBody {
  /**
   * Runs them.
   *
   * @param at the first place in each view of the chain
   * @param start whether this is the first of the addends of reductions
   */
  void run(Frame frame, int[] at, int rows, int n, boolean start);
}
