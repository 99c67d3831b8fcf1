package dev.jacobi.transform;

import static dev.jacobi.transform.Label.SHARED;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Walk;
import dev.jacobi.transform.Label.Mixed;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.transform.Label.Total;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sample labels of a graph: where the axis along which samples do not look at each other is,
 * and from which node on they do. The rules speak of axes and runs, never of the number of samples,
 * so that what is refused for many samples is refused for one.
 *
 * <p>There are two instances. The <i>proof</i> follows derivatives: what no derivative flows
 * through is shared. The <i>schedule</i> follows values. (Where samples have to be apart in their
 * values, as for the gradient of each sample's loss, the rules of the proof hold for values.)
 */
public final class SampleLabels {
  private enum Follows {
    DERIVATIVES,
    VALUES,
    /** Values, of which a total may not enter a sample again. */
    VALUES_APART
  }

  private final Follows follows;
  private final Map<Node, Label> labels = new IdentityHashMap<>();
  private int only = -1;
  private Label onlyLabel = SHARED;

  private SampleLabels(Follows follows) {
    this.follows = follows;
  }

  /**
   * The proof: derivative dependence of {@code outputs} on {@code z}, whose axis 0 is the samples'.
   */
  public static SampleLabels proof(Collection<Node> outputs, Node z) {
    SampleLabels proof = new SampleLabels(Follows.DERIVATIVES);
    proof.labels.put(z, new Sample(0, 1));
    List<Node> order = Walk.topological(outputs, List.of(z));
    order.stream()
        .filter(node -> node != z && node.depth() <= z.depth())
        .forEach(node -> proof.labels.put(node, SHARED));
    proof.fill(order);
    return proof;
  }

  /** Value dependence of {@code outputs} on {@code z}, whose axis 0 is the samples'. */
  public static SampleLabels values(Collection<Node> outputs, Node z) {
    return values(outputs, z, new Sample(0, 1));
  }

  /** Value dependence of {@code outputs} on {@code z}, whose samples are at {@code at}. */
  static SampleLabels values(Collection<Node> outputs, Node z, Sample at) {
    SampleLabels values = new SampleLabels(Follows.VALUES);
    values.labels.put(z, at);
    values.fill(Walk.topological(outputs));
    return values;
  }

  /** The schedule: value dependence of {@code outputs} on the inputs that have samples. */
  public static SampleLabels schedule(Collection<Node> outputs) {
    SampleLabels schedule = new SampleLabels(Follows.VALUES);
    schedule.fill(Walk.topological(outputs));
    return schedule;
  }

  /**
   * Value dependence of {@code outputs} on the inputs that have samples and on {@code entries},
   * where data without declared samples enter; a total that enters samples again mixes them.
   */
  static SampleLabels apart(Collection<Node> outputs, Map<Node, Sample> entries) {
    SampleLabels apart = new SampleLabels(Follows.VALUES_APART);
    for (Node node : Walk.topological(outputs)) {
      Label own = apart.label(node);
      Label entry = entries.get(node);
      apart.labels.put(node, own == SHARED && entry != null ? entry : own);
    }
    return apart;
  }

  /** The label of {@code output} by derivatives, given those of some nodes below it. */
  static Label known(Node output, Map<Node, Label> given) {
    SampleLabels known = new SampleLabels(Follows.DERIVATIVES);
    known.labels.putAll(given);
    known.fill(
        Walk.topological(List.of(output), n -> given.containsKey(n) ? List.of() : n.inputs()));
    return known.of(output);
  }

  /** The label of a node below the outputs. */
  public Label of(Node node) {
    Label label = labels.get(node);
    if (label == null) {
      throw new IllegalArgumentException("not below the outputs: " + node);
    }
    return label;
  }

  /** The label of a node that was built on top of labelled ones since. */
  Label ofBuilt(Node node) {
    fill(Walk.topological(List.of(node), n -> labels.containsKey(n) ? List.of() : n.inputs()));
    return of(node);
  }

  /**
   * The label that {@code node} would have by value if its operand {@code index} alone had samples.
   */
  public static Label alone(Node node, int index, Label.Sample operand) {
    SampleLabels one = new SampleLabels(Follows.VALUES);
    one.only = index;
    one.onlyLabel = operand;
    return one.label(node);
  }

  private void fill(List<Node> order) {
    for (Node node : order) {
      if (!labels.containsKey(node)) {
        labels.put(node, label(node));
      }
    }
  }

  /** The label of operand {@code index}, shared if the dependence in question does not pass it. */
  private Label operand(Node node, int index) {
    if (only >= 0) {
      return index == only ? onlyLabel : SHARED;
    }
    boolean passes =
        follows != Follows.DERIVATIVES || Dependence.flowing(node).anyMatch(i -> i == index);
    return passes ? of(node.input(index)) : SHARED;
  }

  private Label label(Node node) {
    return switch (node.op()) {
      case Op.Elementwise op -> join(node, all(node));
      case Op.Movement.Concat(var axis) -> {
        Label joint = join(node, all(node));
        yield joint instanceof Sample(var a, var run) && a == axis ? new Mixed(node) : joint;
      }
      case Op.Movement op -> moved(op, node, operand(node, 0));
      case Op.Reduction.Reduce(var kind, var axes) -> reduced(node, axes, operand(node, 0));
      case Op.Reduction.ArgReduce(var kind, var axis) ->
          reduced(node, Ints.of(axis), operand(node, 0));
      case Op.Contract op -> contracted(op, node, operand(node, 0), operand(node, 1));
      case Op.Indexing.Gather(var axis, var batch) -> gathered(node, axis, batch);
      case Op.Indexing.ScatterAdd(var axis, var batch, var size) -> scattered(node, axis, batch);
      case Op.Indexing.ArgSort(var axis) -> {
        Label x = operand(node, 0);
        yield x instanceof Sample(var a, var run) && a == axis ? new Mixed(node) : x;
      }
      case Op.Matrix op -> matrices(op, node);
      case Op.Window.Unfold(var axes, var sizes, var strides, var dilations) -> {
        Label x = operand(node, 0);
        yield x instanceof Sample(var a, var run) && axes.contains(a) ? new Mixed(node) : x;
      }
      case Op.Window.Fold(var axes, var sizes, var strides, var dilations, var lengths) -> {
        Label x = operand(node, 0);
        int windows = node.input(0).shape().rank() - axes.size();
        yield x instanceof Sample(var a, var run) && (axes.contains(a) || a >= windows)
            ? new Mixed(node)
            : x;
      }
      case Op.Source.Constant op -> SHARED;
      case Op.Source.Iota op -> SHARED;
      case Op.Source.Input(var name, var shape, var dtype, var sampleAxis) ->
          follows != Follows.DERIVATIVES && sampleAxis >= 0 ? new Sample(sampleAxis, 1) : SHARED;
      case Op.Source.RandomBits(var shape, var purpose) -> {
        // the last axis of the keys is that of their two words
        Label key = operand(node, 0);
        int words = node.input(0).shape().rank() - 1;
        yield key instanceof Sample(var a, var run) && a == words
            ? new Mixed(node)
            : join(node, all(node));
      }
      case Op.Marker.StopGradient() -> operand(node, 0);
      case Op.Marker.Derived(var sampleAxis) -> derived(node, sampleAxis);
      case Op.Marker.After() -> operand(node, 0);
      case Op.Marker.Checkpoint(var arguments) -> value(node);
      case Op.Marker.Custom(var rule) -> {
        Label value = value(node);
        yield follows != Follows.DERIVATIVES || rule.isElementwise()
            ? value
            : meet(
                node,
                value,
                CustomRules.label(
                    rule, node, value, node.inputs().stream().skip(1).map(this::of).toList()));
      }
    };
  }

  /** The label of operand 0, which is the value, though no derivative flows through it. */
  private Label value(Node node) {
    return only < 0 ? of(node.input(0)) : only == 0 ? onlyLabel : SHARED;
  }

  /** A derivative that does not depend on any sample still has one value for each of them. */
  private Label derived(Node node, int sampleAxis) {
    Label own = operand(node, 0);
    if (own != SHARED || follows != Follows.DERIVATIVES) {
      return own;
    }
    if (!(of(node.input(1)) instanceof Sample like)) {
      return SHARED;
    }
    return sampleAxis < 0 ? like : new Sample(sampleAxis, 1);
  }

  private List<Label> all(Node node) {
    return IntStream.range(0, node.inputs().size()).mapToObj(i -> operand(node, i)).toList();
  }

  /** Operands that meet element by element. */
  private Label join(Node node, List<Label> operands) {
    Label joint = SHARED;
    for (Label label : operands) {
      joint = meet(node, joint, label);
    }
    return joint;
  }

  private Label meet(Node node, Label a, Label b) {
    return switch (a) {
      case Label.Shared() -> b;
      case Mixed mixed -> mixed;
      case Total(var at) ->
          switch (b) {
            case Label.Shared() -> a;
            case Total other -> a;
            case Mixed mixed -> mixed;
            // the total of all samples enters each of them
            case Sample sample -> follows == Follows.VALUES ? sample : new Mixed(at);
          };
      case Sample sample ->
          switch (b) {
            case Label.Shared() -> a;
            case Mixed mixed -> mixed;
            case Total(var at) -> follows == Follows.VALUES ? sample : new Mixed(at);
            case Sample other -> sample.equals(other) ? a : new Mixed(node);
          };
    };
  }

  private static Label moved(Op.Movement op, Node node, Label x) {
    if (!(x instanceof Sample(var axis, var run))) {
      return x;
    }
    return switch (op) {
      case Op.Movement.Reshape(var shape) ->
          reshaped(node, node.input(0).shape(), shape, axis, run);
      case Op.Movement.Permute(var order) -> new Sample(order.indexOf(axis), run);
      case Op.Movement.Expand(var shape, var axes) ->
          shape.size(axes.get(axis)) == node.input(0).shape().size(axis)
              ? new Sample(axes.get(axis), run)
              : new Mixed(node);
      case Op.Movement.Slice(var axes, var starts, var limits, var steps) ->
          axes.contains(axis) ? new Mixed(node) : x;
      case Op.Movement.Pad(var axes, var low, var high, var interior) ->
          axes.contains(axis) ? new Mixed(node) : x;
      case Op.Movement.Flip(var axes) -> axes.contains(axis) ? new Mixed(node) : x;
      case Op.Movement.Concat(var along) -> along == axis ? new Mixed(node) : x;
    };
  }

  /**
   * A reshape keeps samples apart if they stay the outermost part of one axis: the elements before
   * the axis are as many as they were, and those of a sample behind it still form whole runs.
   *
   * <p>A single sample leaves open which axis is meant. Where the axes up to that of the samples
   * stay as they are it is the same. Where samples are outermost it is the first, as in {@code [B,
   * T, d]} to {@code [B T, d]}. Where others are before them, {@code [T, 1, d]} to {@code [T, d]}
   * reads as {@code [T B, d]}, which mixes: runs may not grow.
   */
  static Label reshaped(Node node, Shape from, Shape to, int axis, int run) {
    long samples = run == 0 ? 0 : from.size(axis) / run;
    long before = product(from, 0, axis);
    long inSample = run * product(from, axis + 1, from.rank());
    if (axis < to.rank() && from.slice(0, axis + 1).equals(to.slice(0, axis + 1))) {
      return new Sample(axis, run);
    }
    for (int j = 0; j < to.rank(); j++) {
      long behind = product(to, j + 1, to.rank());
      if (product(to, 0, j) != before) {
        continue;
      }
      if (behind == 0 && samples > 0 && to.size(j) % samples == 0) {
        return new Sample(j, (int) (to.size(j) / samples));
      }
      boolean open = samples == 1 && before > 1 && inSample / Math.max(behind, 1) > run;
      if (behind > 0
          && inSample % behind == 0
          && to.size(j) == samples * (inSample / behind)
          && !open) {
        return new Sample(j, (int) (inSample / behind));
      }
    }
    return new Mixed(node);
  }

  private static long product(Shape shape, int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape.size(axis);
    }
    return product;
  }

  private static Label reduced(Node node, Ints axes, Label x) {
    if (!(x instanceof Sample(var axis, var run))) {
      return x;
    }
    if (axes.contains(axis)) {
      return new Total(node);
    }
    int dropped = (int) axes.stream().filter(a -> a < axis).count();
    return new Sample(axis - dropped, run);
  }

  private Label contracted(Op.Contract op, Node node, Label a, Label b) {
    // samples of one operand beside all of the other: each sample sees itself only if the other
    // operand has no samples, or has them at the same letter
    if (a instanceof Sample(var i, var r)
        && b instanceof Sample(var k, var s)
        && op.lhs().get(i) != op.rhs().get(k)) {
      return new Mixed(node);
    }
    return meet(node, letter(op.lhs(), op, node, a), letter(op.rhs(), op, node, b));
  }

  /** The label of one operand's part in the result. */
  private static Label letter(Ints letters, Op.Contract op, Node node, Label x) {
    if (!(x instanceof Sample(var axis, var run))) {
      return x;
    }
    int out = op.out().indexOf(letters.get(axis));
    return out < 0 ? new Total(node) : new Sample(out, run);
  }

  /** The samples' axis is one of those before the matrices, or that of the right-hand sides. */
  private Label matrices(Op.Matrix op, Node node) {
    Label joint = SHARED;
    for (int i = 0; i < node.inputs().size(); i++) {
      Label x = operand(node, i);
      int rank = node.input(i).shape().rank();
      boolean column = op instanceof Op.Matrix.Solve && i == 1;
      boolean inside =
          x instanceof Sample(var a, var run) && a >= rank - 2 && !(column && a == rank - 1);
      joint = meet(node, joint, inside ? new Mixed(node) : x);
    }
    return joint;
  }

  private Label gathered(Node node, int axis, int batch) {
    int indexAxes = node.input(1).shape().rank() - batch;
    Label x = operand(node, 0);
    if (x instanceof Sample(var a, var run)) {
      if (a == axis) {
        x = new Mixed(node);
      } else if (a > axis) {
        x = new Sample(a - 1 + indexAxes, run);
      }
    }
    return meet(node, x, indexed(operand(node, 1), axis, batch));
  }

  private Label scattered(Node node, int axis, int batch) {
    int indexAxes = node.input(1).shape().rank() - batch;
    Label updates = operand(node, 0);
    if (updates instanceof Sample(var a, var run) && a >= axis) {
      updates = a < axis + indexAxes ? new Total(node) : new Sample(a - indexAxes + 1, run);
    }
    Label indices = operand(node, 1);
    if (operand(node, 0) instanceof Sample(var u, var r)
        && indices instanceof Sample(var i, var s)
        && u != (i < batch ? i : i - batch + axis)) {
      return new Mixed(node);
    }
    if (indices instanceof Sample(var a, var run) && a >= batch) {
      indices = new Total(node);
    }
    return meet(node, updates, indices);
  }

  /** Where the samples of the indices stand in what is gathered. */
  private static Label indexed(Label indices, int axis, int batch) {
    return indices instanceof Sample(var a, var run) && a >= batch
        ? new Sample(axis + a - batch, run)
        : indices;
  }
}
