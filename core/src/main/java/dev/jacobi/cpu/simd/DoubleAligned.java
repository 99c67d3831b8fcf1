package dev.jacobi.cpu.simd;

import dev.jacobi.cpu.kernel.Kernels;
import dev.jacobi.cpu.kernel.Scratch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of two vectors in memory that begins at a line of the cache, both from a panel's row or from
 * the same row of two panels: what inner loops of products read again and again. Arrays begin at
 * any multiple of 8 bytes, so that vectors in them often cross lines, and rows of which two vectors
 * are read use half of the first cache.
 */
final class DoubleAligned {
  private static final int PANEL = Kernels.PANEL;
  private static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final int L = S.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** From a row of two vectors to the next, in bytes. */
  private static final long ROW_BYTES = 2L * L * Double.BYTES;

  private DoubleAligned() {}

  /** Room for {@code rows} rows of two vectors. */
  static MemorySegment room(Scratch scratch, int rows) {
    return scratch.aligned(rows * ROW_BYTES);
  }

  /** Brings two vectors of each of {@code rows} rows there. */
  static void bring(double[] x, int x0, int x1, int rows, MemorySegment to) {
    for (int r = 0; r < rows; r++) {
      DoubleVector.fromArray(S, x, x0 + r * PANEL).intoMemorySegment(to, r * ROW_BYTES, ORDER);
      DoubleVector.fromArray(S, x, x1 + r * PANEL)
          .intoMemorySegment(to, r * ROW_BYTES + ROW_BYTES / 2, ORDER);
    }
  }

  /** The first vector of a row. */
  static DoubleVector first(MemorySegment rows, int row) {
    return DoubleVector.fromMemorySegment(S, rows, row * ROW_BYTES, ORDER);
  }

  /** The second vector. */
  static DoubleVector second(MemorySegment rows, int row) {
    return DoubleVector.fromMemorySegment(S, rows, row * ROW_BYTES + ROW_BYTES / 2, ORDER);
  }
}
