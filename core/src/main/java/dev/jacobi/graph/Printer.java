package dev.jacobi.graph;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A graph as text, a line a node, operands first. */
public final class Printer {
  private Printer() {}

  /** The nodes below {@code outputs}, each with its number, operation, operands, type and shape. */
  public static String print(Collection<Node> outputs) {
    return print(outputs, node -> "");
  }

  /** The same with a remark on each node. */
  public static String print(Collection<Node> outputs, Function<Node, String> remark) {
    Map<Node, Integer> numbers = new IdentityHashMap<>();
    StringBuilder text = new StringBuilder();
    for (Node node : Walk.topological(outputs)) {
      numbers.put(node, numbers.size());
      String operands =
          node.inputs().stream().map(i -> "%" + numbers.get(i)).collect(Collectors.joining(", "));
      String line =
          String.format(
              Locale.ROOT,
              "%%%-3d = %s %s  %s%s %s",
              numbers.get(node),
              name(node),
              operands,
              node.dtype(),
              node.shape(),
              remark.apply(node));
      text.append(line.stripTrailing()).append('\n');
      if (node.note() != null) {
        text.append("       ").append(node.note()).append('\n');
      }
    }
    return text.toString();
  }

  private static String name(Node node) {
    return node.op() instanceof Op.Source.Constant(var value) && value.shape().rank() == 0
        ? "constant " + number(value)
        : OpNames.of(node);
  }

  private static String number(ArrayValue value) {
    return value.dtype().isFloat()
        ? Double.toString(value.getDouble(0))
        : Long.toString(value.getLong(0));
  }
}
