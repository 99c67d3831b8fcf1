package dev.jacobi.cpu;

import dev.jacobi.cpu.kernel.LinearSystems;
import dev.jacobi.cpu.kernel.Rotations;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.DeterminantPart;
import dev.jacobi.graph.Op.EigenPart;
import dev.jacobi.graph.Op.Part;
import dev.jacobi.schedule.Instruction;
import dev.jacobi.schedule.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Linear algebra: each matrix is read into a small array of doubles, worked on there, and its
 * result rounded once to the element type. A matrix that stays the same from one right-hand side to
 * the next is factorised once.
 */
final class MatrixSteps {
  private MatrixSteps() {}

  /** What is done with the matrices at {@code at}, a place in each operand and in the result. */
  private interface Work {
    void run(Object[] arrays, int[] at);
  }

  static Step bind(Instruction.Matrix matrix) {
    List<View> views = new ArrayList<>(matrix.reads());
    views.add(matrix.writes());
    View a = views.get(0);
    View y = views.getLast();
    int batch = a.rank() - 2;
    int[] sizes = IntStream.range(0, batch).map(a.sizes()::get).toArray();
    int[][] strides =
        views.stream()
            .map(view -> IntStream.range(0, batch).map(view.strides()::get).toArray())
            .toArray(int[][]::new);
    Places places = new Places(sizes, strides, views.toArray(View[]::new));
    return frame -> {
      Object[] arrays =
          views.stream().map(view -> frame.arrays[view.buffer().id()]).toArray(Object[]::new);
      Work work =
          switch (matrix.op()) {
            case Op.Matrix.Solve(var part) -> solve(part, Block.of(a), Block.of(views.get(1)), y);
            case Op.Matrix.Cholesky() -> cholesky(Block.of(a), Block.of(y));
            case Op.Matrix.Determinant(var part) -> determinant(part, Block.of(a));
            case Op.Matrix.Eigen(var part, var from, var to) -> eigen(part, from, Block.of(a), y);
          };
      places.run(frame, at -> work.run(arrays, at));
    };
  }

  /** How the matrix in the last two axes of a view lies; of a vector one column. */
  private record Block(int rows, int columns, int rowStride, int columnStride) {
    static Block of(View view) {
      int last = view.rank() - 1;
      return new Block(
          view.sizes().get(last - 1),
          view.sizes().get(last),
          view.strides().get(last - 1),
          view.strides().get(last));
    }

    static Block vector(View view) {
      int last = view.rank() - 1;
      return new Block(view.sizes().get(last), 1, view.strides().get(last), 0);
    }

    int elements() {
      return rows * columns;
    }

    /** The elements from {@code at} on, in row-major order. */
    void read(Object array, int at, double[] to) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int place = at + i * rowStride + j * columnStride;
          to[i * columns + j] =
              array instanceof float[] floats ? floats[place] : ((double[]) array)[place];
        }
      }
    }

    /** Writes rows that are {@code width} apart. */
    void write(double[] from, int first, int width, Object array, int at) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int place = at + i * rowStride + j * columnStride;
          double element = from[first + i * width + j];
          if (array instanceof float[] floats) {
            floats[place] = (float) element;
          } else {
            ((double[]) array)[place] = element;
          }
        }
      }
    }
  }

  private static Work solve(Part part, Block a, Block b, View y) {
    int n = a.rows;
    int columns = b.columns;
    Block result = Block.of(y);
    double[] factors = new double[a.elements()];
    double[] given = new double[b.elements()];
    double[] x = new double[b.elements()];
    int[] rows = new int[n];
    int[] known = {-1};
    boolean[] defined = new boolean[1];
    return (arrays, at) -> {
      if (known[0] != at[0]) {
        known[0] = at[0];
        a.read(arrays[0], at[0], factors);
        defined[0] = factorize(part, factors, n, rows);
      }
      if (!defined[0]) {
        Arrays.fill(x, Double.NaN);
      } else {
        b.read(arrays[1], at[1], given);
        for (int i = 0; i < n; i++) {
          System.arraycopy(given, rows[i] * columns, x, i * columns, columns);
        }
        substitute(part, factors, n, x, columns);
      }
      result.write(x, 0, columns, arrays[2], at[2]);
    };
  }

  /** Whether the part that is read is finite and regular. */
  private static boolean factorize(Part part, double[] a, int n, int[] rows) {
    Arrays.setAll(rows, i -> i);
    for (int i = 0; i < n && part != Part.ALL; i++) {
      if (part == Part.LOWER) {
        Arrays.fill(a, i * n + i + 1, (i + 1) * n, 0);
      } else {
        Arrays.fill(a, i * n, i * n + i, 0);
      }
    }
    if (!LinearSystems.isFinite(a, n * n)) {
      return false;
    }
    if (part == Part.ALL) {
      LinearSystems.factorize(a, n, rows);
    }
    return !LinearSystems.isSingular(a, n);
  }

  private static void substitute(Part part, double[] a, int n, double[] x, int columns) {
    if (part != Part.UPPER) {
      LinearSystems.lower(a, n, x, columns, part == Part.ALL);
    }
    if (part != Part.LOWER) {
      LinearSystems.upper(a, n, x, columns);
    }
  }

  private static Work cholesky(Block a, Block y) {
    double[] factor = new double[a.elements()];
    return (arrays, at) -> {
      a.read(arrays[0], at[0], factor);
      LinearSystems.cholesky(factor, a.rows);
      y.write(factor, 0, a.rows, arrays[1], at[1]);
    };
  }

  private static Work determinant(DeterminantPart part, Block a) {
    int n = a.rows;
    double[] factors = new double[a.elements()];
    int[] rows = new int[n];
    double[] result = new double[1];
    Block one = new Block(1, 1, 0, 0);
    return (arrays, at) -> {
      a.read(arrays[0], at[0], factors);
      if (!LinearSystems.isFinite(factors, n * n)) {
        result[0] = Double.NaN;
      } else {
        double sign = LinearSystems.factorize(factors, n, rows);
        double logarithm = 0;
        for (int i = 0; i < n; i++) {
          double pivot = factors[i * n + i];
          sign *= Math.signum(pivot);
          logarithm += part == DeterminantPart.SIGN ? 0 : StrictMath.log(Math.abs(pivot));
        }
        result[0] = part == DeterminantPart.SIGN ? sign : logarithm;
      }
      one.write(result, 0, 1, arrays[1], at[1]);
    };
  }

  private static Work eigen(EigenPart part, int from, Block a, View y) {
    int n = a.rows;
    double[] matrix = new double[a.elements()];
    double[] values = new double[n];
    double[] vectors = new double[a.elements()];
    Rotations rotations = new Rotations(n);
    boolean onlyValues = part == EigenPart.VALUES;
    Block result = onlyValues ? Block.vector(y) : Block.of(y);
    return (arrays, at) -> {
      a.read(arrays[0], at[0], matrix);
      rotations.solve(matrix, values, vectors);
      result.write(onlyValues ? values : vectors, from, onlyValues ? 1 : n, arrays[1], at[1]);
    };
  }
}
