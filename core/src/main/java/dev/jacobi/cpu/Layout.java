package dev.jacobi.cpu;

import dev.jacobi.schedule.Buffer;
import dev.jacobi.schedule.Program;
import dev.jacobi.schedule.Slots;
import dev.jacobi.type.JacobiException;

/**
 * How a program is cut: leaves of the reductions over samples, which depend on the program and the
 * number of samples alone, and tiles within them, which follow from the memory at hand and change
 * no bit of any result.
 *
 * @param leafSamples samples in a leaf, a multiple of 64
 * @param tilePanels panels of 32 samples in a tile
 * @param threads workers
 */
record Layout(int leaves, int leafSamples, int tilePanels, int threads) {
  private static final int SMALLEST_LEAF = 256;
  private static final long SUMS = 1 << 17;
  private static final long CACHE_BYTES = 768 * 1024;
  private static final int LARGEST_TILE = 32;
  private static final int PANEL = 32;

  /**
   * The layout for a budget of bytes.
   *
   * @throws JacobiException if the program does not fit, saying what it needs
   */
  static Layout of(Program program, Slots slots, int threads, long budget) {
    int samples = program.samples();
    int leafSamples = leafSamples(program);
    int leaves = leaves(program);
    long panelBytes = Math.max(1, slots.tileBytes());
    long fixed = fixedBytes(program, slots, leaves);
    int workers = Math.clamp(threads, 1, leaves);
    int block = program.blockPanels();
    long panels = Math.clamp(CACHE_BYTES / panelBytes, block, LARGEST_TILE);
    panels = Math.min(panels, Math.ceilDiv(Math.min(samples, leafSamples), PANEL));
    while (fixed + workers * panels * panelBytes > budget && panels > block) {
      panels = Math.max(block, panels / 2);
    }
    while (fixed + workers * panels * panelBytes > budget && workers > 1) {
      workers--;
    }
    long needed = fixed + workers * panels * panelBytes;
    if (needed > budget) {
      throw new JacobiException(
          "memory: the program needs "
              + needed
              + " bytes ("
              + fixed
              + " for inputs, outputs and values that are kept whole, "
              + workers * panels * panelBytes
              + " for one tile) and the budget is "
              + budget
              + "; allow more, or give a smaller batch");
    }
    int whole = (int) Math.max(1, panels > block ? panels / block * block : panels);
    return new Layout(leaves, leafSamples, whole, workers);
  }

  /** Samples in a leaf: so many leaves that several threads find work, but sums stay few. */
  private static int leafSamples(Program program) {
    long most = Math.clamp(SUMS / Math.max(1, program.accumulatorElements()), 16, 64);
    int wanted = (int) Math.clamp(Math.ceilDiv(program.samples(), SMALLEST_LEAF), 1, most);
    return Math.max(1, Math.ceilDiv(Math.ceilDiv(program.samples(), wanted), 64)) * 64;
  }

  private static int leaves(Program program) {
    return Math.max(1, Math.ceilDiv(program.samples(), leafSamples(program)));
  }

  /** The bytes that a program needs on one thread with the smallest tiles. */
  static long leastBytes(Program program, Slots slots) {
    long panels = Math.clamp(Math.ceilDiv(program.samples(), PANEL), 1, program.blockPanels());
    return fixedBytes(program, slots, leaves(program)) + panels * slots.tileBytes();
  }

  private static long fixedBytes(Program program, Slots slots, int leaves) {
    long bytes = slots.wholeBytes();
    for (Buffer buffer : program.buffers()) {
      bytes +=
          switch (buffer.kind()) {
            case INPUT, CONSTANT, OUTPUT -> buffer.bytes();
            case ACCUMULATOR -> leaves * buffer.bytes();
            case WHOLE, TILE -> 0;
          };
    }
    return bytes;
  }
}
