package dev.jacobi.reference;

import static dev.jacobi.reference.Grid.assertElements;
import static dev.jacobi.reference.Grid.assertSameBits;
import static dev.jacobi.reference.Grid.at;
import static dev.jacobi.reference.Grid.counting;
import static dev.jacobi.reference.Grid.doubles;
import static dev.jacobi.reference.Grid.evaluate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jacobi.graph.ArrayValue;
import dev.jacobi.graph.Op;
import dev.jacobi.type.DType;
import dev.jacobi.type.Ints;
import dev.jacobi.type.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Movements and windows, each against its formula in coordinates. */
final class MovementTest {

  @ParameterizedTest
  @EnumSource
  void keepsEveryElementType(DType dtype) {
    ArrayValue x = counting(dtype, 2, 3);
    assertElements(
        evaluate(new Op.Movement.Permute(Ints.of(1, 0)), x),
        Shape.of(3, 2),
        c -> at(x, c[1], c[0]));
    assertElements(
        evaluate(pad(Ints.of(0), Ints.of(1), Ints.of(1), Ints.of(0)), x),
        Shape.of(4, 3),
        c -> c[0] == 0 || c[0] == 3 ? 0 : at(x, c[0] - 1, c[1]));
    assertElements(
        evaluate(new Op.Movement.Concat(1), x, x), Shape.of(2, 6), c -> at(x, c[0], c[1] % 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 13})
  void everySize(int n) {
    ArrayValue x = counting(DType.FLOAT64, n, 3);
    assertElements(
        evaluate(new Op.Movement.Reshape(Shape.of(3, n)), x),
        Shape.of(3, n),
        c -> c[0] * n + c[1] + 1);
    assertElements(
        evaluate(new Op.Movement.Permute(Ints.of(1, 0)), x),
        Shape.of(3, n),
        c -> at(x, c[1], c[0]));
    assertElements(
        evaluate(new Op.Movement.Expand(Shape.of(2, n, 5, 3), Ints.of(1, 3)), x),
        Shape.of(2, n, 5, 3),
        c -> at(x, c[1], c[3]));
    assertElements(
        evaluate(new Op.Movement.Flip(Ints.of(0, 1)), x),
        Shape.of(n, 3),
        c -> at(x, n - 1 - c[0], 2 - c[1]));
    assertElements(
        evaluate(new Op.Movement.Slice(Ints.of(0), Ints.of(0), Ints.of(n), Ints.of(2)), x),
        Shape.of((n + 1) / 2, 3),
        c -> at(x, 2 * c[0], c[1]));
    assertElements(
        evaluate(new Op.Movement.Concat(0), x, counting(DType.FLOAT64, 2, 3), x),
        Shape.of(2 * n + 2, 3),
        c ->
            c[0] < n
                ? at(x, c[0], c[1])
                : c[0] < n + 2 ? (c[0] - n) * 3 + c[1] + 1 : at(x, c[0] - n - 2, c[1]));
    assertElements(
        evaluate(pad(Ints.of(0), Ints.of(2), Ints.of(1), Ints.of(1)), x),
        Shape.of(2 + n + Math.max(0, n - 1) + 1, 3),
        c -> {
          int from = c[0] - 2;
          return from >= 0 && from % 2 == 0 && from / 2 < n ? at(x, from / 2, c[1]) : 0;
        });
  }

  @Test
  void permutesThreeAxes() {
    ArrayValue x = counting(DType.FLOAT32, 2, 3, 4);
    assertElements(
        evaluate(new Op.Movement.Permute(Ints.of(2, 0, 1)), x),
        Shape.of(4, 2, 3),
        c -> at(x, c[1], c[2], c[0]));
  }

  @Test
  void expandRepeatsAxesOfSizeOne() {
    ArrayValue x = counting(DType.INT32, 1, 3, 1);
    assertElements(
        evaluate(new Op.Movement.Expand(Shape.of(4, 3, 2), Ints.of(0, 1, 2)), x),
        Shape.of(4, 3, 2),
        c -> at(x, 0, c[1], 0));
    assertElements(
        evaluate(new Op.Movement.Expand(Shape.of(7), Ints.of()), ArrayValue.scalar(DType.INT64, 5)),
        Shape.of(7),
        c -> 5);
    assertElements(
        evaluate(new Op.Movement.Expand(Shape.of(0, 3, 2), Ints.of(0, 1, 2)), x),
        Shape.of(0, 3, 2),
        c -> 0);
  }

  @Test
  void slicesSeveralAxes() {
    ArrayValue x = counting(DType.FLOAT64, 7, 2, 13);
    assertElements(
        evaluate(
            new Op.Movement.Slice(Ints.of(2, 0), Ints.of(1, 3), Ints.of(12, 6), Ints.of(4, 1)), x),
        Shape.of(3, 2, 3),
        c -> at(x, 3 + c[0], c[1], 1 + 4 * c[2]));
    assertElements(
        evaluate(new Op.Movement.Slice(Ints.of(0), Ints.of(4), Ints.of(4), Ints.of(3)), x),
        Shape.of(0, 2, 13),
        c -> 0);
  }

  @Test
  void padsSeveralAxes() {
    ArrayValue x = counting(DType.FLOAT64, 2, 3);
    assertElements(
        evaluate(pad(Ints.of(1, 0), Ints.of(0, 1), Ints.of(2, 0), Ints.of(3, 0)), x),
        Shape.of(3, 11),
        c -> c[0] > 0 && c[1] % 4 == 0 && c[1] < 9 ? at(x, c[0] - 1, c[1] / 4) : 0);
  }

  @Test
  void movesBitsUnchanged() {
    ArrayValue x = doubles(-0.0, Double.NaN, Double.NEGATIVE_INFINITY);
    assertSameBits(
        evaluate(new Op.Movement.Flip(Ints.of(0)), x),
        doubles(Double.NEGATIVE_INFINITY, Double.NaN, -0.0));
    assertSameBits(
        evaluate(pad(Ints.of(0), Ints.of(1), Ints.of(0), Ints.of(0)), x),
        doubles(0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY));
    ArrayValue big = Grid.longs(Long.MAX_VALUE, Long.MAX_VALUE - 1);
    assertSameBits(
        evaluate(new Op.Movement.Flip(Ints.of(0)), big),
        Grid.longs(Long.MAX_VALUE - 1, Long.MAX_VALUE));
  }

  @Test
  void unfoldsWindows() {
    ArrayValue x = counting(DType.FLOAT64, 2, 7, 3, 13);
    Op unfold = new Op.Window.Unfold(Ints.of(3, 1), Ints.of(3, 2), Ints.of(2, 1), Ints.of(4, 3));
    assertElements(
        evaluate(unfold, x),
        Shape.of(2, 4, 3, 3, 3, 2),
        c -> at(x, c[0], c[1] + 3 * c[5], c[2], 2 * c[3] + 4 * c[4]));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 13})
  void unfoldsAWindowAsLongAsTheAxis(int n) {
    ArrayValue x = counting(DType.INT64, n);
    assertElements(
        evaluate(new Op.Window.Unfold(Ints.of(0), Ints.of(n), Ints.of(1), Ints.of(1)), x),
        Shape.of(1, n),
        c -> c[1] + 1);
  }

