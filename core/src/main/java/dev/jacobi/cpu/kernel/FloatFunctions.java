package dev.jacobi.cpu.kernel;

import static dev.jacobi.cpu.kernel.FloatConstants.*;

/**
 * Elementary functions of a float. Each is one fixed sequence of additions, products, fused
 * products, divisions, bit operations and choices without a branch that matters, so that vector
 * code can give the same bits; what is left to {@link StrictMath} is the same everywhere by its
 * specification. Zeros keep their sign, infinities and NaN go where IEEE 754 sends them. tanh has
 * neither bit operations nor choices: the compiler vectorises a loop over it.
 */
public final class FloatFunctions {
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  private static final int SQRT_HALF_BITS = Float.floatToRawIntBits(0x1.6a09e6p-1f);
  private static final float TO_NORMAL = 0x1p24f;

  private FloatFunctions() {}

  /** e^x: with x = n log(2) + r, 2^n (1 + (e^r - 1)). */
  public static float exp(float x) {
    float c = clamp(x, EXP_LOWEST, EXP_HIGHEST);
    float t = multiple(c, LOG2_E);
    return scale(expm1Small(rest(c, t - ROUNDER)) + 1, whole(t));
  }

  /** e^x - 1 = 2^n (e^r - 1) + (2^n - 1), halved on the way where 2^n would overflow. */
  public static float expm1(float x) {
    float c = clamp(x, EXPM1_LOWEST, EXP_HIGHEST);
    float t = multiple(c, LOG2_E);
    float p = expm1Small(rest(c, t - ROUNDER));
    int n = whole(t);
    int excess = (n + 128) >> 8;
    float power = power(n - excess);
    return x == 0 ? x : Fma.fma(power, p, power - 1) * power(excess);
  }

  /** With t = e^-|x|: 1 / (1 + t), for negative x t / (1 + t). */
  public static float sigmoid(float x) {
    float t = exp(-Math.abs(x));
    return (x < 0 ? t : 1) / (1 + t);
  }

  /**
   * With t = tanh(x / 2) = c + c^3 P / Q: 2 t / (1 + t^2) = 2 t - 2 t (t^2 / (1 + t^2)), which
   * forgives the errors of t where x is large. The zeros that are added keep the sign of -0.
   */
  public static float tanh(float x) {
    float c = clamp(0.5f * x, -TANH_ONE, TANH_ONE);
    float s = c * c;
    float p = Fma.fma(P2, s, P1);
    p = Fma.fma(p, s, P0);
    float q = Fma.fma(Q2, s, Q1);
    q = Fma.fma(q, s, 1);
    float t = Fma.fma(c, Fma.fma(s, p / q, 0f), c);
    return Fma.fma(t + t, Fma.fma(-t, t / Fma.fma(t, t, 1), 0f), t + t);
  }

  /** With x = 2^n m and m from sqrt(1/2) to sqrt(2), n log(2) + log(m). */
  public static float log(float x) {
    float y = normal(x);
    int n = exponent(y);
    return ofLog(x, log(mantissa(y, n) - 1, whole(x, n)));
  }

  /** n + log(m) / log(2), exact at powers of two. */
  public static float log2(float x) {
    float y = normal(x);
    int n = exponent(y);
    return ofLog(x, Fma.fma(log(mantissa(y, n) - 1, 0), LOG2_E, whole(x, n)));
  }

  /** log(u) for u = 1 + x, whose rounding error is added to the mantissa of u. */
  public static float log1p(float x) {
    float u = 1 + x;
    float v = u - 1;
    float error = (1 - (u - v)) + (x - v);
    int n = exponent(u);
    float f = Fma.fma(error, power(-Math.min(n, 126)), mantissa(u, n) - 1);
    float y = x == 0 ? x : log(f, n);
    y = x == -1 ? Float.NEGATIVE_INFINITY : y;
    y = x < -1 ? Float.NaN : y;
    return x < Float.POSITIVE_INFINITY ? y : x;
  }

