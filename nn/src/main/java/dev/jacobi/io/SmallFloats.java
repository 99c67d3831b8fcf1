package dev.jacobi.io;

import java.util.function.IntToDoubleFunction;

/**
 * The values of 8-bit floats by their bits. With sign s, exponent field e and mantissa field m of M
 * bits, the value is {@code (-1)^s 2^(e - bias) (1 + m / 2^M)}, or {@code (-1)^s 2^(1 - bias) m /
 * 2^M} if e is 0.
 *
 * <p>Sources: "OCP 8-bit Floating Point Specification (OFP8)" 1.0 and "OCP Microscaling Formats
 * (MX)" 1.0, Open Compute Project, 2023; the forms without infinities and negative zero: Noune et
 * al., "8-bit Numerical Formats for Deep Neural Networks", 2022.
 */
final class SmallFloats {
  private static final int SIGN = 0x80;

  /** NaN is all ones, there are no infinities. */
  static final float[] E4M3 =
      table(bits -> (bits & ~SIGN) == 0x7f ? Double.NaN : value(bits, 3, 7));

  /** NaN is what would be -0. */
  static final float[] E4M3FNUZ = table(bits -> bits == SIGN ? Double.NaN : value(bits, 3, 8));

  /** As in IEEE 754: the largest exponent is that of infinity (m = 0) and NaN. */
  static final float[] E5M2 =
      table(bits ->
          (bits & 0x7c) != 0x7c
              ? value(bits, 2, 15)
              : (bits & 3) != 0
                  ? Double.NaN
                  : (bits & SIGN) == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);

  /** NaN is what would be -0. */
  static final float[] E5M2FNUZ = table(bits -> bits == SIGN ? Double.NaN : value(bits, 2, 16));

  /** Powers of two; NaN is all ones. */
  static final float[] E8M0 =
      table(bits -> bits == 0xff ? Double.NaN : Math.scalb(1.0, bits - 127));

  private SmallFloats() {}

  private static float[] table(IntToDoubleFunction value) {
    float[] values = new float[256];
    for (int bits = 0; bits < values.length; bits++) {
      values[bits] = (float) value.applyAsDouble(bits);
    }
    return values;
  }

  private static double value(int bits, int mantissaBits, int bias) {
    int exponent = (bits & ~SIGN) >> mantissaBits;
    int mantissa = bits & ((1 << mantissaBits) - 1);
    double units = exponent == 0 ? mantissa : mantissa + (1 << mantissaBits);
    double magnitude = Math.scalb(units, Math.max(exponent, 1) - bias - mantissaBits);
    return (bits & SIGN) == 0 ? magnitude : -magnitude;
  }
}
