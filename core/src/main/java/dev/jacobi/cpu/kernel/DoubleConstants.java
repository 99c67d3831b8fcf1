package dev.jacobi.cpu.kernel;

/**
 * What {@link DoubleFunctions} and its vector counterpart compute with. The polynomials are minimax
 * approximations by the Remez exchange in 300 bits, whose coefficients were then rounded one by one
 * from the lowest, the others fitted again; a bound is the largest error of the exact polynomial
 * with these coefficients, relative to the function.
 */
public final class DoubleConstants {
  private DoubleConstants() {}

  // Added and subtracted it rounds to an integer, which stands in the low bits in between.
  public static final double ROUNDER = 0x1.8p52;

  public static final double LOG2_E = 0x1.71547652b82fep0;

  // log 2 in two parts; the product of the first and an exponent is exact.
  public static final double LN2_HIGH = 0x1.62e42feep-1;
  public static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  // Arguments of exp beyond which the result is 0, or infinite; below the third expm1 is -1.
  public static final double EXP_LOWEST = -746;
  public static final double EXP_HIGHEST = 710;
  public static final double EXPM1_LOWEST = -38;

  // exp(r) = 1 + r + r^2 (E0 + E1 r + ...), |r| <= log(2) / 2, within 2^-61
  public static final double E0 = 0x1p-1;
  public static final double E1 = 0x1.5555555555559p-3;
  public static final double E2 = 0x1.5555555555556p-5;
  public static final double E3 = 0x1.111111110f652p-7;
  public static final double E4 = 0x1.6c16c16c15a7dp-10;
  public static final double E5 = 0x1.a01a01b005efcp-13;
  public static final double E6 = 0x1.a01a01ab885d7p-16;
  public static final double E7 = 0x1.71ddf80409484p-19;
  public static final double E8 = 0x1.27e4cd830622bp-22;
  public static final double E9 = 0x1.af5f4b59c6868p-26;
  public static final double E10 = 0x1.1f8d759bd972ep-29;

  // log(1 + f) = 2 s + s (L0 s^2 + L1 s^4 + ...), with s = f / (2 + f), 1 + f from sqrt(1/2) to
  // sqrt(2),
  // within 2^-59
  public static final double L0 = 0x1.5555555555593p-1;
  public static final double L1 = 0x1.999999997f98bp-2;
  public static final double L2 = 0x1.24924942341eap-2;
  public static final double L3 = 0x1.c71c51cd81d91p-3;
  public static final double L4 = 0x1.74664c2e5a219p-3;
  public static final double L5 = 0x1.39a04cbf30ff8p-3;
  public static final double L6 = 0x1.2f14a7dad445dp-3;

  public static final double TWO_BY_PI = 0x1.45f306dc9c883p-1;

  // pi / 2 in three parts, none of which is negative, so that -0.0 stays -0.0.
  public static final double HALF_PI_1 = 0x1.921fb54442d18p0;
  public static final double HALF_PI_2 = 0x1.1a62633145c06p-54;
  public static final double HALF_PI_3 = 0x1.c1cd129024e08p-107;

  // Beyond this angle, and where nothing is fused, too little of x - q pi / 2 would be left.
  public static final double LARGEST_ANGLE = Fma.FUSED ? 0x1p26 : 0;

  // sin(r) = r + r (S0 r^2 + S1 r^4 + ...), |r| <= pi / 4, within 2^-57
  public static final double S0 = -0x1.5555555555549p-3;
  public static final double S1 = 0x1.111111110f87dp-7;
  public static final double S2 = -0x1.a01a019c0df0ap-13;
  public static final double S3 = 0x1.71de357234c4ep-19;
  public static final double S4 = -0x1.ae5e608fdd11bp-26;
  public static final double S5 = 0x1.5d910d0641ba5p-33;

