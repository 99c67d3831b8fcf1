package dev.jacobi.cli;

import dev.jacobi.Jacobi;
import dev.jacobi.Samples;
import dev.jacobi.Tensor;
import dev.jacobi.cli.model.Nodes;
import dev.jacobi.cli.model.SingularValues;
import dev.jacobi.cli.model.TableModel;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.Arrays;

/**
 * What a model does with each row of a table.
 *
 * @param inner the node by which Jacobians of y were taken: z, or x of a regressor
 * @param errors the mean squared error of each row, standardised
 * @param norms {@code ||dy_b/dz_b||} of each row
 * @param singular the singular values of each row's Jacobian, the largest first, {@code [B, r]}
 * @param codes z of each row, {@code [B, k]}; x of a regressor
 * @param outputs what comes out, in the units of the file, {@code [B, m]}
 */
record Inspection(
    String inner, double[] errors, double[] norms, Tensor singular, Tensor codes, Tensor outputs) {
  private static final int CHUNK = 8192;

  @Samples
  private record Rows(Tensor x, Tensor t) {}

  /** What is computed for some rows. */
  record Computed(Tensor errors, Tensor jacobian, Tensor codes, Tensor outputs) {}

  /** Looks at all rows of a table. */
  static Inspection of(TableModel model, TrainData data, int threads) {
    var compiled =
        Jacobi.compile(
                (TableModel m, Rows rows) -> {
                  Nodes nodes = new Nodes(false);
                  nodes.put(rows.x());
                  m.walk(rows.x(), nodes);
                  Tensor y = nodes.get("y");
                  Tensor inner = nodes.get(m.inner());
                  return new Computed(
                      y.minus(rows.t()).square().mean(1),
                      y.jacobian(inner),
                      inner,
                      m.output().invert(y.cast(DType.FLOAT64)));
                })
            .threads(threads);
    Tensor x = data.all().x();
    Tensor t = data.all().t();
    int rows = x.size(0);
    int m = t.size(1);
    double[] errors = new double[rows];
    double[] outputs = new double[rows * m];
    double[] codes = {};
    double[] singular = {};
    double[] norms = new double[rows];
    int k = 0;
    for (int from = 0; from < rows; from += CHUNK) {
      int to = Math.min(rows, from + CHUNK);
      Computed found =
          compiled.apply(
              model, new Rows(x.slice(0, from, to).value(), t.slice(0, from, to).value()));
      k = found.codes().size(1);
      int few = Math.min(m, k);
      codes = from == 0 ? new double[rows * k] : codes;
      singular = from == 0 ? new double[rows * few] : singular;
      copy(found.errors(), errors, from);
      copy(found.outputs(), outputs, from * m);
      copy(found.codes(), codes, from * k);
      double[] values = SingularValues.of(found.jacobian().toDoubles(), to - from, m, k);
      System.arraycopy(values, 0, singular, from * few, values.length);
      for (int i = 0; i < to - from; i++) {
        // ||J||^2 is the sum of the squared singular values
        double[] own = Arrays.copyOfRange(values, i * few, (i + 1) * few);
        norms[from + i] = Math.sqrt(Arrays.stream(own).map(s -> s * s).sum());
      }
    }
    return new Inspection(
        model.inner(),
        errors,
        norms,
        tensor(rows, singular),
        tensor(rows, codes),
        tensor(rows, outputs));
  }

  private static void copy(Tensor part, double[] all, int at) {
    double[] numbers = part.toDoubles();
    System.arraycopy(numbers, 0, all, at, numbers.length);
  }

  private static Tensor tensor(int rows, double[] numbers) {
    return Tensor.of(Shape.of(rows, numbers.length / rows), numbers);
  }

  double mse() {
    return Arrays.stream(errors).average().orElse(Double.NaN);
  }
}
