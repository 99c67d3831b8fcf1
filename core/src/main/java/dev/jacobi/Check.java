package dev.jacobi;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Substitution;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checks of a user's own model. */
public final class Check {
  private Check() {}

  /**
   * What a check of a Jacobian found.
   *
   * @param samples how many samples were compared
   * @param loopError the largest difference between the batched Jacobian and one call for each
   *     sample and output, relative to the largest entry
   * @param differenceError the same against central finite differences
   */
  public record Report(int samples, double loopError, double differenceError) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "jacobian of %d samples: batch = loop within %.1e, = finite differences within %.1e",
          samples,
          loopError,
          differenceError);
    }
  }

  /**
   * Compares {@code y.jacobian(z)} with one gradient for each sample and output and with central
   * finite differences.
   *
   * @return the errors found, if they are within the tolerance
   * @throws JacobiException if they are not, naming the first entry that differs most
   * @throws dev.jacobi.type.MixedSamplesException if samples mix
   */
  public static Report jacobian(Tensor y, Tensor z) {
    Tensor batch = y.jacobian(z);
    Tensor first = Derivatives.samplesFirst("jacobian", y, z);
    double scale = Math.max(1e-30, largest(batch.toDoubles()));
    boolean single = z.dtype() == DType.FLOAT32;
    double loop =
        compare(
            "one call per sample and output", batch, loop(first, z), scale, single ? 1e-4 : 1e-10);
    double difference =
        compare("finite differences", batch, differences(first, z), scale, single ? 2e-2 : 1e-5);
    return new Report(z.size(0), loop, difference);
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double compare(
      String with, Tensor batch, double[] expected, double scale, double tolerance) {
    double[] found = batch.toDoubles();
    double worst = 0;
    int at = -1;
    for (int i = 0; i < found.length; i++) {
      double error =
          Double.compare(found[i], expected[i]) == 0 ? 0 : Math.abs(found[i] - expected[i]) / scale;
      if (!(error <= worst)) {
        worst = error;
        at = i;
      }
    }
    if (!(worst <= tolerance)) {
      throw new JacobiException(
          String.format(
              Locale.ROOT,
              "check of the jacobian %s: entry %s is %g, by %s %g; the error relative to the"
                  + " largest entry is %.1e, more than %.0e; if the function has a kink there, move"
                  + " the sample",
              batch.shape(),
              place(at, batch.shape()),
              found[at],
              with,
              expected[at],
              worst,
              tolerance));
    }
    return worst;
  }

  private static List<Integer> place(int index, Shape shape) {
    Integer[] place = new Integer[shape.rank()];
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      place[axis] = index % shape.size(axis);
      index /= shape.size(axis);
    }
    return List.of(place);
  }

  /** Row b, k of the Jacobian as the gradient of one output of one sample, sample b of it. */
  private static double[] loop(Tensor y, Tensor z) {
    int samples = z.size(0);
    int outputs = y.shape().elements(1, y.rank());
    Tensor rows = y.reshape(samples, outputs);
    int inputs = z.shape().elements(1, z.rank());
    double[] all = new double[samples * outputs * inputs];
    for (int b = 0; b < samples; b++) {
      for (int k = 0; k < outputs; k++) {
        double[] gradient = rows.get(b).get(k).gradient(z).get(b).toDoubles();
        System.arraycopy(gradient, 0, all, (b * outputs + k) * inputs, inputs);
      }
    }
    return all;
  }

  /** Central differences, each input of all samples moved at once: they were proven independent. */
  private static double[] differences(Tensor y, Tensor z) {
    int samples = z.size(0);
    int inputs = z.shape().elements(1, z.rank());
    int outputs = y.shape().elements(1, y.rank());
    double[] at = z.toDoubles();
    double[] all = new double[samples * outputs * inputs];
    double step = z.dtype() == DType.FLOAT32 ? 5e-3 : 6e-6;
    for (int i = 0; i < inputs; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      double[] width = new double[samples];
      for (int b = 0; b < samples; b++) {
        int place = b * inputs + i;
        double h = step * Math.max(1, Math.abs(at[place]));
        up[place] = round(at[place] + h, z.dtype());
        down[place] = round(at[place] - h, z.dtype());
        width[b] = up[place] - down[place];
      }
      double[] high = evaluate(y, z, up);
      double[] low = evaluate(y, z, down);
      for (int b = 0; b < samples; b++) {
        for (int k = 0; k < outputs; k++) {
          int row = b * outputs + k;
          all[row * inputs + i] = (high[row] - low[row]) / width[b];
        }
      }
    }
    return all;
  }

  private static double round(double value, DType dtype) {
    return dtype == DType.FLOAT32 ? (float) value : value;
  }

  private static double[] evaluate(Tensor y, Tensor z, double[] values) {
    ArrayValue moved = Tensor.of(z.shape(), values).cast(z.dtype()).toArrayValue();
    Node result =
        Substitution.apply(List.of(y.node()), Map.of(z.node(), Nodes.constant(moved))).get(0);
    return new Tensor(result).toDoubles();
  }
}
