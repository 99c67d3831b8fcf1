package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of 32 lanes in memory that begins at a line of the cache, two vectors of each row after the
 * other: what inner loops of products read again and again. Arrays begin at any multiple of 8
 * bytes, so that vectors in them often cross lines, and rows of which two vectors are read use half
 * of the first cache.
 */
final class FloatAligned {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int L = S.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** From a row of two vectors to the next, in bytes. */
  private static final long ROW_BYTES = 2L * L * Float.BYTES;

  private FloatAligned() {}

  /** Room for {@code rows} rows of 32 lanes. */
  static MemorySegment room(Scratch scratch, int rows) {
    return scratch.aligned((long) rows * PANEL * Float.BYTES);
  }

  /** Brings {@code rows} rows there, at most {@code used} lanes of each. */
  static void bring(float[] x, int xo, int rows, int used, MemorySegment to) {
    for (int l = 0; l < used; l += 2 * L) {
      long at = offset(l, rows);
      for (int r = 0; r < rows; r++) {
        FloatVector.fromArray(S, x, xo + l + r * PANEL)
            .intoMemorySegment(to, at + r * ROW_BYTES, ORDER);
        FloatVector.fromArray(S, x, xo + l + r * PANEL + L)
            .intoMemorySegment(to, at + r * ROW_BYTES + ROW_BYTES / 2, ORDER);
      }
    }
  }

  /** Where the rows' vectors of lanes l and on begin. */
  static long offset(int l, int rows) {
    return (long) l * rows * Float.BYTES;
  }

  /** Where a row's vectors begin, if row 0's do at {@code offset}. */
  static long row(long offset, int row) {
    return offset + row * ROW_BYTES;
  }

  /** The first vector of a row. */
  static FloatVector first(MemorySegment rows, long offset, int row) {
    return FloatVector.fromMemorySegment(S, rows, offset + row * ROW_BYTES, ORDER);
  }

  /** The second vector of a row. */
  static FloatVector second(MemorySegment rows, long offset, int row) {
    return FloatVector.fromMemorySegment(S, rows, offset + row * ROW_BYTES + ROW_BYTES / 2, ORDER);
  }
}
