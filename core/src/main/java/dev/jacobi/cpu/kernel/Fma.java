package dev.jacobi.cpu.kernel;

/**
 * Multiply and add. Hardware without a fused instruction computes {@code Math.fma} in software,
 * thousands of times slower; there a product is rounded before it is added, once for the whole
 * process.
 */
public final class Fma {
  /** Whether this machine fuses. */
  public static final boolean FUSED = measure();

  private Fma() {}

  /** {@code a * b + c}. */
  public static float fma(float a, float b, float c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /** {@code a * b + c}. */
  public static double fma(double a, double b, double c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /** What {@code square}, a squared and rounded, lost: {@code a * a - square}, exactly. */
  static float lost(float a, float square) {
    if (FUSED) {
      return Math.fma(a, a, -square);
    }
    float high = Float.intBitsToFloat(Float.floatToRawIntBits(a) & -1 << 12);
    float low = a - high;
    return (high * high - square + 2 * high * low) + low * low;
  }

  /** What {@code square}, a squared and rounded, lost: {@code a * a - square}, exactly. */
  static double lost(double a, double square) {
    if (FUSED) {
      return Math.fma(a, a, -square);
    }
    double high = Double.longBitsToDouble(Double.doubleToRawLongBits(a) & -1L << 27);
    double low = a - high;
    return (high * high - square + 2 * high * low) + low * low;
  }

  // In software a fused multiply-add goes through BigDecimal: microseconds instead of nanoseconds.
  private static boolean measure() {
    double sum = 0.5;
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        sum = Math.fma(sum, 0.999999, 1e-7);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best < 200 * 100L && sum > 0;
  }
}
