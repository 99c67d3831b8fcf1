package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.EigenPart;
import dev.jacobi.graph.Op.Part;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.List;

/** Linear algebra, one matrix after the other, in double. */
final class Matrices {
  private Matrices() {}

  static ArrayValue compute(Op.Matrix op, List<ArrayValue> in, Shape out) {
    ArrayValue a = in.get(0);
    int rank = a.shape().rank();
    int n = a.shape().size(rank - 1);
    int count = a.shape().slice(0, rank - 2).elements();
    int columns = in.size() == 1 ? 0 : in.get(1).shape().size(rank - 1);
    Cells cells = new Cells(out, a.dtype());
    int each = count == 0 ? 0 : out.elements() / count;
    for (int m = 0; m < count; m++) {
      double[][] matrix = rows(a, m, n, n);
      double[] result =
          switch (op) {
            case Op.Matrix.Solve(var part) ->
                flat(solve(part, matrix, rows(in.get(1), m, n, columns)));
            case Op.Matrix.Cholesky() -> flat(cholesky(symmetric(matrix)));
            case Op.Matrix.Determinant(var part) -> new double[] {determinant(part, matrix)};
            case Op.Matrix.Eigen(var part, var from, var to) ->
                eigen(part, from, to, symmetric(matrix));
          };
      for (int i = 0; i < each; i++) {
        cells.set(m * each + i, result[i]);
      }
    }
    return cells.value();
  }

  private static double[][] rows(ArrayValue x, int m, int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix[i][j] = x.getDouble((m * rows + i) * columns + j);
      }
    }
    return matrix;
  }

  private static double[] flat(double[][] matrix) {
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[][] symmetric(double[][] a) {
    double[][] s = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        s[i][j] = i == j ? a[i][i] : a[i][j] / 2 + a[j][i] / 2;
      }
    }
    return s;
  }

  private static boolean isFinite(double[][] a) {
    return Arrays.stream(a).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  private static double[][] undefined(double[][] like) {
    Arrays.stream(like).forEach(row -> Arrays.fill(row, Double.NaN));
    return like;
  }

  /** Forward elimination of the rows (a | b), then back substitution. */
  private static double[][] solve(Part part, double[][] whole, double[][] b) {
    double[][] a = read(part, whole);
    if (!isFinite(a)) {
      return undefined(b);
    }
    return switch (part) {
      case ALL -> {
        eliminate(a, b);
        yield substitute(a, b, false);
      }
      case LOWER -> substitute(a, b, true);
      case UPPER -> substitute(a, b, false);
    };
  }

  private static double[][] read(Part part, double[][] a) {
    double[][] read = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        boolean named =
            switch (part) {
              case ALL -> true;
              case LOWER -> j <= i;
              case UPPER -> j >= i;
            };
        read[i][j] = named ? a[i][j] : 0;
      }
    }
    return read;
  }

  /** Makes a upper triangular by adding multiples of rows; the sign of the exchanges of rows. */
  private static int eliminate(double[][] a, double[][] b) {
    int sign = 1;
    for (int c = 0; c < a.length; c++) {
      int pivot = c;
      for (int r = c + 1; r < a.length; r++) {
        pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
      }
      if (pivot != c) {
        exchange(a, c, pivot);
        exchange(b, c, pivot);
        sign = -sign;
      }
      for (int r = c + 1; r < a.length && a[c][c] != 0; r++) {
        double factor = a[r][c] / a[c][c];
        a[r][c] = 0;
        for (int j = c + 1; j < a.length; j++) {
          a[r][j] -= factor * a[c][j];
        }
        for (int j = 0; j < b[r].length; j++) {
          b[r][j] -= factor * b[c][j];
        }
      }
    }
    return sign;
  }

  private static void exchange(double[][] rows, int i, int j) {
    double[] row = rows[i];
    rows[i] = rows[j];
    rows[j] = row;
  }

  /** x_i = (b_i - sum of the known a_ij x_j) / a_ii, from the first row on or from the last. */
  private static double[][] substitute(double[][] a, double[][] b, boolean fromFirst) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      if (a[i][i] == 0) {
        return undefined(b);
      }
    }
    for (int step = 0; step < n; step++) {
      int i = fromFirst ? step : n - 1 - step;
      for (int k = 0; k < b[i].length; k++) {
        double rest = b[i][k];
        for (int j = fromFirst ? 0 : i + 1; j < (fromFirst ? i : n); j++) {
          rest -= a[i][j] * b[j][k];
        }
        b[i][k] = rest / a[i][i];
      }
    }
    return b;
  }

  private static double determinant(Op.DeterminantPart part, double[][] a) {
    if (!isFinite(a)) {
      return Double.NaN;
    }
    double sign = eliminate(a, new double[a.length][0]);
    double logarithm = 0;
    for (int i = 0; i < a.length; i++) {
      logarithm += StrictMath.log(Math.abs(a[i][i]));
      sign *= Math.signum(a[i][i]);
    }
    return switch (part) {
      case LOG_ABS -> logarithm;
      case SIGN -> sign;
    };
  }

  /** l_ij = (s_ij - sum_(k<j) l_ik l_jk) / l_jj, and on the diagonal the root of it. */
  private static double[][] cholesky(double[][] s) {
    double[][] l = new double[s.length][s.length];
    if (!isFinite(s)) {
      return undefined(l);
    }
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = s[i][j];
        for (int k = 0; k < j; k++) {
          rest -= l[i][k] * l[j][k];
        }
        if (i == j && !(rest > 0)) {
          return undefined(l);
        }
        l[i][j] = i == j ? Math.sqrt(rest) : rest / l[j][j];
      }
    }
    return l;
  }

  private static double[] eigen(EigenPart part, int from, int to, double[][] s) {
    int n = s.length;
    double[][] vectors = new double[n][n];
    double[] values = new double[n];
    if (isFinite(s)) {
      values = SymmetricEigen.of(s, vectors);
    } else {
      Arrays.fill(values, Double.NaN);
      undefined(vectors);
    }
    return switch (part) {
      case VALUES -> Arrays.copyOfRange(values, from, to);
      case VECTORS ->
          flat(
              Arrays.stream(vectors)
                  .map(row -> Arrays.copyOfRange(row, from, to))
                  .toArray(double[][]::new));
    };
  }
}
