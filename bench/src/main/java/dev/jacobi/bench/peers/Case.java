package dev.jacobi.bench.peers;

/**
 * One thing that is measured.
 *
 * @param net which network
 * @param method how the step is computed
 * @param batch how many samples
 * @param threads how many threads
 */
public record Case(Net net, String method, int batch, int threads) {
  /** Refuses numbers below 1. */
  public Case {
    if (batch < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "case: batch " + batch + ", threads " + threads + "; both are at least 1");
    }
  }

  /**
   * A case as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static Case parse(String text) {
    String[] parts = text.strip().split("/", -1);
    if (parts.length != 4 || parts[1].isEmpty() || !parts[3].endsWith("t")) {
      throw new IllegalArgumentException(
          "case: '" + text + "'; it is net/method/batch/threads, such as c/dbl/4096/1t");
    }
    return new Case(
        Net.parse(parts[0]),
        parts[1],
        number(parts[2]),
        number(parts[3].substring(0, parts[3].length() - 1)));
  }

  static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException("case: '" + text + "' is not a whole number", notOne);
    }
  }

  /** The same by another method. */
  public Case by(String other) {
    return new Case(net, other, batch, threads);
  }

  @Override
  public String toString() {
    return net.letter() + "/" + method + "/" + batch + "/" + threads + "t";
  }
}
