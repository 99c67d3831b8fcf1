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

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.graph.Op.Extremum;
import dev.jacobi.graph.Op.ReduceKind;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums, products, extremes, where they are, and contractions. */
final class ReductionTest {
  private static final double NAN = Double.NaN;

  private static ArrayValue reduce(ReduceKind kind, ArrayValue x, int... axes) {
    return evaluate(new Op.Reduction.Reduce(kind, Ints.of(axes)), x);
  }

  private static ArrayValue arg(Extremum kind, ArrayValue x, int axis) {
    return evaluate(new Op.Reduction.ArgReduce(kind, axis), x);
  }

  private static ArrayValue scalar(double value) {
    return ArrayValue.scalar(DType.FLOAT64, value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void sumsAlongEachSetOfAxes(int n) {
    ArrayValue x = counting(DType.FLOAT64, n, 3, 2);
    // x[i, j, k] = 6 i + 2 j + k + 1
    assertElements(
        reduce(ReduceKind.SUM, x, 0),
        Shape.of(3, 2),
        c -> n * (2 * c[0] + c[1] + 1) + 6 * (n * (n - 1) / 2));
    assertElements(reduce(ReduceKind.SUM, x, 1), Shape.of(n, 2), c -> 3 * (6 * c[0] + c[1] + 3));
    assertElements(reduce(ReduceKind.SUM, x, 1, 2), Shape.of(n), c -> 36 * c[0] + 21);
    assertElements(
        reduce(ReduceKind.SUM, x, 0, 2),
        Shape.of(3),
        c -> 2 * n * (2 * c[0] + 1) + n + 12 * (n * (n - 1) / 2));
    assertElements(
        reduce(ReduceKind.SUM, x, 0, 1, 2), Shape.scalar(), c -> 6 * n * (6 * n + 1) / 2);
    assertSameBits(reduce(ReduceKind.SUM, x), x);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void productIsTheFactorial(int n) {
    double factorial = 1;
    for (int i = 2; i <= n; i++) {
      factorial *= i;
    }
    double expected = factorial;
    assertElements(
        reduce(ReduceKind.PROD, counting(DType.FLOAT64, n), 0), Shape.scalar(), c -> expected);
    assertElements(
        reduce(ReduceKind.PROD, counting(DType.INT64, n), 0), Shape.scalar(), c -> expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32", "INT64"})
  void extremesOfEveryType(DType dtype) {
    ArrayValue x = counting(dtype, 7, 2);
    assertElements(reduce(ReduceKind.MAX, x, 0), Shape.of(2), c -> 13 + c[0]);
    assertElements(reduce(ReduceKind.MIN, x, 0), Shape.of(2), c -> 1 + c[0]);
    assertElements(reduce(ReduceKind.MAX, x, 1), Shape.of(7), c -> 2 * c[0] + 2);
    assertElements(arg(Extremum.MAX, x, 0), Shape.of(2), c -> 6);
    assertElements(arg(Extremum.MIN, x, 1), Shape.of(7), c -> 0);
  }

  @Test
  void aReductionOfNothing() {
    ArrayValue none = doubles(Shape.of(0, 2));
    assertSameBits(reduce(ReduceKind.SUM, none, 0), doubles(0, 0));
    assertSameBits(reduce(ReduceKind.PROD, none, 0), doubles(1, 1));
    assertSameBits(reduce(ReduceKind.MAX, none, 1), doubles());
    assertSameBits(
        reduce(ReduceKind.SUM, ArrayValue.of(Shape.of(0), new int[0]), 0),
        ArrayValue.scalar(DType.INT32, 0));
  }

  @Test
  void sumBeginsWithItsFirstElement() {
    assertSameBits(reduce(ReduceKind.SUM, doubles(-0.0), 0), scalar(-0.0));
    assertSameBits(reduce(ReduceKind.SUM, doubles(-0.0, -0.0), 0), scalar(-0.0));
    assertSameBits(reduce(ReduceKind.SUM, doubles(-0.0, 0.0), 0), scalar(0.0));
    assertSameBits(reduce(ReduceKind.PROD, doubles(-0.0), 0), scalar(-0.0));
  }

  @Test
  void float64RoundsAtEachStepAndFloat32Once() {
    assertSameBits(reduce(ReduceKind.SUM, doubles(1e16, 1, -1e16), 0), scalar(0));
    assertSameBits(
        reduce(ReduceKind.SUM, floats(1e8f, 1, -1e8f), 0), ArrayValue.scalar(DType.FLOAT32, 1));
    assertSameBits(
        reduce(ReduceKind.SUM, floats(3e38f, 3e38f, -3e38f), 0),
        ArrayValue.scalar(DType.FLOAT32, 3e38f));
    assertSameBits(
        reduce(ReduceKind.SUM, floats(3e38f, 3e38f), 0),
        ArrayValue.scalar(DType.FLOAT32, Double.POSITIVE_INFINITY));
  }

  @Test
  void integersWrap() {
    assertSameBits(
        reduce(ReduceKind.SUM, ints(Integer.MAX_VALUE, 2), 0),
        ArrayValue.of(Shape.scalar(), new int[] {Integer.MIN_VALUE + 1}));
    assertSameBits(
        reduce(ReduceKind.SUM, longs(Long.MAX_VALUE, 2), 0),
        ArrayValue.of(Shape.scalar(), new long[] {Long.MIN_VALUE + 1}));
    assertSameBits(
        reduce(ReduceKind.PROD, ints(1 << 16, 1 << 16, 3), 0),
        ArrayValue.of(Shape.scalar(), new int[] {0}));
  }

  @Test
  void extremesPropagateNanAndOrderZeros() {
    ArrayValue x = doubles(Shape.of(2, 3), 1, NAN, 5, -0.0, 0.0, -0.0);
    assertSameBits(reduce(ReduceKind.MAX, x, 1), doubles(NAN, 0.0));
    assertSameBits(reduce(ReduceKind.MIN, x, 1), doubles(NAN, -0.0));
  }

  @Test
  void extremesOfTruthValuesAreAnyAndAll() {
    ArrayValue x =
        ArrayValue.of(Shape.of(3, 2), new boolean[] {false, false, true, false, true, true});
    assertSameBits(reduce(ReduceKind.MAX, x, 1), bools(false, true, true));
    assertSameBits(reduce(ReduceKind.MIN, x, 1), bools(false, false, true));
  }

  @Test
  void argReduceTakesTheFirst() {
    ArrayValue x = doubles(Shape.of(4, 3), 2, 3, 3, 1, NAN, NAN, -0.0, 0.0, -0.0, 4, 1, 1);
    assertSameBits(arg(Extremum.MAX, x, 1), longs(1, 1, 0, 0));
    assertSameBits(arg(Extremum.MIN, x, 1), longs(0, 1, 0, 1));
    long big = 1L << 60;
    assertSameBits(arg(Extremum.MAX, longs(Shape.of(1, 3), big, big + 1, big), 1), longs(1));
    assertSameBits(
        arg(Extremum.MIN, ArrayValue.of(Shape.of(1, 3), new boolean[] {true, false, false}), 1),
        longs(1));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "INT32", "INT64"})
  void multipliesMatricesOfEveryType(DType dtype) {
    ArrayValue a = counting(dtype, 2, 7);
    ArrayValue b = counting(dtype, 13, 7);
    assertElements(
        evaluate(contract("bi,oi->bo"), a, b),
        Shape.of(2, 13),
        c -> {
          double sum = 0;
          for (int i = 0; i < 7; i++) {
            sum += at(a, c[0], i) * at(b, c[1], i);
          }
          return sum;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void contractsEverySize(int n) {
    ArrayValue a = counting(DType.FLOAT64, 2, n, 3);
    ArrayValue b = counting(DType.FLOAT64, n, 3, 2);
    // a batch axis, two summed axes in different places
    assertElements(
        evaluate(contract("bij,ijb->b"), a, b),
        Shape.of(2),
        c -> {
          double sum = 0;
          for (int i = 0; i < n; i++) {
            for (int j = 0; j < 3; j++) {
              sum += at(a, c[0], i, j) * at(b, i, j, c[0]);
            }
          }
          return sum;
        });
    // nothing summed, an outer product in another order
    assertElements(
        evaluate(contract("bij,kjc->ckjbi"), a, b),
        Shape.of(2, n, 3, 2, n),
        c -> at(a, c[3], c[4], c[2]) * at(b, c[1], c[2], c[0]));
  }

  @Test
  void contractsScalars() {
    assertSameBits(evaluate(contract(",->"), scalar(3), scalar(-0.0)), scalar(-0.0));
    assertSameBits(evaluate(contract(",i->i"), scalar(3), doubles(1, 2)), doubles(3, 6));
  }

  @Test
  void contractionRoundsAsSumsDo() {
    assertSameBits(
        evaluate(contract("i,i->"), floats(1e8f, 1, -1e8f), floats(1, 1, 1)),
        ArrayValue.scalar(DType.FLOAT32, 1));
    assertSameBits(
        evaluate(contract("i,i->"), doubles(1e16, 1, -1e16), doubles(1, 1, 1)), scalar(0));
    assertSameBits(
        evaluate(contract("i,i->"), ints(1 << 20, 1), ints(1 << 12, Integer.MAX_VALUE)),
        ArrayValue.of(Shape.scalar(), new int[] {Integer.MAX_VALUE}));
    assertSameBits(
        evaluate(contract("i,i->"), longs(Long.MAX_VALUE, 1), longs(2, 2)),
        ArrayValue.of(Shape.scalar(), new long[] {0}));
    assertSameBits(
        evaluate(contract("i,i->"), doubles(Double.POSITIVE_INFINITY, 1), doubles(0, 1)),
        scalar(NAN));
  }

  private static Op contract(String letters) {
    String[] parts = letters.split(",|->", -1);
    return new Op.Contract(
        Ints.of(parts[0].chars().toArray()),
        Ints.of(parts[1].chars().toArray()),
        Ints.of(parts[2].chars().toArray()));
  }
}
