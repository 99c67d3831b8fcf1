package dev.jacobi.cpu.simd;

import static dev.jacobi.cpu.kernel.DoubleConstants.*;

import dev.jacobi.cpu.kernel.DoubleFunctions;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DoubleFunctions} of the lanes of a vector: method by method the same operations in the
 * same order, hence the same bits. A choice between two values computes both.
 *
 * <p>Each vector operation takes some 400 nodes of the 18,000 after which the compiler inlines no
 * more methods ({@link UnaryLoops}). So polynomials are loops, and what the longest functions call
 * comes before what they write out.
 */
final class DoubleVectorFunctions {
  static final VectorSpecies<Double> S = Species.of(DoubleVector.SPECIES_PREFERRED);
  private static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);
  private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(0x1.6a09e667f3bcdp-1);
  private static final double TO_NORMAL = 0x1p53;

  private static final double[] E = {E10, E9, E8, E7, E6, E5, E4, E3, E2, E1, E0};
  private static final double[] L = {L6, L5, L4, L3, L2, L1, L0};
  private static final double[] SINE = {S5, S4, S3, S2, S1, S0};
  private static final double[] C = {C5, C4, C3, C2, C1, C0};
  private static final double[] R = {R12, R11, R10, R9, R8, R7, R6, R5, R4, R3, R2, R1, R0};
  private static final double[] T = {
    T21, T20, T19, T18, T17, T16, T15, T14, T13, T12, T11, T10, T9, T8, T7, T6, T5, T4, T3, T2, T1,
    T0
  };

  private DoubleVectorFunctions() {}

  static DoubleVector exp(DoubleVector x) {
    DoubleVector c = atLeast(atMost(x, EXP_HIGHEST), EXP_LOWEST);
    DoubleVector t = multiple(c, LOG2_E);
    return scale(expm1Small(rest(c, t.sub(ROUNDER))).add(1), whole(t));
  }

  static DoubleVector expm1(DoubleVector x) {
    DoubleVector c = atLeast(atMost(x, EXP_HIGHEST), EXPM1_LOWEST);
    DoubleVector t = multiple(c, LOG2_E);
    DoubleVector p = expm1Small(rest(c, t.sub(ROUNDER)));
    LongVector n = whole(t);
    LongVector excess = n.add(1024).lanewise(VectorOperators.ASHR, 11);
    DoubleVector power = power(n.sub(excess));
    return power.fma(p, power.sub(1)).mul(power(excess)).blend(x, x.compare(VectorOperators.EQ, 0));
  }

  static DoubleVector sigmoid(DoubleVector x) {
    DoubleVector t = exp(x.abs().neg());
    DoubleVector one = DoubleVector.broadcast(S, 1);
    return one.blend(t, x.compare(VectorOperators.LT, 0)).div(t.add(1));
  }

  static DoubleVector tanh(DoubleVector x) {
    DoubleVector a = atMost(x.abs(), 20);
    DoubleVector twice = a.add(a);
    DoubleVector t = multiple(twice, LOG2_E);
    DoubleVector e = expm1Small(rest(twice, t.sub(ROUNDER)));
    DoubleVector power = power(whole(t));
    DoubleVector s = a.mul(a);
    DoubleVector p = horner(DoubleVector.broadcast(S, P2), s, P1);
    p = horner(p, s, P0);
    DoubleVector q = horner(DoubleVector.broadcast(S, Q3), s, Q2);
    q = horner(q, s, Q1);
    q = horner(q, s, 1);
    VectorMask<Double> small = a.compare(VectorOperators.LT, TANH_SMALL);
    DoubleVector above = DoubleVector.broadcast(S, 2).blend(p, small);
    DoubleVector quotient = above.div(power.fma(e, power.add(1)).blend(q, small));
    DoubleVector large = DoubleVector.broadcast(S, 1).sub(quotient);
    large = large.blend(large.neg(), x.compare(VectorOperators.LT, 0));
    return large.blend(horner(s, quotient, 0).fma(x, x), small);
  }

  static DoubleVector log(DoubleVector x) {
    DoubleVector y = normal(x);
    LongVector n = exponent(y);
    return ofLog(x, log(mantissa(y, n).sub(1), whole(x, n)));
  }

  static DoubleVector log2(DoubleVector x) {
    DoubleVector y = normal(x);
    LongVector n = exponent(y);
    DoubleVector log = log(mantissa(y, n).sub(1), DoubleVector.zero(S));
    return ofLog(x, log.fma(DoubleVector.broadcast(S, LOG2_E), whole(x, n)));
  }

  static DoubleVector log1p(DoubleVector x) {
    DoubleVector one = DoubleVector.broadcast(S, 1);
    DoubleVector u = x.add(1);
    DoubleVector v = u.sub(1);
    DoubleVector error = one.sub(u.sub(v)).add(x.sub(v));
    LongVector n = exponent(u);
    DoubleVector f = error.fma(power(n.min(1022).neg()), mantissa(u, n).sub(1));
    DoubleVector y = log(f, number(n)).blend(x, x.compare(VectorOperators.EQ, 0));
    y = y.blend(Double.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1));
    y = y.blend(Double.NaN, x.compare(VectorOperators.LT, -1));
    return x.blend(y, x.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
  }

  /** Right where {@link #isAngle} is. */
  static DoubleVector sin(DoubleVector x) {
    DoubleVector t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t.sub(ROUNDER)), whole(t));
  }

  /** Right where {@link #isAngle} is. */
  static DoubleVector cos(DoubleVector x) {
    DoubleVector t = multiple(x, TWO_BY_PI);
    return sinOrCos(angle(x, t.sub(ROUNDER)), whole(t).add(1));
  }

  /** Where no angle is so large that it takes {@link StrictMath}. */
  static VectorMask<Double> isAngle(DoubleVector x) {
    return x.abs().compare(VectorOperators.LE, LARGEST_ANGLE);
  }

  static DoubleVector erf(DoubleVector x) {
    DoubleVector a = x.abs();
    DoubleVector small = erfSmall(x);
    DoubleVector large = DoubleVector.broadcast(S, 1).sub(erfcLarge(a));
    large = large.blend(large.neg(), x.compare(VectorOperators.LT, 0));
    return large.blend(small, a.compare(VectorOperators.LT, 1));
  }

  static DoubleVector erfc(DoubleVector x) {
    DoubleVector a = x.abs();
    DoubleVector small = DoubleVector.broadcast(S, 1).sub(erfSmall(x));
    DoubleVector large = erfcLarge(a);
    DoubleVector two = DoubleVector.broadcast(S, 2);
    large = large.blend(two.sub(large), x.compare(VectorOperators.LT, 0));
    return large.blend(small, a.compare(VectorOperators.LT, 0.5));
  }

  /** c[0] x^n + c[1] x^(n-1) + ... + c[n]. */
  private static DoubleVector polynomial(double[] c, DoubleVector x) {
    DoubleVector p = DoubleVector.broadcast(S, c[0]);
    for (int i = 1; i < c.length; i++) {
      p = horner(p, x, c[i]);
    }
    return p;
  }

  /** p s + c, a step of Horner's scheme. */
  private static DoubleVector horner(DoubleVector p, DoubleVector s, double c) {
    return p.fma(s, DoubleVector.broadcast(S, c));
  }

  private static DoubleVector atMost(DoubleVector x, double high) {
    return x.blend(high, x.compare(VectorOperators.GT, high));
  }

  private static DoubleVector atLeast(DoubleVector x, double low) {
    return x.blend(low, x.compare(VectorOperators.LT, low));
  }

  private static DoubleVector multiple(DoubleVector x, double factor) {
    return horner(x, DoubleVector.broadcast(S, factor), ROUNDER);
  }

  private static LongVector whole(DoubleVector multiple) {
    return multiple.reinterpretAsLongs().sub(ROUNDER_BITS);
  }

  /** The small integer n as a double. */
  private static DoubleVector number(LongVector n) {
    return n.add(ROUNDER_BITS).reinterpretAsDoubles().sub(ROUNDER);
  }

  private static DoubleVector rest(DoubleVector x, DoubleVector n) {
    DoubleVector high = n.fma(DoubleVector.broadcast(S, -LN2_HIGH), x);
    return n.fma(DoubleVector.broadcast(S, -LN2_LOW), high);
  }

  private static DoubleVector expm1Small(DoubleVector r) {
    DoubleVector p = polynomial(E, r);
    return p.fma(r.mul(r), r);
  }

  private static DoubleVector power(LongVector n) {
    return n.add(1023).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
  }

  private static DoubleVector scale(DoubleVector y, LongVector n) {
    LongVector half = n.lanewise(VectorOperators.ASHR, 1);
    return y.mul(power(half)).mul(power(n.sub(half)));
  }

  private static DoubleVector normal(DoubleVector x) {
    return x.blend(x.mul(TO_NORMAL), x.compare(VectorOperators.LT, Double.MIN_NORMAL));
  }

  private static LongVector exponent(DoubleVector y) {
    return y.reinterpretAsLongs().sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 52);
  }

  private static DoubleVector mantissa(DoubleVector y, LongVector n) {
    return y.reinterpretAsLongs().sub(n.lanewise(VectorOperators.LSHL, 52)).reinterpretAsDoubles();
  }

  private static DoubleVector whole(DoubleVector x, LongVector n) {
    DoubleVector number = number(n);
    return number.blend(number.sub(53), x.compare(VectorOperators.LT, Double.MIN_NORMAL));
  }

  private static DoubleVector log(DoubleVector f, DoubleVector n) {
    DoubleVector s = f.div(f.add(2));
    DoubleVector z = s.mul(s);
    DoubleVector p = polynomial(L, z);
    DoubleVector square = f.mul(0.5).mul(f);
    DoubleVector low = s.fma(p.fma(z, square), n.mul(LN2_LOW));
    return n.fma(DoubleVector.broadcast(S, LN2_HIGH), f.sub(square.sub(low)));
  }

  private static DoubleVector ofLog(DoubleVector x, DoubleVector y) {
    DoubleVector z = y.blend(Double.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
    z = z.blend(Double.NaN, x.compare(VectorOperators.LT, 0));
    return x.blend(z, x.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
  }

  private static DoubleVector angle(DoubleVector x, DoubleVector q) {
    DoubleVector r = q.fma(DoubleVector.broadcast(S, -HALF_PI_1), x);
    r = q.fma(DoubleVector.broadcast(S, -HALF_PI_2), r);
    return q.fma(DoubleVector.broadcast(S, -HALF_PI_3), r);
  }

  private static DoubleVector sinOrCos(DoubleVector r, LongVector q) {
    DoubleVector s = r.mul(r);
    DoubleVector p = polynomial(SINE, s);
    DoubleVector sine = horner(p, s, 0).fma(r, r);
    DoubleVector c = polynomial(C, s);
    DoubleVector cosine = horner(horner(c, s, -0.5), s, 1);
    DoubleVector y = sine.blend(cosine, q.and(1).compare(VectorOperators.NE, 0).cast(S));
    LongVector sign = q.and(2).lanewise(VectorOperators.LSHL, 62);
    return y.reinterpretAsLongs().lanewise(VectorOperators.XOR, sign).reinterpretAsDoubles();
  }

  private static DoubleVector erfSmall(DoubleVector x) {
    DoubleVector s = x.mul(x);
    DoubleVector p = polynomial(R, s);
    return x.fma(p, x);
  }

  /** Methods of this class come before the others: see {@link UnaryLoops}. */
  private static DoubleVector erfcLarge(DoubleVector a) {
    DoubleVector c = atMost(a, ERFC_ZERO);
    DoubleVector p = polynomial(T, c.sub(ERFC_CENTRE).div(c.add(ERFC_CENTRE)));
    DoubleVector square = c.mul(c);
    DoubleVector t = multiple(square.neg(), LOG2_E);
    DoubleVector r = rest(square.neg(), t.sub(ROUNDER)).sub(c.fma(c, square.neg()));
    DoubleVector e = expm1Small(r);
    LongVector n = whole(t);
    LongVector half = n.lanewise(VectorOperators.ASHR, 1);
    DoubleVector scale = power(half);
    DoubleVector rest = power(n.sub(half));
    DoubleVector one = DoubleVector.broadcast(S, 1);
    DoubleVector two = DoubleVector.broadcast(S, 2);
    DoubleVector above = p.add(one);
    DoubleVector below = c.fma(two, one);
    DoubleVector inverse = one.div(below);
    DoubleVector slow = above.mul(inverse);
    DoubleVector lost = slow.neg().fma(below, above).add(p.sub(above.sub(one)));
    lost = slow.neg().fma(two.fma(c, one.sub(below)), lost).mul(inverse);
    return slow.add(slow.fma(e, lost)).mul(scale).mul(rest);
  }
}
