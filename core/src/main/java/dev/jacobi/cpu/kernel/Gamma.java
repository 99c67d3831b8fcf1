package dev.jacobi.cpu.kernel;

/**
 * {@code ln |Gamma(x)|} and its derivatives, in double for both float types.
 *
 * <p>The logarithm is its power series about 2 from 1/2 to 5/2, that series and a product up to 8,
 * and Stirling's series beyond. Derivatives are sums of powers, with the formula of Euler and
 * Maclaurin for the rest (Abramowitz and Stegun, sections 6.1, 6.3, 6.4 and 23.2). Negative numbers
 * are reflected.
 */
public final class Gamma {
  private static final double EULER = 0x1.2788cfc6fb619p-1;

  /** {@code ln(2 pi) / 2}. */
  private static final double HALF_LN_2PI = 0x1.d67f1c864beb5p-1;

  private static final double LN_PI = 0x1.250d048e7a1bdp0;

  /** From here on Stirling's series is used; ten terms suffice. */
  private static final double LARGE = 10;

  /** Numbers closer to 0 than this leave nothing beside the pole there. */
  private static final double TINY = 0x1p-60;

  /** The Bernoulli numbers B_2, B_4, ..., B_24. */
  private static final double[] BERNOULLI = {
    1.0 / 6,
    -1.0 / 30,
    1.0 / 42,
    -1.0 / 30,
    5.0 / 66,
    -691.0 / 2730,
    7.0 / 6,
    -3617.0 / 510,
    43867.0 / 798,
    -174611.0 / 330,
    854513.0 / 138,
    -236364091.0 / 2730
  };

  /** Coefficients of {@code ln Gamma(2 + z)}: {@code 1 - EULER, then (-1)^k (zeta(k) - 1) / k}. */
  private static final double[] ABOUT_TWO = aboutTwo();

  private Gamma() {}

  private static double[] aboutTwo() {
    double[] c = new double[32];
    c[1] = 1 - EULER;
    for (int k = 2; k < c.length; k++) {
      c[k] = (k % 2 == 0 ? 1 : -1) * zeta(k, 2) / k;
    }
    return c;
  }

  /** Derivative {@code order} of {@code ln |Gamma|}; order 0 is the logarithm itself. */
  public static double derivative(int order, double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (x == Double.NEGATIVE_INFINITY) {
      return order == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    return switch (order) {
      case 0 -> logarithm(x);
      case 1 -> digamma(x);
      default -> polygamma(order - 1, x);
    };
  }

  private static boolean isPole(double x) {
    return x <= 0 && x == Math.rint(x);
  }

  private static double logarithm(double x) {
    if (isPole(x)) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < 0) {
      // Gamma(x) Gamma(1 - x) = pi / sin(pi x)
      double sine = Math.abs(StrictMath.sin(Math.PI * (x - Math.rint(x))));
      return x > -TINY ? -StrictMath.log(-x) : LN_PI - StrictMath.log(sine) - logarithm(1 - x);
    }
    if (x < 0.5) {
      return aboutTwo(x) - (StrictMath.log(x) + StrictMath.log1p(x));
    }
    if (x < 1.5) {
      return aboutTwo(x - 1) - StrictMath.log1p(x - 1);
    }
    if (x < 8) {
      double rest = x;
      double product = 1;
      while (rest >= 2.5) {
        rest -= 1;
        product *= rest;
      }
      return aboutTwo(rest - 2) + StrictMath.log(product);
    }
    if (x > 1e17) {
      return x * (StrictMath.log(x) - 1);
    }
    double square = 1 / (x * x);
    double series = 0;
    for (int j = 10; j >= 1; j--) {
      series = series * square + BERNOULLI[j - 1] / (2.0 * j * (2 * j - 1));
    }
    return (x - 0.5) * (StrictMath.log(x) - 1) + (HALF_LN_2PI - 0.5 + series / x);
  }

