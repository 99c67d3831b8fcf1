package dev.jacobi.reference;

/**
 * A number as the unevaluated sum of two doubles, of which {@code hi} is the sum rounded to double:
 * about 106 bits. {@link SpecialFunctions} are computed in it and rounded once. The algorithms are
 * those of Dekker (1971), with fused multiply-add for the error of a product.
 */
record DoubleDouble(double hi, double lo) {
  static final DoubleDouble ONE = new DoubleDouble(1, 0);
  static final DoubleDouble LN_2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);

  /** 1 / sqrt(pi). */
  static final DoubleDouble INVERSE_SQRT_PI =
      new DoubleDouble(0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57);

  static DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  /** {@code a + b} without error. */
  static DoubleDouble sum(double a, double b) {
    double hi = a + b;
    double fromB = hi - a;
    return new DoubleDouble(hi, (a - (hi - fromB)) + (b - fromB));
  }

  /** {@code a b} without error. */
  static DoubleDouble product(double a, double b) {
    double hi = a * b;
    return new DoubleDouble(hi, Math.fma(a, b, -hi));
  }

  /** {@code a + b} without error where {@code |a| >= |b|}. */
  private static DoubleDouble ordered(double a, double b) {
    double hi = a + b;
    return new DoubleDouble(hi, b - (hi - a));
  }

  DoubleDouble plus(DoubleDouble other) {
    DoubleDouble high = sum(hi, other.hi);
    DoubleDouble low = sum(lo, other.lo);
    DoubleDouble middle = ordered(high.hi, high.lo + low.hi);
    return ordered(middle.hi, middle.lo + low.lo);
  }

  DoubleDouble minus(DoubleDouble other) {
    return plus(other.negated());
  }

  DoubleDouble times(DoubleDouble other) {
    DoubleDouble high = product(hi, other.hi);
    return ordered(high.hi, high.lo + (hi * other.lo + lo * other.hi));
  }

  DoubleDouble times(double factor) {
    return times(of(factor));
  }

  /** Long division, three digits of 53 bits. */
  DoubleDouble dividedBy(DoubleDouble other) {
    double first = hi / other.hi;
    DoubleDouble rest = minus(other.times(first));
    double second = rest.hi / other.hi;
    rest = rest.minus(other.times(second));
    double third = rest.hi / other.hi;
    return ordered(first, second).plus(of(third));
  }

  DoubleDouble dividedBy(double divisor) {
    return dividedBy(of(divisor));
  }

  DoubleDouble negated() {
    return new DoubleDouble(-hi, -lo);
  }

  /** This times two to the power {@code exponent}. */
  DoubleDouble scaled(int exponent) {
    return new DoubleDouble(Math.scalb(hi, exponent), Math.scalb(lo, exponent));
  }

  /** Whether adding {@code term} to this would change nothing worth having. */
  boolean absorbs(DoubleDouble term) {
    return Math.abs(term.hi) <= Math.abs(hi) * 0x1p-108;
  }
}
