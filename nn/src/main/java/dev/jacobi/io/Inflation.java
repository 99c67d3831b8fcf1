package dev.jacobi.io;

import java.io.IOException;
import java.io.InputStream;

/** Compressed bytes of a file, expanded only as far as they can be what they claim to be. */
final class Inflation {
  /** No deflated byte stands for more: 258 bytes take two bits. */
  private static final long MOST_FOR_A_BYTE = 1032;

  private Inflation() {}

  /**
   * Whether that many deflated bytes can stand for that many others.
   *
   * @param claimed how many come out, as the file says
   * @param deflated how many there are
   */
  static boolean possible(long claimed, long deflated) {
    return claimed >= 0
        && claimed <= Integer.MAX_VALUE - 8
        && claimed / MOST_FOR_A_BYTE <= deflated;
  }

  /**
   * Exactly {@code count} bytes.
   *
   * @throws IOException if there are fewer or more
   */
  static byte[] read(InputStream stream, int count) throws IOException {
    byte[] bytes = stream.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("it ends after " + bytes.length + " of " + count + " bytes");
    }
    if (stream.read() >= 0) {
      throw new IOException("it goes on after " + count + " bytes");
    }
    return bytes;
  }
}