  private static double aboutTwo(double z) {
    double sum = 0;
    for (int k = ABOUT_TWO.length - 1; k >= 1; k--) {
      sum = (sum + ABOUT_TWO[k]) * z;
    }
    return sum;
  }

  private static double digamma(double x) {
    if (isPole(x)) {
      return Double.NaN;
    }
    if (Math.abs(x) < TINY) {
      return -1 / x;
    }
    if (x < 0) {
      // psi(1 - x) - psi(x) = pi / tan(pi x)
      return digamma(1 - x) - Math.PI / StrictMath.tan(Math.PI * (x - Math.rint(x)));
    }
    double sum = 0;
    double q = x;
    for (; q < LARGE; q += 1) {
      sum += 1 / q;
    }
    double square = 1 / (q * q);
    double series = 0;
    for (int j = 10; j >= 1; j--) {
      series = (series + BERNOULLI[j - 1] / (2.0 * j)) * square;
    }
    return StrictMath.log(q) - 0.5 / q - series - sum;
  }

  // psi_n(x) = (-1)^(n+1) n! zeta(n + 1, x)
  private static double polygamma(int n, double x) {
    double sign = n % 2 == 1 ? 1 : -1;
    if (isPole(x)) {
      return n % 2 == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    if (x == Double.POSITIVE_INFINITY) {
      return sign * 0;
    }
    if (Math.abs(x) < TINY) {
      return sign * factorial(n) * StrictMath.pow(x, -(n + 1));
    }
    if (x < 0) {
      // the derivative of the reflection: (-1)^n psi_n(1 - x) - psi_n(x)
      return -sign * polygamma(n, 1 - x) - reflected(n, x);
    }
    return sign * factorial(n) * zeta(n + 1, x);
  }

  private static double factorial(int n) {
    double product = 1;
    for (int i = 2; i <= n; i++) {
      product *= i;
    }
    return product;
  }

  /** Derivative n of {@code pi c}, c = cot(pi x): c' = -pi (1 + c^2). */
  private static double reflected(int n, double x) {
    double cotangent = 1 / StrictMath.tan(Math.PI * (x - Math.rint(x)));
    double[] polynomial = {0, 1};
    for (int k = 0; k < n; k++) {
      double[] next = new double[polynomial.length + 1];
      for (int i = 1; i < polynomial.length; i++) {
        next[i - 1] -= i * polynomial[i];
        next[i + 1] -= i * polynomial[i];
      }
      polynomial = next;
    }
    double value = 0;
    for (int i = polynomial.length - 1; i >= 0; i--) {
      value = value * cotangent + polynomial[i];
    }
    return value * StrictMath.pow(Math.PI, n + 1);
  }

  /** {@code sum over k >= 0 of (q + k)^-s}, s 2 or more. */
  private static double zeta(int s, double q) {
    double sum = 0;
    double at = q;
    for (; at < s + 12; at += 1) {
      sum += StrictMath.pow(at, -s);
    }
    double power = StrictMath.pow(at, -s);
    double tail = StrictMath.pow(at, 1 - s) / (s - 1) + power / 2;
    double term = power / at * s / 2;
    for (int j = 1; j <= BERNOULLI.length; j++) {
      tail += term * BERNOULLI[j - 1];
      term *= (s + 2.0 * j - 1) / at * ((s + 2.0 * j) / at) / ((2.0 * j + 1) * (2 * j + 2));
    }
    return tail + sum;
  }

  /**
   * Rows of n elements: {@code y[yo + r yRow + i] = f(x[xo + r xRow + i xStep])}; float or double.
   */
  public static void rows(
      int order,
      Object x,
      int xo,
      int xRow,
      int xStep,
      Object y,
      int yo,
      int yRow,
      int rows,
      int n) {
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < n; i++) {
        int from = xo + r * xRow + i * xStep;
        int to = yo + r * yRow + i;
        if (x instanceof float[] floats) {
          ((float[]) y)[to] = (float) derivative(order, floats[from]);
        } else {
          ((double[]) y)[to] = derivative(order, ((double[]) x)[from]);
        }
      }
    }
  }
}
