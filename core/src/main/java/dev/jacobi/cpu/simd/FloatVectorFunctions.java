package dev.jacobi.cpu.simd;

import static dev.jacobi.cpu.kernel.FloatConstants.*;

import dev.jacobi.cpu.kernel.FloatFunctions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatFunctions} of the lanes of a vector: method by method the same operations in the same
 * order, hence the same bits. A choice between two values computes both.
 *
 * <p>Each vector operation takes some 400 nodes of the 18,000 after which the compiler inlines no
 * more methods ({@link UnaryLoops}). So polynomials are loops, and what the longest functions call
 * comes before what they write out.
 */
final class FloatVectorFunctions {
  static final VectorSpecies<Float> S = Species.of(FloatVector.SPECIES_PREFERRED);
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  private static final int SQRT_HALF_BITS = Float.floatToRawIntBits(0x1.6a09e6p-1f);
  private static final float TO_NORMAL = 0x1p24f;

  private static final float[] E = {E5, E4, E3, E2, E1, E0};
  private static final float[] L = {L8, L7, L6, L5, L4, L3, L2, L1, L0};
  private static final float[] R = {R6, R5, R4, R3, R2, R1, R0};
  private static final float[] T = {T9, T8, T7, T6, T5, T4, T3, T2, T1, T0};

  private FloatVectorFunctions() {}

  static FloatVector exp(FloatVector x) {
    FloatVector c = atLeast(atMost(x, EXP_HIGHEST), EXP_LOWEST);
    FloatVector t = multiple(c, LOG2_E);
    return scale(expm1Small(rest(c, t.sub(ROUNDER))).add(1), whole(t));
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector c = atLeast(atMost(x, EXP_HIGHEST), EXPM1_LOWEST);
    FloatVector t = multiple(c, LOG2_E);
    FloatVector p = expm1Small(rest(c, t.sub(ROUNDER)));
    IntVector n = whole(t);
    IntVector excess = n.add(128).lanewise(VectorOperators.ASHR, 8);
    FloatVector power = power(n.sub(excess));
    return power.fma(p, power.sub(1)).mul(power(excess)).blend(x, x.compare(VectorOperators.EQ, 0));
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector t = exp(x.abs().neg());
    FloatVector one = FloatVector.broadcast(S, 1);
    return one.blend(t, x.compare(VectorOperators.LT, 0)).div(t.add(1));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector c = atLeast(atMost(x.mul(0.5f), TANH_ONE), -TANH_ONE);
    FloatVector s = c.mul(c);
    FloatVector p = horner(FloatVector.broadcast(S, P2), s, P1);
    p = horner(p, s, P0);
    FloatVector q = horner(FloatVector.broadcast(S, Q2), s, Q1);
    q = horner(q, s, 1);
    FloatVector t = c.fma(horner(s, p.div(q), 0), c);
    FloatVector twice = t.add(t);
    return twice.fma(horner(t.neg(), t.div(horner(t, t, 1)), 0), twice);
  }

  static FloatVector log(FloatVector x) {
    FloatVector y = normal(x);
    IntVector n = exponent(y);
    return ofLog(x, log(mantissa(y, n).sub(1), whole(x, n)));
  }

