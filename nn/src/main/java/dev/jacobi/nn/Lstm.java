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
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; with a forget gate, Gers et al., 2000)
 * over {@code [B, T, in]}, samples first. With s the logistic function:
 *
 * <pre>
 *   i, f, o = s(W_ih x + b_ih + W_hh h + b_hh)   g = tanh(...)      rows of the weights: i, f, g, o
 *   c = f c + i g
 *   h = o tanh(c)
 * </pre>
 *
 * @param weights {@code weight_ih_l0 [4 hidden, in]}, {@code weight_hh_l0 [4 hidden, hidden]},
 *     {@code bias_ih_l0}, {@code bias_hh_l0 [4 hidden]}, then {@code l0_reverse}, {@code l1}, ...
 * @param layers how many lie on top of each other
 * @param bidirectional whether each layer runs in both directions
 * @param dropout between layers, while they learn
 */
public record Lstm(
    @Name("") Map<String, Tensor> weights, int layers, boolean bidirectional, double dropout)
    implements Layer {
  /** Keeps the weights. */
  public Lstm {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** One layer, forwards. */
  public static Lstm of(Key key, int in, int hidden) {
    return of(key, in, hidden, 1, false);
  }

  /** So many layers; weights and biases uniform in {@code +-1/sqrt(hidden)}, float32. */
  public static Lstm of(Key key, int in, int hidden, int layers, boolean bidirectional) {
    var stack = new Recurrence.Stack(layers, bidirectional, 0);
    return new Lstm(Recurrence.weights(key, 4, in, hidden, stack), layers, bidirectional, 0);
  }

  /** The same with dropout between layers. */
  public Lstm withDropout(double p) {
    return new Lstm(weights, layers, bidirectional, new Dropout(p).p());
  }

  /**
   * What is carried on in time.
   *
   * @param hidden h, {@code [layers directions, B, hidden]}
   * @param cell c, of the same shape
   */
  public record State(Tensor hidden, Tensor cell) {}

  /**
   * The result of a run.
   *
   * @param output h of the top layer at all times, {@code [B, T, hidden directions]}
   * @param state the states after the last time
   */
  public record Output(Tensor output, State state) {}

  /** h of the top layer at all times, from states of 0. */
  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("lstm", this, x, () -> run(x, null, null).output());
  }

  /** A run from given states. */
  public Output run(Tensor x, State start) {
    return run(x, start, null);
  }

  /** The result while learning, from states of 0. */
  @Override
  public Pass<Lstm> train(Tensor x, Key key) {
    return new Pass<>(run(x, null, key).output(), this);
  }

  private Output run(Tensor x, @Nullable State start, @Nullable Key key) {
    Recurrence.Run run =
        Recurrence.run(
            x,
            weights,
            new Recurrence.Stack(layers, bidirectional, dropout),
            Lstm::next,
            2,
            start == null ? null : List.of(start.hidden(), start.cell()),
            key);
    return new Output(run.output(), new State(run.last().get(0), run.last().get(1)));
  }

  private static List<Tensor> next(List<Tensor> states, Tensor below, Tensor before) {
    Tensor gates = below.plus(before);
    Tensor input = Recurrence.gate(gates, 0, 4).sigmoid();
    Tensor forget = Recurrence.gate(gates, 1, 4).sigmoid();
    Tensor fresh = Recurrence.gate(gates, 2, 4).tanh();
    Tensor output = Recurrence.gate(gates, 3, 4).sigmoid();
    Tensor cell = forget.times(states.get(1)).plus(input.times(fresh));
    return List.of(output.times(cell.tanh()), cell);
  }

  @Override
  public String toString() {
    return Rnn.describe("Lstm", weights, layers, bidirectional);
  }
}
