package dev.jacobi.nn;

import dev.jacobi.Tensor;
import dev.jacobi.graph.Cost;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Walk;
import dev.jacobi.type.DType;
import dev.jacobi.type.JacobiException;
import dev.jacobi.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a model is made of and what it costs to apply: a row for each call of a layer, in the order
 * of the calls, the layers within a layer below it. Nothing is computed.
 *
 * <pre>{@code
 * IO.println(Summary.of(net, Shape.of(1, 784)));               // a model that is a layer
 * IO.println(Summary.of(net, net::classify, Tensor.zeros(1, 784)));
 * }</pre>
 *
 * <p>Functions that are no layers of this package, as {@code Tensor::relu}, have no row; the totals
 * include them.
 *
 * @param rows the calls of layers
 * @param shape that of the result
 * @param parameters how many numbers the model learns; shared ones count once
 * @param flops floating-point operations of the result, counted on the graph: a product with a sum
 *     counts 2, an exponential 20, moving numbers 1 each
 */
public record Summary(List<Row> rows, Shape shape, long parameters, long flops) {

  /**
   * A call of a layer.
   *
   * @param name where the layer stands in the model, as in {@code encoder.0}; empty for the model
   *     itself and for a layer that is no part of it
   * @param depth how many calls it is within
   * @param layer what the layer says it is
   * @param shape that of its result
   * @param parameters how many numbers it learns, with those of the layers within it
   * @param flops floating-point operations, with those of the layers within it
   */
  public record Row(
      String name, int depth, String layer, Shape shape, long parameters, long flops) {}

  /** Copies the list. */
  public Summary {
    rows = List.copyOf(rows);
  }

  /** That of a model applied to float32 numbers of a shape, the samples first. */
  public static Summary of(Layer model, Shape shape) {
    return of(model, model, Tensor.full(DType.FLOAT32, shape, 0));
  }

  /** That of {@code f(x)}, a function of a model. */
  public static Summary of(Object model, UnaryOperator<Tensor> f, Tensor x) {
    Recorder recorder = new Recorder(LayerNames.of(model));
    Tensor y = Calls.watch(recorder, () -> f.apply(x));
    if (y == null) {
      throw new JacobiException("summary: the function gave null; return its result");
    }
    List<Row> rows = recorder.rows.stream().map(Supplier::get).toList();
    return new Summary(rows, y.shape(), Weights.count(model), flops(y, x));
  }

  private static long flops(Tensor y, Tensor x) {
    Node from = x.node();
    return Cost.flops(
        Walk.topological(List.of(y.node()), n -> n == from ? List.of() : n.inputs()).stream()
            .filter(node -> node != from)
            .toList());
  }

  /** Keeps a row for each call; it is whole when the call has returned. */
  private static final class Recorder implements Calls.Watcher {
    private final LayerNames names;
    private final List<Supplier<Row>> rows = new ArrayList<>();
    private int depth;

    Recorder(LayerNames names) {
      this.names = names;
    }

    @Override
    public Tensor called(Object layer, Tensor x, Supplier<Tensor> body) {
      int place = rows.size();
      int own = depth;
      String name = names.next(layer);
      rows.add(() -> {
        throw new IllegalStateException(name);
      });
      depth++;
      Tensor y = body.get();
      depth--;
      Row row = new Row(name, own, layer.toString(), y.shape(), Weights.count(layer), flops(y, x));
      rows.set(place, () -> row);
      return y;
    }
  }

  /** A table, and a line with the totals. */
  @Override
  public String toString() {
    List<String[]> cells = new ArrayList<>();
    cells.add(new String[] {"layer", "shape", "parameters", "flop"});
    for (Row row : rows) {
      String name = row.name().isEmpty() ? "" : row.name() + "  ";
      cells.add(
          new String[] {
            "  ".repeat(row.depth()) + name + row.layer(),
            row.shape().toString(),
            counted(row.parameters()),
            counted(row.flops())
          });
    }
    int[] widths = new int[4];
    for (String[] line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line[i].length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (String[] line : cells) {
      for (int i = 0; i < widths.length; i++) {
        String blanks = " ".repeat(widths[i] - line[i].length());
        // words to the left, numbers to the right
        table.append(i < 2 ? line[i] + blanks : blanks + line[i]);
        table.append(i + 1 < widths.length ? "  " : "\n");
      }
    }
    return table
        + counted(parameters)
        + " parameters, "
        + counted(flops)
        + " flop, result "
        + shape;
  }

  private static String counted(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
