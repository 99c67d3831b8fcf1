package dev.jacobi.reference;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Elementary functions of decimal numbers to some 60 digits, from their power series: nothing here
 * is shared with what is tested.
 */
final class BigFunctions {
  private static final MathContext MC = new MathContext(90);
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.TWO;

  static final BigDecimal PI = pi(MC);

  static final BigDecimal LN_2 = log(TWO);

  private BigFunctions() {}

  static BigDecimal exp(BigDecimal x) {
    return exp(x, MC);
  }

  /** The series at x / 2^k, squared k times. */
  private static BigDecimal exp(BigDecimal x, MathContext mc) {
    int halvings = Math.max(0, x.precision() - x.scale()) * 4 + 8;
    BigDecimal small =
        x.divide(
            new BigDecimal(BigInteger.ONE.shiftLeft(halvings)),
            new MathContext(mc.getPrecision() + halvings));
    BigDecimal term = ONE;
    BigDecimal sum = ONE;
    MathContext inner = new MathContext(mc.getPrecision() + halvings);
    for (int n = 1; notNegligible(term, sum, inner); n++) {
      term = term.multiply(small).divide(BigDecimal.valueOf(n), inner);
      sum = sum.add(term);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, inner);
    }
    return sum.round(mc);
  }

  /** exp(x) - 1, with as many more digits as the difference loses. */
  static BigDecimal expm1(BigDecimal x) {
    return exp(x, more(x)).subtract(ONE);
  }

  /** Newton's method on exp, from the double that is near. */
  static BigDecimal log(BigDecimal x) {
    // x = m 10^e keeps the start within the range of double
    int exponent = x.precision() - x.scale() - 1;
    if (Math.abs(exponent) > 30) {
      return log(x.movePointLeft(exponent))
          .add(log(BigDecimal.TEN).multiply(BigDecimal.valueOf(exponent)), MC);
    }
    MathContext mc = more(x.subtract(ONE));
    BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
    for (int i = 0; i < 5; i++) {
      BigDecimal ratio = x.multiply(exp(y.negate(), mc), mc);
      y = y.add(ratio.subtract(ONE)).subtract(square(ratio.subtract(ONE), mc).divide(TWO));
      y = y.round(mc);
    }
    return y;
  }

  static BigDecimal log2(BigDecimal x) {
    return log(x).divide(LN_2, MC);
  }

  static BigDecimal sin(BigDecimal x) {
    MathContext mc = wide(x);
    BigDecimal term = x;
    BigDecimal sum = x;
    BigDecimal square = square(x, mc);
    for (long n = 2; notNegligible(term, sum, mc); n += 2) {
      term = term.multiply(square).divide(BigDecimal.valueOf(-n * (n + 1)), mc);
      sum = sum.add(term);
    }
    return sum.round(MC);
  }

  static BigDecimal cos(BigDecimal x) {
    MathContext mc = wide(x);
    BigDecimal term = ONE;
    BigDecimal sum = ONE;
    BigDecimal square = square(x, mc);
    for (long n = 1; notNegligible(term, sum, mc); n += 2) {
      term = term.multiply(square).divide(BigDecimal.valueOf(-n * (n + 1)), mc);
      sum = sum.add(term);
    }
    return sum.round(MC);
  }

  static BigDecimal tan(BigDecimal x) {
    return sin(x).divide(cos(x), MC);
  }

  /** atan(x) = 2 atan(x / (1 + sqrt(1 + x^2))), four times, then the series. */
  static BigDecimal atan(BigDecimal x) {
    BigDecimal y = x;
    for (int i = 0; i < 4; i++) {
      y = y.divide(ONE.add(ONE.add(y.multiply(y)).sqrt(MC)), MC);
    }
    return atanSeries(y, MC).multiply(BigDecimal.valueOf(16));
  }

  private static BigDecimal atanSeries(BigDecimal x, MathContext mc) {
    BigDecimal power = x;
    BigDecimal term = x;
    BigDecimal sum = x;
    BigDecimal square = square(x, mc).negate();
    for (int n = 3; notNegligible(term, sum, mc); n += 2) {
      power = power.multiply(square, mc);
      term = power.divide(BigDecimal.valueOf(n), mc);
      sum = sum.add(term);
    }
    return sum;
  }

  static BigDecimal asin(BigDecimal x) {
    BigDecimal rest = ONE.subtract(x.multiply(x));
    return rest.signum() == 0
        ? PI.divide(TWO).multiply(BigDecimal.valueOf(x.signum()))
        : atan(x.divide(rest.sqrt(MC), MC));
  }

  /** acos(x) = 2 atan(sqrt((1 - x) / (1 + x))): no cancellation near 1. */
  static BigDecimal acos(BigDecimal x) {
    BigDecimal sum = ONE.add(x);
    return sum.signum() == 0 ? PI : atan(ONE.subtract(x).divide(sum, MC).sqrt(MC)).multiply(TWO);
  }

  static BigDecimal sinh(BigDecimal x) {
    MathContext mc = more(x);
    return exp(x, mc).subtract(exp(x.negate(), mc)).divide(TWO);
  }

  static BigDecimal cosh(BigDecimal x) {
    return exp(x).add(exp(x.negate())).divide(TWO);
  }

  static BigDecimal tanh(BigDecimal x) {
    return sinh(x).divide(cosh(x), MC);
  }

  static BigDecimal sigmoid(BigDecimal x) {
    return ONE.divide(ONE.add(exp(x.negate())), MC);
  }

  static BigDecimal pow(BigDecimal x, BigDecimal y) {
    return exp(y.multiply(log(x)));
  }

  /** The Maclaurin series; its terms grow to exp(x^2) before they fall, hence the digits. */
  static BigDecimal erf(BigDecimal x) {
    MathContext mc = new MathContext(90 + (int) square(x, MC).doubleValue());
    BigDecimal power = x;
    BigDecimal term = x;
    BigDecimal sum = x;
    BigDecimal square = square(x, mc);
    for (int n = 1; notNegligible(term, sum, mc); n++) {
      power = power.multiply(square).divide(BigDecimal.valueOf(-n), mc);
      term = power.divide(BigDecimal.valueOf(2L * n + 1), mc);
      sum = sum.add(term);
    }
    BigDecimal pi = x.abs().compareTo(TWO) < 0 ? PI : pi(mc);
    return sum.multiply(TWO).divide(pi.sqrt(mc), mc);
  }

  static BigDecimal erfc(BigDecimal x) {
    return ONE.subtract(erf(x));
  }

  /** Machin: pi = 16 atan(1/5) - 4 atan(1/239). */
  private static BigDecimal pi(MathContext mc) {
    return atanSeries(ONE.divide(BigDecimal.valueOf(5), mc), mc)
        .multiply(BigDecimal.valueOf(16))
        .subtract(
            atanSeries(ONE.divide(BigDecimal.valueOf(239), mc), mc)
                .multiply(BigDecimal.valueOf(4)));
  }

  private static BigDecimal square(BigDecimal x, MathContext mc) {
    return x.multiply(x, mc);
  }

  private static boolean notNegligible(BigDecimal term, BigDecimal sum, MathContext mc) {
    if (term.signum() == 0) {
      return false;
    }
    int below = (sum.precision() - sum.scale()) - (term.precision() - term.scale());
    return below <= mc.getPrecision() + 2;
  }

  /** Digits for a difference from 1, or of two numbers near 1, that is about x. */
  private static MathContext more(BigDecimal x) {
    int zeros = x.signum() == 0 ? 0 : Math.max(0, x.scale() - x.precision());
    return new MathContext(90 + zeros, RoundingMode.HALF_EVEN);
  }

  /** Digits for a series whose terms grow to exp(|x|) before they fall. */
  private static MathContext wide(BigDecimal x) {
    return new MathContext(90 + (int) Math.abs(x.doubleValue()));
  }
}