  @Test
  void foldIsTheAdjointOfUnfold() {
    Ints axes = Ints.of(1, 0);
    Ints sizes = Ints.of(3, 2);
    Ints strides = Ints.of(2, 1);
    Ints dilations = Ints.of(1, 2);
    ArrayValue x = counting(DType.FLOAT64, 7, 13);
    ArrayValue windows = evaluate(new Op.Window.Unfold(axes, sizes, strides, dilations), x);
    ArrayValue w = counting(DType.FLOAT64, windows.shape().sizes());
    ArrayValue folded =
        evaluate(new Op.Window.Fold(axes, sizes, strides, dilations, Ints.of(13, 7)), w);
    assertThat(folded.shape()).isEqualTo(x.shape());
    assertThat(dot(folded, x)).isEqualTo(dot(w, windows));
  }

  private static double dot(ArrayValue a, ArrayValue b) {
    double sum = 0;
    for (int i = 0; i < a.shape().elements(); i++) {
      sum += a.getDouble(i) * b.getDouble(i);
    }
    return sum;
  }

  @Test
  void foldAddsWhereWindowsOverlap() {
    Ints one = Ints.of(1);
    Op fold = new Op.Window.Fold(Ints.of(0), Ints.of(2), one, one, Ints.of(4));
    assertSameBits(
        evaluate(fold, doubles(Shape.of(3, 2), 1, 2, 10, 20, 100, 200)), doubles(1, 12, 120, 200));
    assertSameBits(
        evaluate(fold, ArrayValue.of(Shape.of(3, 2), new int[] {1, Integer.MAX_VALUE, 1, 0, 0, 0})),
        Grid.ints(1, Integer.MIN_VALUE, 0, 0));
    assertSameBits(
        evaluate(
            fold,
            ArrayValue.of(Shape.of(3, 2), new boolean[] {false, true, true, false, false, false})),
        Grid.bools(false, true, false, false));
  }

  private static Op pad(Ints axes, Ints low, Ints high, Ints interior) {
    return new Op.Movement.Pad(axes, low, high, interior);
  }
}
