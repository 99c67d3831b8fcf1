package dev.jacobi.reference;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Elements chosen by indices, and the indices that sort. */
final class Indexing {
  private Indexing() {}

  static ArrayValue gather(Node node, ArrayValue x, ArrayValue indices, Op.Indexing.Gather op) {
    int[] index = checked(node, "gather", x.shape(), op.axis(), indices);
    return Cells.gather(
        node.shape(), x, places(x.shape(), op.axis(), op.batchAxes(), node.shape(), index));
  }

  static ArrayValue scatterAdd(
      Node node, ArrayValue updates, ArrayValue indices, Op.Indexing.ScatterAdd op) {
    int[] index = checked(node, "scatter-add", node.shape(), op.axis(), indices);
    return Cells.scatterAdd(
        node.shape(),
        updates,
        places(node.shape(), op.axis(), op.batchAxes(), updates.shape(), index));
  }

  /**
   * For each element of the {@code [batch, before, index, after]} side, in row-major order, its
   * place on the {@code [batch, before, n, after]} side.
   */
  private static int[] places(Shape indexed, int axis, int batchAxes, Shape chosen, int[] index) {
    int batch = indexed.elements(0, batchAxes);
    int before = indexed.elements(batchAxes, axis);
    int n = indexed.size(axis);
    int after = indexed.elements(axis + 1, indexed.rank());
    int perBatch = batch == 0 ? 0 : index.length / batch;
    int[] places = new int[chosen.elements()];
    int at = 0;
    for (int b = 0; b < batch; b++) {
      for (int p = 0; p < before; p++) {
        for (int i = 0; i < perBatch; i++) {
          int row = (b * before + p) * n + index[b * perBatch + i];
          for (int a = 0; a < after; a++) {
            places[at++] = row * after + a;
          }
        }
      }
    }
    return places;
  }

  /** The indices as ints, all of which lie on the axis. */
  private static int[] checked(
      Node node, String operation, Shape indexed, int axis, ArrayValue indices) {
    int n = indexed.size(axis);
    int[] index = new int[indices.shape().elements()];
    for (int i = 0; i < index.length; i++) {
      long wanted = indices.getLong(i);
      if (wanted < 0 || wanted >= n) {
        String composition = node.origin().composition();
        throw new IndexException(
            operation
                + (composition == null ? "" : " of " + composition)
                + ": index "
                + wanted
                + " at position "
                + Arrays.toString(Positions.coordinates(indices.shape(), i))
                + " of the indices; axis "
                + axis
                + " of "
                + indexed
                + (n == 0 ? " has no indices" : " has indices 0 to " + (n - 1))
                + "; clip the indices or mask what they choose (made at "
                + node.origin().place()
                + ")");
      }
      index[i] = (int) wanted;
    }
    return index;
  }

  /** Equal elements, as -0.0 and 0.0 are, keep their order; NaN comes last. */
  static ArrayValue argSort(ArrayValue x, int axis) {
    Shape shape = x.shape();
    int n = shape.size(axis);
    int stride = shape.strides()[axis];
    int[] strides = shape.strides();
    Cells out = new Cells(shape, DType.INT64);
    Ints others = Ints.of(IntStream.range(0, shape.rank()).filter(a -> a != axis).toArray());
    int[] starts =
        Positions.of(
            shape.without(Ints.of(axis)), 0, others.stream().map(a -> strides[a]).toArray());
    for (int start : starts) {
      Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
      Comparator<Integer> ascending = (i, k) -> compare(x, start + i * stride, start + k * stride);
      Arrays.sort(order, ascending);
      for (int i = 0; i < n; i++) {
        out.set(start + i * stride, order[i].longValue());
      }
    }
    return out.value();
  }

  private static int compare(ArrayValue x, int left, int right) {
    if (x.dtype().isFloat()) {
      double a = x.getDouble(left);
      double b = x.getDouble(right);
      return a < b ? -1 : a > b ? 1 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return Long.compare(x.getLong(left), x.getLong(right));
  }
}