  // cos(r) = 1 - r^2 / 2 + C0 r^4 + C1 r^6 + ..., |r| <= pi / 4, within 2^-64
  public static final double C0 = 0x1.555555555554bp-5;
  public static final double C1 = -0x1.6c16c16c15003p-10;
  public static final double C2 = 0x1.a01a019c8b2f1p-16;
  public static final double C3 = -0x1.27e4f7ed08f04p-22;
  public static final double C4 = 0x1.1ee9d79b34621p-29;
  public static final double C5 = -0x1.8fa3c86e21edbp-37;

  // tanh is this approximation below, and has its exponential form above.
  public static final double TANH_SMALL = 0.625;

  // tanh(x) = x + x^3 P / Q, P = P0 + P1 x^2 + ..., |x| <= 0.63, within 2^-59
  public static final double P0 = -0x1.5555555555553p-2;
  public static final double P1 = -0x1.4fd0ad518985ep-6;
  public static final double P2 = -0x1.a17ef3e92825bp-13;

  // Q = 1 + Q1 x^2 + ...
  public static final double Q1 = 0x1.d890ba18e34fcp-2;
  public static final double Q2 = 0x1.7d8e3cc6f9d29p-6;
  public static final double Q3 = 0x1.b0e82f5abb108p-13;

  // erf(x) = x + x (R0 + R1 x^2 + ...), |x| <= 1, within 2^-56
  public static final double R0 = 0x1.06eba8214db69p-3;
  public static final double R1 = -0x1.812746b037a23p-2;
  public static final double R2 = 0x1.ce2f21a0456p-4;
  public static final double R3 = -0x1.b82ce31341bd1p-6;
  public static final double R4 = 0x1.565bcd28b4656p-8;
  public static final double R5 = -0x1.c02db8693982ep-11;
  public static final double R6 = 0x1.f9a39ef4079fcp-14;
  public static final double R7 = -0x1.f4dabbe62a194p-17;
  public static final double R8 = 0x1.ba4a15744d023p-20;
  public static final double R9 = -0x1.6275911561f41p-23;
  public static final double R10 = 0x1.0cca0abab9f52p-26;
  public static final double R11 = -0x1.9b604a2731017p-30;
  public static final double R12 = 0x1.010c4a6e50ff1p-33;

  // Where erfc, exp(-x^2) included, is 0.
  public static final double ERFC_ZERO = 27.5;
  public static final double ERFC_CENTRE = 3.5;

  // (1 + 2 a) exp(a^2) erfc(a) = 1 + T0 + T1 q + T2 q^2 + ..., q = (a - 3.5) / (a + 3.5), a from
  // 0.45 to 27.5,
  // within 2^-56
  public static final double T0 = 0x1.f054cd07748ap-3;
  public static final double T1 = -0x1.1ebd220ea593cp-3;
  public static final double T2 = -0x1.59e2c284b120fp-7;
  public static final double T3 = 0x1.8f702ec6b3432p-4;
  public static final double T4 = -0x1.d76830c3530f8p-4;
  public static final double T5 = 0x1.686106046c4cdp-4;
  public static final double T6 = -0x1.8ff5ef76d494bp-5;
  public static final double T7 = 0x1.38ec6671d47e9p-6;
  public static final double T8 = -0x1.143c4ca5ff3dp-8;
  public static final double T9 = -0x1.3cf36b49d831bp-12;
  public static final double T10 = 0x1.27e6649033fd5p-11;
  public static final double T11 = -0x1.fda8e0cc2247ep-14;
  public static final double T12 = -0x1.66e2101585f56p-15;
  public static final double T13 = 0x1.97067bb307c78p-16;
  public static final double T14 = 0x1.387d944c2f864p-19;
  public static final double T15 = -0x1.ffd976863734bp-19;
  public static final double T16 = -0x1.7b47f2fc33ea2p-25;
  public static final double T17 = 0x1.41923b4c1cb2bp-21;
  public static final double T18 = -0x1.12460d58211b2p-27;
  public static final double T19 = -0x1.8b69eeb037d0cp-24;
  public static final double T20 = 0x1.42d181d8010dep-31;
  public static final double T21 = 0x1.5a151e6a8ddd7p-27;
}
