package dev.jacobi.cpu.kernel;

import static dev.jacobi.cpu.kernel.DoubleConstants.*;

/**
 * Elementary functions of a double. Each is one fixed sequence of additions, products, fused
 * products, divisions, bit operations and choices without a branch that matters, so that vector
 * code can give the same bits; what is left to {@link StrictMath} is the same everywhere by its
 * specification. Zeros keep their sign, infinities and NaN go where IEEE 754 sends them.
 */
public final class DoubleFunctions {
  private static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);
  private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(0x1.6a09e667f3bcdp-1);
  private static final double TO_NORMAL = 0x1p53;

  private DoubleFunctions() {}

  /** e^x: with x = n log(2) + r, 2^n (1 + (e^r - 1)). */
  public static double exp(double x) {
    double c = clamp(x, EXP_LOWEST, EXP_HIGHEST);
    double t = multiple(c, LOG2_E);
    return scale(expm1Small(rest(c, t - ROUNDER)) + 1, whole(t));
  }

  /** e^x - 1 = 2^n (e^r - 1) + (2^n - 1), halved on the way where 2^n would overflow. */
  public static double expm1(double x) {
    double c = clamp(x, EXPM1_LOWEST, EXP_HIGHEST);
    double t = multiple(c, LOG2_E);
    double p = expm1Small(rest(c, t - ROUNDER));
    long n = whole(t);
    long excess = (n + 1024) >> 11;
    double power = power(n - excess);
    return x == 0 ? x : Fma.fma(power, p, power - 1) * power(excess);
  }

  /** With t = e^-|x|: 1 / (1 + t), for negative x t / (1 + t). */
  public static double sigmoid(double x) {
    double t = exp(-Math.abs(x));
    return (x < 0 ? t : 1) / (1 + t);
  }

  /**
   * x + x^3 P / Q for small x, else 1 - 2 / (e^2x + 1): one division for either. The zero that is
   * added keeps the sign of -0.
   */
  public static double tanh(double x) {
    double a = Math.min(Math.abs(x), 20);
    double t = multiple(a + a, LOG2_E);
    double e = expm1Small(rest(a + a, t - ROUNDER));
    double power = power(whole(t));
    double s = a * a;
    double p = Fma.fma(P2, s, P1);
    p = Fma.fma(p, s, P0);
    double q = Fma.fma(Q3, s, Q2);
    q = Fma.fma(q, s, Q1);
    q = Fma.fma(q, s, 1);
    boolean small = a < TANH_SMALL;
    double quotient = (small ? p : 2) / (small ? q : Fma.fma(power, e, power + 1));
    double large = 1 - quotient;
    return small ? Fma.fma(Fma.fma(s, quotient, 0.0), x, x) : x < 0 ? -large : large;
  }

  /** With x = 2^n m and m from sqrt(1/2) to sqrt(2), n log(2) + log(m). */
  public static double log(double x) {
    double y = normal(x);
    long n = exponent(y);
    return ofLog(x, log(mantissa(y, n) - 1, whole(x, n)));
  }

  /** n + log(m) / log(2), exact at powers of two. */
  public static double log2(double x) {
    double y = normal(x);
    long n = exponent(y);
    return ofLog(x, Fma.fma(log(mantissa(y, n) - 1, 0), LOG2_E, whole(x, n)));
  }

  /** log(u) for u = 1 + x, whose rounding error is added to the mantissa of u. */
  public static double log1p(double x) {
    double u = 1 + x;
    double v = u - 1;
    double error = (1 - (u - v)) + (x - v);
    long n = exponent(u);
    double f = Fma.fma(error, power(-Math.min(n, 1022)), mantissa(u, n) - 1);
    double y = x == 0 ? x : log(f, n);
    y = x == -1 ? Double.NEGATIVE_INFINITY : y;
    y = x < -1 ? Double.NaN : y;
    return x < Double.POSITIVE_INFINITY ? y : x;
  }

  /** With x = q pi / 2 + r, the sine or cosine of r with a sign; huge x by {@link StrictMath}. */
  public static double sin(double x) {
    if (!(Math.abs(x) <= LARGEST_ANGLE)) {
      return StrictMath.sin(x);
    }
    double t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t - ROUNDER), whole(t));
  }

  /** The sine a quarter turn on. */
  public static double cos(double x) {
    if (!(Math.abs(x) <= LARGEST_ANGLE)) {
      return StrictMath.cos(x);
    }
    double t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t - ROUNDER), whole(t) + 1);
  }

  /** A polynomial for |x| &lt; 1, else 1 - erfc(x). */
  public static double erf(double x) {
    double a = Math.abs(x);
    double large = 1 - erfcLarge(a);
    return a < 1 ? erfSmall(x) : x < 0 ? -large : large;
  }

  /** 1 - erf(x) for |x| &lt; 1/2, beyond that e^(-x^2) times a slow function. */
  public static double erfc(double x) {
    double a = Math.abs(x);
    double large = erfcLarge(a);
    return a < 0.5 ? 1 - erfSmall(x) : x < 0 ? 2 - large : large;
  }

  /** By {@link StrictMath#tan}. */
  public static double tan(double x) {
    return StrictMath.tan(x);
  }

  /** By {@link StrictMath#asin}. */
  public static double asin(double x) {
    return StrictMath.asin(x);
  }

  /** By {@link StrictMath#acos}. */
  public static double acos(double x) {
    return StrictMath.acos(x);
  }

  /** By {@link StrictMath#atan}. */
  public static double atan(double x) {
    return StrictMath.atan(x);
  }

  /** By {@link StrictMath#sinh}. */
  public static double sinh(double x) {
    return StrictMath.sinh(x);
  }

  /** By {@link StrictMath#cosh}. */
  public static double cosh(double x) {
    return StrictMath.cosh(x);
  }

  /** By {@link StrictMath#pow}. */
  public static double pow(double x, double y) {
    return StrictMath.pow(x, y);
  }

  /** By {@link StrictMath#atan2}. */
  public static double atan2(double y, double x) {
    return StrictMath.atan2(y, x);
  }

  private static double clamp(double x, double low, double high) {
    return Math.max(low, Math.min(x, high));
  }

  /** x * factor rounded to an integer, plus {@link DoubleConstants#ROUNDER}. */
  private static double multiple(double x, double factor) {
    return Fma.fma(x, factor, ROUNDER);
  }

  private static long whole(double multiple) {
    return Double.doubleToRawLongBits(multiple) - ROUNDER_BITS;
  }

  /** x - n log(2). */
  private static double rest(double x, double n) {
    return Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, x));
  }

  /** e^r - 1. */
  private static double expm1Small(double r) {
    double p = Fma.fma(E10, r, E9);
    p = Fma.fma(p, r, E8);
    p = Fma.fma(p, r, E7);
    p = Fma.fma(p, r, E6);
    p = Fma.fma(p, r, E5);
    p = Fma.fma(p, r, E4);
    p = Fma.fma(p, r, E3);
    p = Fma.fma(p, r, E2);
    p = Fma.fma(p, r, E1);
    p = Fma.fma(p, r, E0);
    return Fma.fma(p, r * r, r);
  }

  /** 2^n for normal results. */
  private static double power(long n) {
    return Double.longBitsToDouble((n + 1023) << 52);
  }

  /** y 2^n in two steps, of which only the second rounds, where the result is subnormal. */
  private static double scale(double y, long n) {
    long half = n >> 1;
    return y * power(half) * power(n - half);
  }

  private static double normal(double x) {
    return x < Double.MIN_NORMAL ? x * TO_NORMAL : x;
  }

  /** The exponent with which a mantissa lies between sqrt(1/2) and sqrt(2). */
  private static long exponent(double y) {
    return (Double.doubleToRawLongBits(y) - SQRT_HALF_BITS) >> 52;
  }

  private static double mantissa(double y, long n) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(y) - (n << 52));
  }

  /** The exponent of x, given that of {@link #normal}. */
  private static double whole(double x, long n) {
    return n - (x < Double.MIN_NORMAL ? 53 : 0);
  }

  /** n log(2) + log(1 + f). */
  private static double log(double f, double n) {
    double s = f / (2 + f);
    double z = s * s;
    double p = Fma.fma(L6, z, L5);
    p = Fma.fma(p, z, L4);
    p = Fma.fma(p, z, L3);
    p = Fma.fma(p, z, L2);
    p = Fma.fma(p, z, L1);
    p = Fma.fma(p, z, L0);
    double square = 0.5 * f * f;
    double low = Fma.fma(s, Fma.fma(p, z, square), n * LN2_LOW);
    return Fma.fma(n, LN2_HIGH, f - (square - low));
  }

  /** The logarithm of x where it is not that of a positive number. */
  private static double ofLog(double x, double y) {
    double z = x == 0 ? Double.NEGATIVE_INFINITY : y;
    z = x < 0 ? Double.NaN : z;
    return x < Double.POSITIVE_INFINITY ? z : x;
  }

  /** x - q pi / 2. */
  private static double angle(double x, double q) {
    return Fma.fma(q, -HALF_PI_3, Fma.fma(q, -HALF_PI_2, Fma.fma(q, -HALF_PI_1, x)));
  }

  /** The sine of r, one quarter turn on for each q. The zero that is added keeps the sign of -0. */
  private static double sinOrCos(double r, long q) {
    double s = r * r;
    double p = Fma.fma(S5, s, S4);
    p = Fma.fma(p, s, S3);
    p = Fma.fma(p, s, S2);
    p = Fma.fma(p, s, S1);
    p = Fma.fma(p, s, S0);
    double sine = Fma.fma(Fma.fma(p, s, 0.0), r, r);
    double c = Fma.fma(C5, s, C4);
    c = Fma.fma(c, s, C3);
    c = Fma.fma(c, s, C2);
    c = Fma.fma(c, s, C1);
    c = Fma.fma(c, s, C0);
    double cosine = Fma.fma(Fma.fma(c, s, -0.5), s, 1);
    double y = (q & 1) == 0 ? sine : cosine;
    return (q & 2) == 0 ? y : -y;
  }

  private static double erfSmall(double x) {
    double s = x * x;
    double p = Fma.fma(R12, s, R11);
    p = Fma.fma(p, s, R10);
    p = Fma.fma(p, s, R9);
    p = Fma.fma(p, s, R8);
    p = Fma.fma(p, s, R7);
    p = Fma.fma(p, s, R6);
    p = Fma.fma(p, s, R5);
    p = Fma.fma(p, s, R4);
    p = Fma.fma(p, s, R3);
    p = Fma.fma(p, s, R2);
    p = Fma.fma(p, s, R1);
    p = Fma.fma(p, s, R0);
    return Fma.fma(x, p, x);
  }

  /**
   * e^(-a^2) ((1 + p) / (1 + 2 a)). What a^2 loses to rounding is put into the exponent, what the
   * quotient loses is added at the end.
   */
  private static double erfcLarge(double a) {
    double c = Math.min(a, ERFC_ZERO);
    double q = (c - ERFC_CENTRE) / (c + ERFC_CENTRE);
    double p = Fma.fma(T21, q, T20);
    p = Fma.fma(p, q, T19);
    p = Fma.fma(p, q, T18);
    p = Fma.fma(p, q, T17);
    p = Fma.fma(p, q, T16);
    p = Fma.fma(p, q, T15);
    p = Fma.fma(p, q, T14);
    p = Fma.fma(p, q, T13);
    p = Fma.fma(p, q, T12);
    p = Fma.fma(p, q, T11);
    p = Fma.fma(p, q, T10);
    p = Fma.fma(p, q, T9);
    p = Fma.fma(p, q, T8);
    p = Fma.fma(p, q, T7);
    p = Fma.fma(p, q, T6);
    p = Fma.fma(p, q, T5);
    p = Fma.fma(p, q, T4);
    p = Fma.fma(p, q, T3);
    p = Fma.fma(p, q, T2);
    p = Fma.fma(p, q, T1);
    p = Fma.fma(p, q, T0);
    double above = 1 + p;
    double below = Fma.fma(2, c, 1);
    double inverse = 1 / below;
    double slow = above * inverse;
    double lost = Fma.fma(-slow, below, above) + (p - (above - 1));
    lost = Fma.fma(-slow, Fma.fma(2, c, 1 - below), lost) * inverse;
    double square = c * c;
    double t = multiple(-square, LOG2_E);
    double r = rest(-square, t - ROUNDER) - Fma.lost(c, square);
    return scale(slow + Fma.fma(slow, expm1Small(r), lost), whole(t));
  }
}
