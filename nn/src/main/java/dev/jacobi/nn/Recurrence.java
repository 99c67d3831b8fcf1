package dev.jacobi.nn;

import dev.jacobi.Key;
import dev.jacobi.Tensor;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What recurrent layers have in common: cells that run over time, one on top of the other, each in
 * one or both directions. Weights have PyTorch's names: {@code weight_ih_l0} for what comes from
 * below, {@code weight_hh_l0} for what comes from the step before, {@code bias_ih_l0}, {@code
 * bias_hh_l0}; {@code l1} is the next layer, and {@code _reverse} runs backwards.
 */
final class Recurrence {
  private Recurrence() {}

  /**
   * How the states of a cell go on.
   *
   * <p>Given are the states of the last step, {@code [B, hidden]}; what comes from below, {@code
   * W_ih x + b_ih}; and what comes from the last step, {@code W_hh h + b_hh}, both {@code [B, gates
   * hidden]}. The first state is h.
   */
  @FunctionalInterface
  interface Cell {
    List<Tensor> next(List<Tensor> states, Tensor below, Tensor before);
  }

  /** What a run over time gives: h of the top layer at all times, and the last states. */
  record Run(Tensor output, List<Tensor> last) {}

  /**
   * How cells are stacked.
   *
   * @param layers how many lie on top of each other
   * @param bidirectional whether each layer runs in both directions
   * @param dropout between layers, while they learn
   */
  record Stack(int layers, boolean bidirectional, double dropout) {
    Stack {
      if (layers < 1) {
        throw new ShapeException("recurrent: " + layers + " layers; give 1 or more");
      }
      new Dropout(dropout);
    }

    int directions() {
      return bidirectional ? 2 : 1;
    }

    List<String> suffixes() {
      List<String> suffixes = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        suffixes.add("_l" + layer);
        if (bidirectional) {
          suffixes.add("_l" + layer + "_reverse");
        }
      }
      return suffixes;
    }
  }

  /** Weights and biases uniform in {@code +-1/sqrt(hidden)}. */
  static Map<String, Tensor> weights(Key key, int gates, int in, int hidden, Stack stack) {
    if (in < 1 || hidden < 1) {
      throw new ShapeException(
          "recurrent: " + in + " inputs and " + hidden + " hidden; it takes at least one of each");
    }
    double bound = 1 / Math.sqrt(hidden);
    Init init = Init.uniform(-bound, bound);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (String suffix : stack.suffixes()) {
      int below = suffix.startsWith("_l0") ? in : hidden * stack.directions();
      List<Key> keys = key.foldIn(weights.size()).split(4);
      weights.put("weight_ih" + suffix, init.of(keys.get(0), gates * hidden, below));
      weights.put("weight_hh" + suffix, init.of(keys.get(1), gates * hidden, hidden));
      weights.put("bias_ih" + suffix, init.of(keys.get(2), gates * hidden));
      weights.put("bias_hh" + suffix, init.of(keys.get(3), gates * hidden));
    }
    return weights;
  }

  /**
   * Runs over {@code x [B, T, in]} or {@code [T, in]}.
   *
   * @param start the first states, each {@code [layers directions, B, hidden]}; zeros if null
   * @param states how many states a cell has
   * @param key if dropout is to happen, else null
   */
  static Run run(
      Tensor x,
      Map<String, Tensor> weights,
      Stack stack,
      Cell cell,
      int states,
      @Nullable List<Tensor> start,
      @Nullable Key key) {
    if (x.rank() == 2) {
      List<Tensor> batched =
          start == null ? null : start.stream().map(s -> s.unsqueeze(1)).toList();
      Run run = run(x.unsqueeze(0), weights, stack, cell, states, batched, key);
      return new Run(run.output().squeeze(0), run.last().stream().map(s -> s.squeeze(1)).toList());
    }
    int hidden = named(weights, "weight_hh_l0").size(-1);
    requireInput(x, named(weights, "weight_ih_l0").size(-1));
    Shape shape = Shape.of(stack.layers() * stack.directions(), x.shape().size(0), hidden);
    if (start != null) {
      requireStart(start, shape);
    }
    List<List<Tensor>> last = new ArrayList<>();
    Tensor below = x;
    int place = 0;
    for (int layer = 0; layer < stack.layers(); layer++) {
      if (layer > 0 && key != null && stack.dropout() > 0) {
        below = below.dropout(stack.dropout(), key.foldIn(layer));
      }
      List<Tensor> outputs = new ArrayList<>();
      for (int direction = 0; direction < stack.directions(); direction++, place++) {
        List<Tensor> first = new ArrayList<>();
        for (int i = 0; i < states; i++) {
          first.add(
              start == null
                  ? Tensor.full(x.dtype(), shape.slice(1, 3), 0)
                  : start.get(i).get(place));
        }
        String suffix = "_l" + layer + (direction == 0 ? "" : "_reverse");
        outputs.add(overTime(below, weights, suffix, cell, first, direction == 1, last));
      }
      below = outputs.size() == 1 ? outputs.get(0) : Tensor.concat(-1, outputs);
    }
    List<Tensor> ends = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      int state = i;
      ends.add(Tensor.stack(0, last.stream().map(each -> each.get(state)).toList()));
    }
    return new Run(below, ends);
  }

  /** The outputs {@code [B, T, hidden]} of one direction; its last states go to {@code last}. */
  private static Tensor overTime(
      Tensor x,
      Map<String, Tensor> weights,
      String suffix,
      Cell cell,
      List<Tensor> first,
      boolean backwards,
      List<List<Tensor>> last) {
    // what comes from below is one product for all times
    Tensor below = product(x, weights, "ih" + suffix);
    int times = x.size(1);
    List<Tensor> states = first;
    List<Tensor> outputs = new ArrayList<>();
    for (int step = 0; step < times; step++) {
      int t = backwards ? times - 1 - step : step;
      Tensor before = product(states.get(0), weights, "hh" + suffix);
      states = cell.next(states, below.select(1, t), before);
      outputs.add(states.get(0));
    }
    last.add(states);
    return Tensor.stack(1, backwards ? outputs.reversed() : outputs);
  }

  private static Tensor product(Tensor x, Map<String, Tensor> weights, String name) {
    return x.matmul(named(weights, "weight_" + name).transpose())
        .plus(named(weights, "bias_" + name));
  }

  private static Tensor named(Map<String, Tensor> weights, String name) {
    return Objects.requireNonNull(weights.get(name));
  }

  private static void requireInput(Tensor x, int in) {
    if (x.rank() != 3 || x.size(-1) != in || x.size(1) < 1) {
      throw new ShapeException(
          "recurrent: x "
              + x.shape()
              + "; it takes [samples, times, "
              + in
              + "], or [times, "
              + in
              + "] for one sample, with at least one time");
    }
  }

  private static void requireStart(List<Tensor> start, Shape shape) {
    for (Tensor state : start) {
      if (!state.shape().equals(shape)) {
        throw new ShapeException(
            "recurrent: a first state "
                + state.shape()
                + "; it needs "
                + shape
                + ": layers times directions, samples, hidden");
      }
    }
  }

  /** Part {@code index} of {@code count} equal parts of the last axis: a gate. */
  static Tensor gate(Tensor gates, int index, int count) {
    int size = gates.size(-1) / count;
    return gates.slice(-1, index * size, (index + 1) * size);
  }
}