  /** With x = q pi / 2 + r, the sine or cosine of r with a sign; huge x by {@link StrictMath}. */
  public static float sin(float x) {
    if (!(Math.abs(x) <= LARGEST_ANGLE)) {
      return (float) StrictMath.sin(x);
    }
    float t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t - ROUNDER), whole(t));
  }

  /** The sine a quarter turn on. */
  public static float cos(float x) {
    if (!(Math.abs(x) <= LARGEST_ANGLE)) {
      return (float) StrictMath.cos(x);
    }
    float t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t - ROUNDER), whole(t) + 1);
  }

  /** A polynomial for |x| &lt; 1, else 1 - erfc(x). */
  public static float erf(float x) {
    float a = Math.abs(x);
    float large = 1 - erfcLarge(a);
    return a < 1 ? erfSmall(x) : x < 0 ? -large : large;
  }

  /** 1 - erf(x) for |x| &lt; 1/2, beyond that e^(-x^2) times a slow function. */
  public static float erfc(float x) {
    float a = Math.abs(x);
    float large = erfcLarge(a);
    return a < 0.5f ? 1 - erfSmall(x) : x < 0 ? 2 - large : large;
  }

  /** By {@link StrictMath#tan}. */
  public static float tan(float x) {
    return (float) StrictMath.tan(x);
  }

  /** By {@link StrictMath#asin}. */
  public static float asin(float x) {
    return (float) StrictMath.asin(x);
  }

  /** By {@link StrictMath#acos}. */
  public static float acos(float x) {
    return (float) StrictMath.acos(x);
  }

  /** By {@link StrictMath#atan}. */
  public static float atan(float x) {
    return (float) StrictMath.atan(x);
  }

  /** By {@link StrictMath#sinh}. */
  public static float sinh(float x) {
    return (float) StrictMath.sinh(x);
  }

  /** By {@link StrictMath#cosh}. */
  public static float cosh(float x) {
    return (float) StrictMath.cosh(x);
  }

  /** By {@link StrictMath#pow}. */
  public static float pow(float x, float y) {
    return (float) StrictMath.pow(x, y);
  }

  /** By {@link StrictMath#atan2}. */
  public static float atan2(float y, float x) {
    return (float) StrictMath.atan2(y, x);
  }

  private static float clamp(float x, float low, float high) {
    return Math.max(low, Math.min(x, high));
  }

  /** x * factor rounded to an integer, plus {@link FloatConstants#ROUNDER}. */
  private static float multiple(float x, float factor) {
    return Fma.fma(x, factor, ROUNDER);
  }

  private static int whole(float multiple) {
    return Float.floatToRawIntBits(multiple) - ROUNDER_BITS;
  }

  /** x - n log(2). */
  private static float rest(float x, float n) {
    return Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, x));
  }

  /** e^r - 1. */
  private static float expm1Small(float r) {
    float p = Fma.fma(E5, r, E4);
    p = Fma.fma(p, r, E3);
    p = Fma.fma(p, r, E2);
    p = Fma.fma(p, r, E1);
    p = Fma.fma(p, r, E0);
    return Fma.fma(p, r * r, r);
  }

  /** 2^n for normal results. */
  private static float power(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }

  /** y 2^n in two steps, of which only the second rounds, where the result is subnormal. */
  private static float scale(float y, int n) {
    int half = n >> 1;
    return y * power(half) * power(n - half);
  }

  private static float normal(float x) {
    return x < Float.MIN_NORMAL ? x * TO_NORMAL : x;
  }

  /** The exponent with which a mantissa lies between sqrt(1/2) and sqrt(2). */
  private static int exponent(float y) {
    return (Float.floatToRawIntBits(y) - SQRT_HALF_BITS) >> 23;
  }

  private static float mantissa(float y, int n) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) - (n << 23));
  }

  /** The exponent of x, given that of {@link #normal}. */
  private static float whole(float x, int n) {
    return n - (x < Float.MIN_NORMAL ? 24 : 0);
  }

  /** n log(2) + log(1 + f). */
  private static float log(float f, float n) {
    float s = f * f;
    float p = Fma.fma(L8, f, L7);
    p = Fma.fma(p, f, L6);
    p = Fma.fma(p, f, L5);
    p = Fma.fma(p, f, L4);
    p = Fma.fma(p, f, L3);
    p = Fma.fma(p, f, L2);
    p = Fma.fma(p, f, L1);
    p = Fma.fma(p, f, L0);
    float low = Fma.fma(-0.5f, s, f * s * p);
    low = Fma.fma(n, LN2_LOW, low);
    return Fma.fma(n, LN2_HIGH, f + low);
  }

  /** The logarithm of x where it is not that of a positive number. */
  private static float ofLog(float x, float y) {
    float z = x == 0 ? Float.NEGATIVE_INFINITY : y;
    z = x < 0 ? Float.NaN : z;
    return x < Float.POSITIVE_INFINITY ? z : x;
  }

  /** x - q pi / 2. */
  private static float angle(float x, float q) {
    return Fma.fma(q, -HALF_PI_3, Fma.fma(q, -HALF_PI_2, Fma.fma(q, -HALF_PI_1, x)));
  }

  /** The sine of r, one quarter turn on for each q. The zero that is added keeps the sign of -0. */
  private static float sinOrCos(float r, int q) {
    float s = r * r;
    float p = Fma.fma(S2, s, S1);
    p = Fma.fma(p, s, S0);
    float sine = Fma.fma(Fma.fma(p, s, 0f), r, r);
    float c = Fma.fma(C2, s, C1);
    c = Fma.fma(c, s, C0);
    float cosine = Fma.fma(Fma.fma(c, s, -0.5f), s, 1);
    float y = (q & 1) == 0 ? sine : cosine;
    return (q & 2) == 0 ? y : -y;
  }

  private static float erfSmall(float x) {
    float s = x * x;
    float p = Fma.fma(R6, s, R5);
    p = Fma.fma(p, s, R4);
    p = Fma.fma(p, s, R3);
    p = Fma.fma(p, s, R2);
    p = Fma.fma(p, s, R1);
    p = Fma.fma(p, s, R0);
    return Fma.fma(x, p, x);
  }

  /** e^(-a^2) ((1 + p) / (1 + 2 a)); what a^2 loses to rounding is put into the exponent. */
  private static float erfcLarge(float a) {
    float c = Math.min(a, ERFC_ZERO);
    float q = (c - ERFC_CENTRE) / (c + ERFC_CENTRE);
    float p = Fma.fma(T9, q, T8);
    p = Fma.fma(p, q, T7);
    p = Fma.fma(p, q, T6);
    p = Fma.fma(p, q, T5);
    p = Fma.fma(p, q, T4);
    p = Fma.fma(p, q, T3);
    p = Fma.fma(p, q, T2);
    p = Fma.fma(p, q, T1);
    p = Fma.fma(p, q, T0);
    float slow = (1 + p) / Fma.fma(2, c, 1);
    float square = c * c;
    float t = multiple(-square, LOG2_E);
    float r = rest(-square, t - ROUNDER) - Fma.lost(c, square);
    return scale(Fma.fma(slow, expm1Small(r), slow), whole(t));
  }
}
