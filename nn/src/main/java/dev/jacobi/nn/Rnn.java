package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Name;
import dev.jacobi.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The plain recurrent layer (Elman, 1990) over {@code [B, T, in]}, samples first: {@code h = f(W_ih
 * x + b_ih + W_hh h + b_hh)}.
 *
 * @param weights {@code weight_ih_l0 [hidden, in]}, {@code weight_hh_l0 [hidden, hidden]}, {@code
 *     bias_ih_l0}, {@code bias_hh_l0 [hidden]}, then {@code l0_reverse}, {@code l1}, ...
 * @param activation f
 * @param layers how many lie on top of each other
 * @param bidirectional whether each layer runs in both directions
 * @param dropout between layers, while they learn
 */
public record Rnn(
    @Name("") Map<String, Tensor> weights,
    Activation activation,
    int layers,
    boolean bidirectional,
    double dropout)
    implements Layer {
  /** Keeps the weights. */
  public Rnn {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** One layer, forwards, with tanh. */
  public static Rnn of(Key key, int in, int hidden) {
    return of(key, in, hidden, 1, false);
  }

  /** So many layers with tanh; weights and biases uniform in {@code +-1/sqrt(hidden)}, float32. */
  public static Rnn of(Key key, int in, int hidden, int layers, boolean bidirectional) {
    var stack = new Recurrence.Stack(layers, bidirectional, 0);
    Map<String, Tensor> weights = Recurrence.weights(key, 1, in, hidden, stack);
    return new Rnn(weights, Activation.TANH, layers, bidirectional, 0);
  }

  /** The same with another activation. */
  public Rnn withActivation(Activation f) {
    return new Rnn(weights, f, layers, bidirectional, dropout);
  }

  /** The same with dropout between layers. */
  public Rnn withDropout(double p) {
    return new Rnn(weights, activation, layers, bidirectional, new Dropout(p).p());
  }

  /**
   * The result of a run.
   *
   * @param output h of the top layer at all times, {@code [B, T, hidden directions]}
   * @param state h after the last time, {@code [layers directions, B, hidden]}
   */
  public record Output(Tensor output, Tensor state) {}

  /** h of the top layer at all times, from a state of 0. */
  @Override
  public Tensor apply(Tensor x) {
    return Calls.of("rnn", this, x, () -> run(x, null, null).output());
  }

  /** A run from a given state, {@code [layers directions, B, hidden]}. */
  public Output run(Tensor x, Tensor start) {
    return run(x, start, null);
  }

  /** The result while learning, from a state of 0. */
  @Override
  public Pass<Rnn> train(Tensor x, Key key) {
    return new Pass<>(run(x, null, key).output(), this);
  }

  private Output run(Tensor x, @Nullable Tensor start, @Nullable Key key) {
    Recurrence.Run run =
        Recurrence.run(
            x,
            weights,
            new Recurrence.Stack(layers, bidirectional, dropout),
            (states, below, before) -> List.of(activation.apply(below.plus(before))),
            1,
            start == null ? null : List.of(start),
            key);
    return new Output(run.output(), run.last().get(0));
  }

  @Override
  public String toString() {
    return describe("Rnn", weights, layers, bidirectional);
  }

  static String describe(
      String name, Map<String, Tensor> weights, int layers, boolean bidirectional) {
    return name
        + "("
        + Objects.requireNonNull(weights.get("weight_ih_l0")).size(-1)
        + " -> "
        + Objects.requireNonNull(weights.get("weight_hh_l0")).size(-1)
        + (layers == 1 ? "" : ", " + layers + " layers")
        + (bidirectional ? ", both directions" : "")
        + ")";
  }
}
