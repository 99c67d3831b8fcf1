package dev.jacobi.reference;

import static dev.jacobi.reference.Grid.assertElements;
import static dev.jacobi.reference.Grid.assertSameBits;
import static dev.jacobi.reference.Grid.at;
import static dev.jacobi.reference.Grid.bools;
import static dev.jacobi.reference.Grid.counting;
import static dev.jacobi.reference.Grid.doubles;
import static dev.jacobi.reference.Grid.evaluate;
import static dev.jacobi.reference.Grid.floats;
import static dev.jacobi.reference.Grid.ints;
import static dev.jacobi.reference.Grid.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Node;
import dev.jacobi.graph.Nodes;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Origin;
import dev.jacobi.type.DType;
import dev.jacobi.type.IndexException;
import dev.jacobi.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gather, its adjoint, sorting, and the message for an index that points outside. */
final class IndexingTest {

  @ParameterizedTest
  @EnumSource
  void gathersEveryElementType(DType dtype) {
    ArrayValue x = counting(dtype, 3, 7);
    ArrayValue indices = ArrayValue.of(Shape.of(2, 2), new int[] {6, 0, 3, 3});
    assertElements(
        evaluate(new Op.Indexing.Gather(1, 0), x, indices),
        Shape.of(3, 2, 2),
        c -> at(x, c[0], (int) at(indices, c[1], c[2])));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void gathersWithBatchAxes(int n) {
    ArrayValue x = counting(DType.FLOAT64, 2, 3, 5, 2);
    long[] index = new long[2 * n];
    for (int i = 0; i < index.length; i++) {
      index[i] = (3L * i + 1) % 5;
    }
    ArrayValue indices = longs(Shape.of(2, n), index);
    assertElements(
        evaluate(new Op.Indexing.Gather(2, 1), x, indices),
        Shape.of(2, 3, n, 2),
        c -> at(x, c[0], c[1], (int) at(indices, c[0], c[2]), c[3]));
  }

  @Test
  void gathersOneElementPerBatchEntry() {
    ArrayValue x = counting(DType.INT64, 3, 4);
    assertSameBits(evaluate(new Op.Indexing.Gather(1, 1), x, ints(3, 0, 1)), longs(4, 5, 10));
    assertSameBits(
        evaluate(new Op.Indexing.Gather(0, 0), longs(7, 8, 9), ArrayValue.scalar(DType.INT32, 2)),
        ArrayValue.scalar(DType.INT64, 9));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void scatterAddIsTheAdjointOfGather(int n) {
    long[] index = new long[2 * n];
    for (int i = 0; i < index.length; i++) {
      index[i] = (long) i * i % 5;
    }
    ArrayValue indices = longs(Shape.of(2, n), index);
    ArrayValue x = counting(DType.FLOAT64, 2, 3, 5, 2);
    ArrayValue updates = counting(DType.FLOAT64, 2, 3, n, 2);
    ArrayValue scattered = evaluate(new Op.Indexing.ScatterAdd(2, 1, 5), updates, indices);
    ArrayValue gathered = evaluate(new Op.Indexing.Gather(2, 1), x, indices);
    assertThat(scattered.shape()).isEqualTo(x.shape());
    double left = 0;
    for (int i = 0; i < x.shape().elements(); i++) {
      left += x.getDouble(i) * scattered.getDouble(i);
    }
    double right = 0;
    for (int i = 0; i < updates.shape().elements(); i++) {
      right += updates.getDouble(i) * gathered.getDouble(i);
    }
    assertThat(left).isEqualTo(right);
  }

  @Test
  void scatterAddsDuplicates() {
    Op scatter = new Op.Indexing.ScatterAdd(0, 0, 4);
    ArrayValue indices = ints(2, 0, 2);
    assertSameBits(evaluate(scatter, doubles(1, 2, 4), indices), doubles(2, 0, 5, 0));
    assertSameBits(
        evaluate(scatter, ints(Integer.MAX_VALUE, 2, 1), indices),
        ints(2, 0, Integer.MIN_VALUE, 0));
    assertSameBits(
        evaluate(scatter, bools(true, false, true), indices), bools(false, false, true, false));
    assertSameBits(
        evaluate(new Op.Indexing.ScatterAdd(0, 0, 1), floats(1e8f, 1, -1e8f), ints(0, 0, 0)),
        floats(1));
  }

  @Test
  void namesTheIndexThatPointsOutside() {
    Node x = Nodes.constant(counting(DType.FLOAT64, 3, 5));
    Node indices = Nodes.constant(longs(Shape.of(1, 3), 0, 4, 7));
    Node gather = Node.of(new Op.Indexing.Gather(1, 0), x, indices);
    assertThatThrownBy(() -> evaluate(gather))
        .isInstanceOf(IndexException.class)
        .hasMessage(
            "gather: index 7 at position [0, 2] of the indices; axis 1 of [3, 5] has indices 0 to"
                + " 4; clip the indices or mask what they choose (made at "
                + gather.origin().place()
                + ")");
  }

  @Test
  void negativeIndicesPointOutside() {
    Node scatter =
        Node.of(
            new Op.Indexing.ScatterAdd(0, 0, 5),
            Nodes.constant(doubles(1, 2)),
            Nodes.constant(ints(3, -1)));
    assertThatThrownBy(() -> evaluate(scatter))
        .isInstanceOf(IndexException.class)
        .hasMessageStartingWith(
            "scatter-add: index -1 at position [1] of the indices; axis 0 of [5] has indices 0 to"
                + " 4; ");
  }

  @Test
  void anEmptyAxisHasNoIndices() {
    Node gather =
        Origin.within(
            "embedding",
            () ->
                Node.of(
                    new Op.Indexing.Gather(0, 0),
                    Nodes.constant(doubles(Shape.of(0, 2))),
                    Nodes.scalar(DType.INT64, 0)));
    assertThatThrownBy(() -> evaluate(gather))
        .isInstanceOf(IndexException.class)
        .hasMessageStartingWith(
            "gather of embedding: index 0 at position [] of the indices; axis 0 of [0, 2] has no"
                + " indices; ");
  }

  @Test
  void anIndexTooLargeForAnIntPointsOutside() {
    assertThatThrownBy(() -> evaluate(new Op.Indexing.Gather(0, 0), doubles(1, 2), longs(1L << 32)))
        .isInstanceOf(IndexException.class)
        .hasMessageContaining("index 4294967296 ");
  }

  @Test
  void sortsStablyWithNanLast() {
    double nan = Double.NaN;
    ArrayValue x = doubles(nan, 2, 0.0, -0.0, nan, Double.NEGATIVE_INFINITY, 2);
    assertSameBits(evaluate(new Op.Indexing.ArgSort(0), x), longs(5, 2, 3, 1, 6, 0, 4));
    assertSameBits(
        evaluate(new Op.Indexing.ArgSort(0), longs((1L << 60) + 1, 1L << 60)), longs(1, 0));
    assertSameBits(
        evaluate(new Op.Indexing.ArgSort(0), bools(true, false, true, false)), longs(1, 3, 0, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void sortsAlongEachAxis(int n) {
    double[] values = new double[n * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7) % 5;
    }
    ArrayValue x = doubles(Shape.of(n, 3), values);
    ArrayValue order = evaluate(new Op.Indexing.ArgSort(0), x);
    // The place of an element is the number of those that come before it.
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < 3; column++) {
        int before = 0;
        for (int other = 0; other < n; other++) {
          double difference = at(x, other, column) - at(x, row, column);
          before += difference < 0 || (difference == 0 && other < row) ? 1 : 0;
        }
        assertThat(at(order, before, column)).isEqualTo(row);
      }
    }
    ArrayValue flat = doubles(Shape.of(1, n * 3), values);
    ArrayValue last = evaluate(new Op.Indexing.ArgSort(1), flat);
    for (int i = 1; i < values.length; i++) {
      assertThat(values[(int) at(last, 0, i)])
          .isGreaterThanOrEqualTo(values[(int) at(last, 0, i - 1)]);
    }
  }
}
