package dev.jacobi.optim;

import dev.jacobi.Compiled;
import dev.jacobi.Jacobi;
import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.MixedSamplesException;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.ValueAndJacobianFunction;
import org.hipparchus.util.Pair;

/**
 * Least squares by the method of Levenberg and Marquardt, that of the library Hipparchus (after
 * MINPACK, Moré 1978), with residuals of a model and their Jacobian by its parameters: rows of
 * {@code dr_b/dp} for every sample b in one pass. For models of few parameters and all data at
 * once.
 *
 * <pre>{@code
 * var fit = LevenbergMarquardt.of().fit(m -> m.apply(x).minus(t), start);
 * }</pre>
 *
 * <p>It computes in float64, whatever the type of the parameters.
 *
 * @param maxEvaluations how often the residuals are computed at most
 * @param tolerance it ends where the sum of squares, the parameters, or the cosine of the angle
 *     between residuals and Jacobian change by less
 */
public record LevenbergMarquardt(int maxEvaluations, double tolerance) {
  /** What stands for a residual that is not finite: so large that the step is taken back. */
  private static final double FAR = 1e100;

  /** Requires a count of 1 or more and a positive tolerance. */
  public LevenbergMarquardt {
    Numbers.requireCount("evaluations", maxEvaluations);
    Numbers.requirePositive("tolerance", tolerance);
  }

  /** At most 1000 evaluations, tolerance 1e-10. */
  public static LevenbergMarquardt of() {
    return new LevenbergMarquardt(1000, 1e-10);
  }

  /** The same with another number of evaluations at most. */
  public LevenbergMarquardt withMaxEvaluations(int count) {
    return new LevenbergMarquardt(count, tolerance);
  }

  /** The same with another tolerance. */
  public LevenbergMarquardt withTolerance(double tolerance) {
    return new LevenbergMarquardt(maxEvaluations, tolerance);
  }

  /**
   * Where it ended.
   *
   * @param model the model with the least sum of squares that was seen, of leaves
   * @param sumOfSquares of its residuals
   * @param deviations the standard deviation of each parameter, a tree like the model: roots of the
   *     diagonal of {@code (J^T J)^-1 sumOfSquares / (residuals - parameters)}; NaN where there are
   *     no more residuals than parameters, or the Jacobian does not determine the parameters
   * @param evaluations how often the residuals were computed
   * @param settled whether it ended by itself, and not after as many evaluations as were allowed
   */
  public record Fit<T>(
      T model, double sumOfSquares, T deviations, int evaluations, boolean settled) {}

  /**
   * The model of which the sum of the squares of the residuals is least, near the start.
   *
   * @param residuals of a model: {@code [B]}, or {@code [B, m]} with m for each sample
   * @throws JacobiException if residuals are not finite where it begins, or are too few
   */
  public <T> Fit<T> fit(Function<T, Tensor> residuals, T start) {
    FlatModel<T> narrow = new FlatModel<>("levenbergMarquardt", start);
    T wide = Jacobi.leaves(Tree.map(start, t -> t.dtype().isFloat() ? t.cast(DType.FLOAT64) : t));
    FlatModel<T> flat = new FlatModel<>("levenbergMarquardt", wide);
    Problem<T> problem = new Problem<>(flat, residuals);
    double[] first = flat.vector(wide);
    int count = problem.requireFinite(first);
    var least =
        new LeastSquaresBuilder()
            .model(problem)
            .lazyEvaluation(true)
            .start(first)
            .target(new double[count])
            .maxEvaluations(maxEvaluations)
            .maxIterations(maxEvaluations)
            .build();
    boolean settled = true;
    try {
      new LevenbergMarquardtOptimizer()
          .withCostRelativeTolerance(tolerance)
          .withParameterRelativeTolerance(tolerance)
          .withOrthoTolerance(tolerance)
          .optimize(least);
    } catch (MathIllegalStateException ended) {
      // also thrown where the tolerance is below the rounding: then nothing better is to be found
      settled = problem.evaluations < maxEvaluations;
    }
    double[] deviations = deviations(problem, count);
    return new Fit<>(
        narrow.model(problem.best),
        problem.least,
        narrow.model(deviations),
        problem.evaluations,
        settled);
  }

