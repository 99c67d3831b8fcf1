package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;

/**
 * The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3" (SC 2011): four words in, four words out, ten rounds under a key.
 */
public final class Philox {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int KEY_STEP_0 = 0x9E3779B9;
  private static final int KEY_STEP_1 = 0xBB67AE85;

  private Philox() {}

  /** The four words for a counter of four words and a key of two. */
  public static int[] block(int c0, int c1, int c2, int c3, int key0, int key1) {
    int[] c = {c0, c1, c2, c3};
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(c[0]);
      long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(c[2]);
      c =
          new int[] {
            (int) (product1 >>> 32) ^ c[1] ^ (key0 + round * KEY_STEP_0),
            (int) product1,
            (int) (product0 >>> 32) ^ c[3] ^ (key1 + round * KEY_STEP_1),
            (int) product0
          };
    }
    return c;
  }

  /**
   * Element i of a batch entry is word {@code i mod 4} of the block with the counter {@code (i / 4,
   * purpose, stream low, stream high)} under the key of that entry.
   */
  static ArrayValue bits(ArrayValue keys, ArrayValue streams, Shape perEntry, int purpose) {
    Cells out = new Cells(streams.shape().concat(perEntry), DType.INT32);
    int n = perEntry.elements();
    for (int entry = 0; entry < streams.shape().elements(); entry++) {
      int key0 = (int) keys.getLong(2 * entry);
      int key1 = (int) keys.getLong(2 * entry + 1);
      long stream = streams.getLong(entry);
      for (int i = 0; i < n; i++) {
        int[] words = block(i / 4, purpose, (int) stream, (int) (stream >>> 32), key0, key1);
        out.set(entry * n + i, (long) words[i % 4]);
      }
    }
    return out.value();
  }
}
