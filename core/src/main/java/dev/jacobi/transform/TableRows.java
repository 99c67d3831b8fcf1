package dev.jacobi.transform;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.transform.Label.Sample;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The gradient of a table of which each sample takes some rows: an embedding. */
final class TableRows {
  private TableRows() {}

  /**
   * {@code |sum_t e_i(t) c_t|^2 = sum_ts [i(t) = i(s)] (c_t . c_s)} for the cotangent {@code c_t}
   * of row {@code i(t)}, without a table for each sample; null if that is not what the uses are.
   */
  static @Nullable Node squaredNorm(Node table, List<Use> uses) {
    Use use = uses.get(0);
    Node user = use.user();
    if (uses.size() > 1 || use.target() != table || user == null) {
      return null;
    }
    return user.op() instanceof Op.Indexing.Gather(var axis, var batch) && batch == 0
        ? squaredNorm(use, user, axis)
        : null;
  }

  private static Node squaredNorm(Use use, Node user, int axis) {
    Sample own = Objects.requireNonNull(Alignment.operand(user, 1, use.at()));
    Node index = PerSample.samplesFirst(user.input(1), own, use.samples());
    Node c = PerSample.samplesFirst(use.c().value(), use.at(), use.samples());
    // [B, before, index, after]
    Shape shape = c.shape();
    int after = 1 + axis + user.input(1).shape().rank();
    int rows = shape.elements(1 + axis, after);
    Shape flat =
        Shape.of(
            use.samples(), shape.elements(1, 1 + axis), rows, shape.elements(after, shape.rank()));
    Node row = Nodes.reshape(c, flat);
    Node dots =
        Nodes.contract(row, Ints.of(0, 1, 2, 3), row, Ints.of(0, 1, 4, 3), Ints.of(0, 2, 4));
    Node number = Nodes.reshape(index, Shape.of(use.samples(), rows));
    Node same =
        Nodes.compare(
            Op.Comparison.EQ,
            Nodes.expand(number, dots.shape(), Ints.of(0, 1)),
            Nodes.expand(number, dots.shape(), Ints.of(0, 2)));
    return Nodes.sum(Nodes.select(same, dots, Nodes.zerosLike(dots)), Ints.of(1, 2));
  }
}
