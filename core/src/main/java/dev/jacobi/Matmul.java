package dev.jacobi;

import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import dev.jacobi.type.ShapeException;
import java.util.stream.IntStream;

/** The matrix product, made of one contraction. */
final class Matmul {
  private Matmul() {}

  static Tensor of(Tensor a, Tensor b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw new ShapeException(
          "matmul: " + a.shape() + " x " + b.shape() + "; a scalar has no rows; use times");
    }
    String given = Origin.named("matmul") + ": " + a.shape() + " x " + b.shape();
    int inner = a.shape().size(a.rank() - 1);
    int rows = b.shape().size(Math.max(0, b.rank() - 2));
    if (inner != rows) {
      throw new ShapeException(
          given
              + "; the inner sizes "
              + inner
              + " and "
              + rows
              + " differ; transpose or reshape one of them");
    }
    Shape batchA = a.shape().slice(0, Math.max(0, a.rank() - 2));
    Shape batchB = b.shape().slice(0, Math.max(0, b.rank() - 2));
    if (!batchA.meets(batchB)) {
      throw new ShapeException(
          given
              + "; the batch axes "
              + batchA
              + " and "
              + batchB
              + " differ where neither is 1; reshape or expand one of them");
    }
    return Origin.within("matmul", () -> product(a, b, batchA.broadcast("matmul", batchB)));
  }

  private static Tensor product(Tensor a, Tensor b, Shape outer) {
    DType dtype = a.dtype().promote(b.dtype());
    dtype = dtype == DType.BOOL ? DType.INT32 : dtype;
    int batchA = Math.max(0, a.rank() - 2);
    int batchB = Math.max(0, b.rank() - 2);
    int batch = outer.rank();
    int i = batch;
    int k = batch + 1;
    int j = batch + 2;
    Operand left = operand(Nodes.cast(a.node(), dtype), batchA, outer, b.rank() <= 2);
    Operand right = operand(Nodes.cast(b.node(), dtype), batchB, outer, a.rank() <= 2);
    Ints lhs = a.rank() == 1 ? left.letters().append(k) : left.letters().append(i).append(k);
    Ints rhs = b.rank() == 1 ? right.letters().append(k) : right.letters().append(k).append(j);
    Ints out = Ints.range(0, batch);
    out = a.rank() == 1 ? out : out.append(i);
    out = b.rank() == 1 ? out : out.append(j);
    return new Tensor(Nodes.contract(left.node(), lhs, right.node(), rhs, out));
  }

  private record Operand(Node node, Ints letters) {}

  /**
   * An operand with its batch letters. Axes of size 1 that the other operand repeats are dropped
   * rather than repeated.
   */
  private static Operand operand(Node x, int batch, Shape outer, boolean alone) {
    int offset = outer.rank() - batch;
    int[] dropped =
        IntStream.range(0, batch)
            .filter(axis -> x.shape().size(axis) == 1 && outer.size(axis + offset) != 1)
            .toArray();
    Ints drop = Ints.of(dropped);
    Node kept = drop.isEmpty() || alone ? x : Nodes.reshape(x, x.shape().without(drop));
    Ints letters =
        Ints.of(
            IntStream.range(0, batch)
                .filter(axis -> alone || !drop.contains(axis))
                .map(axis -> axis + offset)
                .toArray());
    return new Operand(kept, letters);
  }
}
