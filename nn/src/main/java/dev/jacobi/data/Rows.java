package dev.jacobi.data;

import dev.jacobi.Tensor;
import dev.jacobi.Tree;
import dev.jacobi.graph.ArrayValue;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Trees of tensors whose axis 0 runs over the same rows. */
final class Rows {
  private Rows() {}

  /**
   * How many rows there are.
   *
   * @throws ShapeException if a tensor has no axis 0, or another number of rows
   */
  static int count(Object tree) {
    List<Tree.Leaf> leaves = Tree.described(tree);
    if (leaves.isEmpty()) {
      throw new ShapeException("dataset: no tensors; give tensors with axis 0 over the samples");
    }
    for (Tree.Leaf leaf : leaves) {
      Tensor first = leaves.get(0).tensor();
      if (leaf.tensor().rank() == 0 || leaf.tensor().size(0) != first.size(0)) {
        throw new ShapeException(
            "dataset: "
                + leaves.get(0).name()
                + " "
                + first.shape()
                + " and "
                + leaf.name()
                + " "
                + leaf.tensor().shape()
                + "; axis 0 runs over the samples and must be as long in all");
      }
    }
    return leaves.get(0).tensor().size(0);
  }

  /** The given rows in that order. */
  static <T> T take(T tree, int[] rows) {
    return Tree.map(tree, tensor -> take(tensor, rows));
  }

  private static Tensor take(Tensor tensor, int[] rows) {
    Shape shape = tensor.shape().with(0, rows.length);
    int each = tensor.shape().elements(1, tensor.rank());
    Object from = tensor.toArrayValue().array();
    Object to = ArrayValue.allocate(tensor.dtype(), shape.elements());
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from, rows[i] * each, to, i * each, each);
    }
    return Tensor.of(ArrayValue.of(shape, to));
  }

  /** The rows of all trees, one after the other. */
  static <T> T concat(List<T> trees) {
    if (trees.size() == 1) {
      return trees.get(0);
    }
    List<List<Tensor>> leaves = trees.stream().map(Tree::leaves).toList();
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < leaves.get(0).size(); i++) {
      int place = i;
      joined.add(join(leaves.stream().map(each -> each.get(place)).toList()));
    }
    return Tree.rebuild(trees.get(0), joined);
  }

  private static Tensor join(List<Tensor> parts) {
    Tensor first = parts.get(0);
    int rows = 0;
    for (Tensor part : parts) {
      if (part.dtype() != first.dtype()
          || !part.shape().with(0, 0).equals(first.shape().with(0, 0))) {
        throw new ShapeException(
            "loader: a part "
                + part.dtype()
                + part.shape()
                + " after one "
                + first.dtype()
                + first.shape()
                + "; only the number of rows may differ");
      }
      rows = Math.addExact(rows, part.size(0));
    }
    Shape shape = first.shape().with(0, rows);
    Object to = ArrayValue.allocate(first.dtype(), shape.elements());
    int at = 0;
    for (Tensor part : parts) {
      System.arraycopy(part.toArrayValue().array(), 0, to, at, part.shape().elements());
      at += part.shape().elements();
    }
    return Tensor.of(ArrayValue.of(shape, to));
  }

  /** Refuses rows that are not there. */
  static void require(int[] rows, int size) {
    for (int row : rows) {
      if (row < 0 || row >= size) {
        throw new IndexException("rows: row " + row + "; the data set has " + size);
      }
    }
  }
}
