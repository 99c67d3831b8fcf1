package laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.nn.Gru;
import dev.jacobi.nn.Lstm;
import dev.jacobi.nn.Rnn;
import dev.jacobi.nn.Weights;
import dev.jacobi.type.DType;
import dev.jacobi.type.Shape;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Recurrent layers do what loops over numbers do, stacked and in both directions. */
class RecurrenceTest {
  private static final int SAMPLES = 3;
  private static final int TIMES = 4;
  private static final int IN = 2;
  private static final int HIDDEN = 3;
  private static final Key KEY = Key.of(11);
  private static final Tensor X = KEY.normal(DType.FLOAT64, Shape.of(SAMPLES, TIMES, IN)).value();

  /** One step of a cell: {@code below} and {@code before} hold the gates one behind the other. */
  private interface Cell {
    void next(double[] below, double[] before, double[] h, double[] c);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static void rnn(double[] below, double[] before, double[] h, double[] c) {
    for (int k = 0; k < HIDDEN; k++) {
      h[k] = Math.tanh(below[k] + before[k]);
    }
  }

  private static void lstm(double[] below, double[] before, double[] h, double[] c) {
    for (int k = 0; k < HIDDEN; k++) {
      double i = sigmoid(below[k] + before[k]);
      double f = sigmoid(below[HIDDEN + k] + before[HIDDEN + k]);
      double g = Math.tanh(below[2 * HIDDEN + k] + before[2 * HIDDEN + k]);
      double o = sigmoid(below[3 * HIDDEN + k] + before[3 * HIDDEN + k]);
      c[k] = f * c[k] + i * g;
      h[k] = o * Math.tanh(c[k]);
    }
  }

  private static void gru(double[] below, double[] before, double[] h, double[] c) {
    for (int k = 0; k < HIDDEN; k++) {
      double r = sigmoid(below[k] + before[k]);
      double z = sigmoid(below[HIDDEN + k] + before[HIDDEN + k]);
      double n = Math.tanh(below[2 * HIDDEN + k] + r * before[2 * HIDDEN + k]);
      h[k] = (1 - z) * n + z * h[k];
    }
  }

  private static double[] affine(Map<String, Tensor> weights, String name, double[] x) {
    double[][] w = (double[][]) Objects.requireNonNull(weights.get("weight_" + name)).toArray();
    double[] b = Objects.requireNonNull(weights.get("bias_" + name)).toDoubles();
    double[] y = new double[b.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = b[i];
      for (int j = 0; j < x.length; j++) {
        y[i] += w[i][j] * x[j];
      }
    }
    return y;
  }

  /** Outputs of one sample at all times; the last states are written to {@code last}. */
  private static double[][] loop(
      Map<String, Tensor> weights,
      int layers,
      boolean both,
      Cell cell,
      double[][] x,
      double[][][] last) {
    double[][] below = x;
    int directions = both ? 2 : 1;
    for (int layer = 0; layer < layers; layer++) {
      double[][] out = new double[x.length][HIDDEN * directions];
      for (int d = 0; d < directions; d++) {
        String suffix = "_l" + layer + (d == 1 ? "_reverse" : "");
        double[] h = last[0][layer * directions + d];
        double[] c = last[1][layer * directions + d];
        for (int step = 0; step < x.length; step++) {
          int t = d == 1 ? x.length - 1 - step : step;
          double[] fromBelow = affine(weights, "ih" + suffix, below[t]);
          cell.next(fromBelow, affine(weights, "hh" + suffix, h), h, c);
          System.arraycopy(h, 0, out[t], d * HIDDEN, HIDDEN);
        }
      }
      below = out;
    }
    return below;
  }

  private static void compare(
      Map<String, Tensor> weights,
      int layers,
      boolean both,
      Cell cell,
      Tensor output,
      Tensor[] start,
      Tensor[] end) {
    double[][][] x = (double[][][]) X.toArray();
    int stacked = layers * (both ? 2 : 1);
    double[][][] out = new double[SAMPLES][][];
    double[][][][] states = new double[2][stacked][SAMPLES][HIDDEN];
    for (int b = 0; b < SAMPLES; b++) {
      double[][][] last = new double[2][stacked][HIDDEN];
      for (int s = 0; s < start.length; s++) {
        for (int l = 0; l < stacked; l++) {
          last[s][l] = start[s].get(l).get(b).toDoubles();
        }
      }
      out[b] = loop(weights, layers, both, cell, x[b], last);
      for (int s = 0; s < 2; s++) {
        for (int l = 0; l < stacked; l++) {
          states[s][l][b] = last[s][l];
        }
      }
    }
    Case.assertClose(output, Tensor.of(out));
    for (int s = 0; s < end.length; s++) {
      Case.assertClose(end[s], Tensor.of(states[s]));
    }
  }