  static FloatVector log2(FloatVector x) {
    FloatVector y = normal(x);
    IntVector n = exponent(y);
    FloatVector log = log(mantissa(y, n).sub(1), FloatVector.zero(S));
    return ofLog(x, log.fma(FloatVector.broadcast(S, LOG2_E), whole(x, n)));
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector one = FloatVector.broadcast(S, 1);
    FloatVector u = x.add(1);
    FloatVector v = u.sub(1);
    FloatVector error = one.sub(u.sub(v)).add(x.sub(v));
    IntVector n = exponent(u);
    FloatVector f = error.fma(power(n.min(126).neg()), mantissa(u, n).sub(1));
    FloatVector y = log(f, number(n)).blend(x, x.compare(VectorOperators.EQ, 0));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1));
    y = y.blend(Float.NaN, x.compare(VectorOperators.LT, -1));
    return x.blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
  }

  /** Right where {@link #isAngle} is. */
  static FloatVector sin(FloatVector x) {
    FloatVector t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t.sub(ROUNDER)), whole(t));
  }

  /** Right where {@link #isAngle} is. */
  static FloatVector cos(FloatVector x) {
    FloatVector t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t.sub(ROUNDER)), whole(t).add(1));
  }

  /** Where no angle is so large that it takes {@link StrictMath}. */
  static VectorMask<Float> isAngle(FloatVector x) {
    return x.abs().compare(VectorOperators.LE, LARGEST_ANGLE);
  }

  static FloatVector erf(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector small = erfSmall(x);
    FloatVector large = FloatVector.broadcast(S, 1).sub(erfcLarge(a));
    large = large.blend(large.neg(), x.compare(VectorOperators.LT, 0));
    return large.blend(small, a.compare(VectorOperators.LT, 1));
  }

  static FloatVector erfc(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector small = FloatVector.broadcast(S, 1).sub(erfSmall(x));
    FloatVector large = erfcLarge(a);
    FloatVector two = FloatVector.broadcast(S, 2);
    large = large.blend(two.sub(large), x.compare(VectorOperators.LT, 0));
    return large.blend(small, a.compare(VectorOperators.LT, 0.5f));
  }

  /** c[0] x^n + c[1] x^(n-1) + ... + c[n]. */
  private static FloatVector polynomial(float[] c, FloatVector x) {
    FloatVector p = FloatVector.broadcast(S, c[0]);
    for (int i = 1; i < c.length; i++) {
      p = horner(p, x, c[i]);
    }
    return p;
  }

  /** p s + c, a step of Horner's scheme. */
  private static FloatVector horner(FloatVector p, FloatVector s, float c) {
    return p.fma(s, FloatVector.broadcast(S, c));
  }

  private static FloatVector atMost(FloatVector x, float high) {
    return x.blend(high, x.compare(VectorOperators.GT, high));
  }

  private static FloatVector atLeast(FloatVector x, float low) {
    return x.blend(low, x.compare(VectorOperators.LT, low));
  }

  private static FloatVector multiple(FloatVector x, float factor) {
    return horner(x, FloatVector.broadcast(S, factor), ROUNDER);
  }

  private static IntVector whole(FloatVector multiple) {
    return multiple.reinterpretAsInts().sub(ROUNDER_BITS);
  }

  /** The small integer n as a float. */
  private static FloatVector number(IntVector n) {
    return n.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
  }

  private static FloatVector rest(FloatVector x, FloatVector n) {
    FloatVector high = n.fma(FloatVector.broadcast(S, -LN2_HIGH), x);
    return n.fma(FloatVector.broadcast(S, -LN2_LOW), high);
  }

  private static FloatVector expm1Small(FloatVector r) {
    FloatVector p = polynomial(E, r);
    return p.fma(r.mul(r), r);
  }

  private static FloatVector power(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  private static FloatVector scale(FloatVector y, IntVector n) {
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return y.mul(power(half)).mul(power(n.sub(half)));
  }

  private static FloatVector normal(FloatVector x) {
    return x.blend(x.mul(TO_NORMAL), x.compare(VectorOperators.LT, Float.MIN_NORMAL));
  }

  private static IntVector exponent(FloatVector y) {
    return y.reinterpretAsInts().sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
  }

  private static FloatVector mantissa(FloatVector y, IntVector n) {
    return y.reinterpretAsInts().sub(n.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
  }

  private static FloatVector whole(FloatVector x, IntVector n) {
    FloatVector number = number(n);
    return number.blend(number.sub(24), x.compare(VectorOperators.LT, Float.MIN_NORMAL));
  }

  private static FloatVector log(FloatVector f, FloatVector n) {
    FloatVector s = f.mul(f);
    FloatVector p = polynomial(L, f);
    FloatVector low = s.fma(FloatVector.broadcast(S, -0.5f), f.mul(s).mul(p));
    low = n.fma(FloatVector.broadcast(S, LN2_LOW), low);
    return n.fma(FloatVector.broadcast(S, LN2_HIGH), f.add(low));
  }

  private static FloatVector ofLog(FloatVector x, FloatVector y) {
    FloatVector z = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
    z = z.blend(Float.NaN, x.compare(VectorOperators.LT, 0));
    return x.blend(z, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
  }

  private static FloatVector angle(FloatVector x, FloatVector q) {
    FloatVector r = q.fma(FloatVector.broadcast(S, -HALF_PI_1), x);
    r = q.fma(FloatVector.broadcast(S, -HALF_PI_2), r);
    return q.fma(FloatVector.broadcast(S, -HALF_PI_3), r);
  }

  private static FloatVector sinOrCos(FloatVector r, IntVector q) {
    FloatVector s = r.mul(r);
    FloatVector p = horner(FloatVector.broadcast(S, S2), s, S1);
    p = horner(p, s, S0);
    FloatVector sine = horner(p, s, 0).fma(r, r);
    FloatVector c = horner(FloatVector.broadcast(S, C2), s, C1);
    c = horner(c, s, C0);
    FloatVector cosine = horner(horner(c, s, -0.5f), s, 1);
    FloatVector y = sine.blend(cosine, q.and(1).compare(VectorOperators.NE, 0).cast(S));
    IntVector sign = q.and(2).lanewise(VectorOperators.LSHL, 30);
    return y.reinterpretAsInts().lanewise(VectorOperators.XOR, sign).reinterpretAsFloats();
  }

  private static FloatVector erfSmall(FloatVector x) {
    FloatVector s = x.mul(x);
    FloatVector p = polynomial(R, s);
    return x.fma(p, x);
  }

  /** Methods of this class come before the others: see {@link UnaryLoops}. */
  private static FloatVector erfcLarge(FloatVector a) {
    FloatVector c = atMost(a, ERFC_ZERO);
    FloatVector p = polynomial(T, c.sub(ERFC_CENTRE).div(c.add(ERFC_CENTRE)));
    FloatVector square = c.mul(c);
    FloatVector t = multiple(square.neg(), LOG2_E);
    FloatVector r = rest(square.neg(), t.sub(ROUNDER)).sub(c.fma(c, square.neg()));
    FloatVector e = expm1Small(r);
    IntVector n = whole(t);
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    FloatVector scale = power(half);
    FloatVector rest = power(n.sub(half));
    FloatVector below = c.fma(FloatVector.broadcast(S, 2), FloatVector.broadcast(S, 1));
    FloatVector slow = p.add(1).div(below);
    return slow.fma(e, slow).mul(scale).mul(rest);
  }
}
