package dev.jacobi;

import dev.jacobi.cpu.Explanation;
import dev.jacobi.cpu.KernelSets;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Walk;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where NaN and infinities in the results of a graph come from: a node that is not finite though
 * all its operands are, and from which such nodes lead to a result. What a mask keeps away from the
 * results is none.
 */
final class NonFinite {
  private final List<Node> inputs;
  private final List<ArrayValue> values;

  private NonFinite(List<Node> inputs, List<ArrayValue> values) {
    this.inputs = inputs;
    this.values = values;
  }

  /** The first such node, with its first element that is not finite. */
  static Optional<String> first(List<Node> outputs, List<Node> inputs, List<ArrayValue> values) {
    NonFinite search = new NonFinite(inputs, values);
    List<Node> floats =
        Walk.topological(outputs).stream().filter(node -> node.dtype().isFloat()).toList();
    Set<Node> bad = search.notFinite(floats);
    Set<Node> blamed = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Node> results = outputs.stream().filter(bad::contains).toList();
    for (Node node : Walk.topological(results, n -> operands(n, bad))) {
      if (operands(node, bad).isEmpty()) {
        blamed.add(node);
      }
    }
    return floats.stream().filter(blamed::contains).findFirst().map(search::describe);
  }

  private static List<Node> operands(Node node, Set<Node> among) {
    return node.inputs().stream().filter(among::contains).toList();
  }

  /** All are looked at in one run that keeps one truth value of each. */
  private Set<Node> notFinite(List<Node> nodes) {
    List<ArrayValue> finite =
        run(nodes.stream().map(node -> new Tensor(node).isFinite().all().node()).toList());
    Set<Node> bad = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < nodes.size(); i++) {
      if (finite.get(i).getDouble(0) == 0) {
        bad.add(nodes.get(i));
      }
    }
    return bad;
  }

  private List<ArrayValue> run(List<Node> outputs) {
    int threads = Runtime.getRuntime().availableProcessors();
    return Explanation.compile(outputs, inputs, KernelSets::current, threads, Long.MAX_VALUE)
        .executable()
        .run(values);
  }

  private String describe(Node node) {
    ArrayValue value = run(List.of(node)).get(0);
    Shape shape = value.shape();
    int first = -1;
    int count = 0;
    for (int i = 0; i < shape.elements(); i++) {
      if (!Double.isFinite(value.getDouble(i))) {
        first = first < 0 ? i : first;
        count++;
      }
    }
    int[] strides = shape.strides();
    int[] place = new int[shape.rank()];
    for (int axis = 0, rest = first; axis < place.length; axis++) {
      place[axis] = rest / strides[axis];
      rest %= strides[axis];
    }
    return node
        + ": "
        + value.getDouble(first)
        + " at "
        + Arrays.toString(place)
        + ", "
        + count
        + " of "
        + shape.elements();
  }
}
