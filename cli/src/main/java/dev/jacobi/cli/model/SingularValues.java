package dev.jacobi.cli.model;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/** The singular values of many small matrices. */
public final class SingularValues {
  private SingularValues() {}

  /**
   * The singular values of each matrix, the largest first.
   *
   * @param matrices count row-major matrices [m, n], one after the other
   * @return count times min(m, n) numbers; NaN for a matrix that is not finite
   */
  public static double[] of(double[] matrices, int count, int m, int n) {
    int few = Math.min(m, n);
    double[] all = new double[count * few];
    for (int b = 0; b < count; b++) {
      double[] matrix = Arrays.copyOfRange(matrices, b * m * n, (b + 1) * m * n);
      if (!Arrays.stream(matrix).allMatch(Double::isFinite)) {
        Arrays.fill(all, b * few, (b + 1) * few, Double.NaN);
      } else if (few == 1) {
        all[b] = norm(matrix);
      } else {
        double[][] rows = new double[m][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(matrix, i * n, (i + 1) * n));
        double[] found =
            new SingularValueDecomposition(new Array2DRowRealMatrix(rows, false))
                .getSingularValues();
        System.arraycopy(found, 0, all, b * few, few);
      }
    }
    return all;
  }

  /** The only singular value of a row or column; scaled, so that no square leaves the range. */
  private static double norm(double[] vector) {
    double largest = Arrays.stream(vector).map(Math::abs).max().orElse(0);
    return largest == 0
        ? 0
        : largest * Math.sqrt(Arrays.stream(vector).map(v -> v / largest * (v / largest)).sum());
  }
}
