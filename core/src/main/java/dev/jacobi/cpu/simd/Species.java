package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors in use: the hardware's, but no wider than half a panel. */
final class Species {
  private static final int WIDEST = Kernels.PANEL / 2;
  private static final int WANTED = Integer.getInteger("jacobi.lanes", 0);

  private Species() {}

  /**
   * The preferred species, or the one of the lane count in the system property {@code
   * jacobi.lanes}, for comparing widths.
   */
  static <E> VectorSpecies<E> of(VectorSpecies<E> preferred) {
    return upTo(WIDEST, preferred);
  }

  /** The same, but of no more than {@code most} lanes. */
  static <E> VectorSpecies<E> upTo(int most, VectorSpecies<E> preferred) {
    int lanes = Math.min(WANTED > 0 ? WANTED : preferred.length(), most);
    return VectorSpecies.of(
        preferred.elementType(),
        VectorShape.forBitSize(Math.min(512, Math.max(64, lanes * preferred.elementSize()))));
  }
}