  private static Tensor state(int layers, boolean both, int seed) {
    return Key.of(seed)
        .normal(DType.FLOAT64, Shape.of(layers * (both ? 2 : 1), SAMPLES, HIDDEN))
        .value();
  }

  @Test
  void theyDoWhatLoopsDo() {
    for (int layers = 1; layers <= 2; layers++) {
      for (boolean both : new boolean[] {false, true}) {
        Tensor h = state(layers, both, 1);
        Tensor c = state(layers, both, 2);
        Tensor[] none = {};

        Rnn rnn = Weights.cast(Rnn.of(KEY, IN, HIDDEN, layers, both), DType.FLOAT64);
        compare(rnn.weights(), layers, both, RecurrenceTest::rnn, rnn.apply(X), none, none);
        Rnn.Output run = rnn.run(X, h);
        compare(
            rnn.weights(),
            layers,
            both,
            RecurrenceTest::rnn,
            run.output(),
            new Tensor[] {h},
            new Tensor[] {run.state()});

        Lstm lstm = Weights.cast(Lstm.of(KEY, IN, HIDDEN, layers, both), DType.FLOAT64);
        compare(lstm.weights(), layers, both, RecurrenceTest::lstm, lstm.apply(X), none, none);
        Lstm.Output long1 = lstm.run(X, new Lstm.State(h, c));
        compare(
            lstm.weights(),
            layers,
            both,
            RecurrenceTest::lstm,
            long1.output(),
            new Tensor[] {h, c},
            new Tensor[] {long1.state().hidden(), long1.state().cell()});

        Gru gru = Weights.cast(Gru.of(KEY, IN, HIDDEN, layers, both), DType.FLOAT64);
        compare(gru.weights(), layers, both, RecurrenceTest::gru, gru.apply(X), none, none);
        Rnn.Output gated = gru.run(X, h);
        compare(
            gru.weights(),
            layers,
            both,
            RecurrenceTest::gru,
            gated.output(),
            new Tensor[] {h},
            new Tensor[] {gated.state()});
      }
    }
  }

  @Test
  void aSequenceCanBeCutAndCarriedOn() {
    Lstm lstm = Weights.cast(Lstm.of(KEY, IN, HIDDEN), DType.FLOAT64);
    Tensor zeros = Tensor.full(DType.FLOAT64, Shape.of(1, SAMPLES, HIDDEN), 0);
    Lstm.Output first = lstm.run(X.slice(1, 0, 1), new Lstm.State(zeros, zeros));
    Lstm.Output rest = lstm.run(X.slice(1, 1, TIMES), first.state());
    Case.assertClose(Tensor.concat(1, first.output(), rest.output()), lstm.apply(X));
  }

  @Test
  void oneSampleNeedsNoSampleAxis() {
    Gru gru = Weights.cast(Gru.of(KEY, IN, HIDDEN, 2, true), DType.FLOAT64);
    Case.assertClose(gru.apply(X.get(1)), gru.apply(X).get(1));
    Tensor h = state(2, true, 5);
    Rnn.Output one = gru.run(X.get(1), h.select(1, 1));
    Case.assertClose(one.output(), gru.run(X, h).output().get(1));
    assertThat(one.state().shape()).isEqualTo(Shape.of(4, HIDDEN));
  }

  @Test
  void dropoutLiesBetweenLayers() {
    Rnn one = Weights.cast(Rnn.of(KEY, IN, HIDDEN).withDropout(0.9), DType.FLOAT64);
    Case.assertClose(one.train(X, KEY).output(), one.apply(X));
    Rnn two = Weights.cast(Rnn.of(KEY, IN, HIDDEN, 2, false).withDropout(0.9), DType.FLOAT64);
    Tensor learning = two.train(X, KEY).output();
    assertThat(learning.toDoubles()).isNotEqualTo(two.apply(X).toDoubles());
    assertThat(learning.toDoubles()).isEqualTo(two.train(X, KEY).output().toDoubles());
    assertThat(learning.toDoubles()).isNotEqualTo(two.train(X, Key.of(5)).output().toDoubles());
  }
}
