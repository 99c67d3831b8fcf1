package dev.jacobi.cpu.kernel;

/**
 * Eigenvalues and eigenvectors of row-major symmetric matrices by Jacobi's cyclic rotations (Golub
 * and Van Loan, <i>Matrix Computations</i>, section 8.5). Absolute errors are some roundings of the
 * largest eigenvalue.
 */
public final class Rotations {
  /** An element off the diagonal is negligible beside a largest one of 1 to 2 below this. */
  private static final double NEGLIGIBLE = 0x1p-60;

  /** Far more than quadratic convergence takes. */
  private static final int SWEEPS = 64;

  private final int n;
  private final double[] v;
  private final int[] order;

  /** For matrices of n rows. */
  public Rotations(int n) {
    this.n = n;
    this.v = new double[n * n];
    this.order = new int[n];
  }

  /**
   * The eigenproblem of {@code (a + a^T) / 2}; a is destroyed.
   *
   * @param values receives the eigenvalues in ascending order
   * @param vectors receives the eigenvectors as columns
   */
  public void solve(double[] a, double[] values, double[] vectors) {
    LinearSystems.symmetrize(a, n);
    if (!LinearSystems.isFinite(a, n * n)) {
      java.util.Arrays.fill(values, 0, n, Double.NaN);
      java.util.Arrays.fill(vectors, 0, n * n, Double.NaN);
      return;
    }
    int exponent = exponent(a);
    for (int i = 0; i < n * n; i++) {
      a[i] = Math.scalb(a[i], -exponent);
      v[i] = i % (n + 1) == 0 ? 1 : 0;
    }
    boolean rotated = true;
    for (int sweep = 0; rotated && sweep < SWEEPS; sweep++) {
      rotated = sweep(a);
    }
    sort(a);
    for (int k = 0; k < n; k++) {
      int from = order[k];
      values[k] = Math.scalb(a[from * n + from], exponent);
      double sign = sign(from);
      for (int i = 0; i < n; i++) {
        vectors[i * n + k] = sign * v[i * n + from];
      }
    }
  }

  private int exponent(double[] a) {
    double largest = 0;
    for (int i = 0; i < n * n; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
    }
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  private boolean sweep(double[] a) {
    boolean rotated = false;
    for (int p = 0; p < n; p++) {
      for (int q = p + 1; q < n; q++) {
        if (Math.abs(a[p * n + q]) > NEGLIGIBLE) {
          rotate(a, p, q);
          rotated = true;
        }
      }
    }
    return rotated;
  }

  // t = tan(angle) is the smaller root of t^2 + 2 theta t = 1
  private void rotate(double[] a, int p, int q) {
    double off = a[p * n + q];
    double theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
    double size = 1 / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double t = theta < 0 ? -size : size;
    double cosine = 1 / Math.sqrt(t * t + 1);
    double sine = t * cosine;
    a[p * n + p] -= t * off;
    a[q * n + q] += t * off;
    a[p * n + q] = 0;
    a[q * n + p] = 0;
    for (int r = 0; r < n; r++) {
      if (r != p && r != q) {
        turn(a, r * n + p, r * n + q, cosine, sine);
        a[p * n + r] = a[r * n + p];
        a[q * n + r] = a[r * n + q];
      }
      turn(v, r * n + p, r * n + q, cosine, sine);
    }
  }

  private static void turn(double[] x, int i, int j, double cosine, double sine) {
    double left = x[i];
    double right = x[j];
    x[i] = cosine * left - sine * right;
    x[j] = sine * left + cosine * right;
  }

  /** By insertion, equal ones as they stand. */
  private void sort(double[] a) {
    for (int i = 0; i < n; i++) {
      double value = a[i * n + i];
      int at = i;
      for (; at > 0 && Double.compare(a[order[at - 1] * (n + 1)], value) > 0; at--) {
        order[at] = order[at - 1];
      }
      order[at] = i;
    }
  }

  /** What makes the first of the largest components positive. */
  private double sign(int column) {
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double component = v[i * n + column];
      largest = Math.abs(component) > Math.abs(largest) ? component : largest;
    }
    return largest < 0 ? -1 : 1;
  }
}
