package dev.jacobi.cpu.simd;

/** Elementwise operations done together, element by element, by a loop written for them. */
@FunctionalInterface
public interface FusedLoop {
  /**
   * Runs it over rows of {@code n} elements.
   *
   * @param arrays where the accesses of the recipe find their arrays
   * @param ids the place in {@code arrays} for each access
   * @param at the first elements of more accesses than these
   * @param slots the place in {@code at} for each access
   * @param n a multiple of {@link LoopWriter#lanes}
   * @param start whether totals begin with these elements, unless they are carried
   */
  void run(Object[] arrays, int[] ids, int[] at, int[] slots, int rows, int n, boolean start);
}