  /**
   * The roots of the diagonal of {@code (J^T J)^-1 s}: lengths of the rows of {@code R^-1} for
   * {@code J = Q R}, with columns of length 1 until then.
   */
  private static double[] deviations(Problem<?> problem, int residuals) {
    RealMatrix jacobian = problem.computeJacobian(problem.best);
    int parameters = jacobian.getColumnDimension();
    double[] deviations = new double[parameters];
    Arrays.fill(deviations, Double.NaN);
    double[] lengths = new double[parameters];
    for (int i = 0; i < parameters; i++) {
      lengths[i] = jacobian.getColumnVector(i).getNorm();
      jacobian.setColumnVector(i, jacobian.getColumnVector(i).mapDivide(lengths[i]));
    }
    RealMatrix r =
        new QRDecomposition(jacobian).getR().getSubMatrix(0, parameters - 1, 0, parameters - 1);
    boolean determined =
        IntStream.range(0, parameters).allMatch(i -> Math.abs(r.getEntry(i, i)) > 1e-13);
    if (residuals == parameters || !determined) {
      return deviations;
    }
    RealMatrix inverse = MatrixUtils.inverse(r);
    double scale = Math.sqrt(problem.least / (residuals - parameters));
    for (int i = 0; i < parameters; i++) {
      deviations[i] = scale * inverse.getRowVector(i).getNorm() / lengths[i];
    }
    return deviations;
  }

  /** Residuals and their Jacobian as the library asks for them. */
  private static final class Problem<T> implements ValueAndJacobianFunction {
    private final FlatModel<T> flat;
    private final Compiled.Of1<T, Tensor> residuals;
    private final Compiled.Of1<T, Tensor> jacobian;
    private int evaluations;
    private double least = Double.POSITIVE_INFINITY;
    private double[] best = {};

    /** The last point and its residuals: the library asks for them again and again. */
    private double[] last = {};

    private double[] atLast = {};

    Problem(FlatModel<T> flat, Function<T, Tensor> residuals) {
      this.flat = flat;
      this.residuals = Jacobi.compile(model -> vector(residuals.apply(model)).flatten(0, 1));
      this.jacobian = Jacobi.compile(model -> rows(flat, vector(residuals.apply(model)), model));
    }

    /** [B, m] of a float64 residual. */
    private static Tensor vector(Tensor r) {
      if (r.rank() < 1 || r.rank() > 2) {
        throw new ShapeException(
            "levenbergMarquardt: residuals " + r.shape() + "; they are [B], or [B, m]");
      }
      Tensor wide = r.cast(DType.FLOAT64);
      return r.rank() == 1 ? wide.unsqueeze(1) : wide;
    }

    /** [B m, parameters]. */
    private static <T> Tensor rows(FlatModel<T> flat, Tensor r, T model) {
      try {
        List<Tensor> columns = new ArrayList<>();
        for (int k = 0; k < r.size(1); k++) {
          T gradients = r.select(1, k).perSampleGradient(model);
          columns.add(joined(flat.parameters(gradients), 1));
        }
        return Tensor.stack(1, columns).flatten(0, 1);
      } catch (MixedSamplesException mixed) {
        // residuals that look at several samples: all rows by all parameters
        return joined(
                flat.parameters(model).stream()
                    .map(p -> r.fullJacobian(p).reshape(r.size(0), r.size(1), -1))
                    .toList(),
                2)
            .flatten(0, 1);
      }
    }

    private static Tensor joined(List<Tensor> parts, int from) {
      return Tensor.concat(
          from,
          parts.stream()
              .map(p -> p.rank() == from ? p.unsqueeze(from) : p.flatten(from, -1))
              .toList());
    }

    int requireFinite(double[] point) {
      double[] r = residuals.apply(flat.model(point)).toDoubles();
      int wrong =
          IntStream.range(0, r.length).filter(i -> !Double.isFinite(r[i])).findFirst().orElse(-1);
      if (wrong >= 0) {
        throw new JacobiException(
            "levenbergMarquardt: residual "
                + wrong
                + " is "
                + r[wrong]
                + " where it begins; begin where all are finite");
      }
      if (r.length < flat.size()) {
        throw new JacobiException(
            "levenbergMarquardt: "
                + r.length
                + " residuals for "
                + flat.size()
                + " parameters; it takes as many residuals or more");
      }
      return r.length;
    }

    @Override
    public RealVector computeValue(double[] point) {
      if (!Arrays.equals(point, last)) {
        last = point.clone();
        atLast = bounded(residuals.apply(flat.model(point)).toDoubles());
        evaluations++;
        double squares = Vectors.dot(atLast, atLast);
        if (squares < least) {
          least = squares;
          best = last;
        }
      }
      return new ArrayRealVector(atLast, true);
    }

    private static double[] bounded(double[] r) {
      Arrays.setAll(r, i -> Double.isFinite(r[i]) ? Math.clamp(r[i], -FAR, FAR) : FAR);
      return r;
    }

    @Override
    public RealMatrix computeJacobian(double[] point) {
      return MatrixUtils.createRealMatrix((double[][]) jacobian.apply(flat.model(point)).toArray());
    }

    @Override
    public Pair<RealVector, RealMatrix> value(RealVector point) {
      double[] p = point.toArray();
      return new Pair<>(computeValue(p), computeJacobian(p));
    }
  }
}
