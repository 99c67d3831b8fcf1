package dev.jacobi.train;

import dev.jacobi.Tensor;
import dev.jacobi.type.DType;
import dev.jacobi.type.DTypeException;
import dev.jacobi.type.Ints;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures of classes, all from one table: how many samples of class i (row) were said to be of
 * class j (column).
 */
record ClassMetric(Kind kind) implements Metric {
  enum Kind {
    ACCURACY,
    PRECISION,
    RECALL,
    F1
  }

  @Override
  public String name() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean rising() {
    return true;
  }

  /** The table row by row, [C * C], the number of samples, and whether class 1 has a logit. */
  @Override
  public Tensor statistics(Tensor y, Tensor target) {
    if (target.dtype().isFloat()) {
      throw new DTypeException(
          name()
              + ": targets of type "
              + target.dtype()
              + "; they are numbers of classes; cast them to int64");
    }
    boolean logits = y.shape().equals(target.shape());
    if (!logits && !isScores(y.shape(), target.shape())) {
      throw new ShapeException(
          name()
              + ": y "
              + y.shape()
              + " and targets "
              + target.shape()
              + "; y has scores [B, C, ...] for classes [B, ...], or logits of their shape");
    }
    int classes = logits ? 2 : y.size(1);
    Tensor said = logits ? y.gt(0).cast(DType.INT64) : y.argmax(1);
    int samples = target.shape().elements();
    Tensor table =
        oneOf(target.cast(DType.INT64).reshape(samples), classes)
            .transpose()
            .matmul(oneOf(said.reshape(samples), classes))
            .reshape(classes * classes);
    Tensor all = Tensor.full(DType.FLOAT64, Shape.of(1), samples);
    return Tensor.concat(0, table, all, Tensor.full(DType.FLOAT64, Shape.of(1), logits ? 1 : 0));
  }

  private static boolean isScores(Shape y, Shape target) {
    return y.rank() == target.rank() + 1 && y.rank() > 1 && y.without(Ints.of(1)).equals(target);
  }

  /** [n, classes]: 1 where the class is. */
  private static Tensor oneOf(Tensor numbers, int classes) {
    return numbers.unsqueeze(1).eq(Tensor.arange(classes)).cast(DType.FLOAT64);
  }

  @Override
  public double value(double[] statistics) {
    int classes = (int) Math.round(Math.sqrt(statistics.length - 2));
    double samples = statistics[statistics.length - 2];
    boolean logits = statistics[statistics.length - 1] > 0;
    double[][] table = new double[classes][classes];
    for (int i = 0; i < classes * classes; i++) {
      table[i / classes][i % classes] = statistics[i];
    }
    double counted = IntStream.range(0, classes).mapToDouble(c -> row(c, table)).sum();
    if (counted != samples) {
      throw new JacobiException(
          name()
              + ": "
              + Math.round(samples - counted)
              + " targets are none of the "
              + classes
              + " classes; they are numbers from 0 to "
              + (classes - 1));
    }
    if (kind == Kind.ACCURACY) {
      return IntStream.range(0, classes).mapToDouble(c -> table[c][c]).sum() / samples;
    }
    if (logits) {
      return ofClass(1, table);
    }
    return IntStream.range(0, classes)
        .filter(c -> row(c, table) + column(c, table) > 0)
        .mapToDouble(c -> ofClass(c, table))
        .average()
        .orElse(0);
  }

  private double ofClass(int c, double[][] table) {
    double right = table[c][c];
    double said = column(c, table);
    double are = row(c, table);
    double all =
        switch (kind) {
          case PRECISION -> said;
          case RECALL -> are;
          // 2 p r / (p + r) = right / ((said + are) / 2)
          case F1 -> (said + are) / 2;
          case ACCURACY -> throw new IllegalStateException();
        };
    return all == 0 ? 0 : right / all;
  }

  private static double row(int c, double[][] table) {
    return IntStream.range(0, table.length).mapToDouble(j -> table[c][j]).sum();
  }

  private static double column(int c, double[][] table) {
    return IntStream.range(0, table.length).mapToDouble(i -> table[i][c]).sum();
  }
}
