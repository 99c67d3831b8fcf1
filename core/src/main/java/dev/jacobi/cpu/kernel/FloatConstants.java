package dev.jacobi.cpu.kernel;

/**
 * What {@link FloatFunctions} and its vector counterpart compute with. The polynomials are minimax
 * approximations by the Remez exchange in 300 bits, whose coefficients were then rounded one by one
 * from the lowest, the others fitted again; a bound is the largest error of the exact polynomial
 * with these coefficients, relative to the function.
 */
public final class FloatConstants {
  private FloatConstants() {}

  // Added and subtracted it rounds to an integer, which stands in the low bits in between.
  public static final float ROUNDER = 0x1.8p23f;

  public static final float LOG2_E = 0x1.715476p0f;

  // log 2 in two parts; the product of the first and an exponent is exact.
  public static final float LN2_HIGH = 0x1.62e4p-1f;
  public static final float LN2_LOW = 0x1.7f7d1cp-20f;

  // Arguments of exp beyond which the result is 0, or infinite; below the third expm1 is -1.
  public static final float EXP_LOWEST = -104;
  public static final float EXP_HIGHEST = 89;
  public static final float EXPM1_LOWEST = -18;

  // exp(r) = 1 + r + r^2 (E0 + E1 r + ...), |r| <= log(2) / 2, within 2^-31
  public static final float E0 = 0x1p-1f;
  public static final float E1 = 0x1.55553cp-3f;
  public static final float E2 = 0x1.5554f2p-5f;
  public static final float E3 = 0x1.113702p-7f;
  public static final float E4 = 0x1.6d40e2p-10f;
  public static final float E5 = 0x1.6bcb4ep-13f;

  // log(1 + f) = f - f^2 / 2 + f^3 (L0 + L1 f + ...), 1 + f from sqrt(1/2) to sqrt(2), within 2^-28
  public static final float L0 = 0x1.555546p-2f;
  public static final float L1 = -0x1.0000cep-2f;
  public static final float L2 = 0x1.99a6b8p-3f;
  public static final float L3 = -0x1.55081p-3f;
  public static final float L4 = 0x1.22c706p-3f;
  public static final float L5 = -0x1.037ec6p-3f;
  public static final float L6 = 0x1.f83ef2p-4f;
  public static final float L7 = -0x1.a594b4p-4f;
  public static final float L8 = 0x1.541afp-5f;

  public static final float TWO_BY_PI = 0x1.45f306p-1f;

  // pi / 2 in three parts, none of which is negative, so that -0.0 stays -0.0.
  public static final float HALF_PI_1 = 0x1.921fb4p0f;
  public static final float HALF_PI_2 = 0x1.4442dp-24f;
  public static final float HALF_PI_3 = 0x1.846988p-48f;

  // Beyond this angle, and where nothing is fused, too little of x - q pi / 2 would be left.
  public static final float LARGEST_ANGLE = Fma.FUSED ? 0x1p17f : 0;

  // sin(r) = r + r (S0 r^2 + S1 r^4 + ...), |r| <= pi / 4, within 2^-27
  public static final float S0 = -0x1.555546p-3f;
  public static final float S1 = 0x1.110776p-7f;
  public static final float S2 = -0x1.995282p-13f;

  // cos(r) = 1 - r^2 / 2 + C0 r^4 + C1 r^6 + ..., |r| <= pi / 4, within 2^-33
  public static final float C0 = 0x1.55554ap-5f;
  public static final float C1 = -0x1.6c0c1ap-10f;
  public static final float C2 = 0x1.99e0eep-16f;

  // Half the argument from which on tanh is 1.
  public static final float TANH_ONE = 4.7f;

  // tanh(c) = c + c^3 P / Q, P = P0 + P1 c^2 + ..., |c| <= 4.7; within 2^-26 of tanh(2 c), whose
  // relative error is smaller than that of tanh(c) by (1 - t^2) / (1 + t^2)
  public static final float P0 = -0x1.555544p-2f;
  public static final float P1 = -0x1.fefd0cp-7f;
  public static final float P2 = -0x1.2abf54p-18f;

  // Q = 1 + Q1 c^2 + ...
  public static final float Q1 = 0x1.c9808p-2f;
  public static final float Q2 = 0x1.13a5a2p-6f;

  // erf(x) = x + x (R0 + R1 x^2 + ...), |x| <= 1, within 2^-29
  public static final float R0 = 0x1.06eba8p-3f;
  public static final float R1 = -0x1.81273ep-2f;
  public static final float R2 = 0x1.ce2ce6p-4f;
  public static final float R3 = -0x1.b7f71ap-6f;
  public static final float R4 = 0x1.53f224p-8f;
  public static final float R5 = -0x1.a3515ep-11f;
  public static final float R6 = 0x1.4771fep-14f;

  // Where erfc, exp(-x^2) included, is 0.
  public static final float ERFC_ZERO = 10.2f;
  public static final float ERFC_CENTRE = 2;

  // (1 + 2 a) exp(a^2) erfc(a) = 1 + T0 + T1 q + T2 q^2 + ..., q = (a - 2) / (a + 2), a from 0.45
  // to 10.2,
  // within 2^-27
  public static final float T0 = 0x1.1ba038p-2f;
  public static final float T1 = -0x1.7bf5dcp-4f;
  public static final float T2 = -0x1.54080ep-3f;
  public static final float T3 = 0x1.4ff8f8p-3f;
  public static final float T4 = -0x1.bc13cap-5f;
  public static final float T5 = -0x1.067ad4p-7f;
  public static final float T6 = 0x1.1b54a8p-7f;
  public static final float T7 = 0x1.31f114p-10f;
  public static final float T8 = -0x1.46daeap-10f;
  public static final float T9 = -0x1.0b62eep-12f;
}
