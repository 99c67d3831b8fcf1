package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Name;
import dev.jacobi.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent units (Cho et al., 2014) over {@code [B, T, in]}, samples first. With s the
 * logistic function:
 *
 * <pre>
 *   r, z = s(W_ih x + b_ih + W_hh h + b_hh)               rows of the weights: r, z, n
 *   n = tanh(W_ih x + b_ih + r (W_hh h + b_hh))
 *   h = (1 - z) n + z h
 * </pre>
 *
 * @param weights {@code weight_ih_l0 [3 hidden, in]}, {@code weight_hh_l0 [3 hidden, hidden]},
 *     {@code bias_ih_l0}, {@code bias_hh_l0 [3 hidden]}, then {@code l0_reverse}, {@code l1}, ...
 * @param layers how many lie on top of each other
 * @param bidirectional whether each layer runs in both directions
 * @param dropout between layers, while they learn
 */
public record Gru(
    @Name("") Map<String, Tensor> weights, int layers, boolean bidirectional, double dropout)
    implements Layer {
  /** Keeps the weights. */
  public Gru {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** One layer, forwards. */
  public static Gru of(Key key, int in, int hidden) {
    return of(key, in, hidden, 1, false);
  }

  /** So many layers; weights and biases uniform in {@code +-1/sqrt(hidden)}, float32. */
  public static Gru of(Key key, int in, int hidden, int layers, boolean bidirectional) {
    var stack = new Recurrence.Stack(layers, bidirectional, 0);
    return new Gru(Recurrence.weights(key, 3, in, hidden, stack), layers, bidirectional, 0);
  }

  /** The same with dropout between layers. */
  public Gru withDropout(double p) {
    return new Gru(weights, layers, bidirectional, new Dropout(p).p());
  }

  /** h of the top layer at all times, from a state of 0. */
  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("gru", this, x, () -> run(x, null, null).output());
  }

  /** A run from a given state, {@code [layers directions, B, hidden]}. */
  public Rnn.Output run(Tensor x, Tensor start) {
    return run(x, start, null);
  }

  /** The result while learning, from a state of 0. */
  @Override
  public Pass<Gru> train(Tensor x, Key key) {
    return new Pass<>(run(x, null, key).output(), this);
  }

  private Rnn.Output run(Tensor x, @Nullable Tensor start, @Nullable Key key) {
    Recurrence.Run run =
        Recurrence.run(
            x,
            weights,
            new Recurrence.Stack(layers, bidirectional, dropout),
            Gru::next,
            1,
            start == null ? null : List.of(start),
            key);
    return new Rnn.Output(run.output(), run.last().get(0));
  }

  private static List<Tensor> next(List<Tensor> states, Tensor below, Tensor before) {
    Tensor reset = gates(below, before, 0).sigmoid();
    Tensor keep = gates(below, before, 1).sigmoid();
    Tensor fresh =
        Recurrence.gate(below, 2, 3).plus(reset.times(Recurrence.gate(before, 2, 3))).tanh();
    // (1 - z) n + z h
    return List.of(fresh.plus(keep.times(states.get(0).minus(fresh))));
  }

  private static Tensor gates(Tensor below, Tensor before, int index) {
    return Recurrence.gate(below, index, 3).plus(Recurrence.gate(before, index, 3));
  }

  @Override
  public String toString() {
    return Rnn.describe("Gru", weights, layers, bidirectional);
  }
}
